"""What is worked out once for rows that are alike is what each of them would come to."""

from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.sheets import Column
from schedbatch.readers.alike import Alike
from schedbatch.readers.records import Record, RecordLayout

LAYOUT = RecordLayout("Sheet", {"Title": 1, "Type": 3, "Weeks": 4}, {SESSIONS.title: 0, SESSIONS.type: 1, SESSIONS.weeks: 2})
cells = st.tuples(st.sampled_from([None, "A", "B"]), st.sampled_from([None, "A", "B"]), st.sampled_from([None, 1, 2]))
TYPE_AND_WEEKS = (SESSIONS.type, SESSIONS.weeks)
bad = st.sampled_from([frozenset[Column](), frozenset[Column](), frozenset((SESSIONS.type,))])


def _work_out(record: Record, besides: str) -> tuple[str, tuple[Issue, ...]]:
    shown = f"{record.text(SESSIONS.type)} {record.get(SESSIONS.weeks, int)} {besides} {record.lacks(SESSIONS.type)}"
    found = (Issue(kinds.UNKNOWN_NAME, shown, record.place.cell(SESSIONS.type)),) if record.text(SESSIONS.type) == "B" else ()
    return shown, found


@given(st.sampled_from([TYPE_AND_WEEKS, (*TYPE_AND_WEEKS, SESSIONS.until)]), st.lists(st.tuples(cells, bad, st.sampled_from("xy"))))
def test_each_row_comes_to_what_it_would_by_itself(
    columns: tuple[Column, ...], rows: list[tuple[tuple[object, ...], frozenset[Column], str]]
) -> None:
    alike = Alike(LAYOUT, columns, _work_out)
    records = [(Record(number, own, LAYOUT, faulty), besides) for number, (own, faulty, besides) in enumerate(rows, 2)]
    assert [alike.of(*each) for each in records] == [_work_out(*each) for each in records]


def test_rows_that_are_alike_share_what_they_come_to() -> None:
    alike = Alike(LAYOUT, TYPE_AND_WEEKS, _work_out)
    first, second = (alike.of(Record(row, (title, "A", 2), LAYOUT), "x")[0] for row, title in ((2, "A"), (3, "B")))
    assert first is second


def test_a_sheet_with_none_of_the_columns() -> None:
    alike: Alike[str, None] = Alike(LAYOUT, (SESSIONS.until,), lambda record, _: (record.text(SESSIONS.until), ()))
    assert alike.of(Record(2, ("A", "B", 1), LAYOUT), None) == ("", ())
