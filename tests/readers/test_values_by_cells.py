"""A value that rows share is the value that each row would get by itself."""

from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.sheets import Column
from schedbatch.readers.records import Record, RecordLayout
from schedbatch.readers.values_by_cells import ValuesByCells

LAYOUT = RecordLayout("Sheet", {"Title": 1, "Type": 3, "Weeks": 4}, {SESSIONS.title: 0, SESSIONS.type: 1, SESSIONS.weeks: 2})
cells = st.tuples(st.sampled_from([None, "A", "B"]), st.sampled_from([None, "A", "B"]), st.sampled_from([None, 1, 2]))
TYPE_AND_WEEKS = (SESSIONS.type, SESSIONS.weeks)
bad = st.sampled_from([frozenset[Column](), frozenset[Column](), frozenset((SESSIONS.type,))])


def _build(record: Record, context: str) -> tuple[str, tuple[Issue, ...]]:
    shown = f"{record.text(SESSIONS.type)} {record.get(SESSIONS.weeks, int)} {context} {record.lacks(SESSIONS.type)}"
    found = (Issue(kinds.UNKNOWN_NAME, shown, record.place.cell(SESSIONS.type)),) if record.text(SESSIONS.type) == "B" else ()
    return shown, found


@given(st.sampled_from([TYPE_AND_WEEKS, (*TYPE_AND_WEEKS, SESSIONS.until)]), st.lists(st.tuples(cells, bad, st.sampled_from("xy"))))
def test_each_row_gets_the_value_that_it_would_get_by_itself(
    columns: tuple[Column, ...], rows: list[tuple[tuple[object, ...], frozenset[Column], str]]
) -> None:
    values = ValuesByCells(LAYOUT, columns, _build)
    records = [(Record(number, own, LAYOUT, faulty), context) for number, (own, faulty, context) in enumerate(rows, 2)]
    assert [values.of(record, context) for record, context in records] == [_build(record, context) for record, context in records]


def test_rows_with_equal_cells_share_a_value() -> None:
    values = ValuesByCells(LAYOUT, TYPE_AND_WEEKS, _build)
    first, second = (values.of(Record(row, (title, "A", 2), LAYOUT), "x")[0] for row, title in ((2, "A"), (3, "B")))
    assert first is second


def test_a_sheet_with_none_of_the_columns() -> None:
    values: ValuesByCells[str, None] = ValuesByCells(LAYOUT, (SESSIONS.until,), lambda record, _: (record.text(SESSIONS.until), ()))
    assert values.of(Record(2, ("A", "B", 1), LAYOUT), None) == ("", ())
