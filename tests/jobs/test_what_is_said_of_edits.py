"""What planners are told of their edits of schedule.xlsx, word by word; workbook.md, "What comes back"."""

# ruff: noqa: E501 - sentences

import datetime as dt

import openpyxl

from schedbatch.jobs.run import Outcome
from tests.desk import ONE, TWO, Desk, times
from tests.editing import add, delete, edit


def _said(outcome: Outcome) -> list[tuple[str, str]]:
    """Each issue's cell and message."""
    return [(f"{issue['sheet']}!{issue['cell']}" if issue["cell"] else "", issue["message"]) for issue in outcome.receipt["issues"]]


def test_what_is_said_of_cells_that_cannot_be_taken_in(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Title": "Anatomy", "Start": None, "Status": "Sure"}, TWO: {"End": dt.time(11), "Minutes": 30}})
    edit(desk.schedule, {"P": {"Hours": "many", "Due date": None}}, sheet="ILMs")
    assert _said(desk.run(minutes=1)) == [
        ("schedule.xlsx: Offerings!D2", 'Title of D/Labs > 01/w1.1 cannot be changed here; it stays "Dissection".'),
        ("schedule.xlsx: ILMs!H2", 'Hours is "many", not a number of hours.'),
        ("schedule.xlsx: Offerings!H2", "Start of D/Labs > 01/w1.1 is empty; it stays as it was."),
        ("schedule.xlsx: ILMs!I2", "Due date of P is empty; it stays as it was."),
        ("schedule.xlsx: Offerings!O2", 'Status is "Sure"; it can be Scheduled, Tentative, Draft, Cancelled, Published, Canceled.'),
        ("schedule.xlsx: Offerings!K3", "End of D/Labs > 02/w1.1 makes it 120 minutes long, but Minutes says 30."),
    ]


def test_what_is_said_of_rows_that_are_added_doubled_and_deleted(desk: Desk) -> None:
    add(desk.schedule, {"Offering ID": ONE, "Notes": "a copy of the row"})
    add(desk.schedule, {"Title": "Essay"}, sheet="ILMs")
    delete(desk.schedule, [TWO])
    assert _said(desk.run(minutes=1)) == [
        ("", "In schedule.xlsx, 1 row was deleted from Offerings, and will be back: D/Labs > 02/w1.1."),
        (
            "schedule.xlsx: Offerings!A3",
            "\"D/Labs > 01/w1.1\" is there twice, the first time in 'schedule.xlsx: Offerings'!A2; that row counts. For a new offering, clear Offering ID.",
        ),
        ("schedule.xlsx: ILMs!A3", "An ILM cannot be added here; it is not taken in."),
    ]


def test_what_is_said_of_a_sheet_that_is_deleted(desk: Desk) -> None:
    book = openpyxl.load_workbook(desk.schedule)
    del book["Offerings"]
    del book["Conflicts"]
    book.save(desk.schedule)
    assert _said(desk.run(minutes=1)) == [("", "schedule.xlsx has no sheet Offerings any more; all its rows come back.")]


def test_what_is_said_of_two_copies_at_odds(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Location": "Lab 3"}})
    desk.run(minutes=1)
    old = edit(desk.schedule, {ONE: {"Edited": None}}, to=desk.folder / "old.xlsx")
    other = edit(desk.schedule, {ONE: {"Location": "Lab 1"}}, to=desk.folder / "other.xlsx")
    edit(desk.schedule, {ONE: {"Location": "Lab 2"}})
    desk.run(minutes=2)
    assert [_said(desk.run(copy, minutes=3)) for copy in (old, other)] == [
        [
            (
                "old.xlsx: Offerings!P2",
                'Location of D/Labs > 01/w1.1 is taken out of Edited here, but another edited copy has made it "Lab 2".',
            )
        ],
        [
            (
                "other.xlsx: Offerings!L2",
                'Location of D/Labs > 01/w1.1 is "Lab 1" here, but another edited copy has made it "Lab 2".',
            )
        ],
    ]


def test_a_status_of_the_workbook_that_outranks_an_edit_is_said(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Status": "Tentative"}})
    desk.run(minutes=1)
    desk.draw(
        "Hours | Due date | Description |\n| D | Dissection | Lab | Labs | 2026-09-07 | 09:00 | 60 | | | | | |",
        "Hours | Due date | Description | Status |\n| D | Dissection | Lab | Labs | 2026-09-07 | 09:00 | 60 | | | | | | Cancelled |",
    )
    assert _said(desk.run(minutes=2)) == [
        ("Sessions!M2", "D/Labs > 01/w1.1 is Cancelled in the workbook, which outranks the hand edit Tentative.")
    ]


def test_an_edited_time_that_the_clocks_skip_is_said_and_the_offering_stays(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Date": dt.date(2027, 3, 28), "Start": dt.time(1, 30)}, TWO: {"Start": dt.time(9, 30)}})
    assert _said(desk.run(minutes=1)) == [
        ("Sessions!F2", "D/Labs > 01/w1.1 was given by hand a time that does not exist that night, 01:30; it stays where it was.")
    ]
    assert times(desk) == {
        "D/Labs > 01/w1.1": ("09-07", "09:00:00", "09-07", "10:00:00", "60", "Date; Start"),
        "D/Labs > 02/w1.1": ("09-07", "09:30:00", "09-07", "10:30:00", "60", "Start"),
    }


def test_an_edited_end_that_the_workbook_overtakes_is_said_and_the_length_stays(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"End": dt.time(10, 30)}})
    desk.run(minutes=1)
    desk.draw("2026-09-07 | 09:00", "2026-09-07 | 11:00")
    assert _said(desk.run(minutes=2)) == [
        (
            "Sessions!B2",
            'End of D/Labs > 01/w1.1 was "10:00" when it was changed by hand to "10:30"; the workbook now says "12:00". The hand edit stands.',
        ),
        ("Sessions!F2", "D/Labs > 01/w1.1 was given by hand an end, 10:30, that is not after its start, 11:00; its length stays."),
    ]
    assert times(desk) == {
        "D/Labs > 01/w1.1": ("09-07", "11:00:00", "09-07", "12:00:00", "60", "End"),
        "D/Labs > 02/w1.1": ("09-07", "11:00:00", "09-07", "12:00:00", "60", ""),
    }
