"""Only names that no sheet defines are decided one by one: the outcome is the same as for deciding all names."""

from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.names import fold
from schedbatch.domain.sheets import Column
from schedbatch.readers.people_and_places import KnownNames, Mention, resolve_mentions, unknown_mentions
from schedbatch.readers.records import Record, RecordLayout

LAYOUT = RecordLayout("Sessions", {"Course": 1, "Instructors": 2}, {SESSIONS.course: 0, SESSIONS.instructors: 1})
NAMES = ("Abbott", "abbott", "Abott", "ABOTT", "Bell", "Zoe (guest)", "Team", "defaults", "Qu\u00e9r\u00e9", "X")
names = st.sampled_from(NAMES)
cells = st.tuples(st.none() | names, st.none() | st.lists(names, max_size=3, unique_by=fold).map(tuple))
known = st.builds(
    KnownNames,
    st.just("instructor"),
    st.dictionaries(st.sampled_from(("Abbott", "Bell", "Team")), st.lists(names, min_size=1, max_size=2).map(tuple)),
    st.sampled_from(["", "Instructors"]),
    st.booleans(),
)


def _all_mentions(records: list[Record], column: Column) -> list[Mention]:
    listed = ((record, record.value(column)) for record in records)
    each = ((record, (cell,) if isinstance(cell, str) else cell or ()) for record, cell in listed)
    return [
        Mention(name, record.place.cell(column), names if len(names) > 1 or isinstance(record.value(column), tuple) else ())
        for record, names in each
        if isinstance(names, tuple)
        for name in names
        if fold(name) != "defaults"
    ]


@given(st.lists(cells), known, st.sampled_from([SESSIONS.course, SESSIONS.instructors, SESSIONS.location]))
def test_names_that_are_defined_need_no_look(rows: list[tuple[object, ...]], known: KnownNames, column: Column) -> None:
    records = [Record(number, own, LAYOUT) for number, own in enumerate(rows, 2)]
    book, found = resolve_mentions(unknown_mentions(records, column, known, ("defaults",)), known)
    slow_book, slow_found = resolve_mentions(_all_mentions(records, column), known)
    assert (book.shown, found) == (slow_book.shown, slow_found)
