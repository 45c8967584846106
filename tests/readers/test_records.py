"""Sheets are read column by column, equal cells once: it must come to what reading cell after cell comes to."""

import datetime as dt

from hypothesis import example, given
from hypothesis import strategies as st

from schedbatch.domain import kinds
from schedbatch.domain.columns import LEARNERS, SESSIONS
from schedbatch.domain.issues import CellRef, Issue, Severity
from schedbatch.domain.sheets import CellKind, Column, Need
from schedbatch.readers.cells import Fault, parse_cell
from schedbatch.readers.records import read_table
from schedbatch.xlsx.raw import CellValue, DayCount1904, ErrorValue, RawRow, RawSheet, ShownNumber, Uncalculated

HEADINGS = ("Session ID", "Title", "Type", "Groups", "Date", "Start", "Weeks", "URL", "ILM", "Hours")
ROSTER = ("Learner ID", "Name", "Labs", "Tutorials")
# Many values that are equal in Python and are read differently.
VALUES: tuple[CellValue, ...] = (
    *(
        1,
        1.0,
        True,
        0,
        0.0,
        False,
        7,
        "7",
        "007",
        ShownNumber(7.0, "7"),
        ShownNumber(7.0, "007"),
        7.0,
        40_000,
        DayCount1904(40_000),
    ),
    *(
        dt.datetime.fromisoformat("2026-09-07"),
        dt.datetime.fromisoformat("2026-09-07T09:00"),
        dt.time(9),
        dt.timedelta(hours=9),
        "2026-09-07",
        "03/04/2026",
        "9:00",
    ),
    *("", " ", "none", "A", "a", "A; B", "yes", "Mon", "https://example.edu/a", ErrorValue("#REF!"), Uncalculated("=A1")),
)
rows = st.lists(st.dictionaries(st.integers(1, len(HEADINGS)), st.sampled_from(VALUES), min_size=1), max_size=8)


def _sheet(headings: tuple[str, ...], cells: list[dict[int, CellValue]]) -> RawSheet:
    named: dict[int, CellValue] = dict(enumerate(headings, 1))
    # A remark beside the columns: a row with one filled cell could be a banner.
    remark: dict[int, CellValue] = {len(headings) + 1: "remark"}
    return RawSheet("Sheet", (RawRow(1, named), *(RawRow(number, own | remark) for number, own in enumerate(cells, 2))))


def _fault(cell: CellValue | None, column: Column) -> tuple[object, Fault | None]:
    if cell is None:
        is_missing = column.need is Need.ALWAYS
        return None, Fault(kinds.REQUIRED_CELL_EMPTY, f"{column.heading} is empty.") if is_missing else None
    return parse_cell(cell, column, "")


@given(rows)
@example([{1: 7}, {1: 7.0}, {1: True}, {1: ShownNumber(7.0, "007")}, {1: ShownNumber(7.0, "7")}])
def test_each_cell_is_read_as_its_column_asks(cells: list[dict[int, CellValue]]) -> None:
    table, found = read_table(_sheet(HEADINGS, cells), SESSIONS, "")
    values: list[dict[str, object]] = []
    faulty: list[set[str]] = []
    issues: list[Issue] = []
    for number, own in enumerate(cells, 2):
        read = [(heading, *_fault(own.get(at), SESSIONS.column(heading))) for at, heading in enumerate(HEADINGS, 1)]
        values.append({heading: value for heading, value, _ in read})
        faults = [(heading, fault) for heading, _, fault in read if fault]
        faulty.append({heading for heading, fault in faults if fault.kind.severity is Severity.ERROR})
        # As the columns stand in the table of columns, which here is as they stand in the sheet.
        issues += [
            Issue(fault.kind, fault.message, CellRef("Sheet", number, HEADINGS.index(heading) + 1)) for heading, fault in faults
        ]
    # By their repr: 1, 1.0 and True are equal.
    shown = [{heading: record.value(SESSIONS.column(heading)) for heading in HEADINGS} for record in table.records]
    assert repr(shown) == repr(values)
    assert [{column.heading for column in record.faulty} for record in table.records] == faulty
    assert found == tuple(issues)
    assert [record.place.cell(SESSIONS.weeks, SESSIONS.title) for record in table.records] == [
        CellRef("Sheet", number, HEADINGS.index("Weeks") + 1) for number in range(2, len(cells) + 2)
    ]


@given(st.lists(st.dictionaries(st.integers(1, len(ROSTER)), st.sampled_from(VALUES), min_size=1), max_size=8))
def test_group_columns_are_read_as_names(cells: list[dict[int, CellValue]]) -> None:
    table, found = read_table(_sheet(ROSTER, cells), LEARNERS, "", lambda text: text in ("Labs", "Tutorials"))
    columns = (LEARNERS.learner_id, LEARNERS.learner_name, *(Column(name, CellKind.NAME, "") for name in ROSTER[2:]))
    texts: list[dict[int, object]] = []
    issues: list[Issue] = []
    for number, own in enumerate(cells, 2):
        read = [(at, *_fault(own.get(at), column)) for at, column in enumerate(columns, 1)]
        texts.append({at: text for at, text, _ in read if at > 2 and text is not None})
        issues += [Issue(fault.kind, fault.message, CellRef("Sheet", number, at)) for at, _, fault in read if fault]
    assert [dict(record.group_cells) for record in table.records] == texts
    assert all(record.faulty <= {LEARNERS.learner_id, LEARNERS.learner_name} for record in table.records)
    assert found == tuple(issues)


def test_filled_cells_of_a_record() -> None:
    table, _ = read_table(_sheet(("Title", "Type", "Date"), [{1: "Dissection", 3: "soon"}]), SESSIONS, "")
    (record,) = table.records
    assert record.has(SESSIONS.title, SESSIONS.type, SESSIONS.date, SESSIONS.weeks) == (SESSIONS.title, SESSIONS.date)
    assert [record.text(column) for column in (SESSIONS.title, SESSIONS.type, SESSIONS.weeks)] == ["Dissection", "", ""]
    assert (record.get(SESSIONS.date, dt.date), record.lacks(SESSIONS.date)) == (None, True)
    assert not record.lacks(SESSIONS.title, SESSIONS.type, SESSIONS.weeks)
