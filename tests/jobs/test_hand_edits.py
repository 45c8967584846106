"""The odd things that happen to a schedule.xlsx before it comes back: nothing is lost, and nothing passed over in silence."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from schedbatch.domain.issues import OutputNotWritable
from schedbatch.jobs.run import Options, run_workbook
from tests.desk import ONE, TWO, Desk, fields, receipt, said, times
from tests.drawing import NOW
from tests.editing import Value, add, edit, rows

WITHOUT_DATE = ("| D | Dissection | Lab | Labs | 2026-09-07", "| D | Dissection | Lab | Labs | soon")
NEW: dict[str, Value] = {"Session ID": "D", "Date": dt.date(2026, 9, 9), "Start": dt.time(13), "Minutes": 30}


def opened(desk: Desk) -> Any:  # noqa: ANN401
    """Its schedule.xlsx, of which the stubs of openpyxl do not know everything."""
    return openpyxl.load_workbook(desk.schedule)


def test_a_due_time_of_24_00_is_the_end_of_that_day(desk: Desk) -> None:
    edit(desk.schedule, {"P": {"Due time": "24:00"}}, sheet="ILMs")
    desk.run(minutes=1)
    midnight = (dt.datetime(2026, 9, 5), dt.time(0), "Due time")  # noqa: DTZ001 - a cell has no zone
    assert rows(desk.schedule, "Due date", "Due time", "Edited", sheet="ILMs") == [midnight]


def test_dates_and_times_whose_cells_lost_their_format_are_read_as_what_they_stand_for(desk: Desk) -> None:
    book = opened(desk)
    for row, serial, day_fraction, minutes in ((2, 46272, 0.375, "60"), (3, 46273, 0.5, "45")):
        for column, value in ((7, serial), (8, day_fraction), (11, minutes)):
            cell = book["Offerings"].cell(row, column)
            cell.number_format, cell.value = "General", value
    book.save(desk.schedule)
    assert said(desk.run(minutes=1)) == []
    assert times(desk) == {
        ONE: ("09-07", "09:00:00", "09-07", "10:00:00", "60", ""),
        TWO: ("09-08", "12:00:00", "09-08", "12:45:00", "45", "Date; Start; Minutes"),
    }


def test_a_blank_that_is_taken_away_is_an_edit_and_blanks_at_the_ends_are_none(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Notes": "Groups 1 2"}})
    desk.run(minutes=1)
    edit(desk.schedule, {ONE: {"Notes": "Groups 12"}, TWO: {"Location": " Lab 2  "}})
    desk.run(minutes=2)
    assert fields(desk, "Notes", "Edited") == {ONE: ("Groups 12", "Notes"), TWO: (None, None)}


def test_two_rows_added_at_one_time_are_two_offerings(desk: Desk) -> None:
    book = opened(desk)
    for group, place in (("Labs > 01", "Lab 3"), ("Labs > 02", "Lab 2")):
        values = {2: "D", 6: group, 7: dt.date(2026, 9, 9), 8: dt.time(13), 11: 30, 12: place, 13: "Abara, Ada"}
        row = book["Offerings"].max_row + 1
        for column, value in values.items():
            book["Offerings"].cell(row, column, value)
    book.save(desk.folder / "copy.xlsx")
    for minutes in (1, 2):
        desk.run(desk.folder / "copy.xlsx", minutes=minutes)
    desk.draw("Chapter 4", "Chapter 5")
    desk.run(desk.folder / "copy.xlsx", minutes=3)
    found = fields(desk, "Groups", "Location")
    assert {own_id: row for own_id, row in found.items() if own_id not in (ONE, TWO)} == {
        "D/+2026-09-09 13:00": ("Labs > 01", "Lab 3"),
        "D/+2026-09-09 13:00 (2)": ("Labs > 02", "Lab 2"),
    }


def test_the_workbooks_former_value_typed_by_hand_holds_when_the_workbook_has_moved_on(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Location": "Lab 3"}})
    desk.run(minutes=1)
    desk.draw("Lab 1    | Abara", "Lab 2    | Abara")
    desk.run(minutes=2)
    edit(desk.schedule, {ONE: {"Location": "Lab 1"}})
    outcome = desk.run(minutes=3)
    assert fields(desk, "Location", "Edited")[ONE] == ("Lab 1", "Location")
    assert [issue["message"] for issue in outcome.receipt["issues"]] == [
        f'Location of {ONE} was set by hand to "Lab 1"; the workbook now says "Lab 2". The hand edit stands.'
    ]


def test_no_note_stays_when_the_workbook_comes_to_say_what_the_hand_edit_says(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Location": "Lab 3"}})
    desk.run(minutes=1)
    desk.draw("Lab 1    | Abara", "Lab 3    | Abara")
    assert said(desk.run(minutes=2)) == []


def test_an_end_of_an_edited_offering_is_compared_with_what_the_workbook_says(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"End": dt.time(12)}})
    desk.run(minutes=1)
    edit(desk.schedule, {ONE: {"Minutes": 90}})
    assert said(desk.run(minutes=2)) == []
    assert times(desk)[ONE] == ("09-07", "09:00:00", "09-07", "10:30:00", "90", "Minutes")


def test_an_end_as_the_workbook_has_it_is_an_edit_while_the_start_is_edited(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Start": dt.time(8)}})
    desk.run(minutes=1)
    edit(desk.schedule, {ONE: {"End": dt.time(10)}})
    desk.run(minutes=2)
    assert times(desk)[ONE] == ("09-07", "08:00:00", "09-07", "10:00:00", "120", "Start; End")
    edit(desk.schedule, {ONE: {"Start": dt.time(9), "Minutes": 60}})
    desk.run(minutes=3)
    assert times(desk)[ONE] == ("09-07", "09:00:00", "09-07", "10:00:00", "60", "")


def test_rows_added_to_a_session_go_with_it_and_come_back_with_it(desk: Desk) -> None:
    add(desk.schedule, {**NEW, "Groups": "Labs > 01", "Location": "Lab 3", "Instructors": "Abara, Ada"})
    desk.run(minutes=1)
    desk.draw("| D | Dissection |", "| E | Dissection |")
    outcome = desk.run(minutes=2)
    assert outcome.exit_code == 0
    assert list(fields(desk)) == ["E/Labs > 01/w1.1", "E/Labs > 02/w1.1"]
    desk.draw()
    desk.run(minutes=3)
    assert fields(desk, "Location")["D/+2026-09-09 13:00"] == ("Lab 3",)


def test_edits_of_a_session_that_goes_are_named_once_and_wait(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Location": "Lab 3"}})
    desk.run(minutes=1)
    desk.draw("| D | Dissection |", "| E | Dissection |")
    message = f"{ONE} is not in the workbook any more; its hand edits (Location) wait until it is there again."
    assert [issue["message"] for issue in desk.run(minutes=2).receipt["issues"]] == [message]
    desk.draw("| D | Dissection |", "| F | Dissection |")
    assert said(desk.run(minutes=3)) == []
    desk.draw()
    desk.run(minutes=4)
    assert fields(desk, "Location", "Edited")[ONE] == ("Lab 3", "Location")


def test_a_held_offering_can_be_edited_twice(desk: Desk) -> None:
    desk.draw(*WITHOUT_DATE)
    desk.run(minutes=1)
    for minutes, place in ((2, "Lab 3"), (3, "Lab 2")):
        edit(desk.schedule, {ONE: {"Location": place}})
        assert said(desk.run(minutes=minutes)) == [("not-a-date", "Sessions", "E2")]
    desk.draw()
    desk.run(minutes=4)
    assert fields(desk, "Location", "Edited")[ONE] == ("Lab 2", "Location")


@pytest.mark.parametrize("content", [b"", b"garbage", b"PK\x03\x04" + bytes(100)])
def test_a_schedule_that_is_no_workbook_any_more_stops_the_run_and_stays(desk: Desk, content: bytes) -> None:
    desk.schedule.write_bytes(content)
    before = {path: path.read_bytes() for path in desk.schedule.parent.rglob("*") if path.is_file()}
    with pytest.raises(OutputNotWritable, match="was changed, and cannot be read"):
        desk.run(minutes=1)
    assert {path: path.read_bytes() for path in before} == before


def test_a_schedule_that_was_deleted_is_written_again(desk: Desk) -> None:
    before = desk.schedule.read_bytes()
    desk.schedule.unlink()
    desk.run(minutes=1)
    assert desk.schedule.read_bytes() == before


def test_without_the_hidden_sheet_the_document_properties_tell(desk: Desk) -> None:
    book = opened(desk)
    del book["schedbatch"]
    book["Offerings"]["L2"] = "Lab 3"
    book.save(desk.folder / "copy.xlsx")
    desk.run(desk.folder / "copy.xlsx", minutes=1)
    assert fields(desk, "Location", "Edited")[ONE] == ("Lab 3", "Location")


def test_without_the_document_properties_the_hidden_sheet_tells(desk: Desk) -> None:
    book = opened(desk)
    properties = book.custom_doc_props
    for name in list(properties.names):
        del properties[name]
    book["schedbatch"].sheet_state = "visible"
    book.move_sheet("schedbatch", -9)
    book["Offerings"].insert_rows(1, 2)
    book["Offerings"]["A1"] = "Our plan for the autumn"
    book["Offerings"]["L4"] = "Lab 3"
    book.save(desk.folder / "copy.xlsx")
    assert said(desk.run(desk.folder / "copy.xlsx", minutes=1)) == []
    assert fields(desk, "Location", "Edited")[ONE] == ("Lab 3", "Location")


def test_a_spoilt_time_zone_is_said_and_the_copy_is_kept(desk: Desk) -> None:
    book = opened(desk)
    book["schedbatch"]["B3"] = "Mars/Base"
    book["Offerings"]["L2"] = "Lab 3"
    book.save(desk.schedule)
    assert said(desk.run(minutes=1)) == [("copy-unknown", "schedule.xlsx: Offerings", "A1")]
    assert desk.schedule.with_name("schedule (kept 1).xlsx").exists()


def test_a_copy_of_another_schedule_is_said_and_kept(desk: Desk, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other")
    other.folder.mkdir()
    other.draw("Schedule ID | labs", "Schedule ID | other")
    desk.schedule.write_bytes((other.run().folder / "schedule.xlsx").read_bytes())
    outcome = desk.run(minutes=1)
    assert [issue["message"] for issue in outcome.receipt["issues"]] == [
        "schedule.xlsx belongs to the schedule other, not to labs; nothing in it is taken in."
    ]
    assert desk.schedule.with_name("schedule (kept 1).xlsx").exists()


def test_columns_and_sheets_that_are_added_or_changed_are_noted(desk: Desk) -> None:
    book = opened(desk)
    book["Offerings"]["S1"], book["Offerings"]["S2"] = "Phone", "1234"
    book["ILMs"]["R2"] = "no heading"
    book["Workload"]["A2"] = "Somebody Else"
    book["Summary"]["B6"] = 99
    book["Changes"].delete_cols(2)
    book.create_sheet("Mine")["A1"] = 1
    book.save(desk.schedule)
    outcome = desk.run(minutes=1)
    assert {(issue["code"], issue["sheet"], issue["cell"]) for issue in outcome.receipt["issues"]} == {
        ("edit-not-taken", "schedule.xlsx: Mine", "A1"),
        ("edit-not-taken", "schedule.xlsx: Offerings", "S1"),
        ("edit-not-taken", "schedule.xlsx: ILMs", "R1"),
        ("edit-not-taken", "schedule.xlsx: Changes", "A1"),
        ("edit-not-taken", "schedule.xlsx: Workload", "A1"),
        ("edit-not-taken", "schedule.xlsx: Summary", "A1"),
    }
    assert outcome.exit_code == 0
    assert desk.schedule.with_name("schedule (kept 1).xlsx").exists()


def test_sorted_rows_and_moved_columns_of_other_sheets_are_no_change(desk: Desk) -> None:
    book = opened(desk)
    sheet = book["Workload"]
    first, second = ([cell.value for cell in sheet[row]] for row in (2, 3))
    for column, pair in enumerate(zip(first, second, strict=True), 1):
        for row, value in zip((3, 2), pair, strict=True):
            sheet.cell(row, column, value)
    sheet.insert_cols(1)
    book.save(desk.schedule)
    assert said(desk.run(minutes=1)) == []


def test_a_run_that_writes_nothing_says_what_the_edits_would_bring(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Location": "Lab 3"}})
    before = {path: path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()}
    outcome = run_workbook(desk.workbook, desk.folder / "out", NOW, Options(), writes=False)
    assert outcome.notes == ("Hand edits: schedule.xlsx would bring 1 change.",)
    assert outcome.receipt["changes"]["counts"]["moved"] == 1
    assert {path: path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()} == before


def test_edits_wait_in_their_file_while_strict_refuses(desk: Desk) -> None:
    desk.draw("Chapter 4 |", "Chapter 4 |\n| Q | Viva | Lab | Lbs | 2026-09-07 | 09:00 | 60 | | | | | |")
    edit(desk.schedule, {ONE: {"Location": "Lab 3"}})
    edited = desk.schedule.read_bytes()
    outcome = run_workbook(desk.workbook, desk.folder / "out", NOW + dt.timedelta(minutes=1), Options(is_strict=True))
    assert outcome.notes == (
        "Hand edits: schedule.xlsx brings 1 change, but nothing is released this time; they are taken in when the reason is gone.",
    )
    assert desk.schedule.read_bytes() == edited
    desk.draw()
    outcome = desk.run(minutes=2)
    assert receipt(outcome)["changes"]["counts"]["moved"] == 1
    assert fields(desk, "Location", "Edited")[ONE] == ("Lab 3", "Location")


def test_an_old_copy_that_clears_edited_does_not_undo_a_later_edit(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Location": "Lab 3"}})
    desk.run(minutes=1)
    old = edit(desk.schedule, {ONE: {"Edited": None}}, to=desk.folder / "old.xlsx")
    edit(desk.schedule, {ONE: {"Location": "Lab 2"}})
    desk.run(minutes=2)
    assert said(desk.run(old, minutes=3)) == [("edits-at-odds", "old.xlsx: Offerings", "P2")]
    assert fields(desk, "Location", "Edited")[ONE] == ("Lab 2", "Location")


def test_an_identical_row_is_added_once_and_the_other_is_named(desk: Desk) -> None:
    book = opened(desk)
    sheet = book["Offerings"]
    for row in (4, 5):
        for column, value in {
            2: "D",
            6: "Labs > 01",
            7: dt.date(2026, 9, 9),
            8: dt.time(13),
            11: 30,
            13: "none",
            12: "none",
        }.items():
            sheet.cell(row, column, value)
    book.save(desk.schedule)
    assert said(desk.run(minutes=1)) == [("edit-not-taken", "schedule.xlsx: Offerings", "G5")]
    assert list(fields(desk)) == [ONE, TWO, "D/+2026-09-09 13:00"]


def test_a_copy_without_the_edited_column_clears_no_edit(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Location": "Lab 3", "Notes": "Mine"}})
    desk.run(minutes=1)
    book = opened(desk)
    (column,) = (cell.column for cell in book["Offerings"][1] if cell.value == "Edited")
    book["Offerings"].delete_cols(column)
    book.save(desk.schedule)
    edit(desk.schedule, {TWO: {"Notes": "Theirs"}})
    outcome = desk.run(minutes=2)
    assert (fields(desk, "Location", "Notes", "Edited"), [issue["message"] for issue in outcome.receipt["issues"]]) == (
        {ONE: ("Lab 3", "Mine", "Location; Notes"), TWO: ("Lab 2", "Theirs", "Notes")},
        ["Without a column now: Edited. It comes back as it was."],
    )


def test_a_row_of_offerings_with_an_ilms_id_is_a_new_offering_and_changes_no_ilm(desk: Desk) -> None:
    before = rows(desk.schedule, "ILM ID", "Due date", "Hours", "Instructors", sheet="ILMs")
    add(desk.schedule, {**NEW, "Offering ID": "P", "Groups": "Labs > 01", "Location": "Lab 3", "Instructors": "Abara, Ada"})
    outcome = desk.run(minutes=1)
    assert (
        [issue["message"] for issue in outcome.receipt["issues"]],
        rows(desk.schedule, "ILM ID", "Due date", "Hours", "Instructors", sheet="ILMs"),
        fields(desk, "Groups", "Location"),
    ) == ([], before, {ONE: ("Labs > 01", "Lab 1"), TWO: ("Labs > 02", "Lab 2"), "D/+P": ("Labs > 01", "Lab 3")})


def test_another_date_and_the_end_date_that_goes_with_it_are_one_move(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Date": dt.date(2026, 9, 9), "End date": dt.date(2026, 9, 9)}})
    assert said(desk.run(minutes=1)) == []
    assert times(desk)[ONE] == ("09-09", "09:00:00", "09-09", "10:00:00", "60", "Date")


def test_another_date_and_an_end_date_after_it_make_it_longer(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Date": dt.date(2026, 9, 9), "End date": dt.date(2026, 9, 10)}})
    assert said(desk.run(minutes=1)) == []
    assert times(desk)[ONE] == ("09-09", "09:00:00", "09-10", "10:00:00", "1500", "Date; End date; End")


def test_an_end_before_the_start_is_named_and_minutes_beside_it_are_not_taken_either(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"End": dt.time(8), "Minutes": 45, "Location": "Lab 3"}})
    outcome = desk.run(minutes=1)
    assert [(issue["code"], issue["cell"], issue["message"]) for issue in outcome.receipt["issues"]] == [
        ("end-before-start", "J2", f"{ONE} would end before it starts.")
    ]
    assert times(desk)[ONE] == ("09-07", "09:00:00", "09-07", "10:00:00", "60", "Location")
    assert fields(desk, "Location")[ONE] == ("Lab 3",)
    assert desk.schedule.with_name("schedule (kept 1).xlsx").exists()


LATE_LAB: dict[str, Value] = {**NEW, "Groups": "Labs > 01", "Location": "Lab 3", "Instructors": "Abara, Ada"}


def test_two_rows_added_at_one_time_are_taken_in_without_a_word(desk: Desk) -> None:
    add(desk.schedule, LATE_LAB)
    book = opened(desk)
    sheet = book["Offerings"]
    for cell in list(sheet[4]):
        sheet.cell(5, cell.column, cell.value)
    sheet["F5"], sheet["L5"], sheet["M5"] = "Labs > 02", "Lab 2", "Bruun, Bo"
    book.save(desk.schedule)
    assert said(desk.run(minutes=1)) == []


def test_an_added_row_that_comes_back_in_its_copy_is_taken_in_without_a_word(desk: Desk) -> None:
    copy = add(desk.schedule, LATE_LAB, to=desk.folder / "copy.xlsx")
    desk.run(copy, minutes=1)
    assert (said(desk.run(copy, minutes=2)), list(fields(desk))) == ([], [ONE, TWO, "D/+2026-09-09 13:00"])


def test_a_row_added_in_two_copies_of_one_run_is_taken_in_without_a_word(desk: Desk) -> None:
    copy = add(desk.schedule, LATE_LAB, to=desk.folder / "copy.xlsx")
    add(desk.schedule, LATE_LAB)
    assert (said(desk.run(copy, minutes=1)), list(fields(desk))) == ([], [ONE, TWO, "D/+2026-09-09 13:00"])


def test_blanks_in_a_fixed_cell_are_no_change(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Title": " Dissection  ", "Groups": "Labs  > 01"}})
    assert said(desk.run(minutes=1)) == []


def test_an_added_row_whose_group_goes_is_an_error_and_comes_back_with_the_group(desk: Desk) -> None:
    add(desk.schedule, LATE_LAB)
    desk.run(minutes=1)
    desk.draw("| Labs  | 01       | Lab 1    | Abara, Ada  |\n", "")
    assert said(desk.run(minutes=2)) == [("unknown-reference", "schedule.xlsx: Offerings (added)", "C2")]
    desk.draw()
    desk.run(minutes=3)
    assert list(fields(desk)) == [ONE, TWO, "D/+2026-09-09 13:00"]
