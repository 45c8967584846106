"""Rows of a Sessions sheet with equal cells share values: each row gets the values that it would get in a sheet of its own."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.domain.issues import Issue
from schedbatch.domain.model import SessionRow
from schedbatch.readers.catalog import build_catalog
from schedbatch.xlsx.raw import CellValue, RawRow, RawSheet, RawWorkbook

_COLUMNS: dict[str, tuple[CellValue, ...]] = {
    "Course": ("Anatomy", "anatomy", "Physiology"),
    "Cohort": ("Year 1", "Year 2"),
    "Title": ("Dissection", "Pulse"),
    "Type": ("Lab", "lecture", "Nonsense"),
    "Groups": ("A", "A; B", "a", "C", "none"),
    "Except groups": ("A > 1", "B", "C"),
    "Strategy": ("together", "per subgroup", "nonsense"),
    "Date": (dt.datetime.fromisoformat("2026-09-07"), dt.datetime.fromisoformat("2026-09-08"), "2026-09-07", "soon"),
    "Start": (dt.time(9), "9:00", dt.time(10), "nine"),
    "End": (dt.time(10), dt.time(9)),
    "Minutes": (60, 60.0, "60", 90, True),
    "Days": ("Mon", "MR"),
    "Weeks": (1, 2, 2.0),
    "Until": (dt.datetime.fromisoformat("2026-09-01"), dt.datetime.fromisoformat("2026-09-21")),
    "At once": (1, 2),
    "Stagger": (30,),
    "Location": ("R1", "R1; R2", "none"),
    "Instructors": ("Abbott", "abbott; Bell", "defaults", "Defaults; Abbott"),
    "URL": ("https://example.edu", "none"),
    "ILM": ("yes", "no"),
    "Hours": (3, 3.0, "3.0", "3.00"),
    "Due date": (dt.datetime.fromisoformat("2026-09-07"),),
    "Status": ("Draft", "Scheduled", "nonsense"),
    "Notes": ("A", "B"),
    "Credit hours": (3, "3.0", "3.00", 1.5),
    "Section": ("1", "01"),
}
_USUAL = ("Title", "Type", "Groups", "Date", "Start", "Minutes")
_GROUPS = (("A", "Year 1"), ("B", "Year 2"), ("C", ""))


def _sheet(name: str, headings: tuple[str, ...], rows: list[tuple[int, dict[str, CellValue]]]) -> RawSheet:
    named: dict[int, CellValue] = dict(enumerate(headings, 1))
    cells = (RawRow(number, {headings.index(heading) + 1: value for heading, value in own.items()}) for number, own in rows)
    return RawSheet(name, (RawRow(1, named), *cells))


def _read(headings: tuple[str, ...], rows: list[tuple[int, dict[str, CellValue]]]) -> tuple[tuple[SessionRow, ...], list[Issue]]:
    groups: list[tuple[int, dict[str, CellValue]]] = [
        (number, {"Group": name, **({"Cohort": cohort} if cohort else {})}) for number, (name, cohort) in enumerate(_GROUPS, 2)
    ]
    sheets = (
        _sheet("Groups", ("Group", "Cohort"), groups),
        _sheet("Subgroups", ("Group", "Subgroup"), [(number, {"Group": "A", "Subgroup": str(number)}) for number in (1, 2)]),
        _sheet("Instructors", ("Instructor",), [(2, {"Instructor": "Abbott"}), (3, {"Instructor": "Bell"})]),
        _sheet("Courses", ("Course", "Cohorts"), [(2, {"Course": "Anatomy"}), (3, {"Course": "Physiology", "Cohorts": "Year 1"})]),
        _sheet("Session types", ("Type", "Strategy"), [(2, {"Type": "Lab"}), (3, {"Type": "Lecture", "Strategy": "together"})]),
        _sheet("Sessions", headings, rows),
    )
    catalog, found = build_catalog(RawWorkbook("rows.xlsx", sheets), "Europe/London")
    return catalog.rows, [issue for issue in found if issue.where and issue.where.sheet == "Sessions"]


@st.composite
def _sessions(draw: st.DrawFn) -> tuple[tuple[str, ...], list[tuple[int, dict[str, CellValue]]]]:
    further = draw(
        st.lists(st.sampled_from([name for name in _COLUMNS if name not in _USUAL]), unique=True, min_size=1, max_size=3)
    )
    headings = ("Session ID", *_USUAL, *further)
    # Few different rows, so that many are equal.
    cell = {heading: st.sampled_from(_COLUMNS[heading][: draw(st.integers(1, 2))]) for heading in _USUAL}
    blank = draw(st.sampled_from(["", *_USUAL]))
    rows = st.fixed_dictionaries(
        {heading: cell[heading] for heading in _USUAL if heading != blank},
        optional={blank: cell[blank]} if blank else {},
    )
    others = st.fixed_dictionaries({}, optional={heading: st.sampled_from(_COLUMNS[heading]) for heading in further})
    rows = st.builds(lambda own, further: {**own, **further}, rows, others)
    numbered = enumerate(draw(st.lists(rows, min_size=2, max_size=8)), 2)
    return headings, [(number, {"Session ID": f"S-{number}", **own}) for number, own in numbered]


@pytest.mark.slow
@given(_sessions())
@settings(max_examples=200)
def test_a_row_is_what_it_would_be_in_a_sheet_of_its_own(
    drawn: tuple[tuple[str, ...], list[tuple[int, dict[str, CellValue]]]],
) -> None:
    headings, rows = drawn
    alone = [_read(headings, [row]) for row in rows]
    together, found = _read(headings, rows)
    # By their repr: 3 and 3.00 hours are equal, and are shown as they were typed.
    assert repr(together) == repr(tuple(row for read, _ in alone for row in read))
    assert found == [issue for _, issues in alone for issue in issues]


def test_equal_rows_share_their_selection_timing_and_teaching() -> None:
    cells: dict[str, CellValue] = {heading: _COLUMNS[heading][0] for heading in (*_USUAL, "Location")}
    headings = ("Session ID", *_USUAL, "Location")
    (first, second), _ = _read(headings, [(2, {"Session ID": "S-2", **cells}), (3, {"Session ID": "S-3", **cells})])
    assert (first.selection is second.selection, first.timing is second.timing, first.teaching is second.teaching) == (True,) * 3
