"""An edited schedule.xlsx comes back: nothing that a planner did in it is lost."""

import datetime as dt
import shutil
import subprocess

import icalendar
import pytest

from schedbatch.domain.issues import InputUnreadable, OutputNotWritable
from schedbatch.jobs.history import kept_runs
from schedbatch.jobs.restore import restore
from tests.desk import ONE, TWO, Desk, fields, receipt, said, times
from tests.drawing import NOW
from tests.editing import Value, add, delete, edit, rows


def test_an_offering_edited_in_place_is_moved_and_stays_moved(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Start": dt.time(11)}})
    outcome = desk.run(minutes=1)
    assert [(row["change"], row["field"], row["after"]) for row in receipt(outcome)["changes"]["rows"]] == [
        ("moved", "Start", "11:00"),
        ("moved", "End", "12:00"),
    ]
    desk.draw("Chapter 4", "Chapter 5")
    desk.run(minutes=2)
    assert times(desk) == {
        ONE: ("09-07", "11:00:00", "09-07", "12:00:00", "60", "Start"),
        TWO: ("09-07", "09:00:00", "09-07", "10:00:00", "60", ""),
    }


def test_nothing_is_written_again_when_the_edits_are_in(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Notes": "Bring gloves"}})
    desk.run(minutes=1)
    before = desk.schedule.read_bytes()
    outcome = desk.run(minutes=2)
    assert outcome.written is not None
    assert outcome.written.written == ()
    assert desk.schedule.read_bytes() == before


def test_a_copy_under_another_name_is_enough(desk: Desk) -> None:
    copy = edit(desk.schedule, {ONE: {"Location": "Lab 3"}}, to=desk.folder / "from Ada (2).xlsx")
    desk.workbook.unlink()
    outcome = desk.run(copy, minutes=1)
    assert receipt(outcome)["input"]["name"] == "labs.xlsx"
    assert fields(desk, "Location", "Edited") == {ONE: ("Lab 3", "Location"), TWO: ("Lab 2", None)}


def test_an_old_copy_brings_back_only_what_was_changed_in_it(desk: Desk) -> None:
    old = edit(desk.schedule, {ONE: {"Notes": "Old copy"}}, to=desk.folder / "old.xlsx")
    desk.draw("Lab 2    | Bruun", "Lab 3    | Bruun")
    desk.run(minutes=1)
    desk.run(old, minutes=2)
    assert fields(desk, "Location", "Notes") == {ONE: ("Lab 1", "Old copy"), TWO: ("Lab 3", None)}


def test_two_copies_at_odds_are_an_error_and_the_first_stands(desk: Desk) -> None:
    one = edit(desk.schedule, {ONE: {"Location": "Lab 2"}}, to=desk.folder / "one.xlsx")
    other = edit(desk.schedule, {ONE: {"Location": "Lab 3"}}, to=desk.folder / "other.xlsx")
    desk.run(one, minutes=1)
    outcome = desk.run(other, minutes=2)
    assert ("edits-at-odds", "other.xlsx: Offerings", "L2") in said(outcome)
    assert outcome.exit_code == 1
    assert fields(desk, "Location")[ONE] == ("Lab 2",)


def test_two_copies_that_agree_are_no_matter(desk: Desk) -> None:
    one = edit(desk.schedule, {ONE: {"Location": "Lab 3"}}, to=desk.folder / "one.xlsx")
    other = edit(desk.schedule, {ONE: {"Location": "Lab 3"}, TWO: {"Notes": "x"}}, to=desk.folder / "other.xlsx")
    desk.run(one, minutes=1)
    outcome = desk.run(other, minutes=2)
    assert outcome.exit_code == 0
    assert fields(desk, "Location", "Notes") == {ONE: ("Lab 3", None), TWO: ("Lab 2", "x")}


def test_a_hand_edit_stands_over_the_workbook_and_a_note_says_so(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Location": "Lab 3"}})
    desk.run(minutes=1)
    desk.draw("Lab 1    | Abara", "Lab 2    | Abara")
    outcome = desk.run(minutes=2)
    then, now = 'was "Lab 1" when it was changed by hand to "Lab 3"', 'the workbook now says "Lab 2"'
    assert [issue["message"] for issue in outcome.receipt["issues"]] == [f"Location of {ONE} {then}; {now}. The hand edit stands."]
    assert fields(desk, "Location")[ONE] == ("Lab 3",)


def test_clearing_edited_lets_the_generator_win_again(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Location": "Lab 3", "Notes": "Mine"}})
    desk.run(minutes=1)
    edit(desk.schedule, {ONE: {"Edited": "Notes"}})
    desk.run(minutes=2)
    assert fields(desk, "Location", "Notes", "Edited")[ONE] == ("Lab 1", "Mine", "Notes")
    edit(desk.schedule, {ONE: {"Edited": None}})
    desk.run(minutes=3)
    assert fields(desk, "Location", "Notes", "Edited")[ONE] == ("Lab 1", None, None)


def test_typing_the_generators_value_again_is_no_edit(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Location": "Lab 3"}})
    desk.run(minutes=1)
    edit(desk.schedule, {ONE: {"Location": "Lab 1"}})
    desk.run(minutes=2)
    assert fields(desk, "Location", "Edited")[ONE] == ("Lab 1", None)


def test_a_new_end_makes_another_length(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"End": dt.time(10, 30)}, TWO: {"Minutes": 45}})
    desk.run(minutes=1)
    assert times(desk) == {
        ONE: ("09-07", "09:00:00", "09-07", "10:30:00", "90", "End"),
        TWO: ("09-07", "09:00:00", "09-07", "09:45:00", "45", "Minutes"),
    }


def test_an_end_and_minutes_at_odds_are_an_error_and_the_copy_is_kept(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"End": dt.time(10, 30), "Minutes": 45}})
    outcome = desk.run(minutes=1)
    assert ("end-minutes-differ", "schedule.xlsx: Offerings", "K2") in said(outcome)
    assert times(desk)[ONE] == ("09-07", "09:00:00", "09-07", "10:00:00", "60", "")
    assert desk.schedule.with_name("schedule (kept 1).xlsx").exists()


def test_an_edited_end_moves_along_when_the_start_is_moved_later(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"End": dt.time(10, 30)}})
    desk.run(minutes=1)
    edit(desk.schedule, {ONE: {"Date": dt.date(2026, 9, 8), "Start": dt.time(14)}})
    desk.run(minutes=2)
    assert times(desk)[ONE][:5] == ("09-08", "14:00:00", "09-08", "15:30:00", "90")


def test_an_edited_end_holds_when_the_workbook_moves_the_start(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"End": dt.time(10, 30)}})
    desk.run(minutes=1)
    desk.draw("2026-09-07 | 09:00", "2026-09-07 | 09:30")
    desk.run(minutes=2)
    assert times(desk)[ONE][:5] == ("09-07", "09:30:00", "09-07", "10:30:00", "60")


def test_an_offering_cancelled_by_hand_is_cancelled_for_subscribers(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Status": "Cancelled"}})
    outcome = desk.run(minutes=1)
    assert receipt(outcome)["changes"]["counts"]["cancelled"] == 1
    calendar = (outcome.folder / "calendars/all.ics").read_text(encoding="utf-8")
    assert calendar.count("STATUS:CANCELLED") == 1


def test_deleted_rows_come_back_with_a_note(desk: Desk) -> None:
    delete(desk.schedule, [TWO])
    outcome = desk.run(minutes=1)
    assert [issue["message"] for issue in outcome.receipt["issues"] if issue["code"] == "row-deleted"] == [
        "In schedule.xlsx, 1 row was deleted from Offerings, and will be back: D/Labs > 02/w1.1."
    ]
    assert [row[0] for row in rows(desk.schedule, "Offering ID")] == [ONE, TWO]


def test_an_added_row_becomes_an_individually_created_offering(desk: Desk) -> None:
    added: dict[str, Value] = {
        "Session ID": "D",
        "Groups": "Labs > 01",
        "Date": dt.date(2026, 9, 9),
        "Start": dt.time(13),
        "Location": "Lab 3",
    }
    add(desk.schedule, {**added, "Minutes": 30, "Instructors": "Anatomists"})
    desk.run(minutes=1)
    own_id = "D/+2026-09-09 13:00"
    assert fields(desk, "Location", "Instructors", "Groups")[own_id] == ("Lab 3", "Abara, Ada; Bruun, Bo", "Labs > 01")
    edit(desk.schedule, {own_id: {"Start": dt.time(15)}})
    desk.run(minutes=2)
    assert times(desk)[own_id] == ("09-09", "15:00:00", "09-09", "15:30:00", "30", "Start")


def test_an_added_row_in_error_is_named_at_its_cell_and_not_taken_in(desk: Desk) -> None:
    add(desk.schedule, {"Session ID": "D", "Groups": "Lbas > 01", "Date": dt.date(2026, 9, 9), "Start": dt.time(13)})
    outcome = desk.run(minutes=1)
    assert ("unknown-reference", "schedule.xlsx: Offerings", "A4") in said(outcome)
    assert [row[0] for row in rows(desk.schedule, "Offering ID")] == [ONE, TWO]
    assert desk.schedule.with_name("schedule (kept 1).xlsx").exists()


def test_an_unknown_place_is_asked_about_at_its_cell(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Location": "Labb 3"}})
    outcome = desk.run(minutes=1)
    assert ("unknown-reference", "schedule.xlsx: Offerings", "L2") in said(outcome)
    assert fields(desk, "Location", "Edited")[ONE] == ("Lab 1", None)


def test_a_change_where_none_can_be_made_is_a_note(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Title": "Vivisection"}})
    outcome = desk.run(minutes=1)
    assert ("edit-not-taken", "schedule.xlsx: Offerings", "D2") in said(outcome)
    assert fields(desk, "Title")[ONE] == ("Dissection",)


def test_none_takes_a_place_away_and_blank_does_too(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Location": "none"}, TWO: {"Location": None, "Instructors": None}})
    outcome = desk.run(minutes=1)
    assert fields(desk, "Location", "Instructors") == {ONE: (None, "Abara, Ada"), TWO: (None, None)}
    assert said(outcome) == []


def test_an_ilms_hours_and_due_date_can_be_edited(desk: Desk) -> None:
    edit(desk.schedule, {"P": {"Hours": 3.5, "Due date": dt.date(2026, 9, 3), "Due time": dt.time(12)}}, sheet="ILMs")
    desk.run(minutes=1)
    assert rows(desk.schedule, "ILM ID", "Hours", "Due date", "Due time", "Edited", sheet="ILMs") == [
        ("P", 3.5, dt.datetime(2026, 9, 3), dt.time(12), "Hours; Due date; Due time")  # noqa: DTZ001 - a cell has no zone
    ]


def test_a_schedule_changed_and_unreadable_stops_the_run(desk: Desk) -> None:
    whole = desk.schedule.read_bytes()
    desk.schedule.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(OutputNotWritable, match="was changed, and cannot be read"):
        desk.run(minutes=1)
    assert desk.schedule.read_bytes() == whole[: len(whole) // 2]


def test_another_workbook_in_the_place_of_ours_is_kept(desk: Desk) -> None:
    stranger = desk.workbook.read_bytes()
    desk.schedule.write_bytes(stranger)
    outcome = desk.run(minutes=1)
    assert outcome.written is not None
    assert [path.name for path in outcome.written.kept] == ["schedule (kept 1).xlsx"]
    assert desk.schedule.with_name("schedule (kept 1).xlsx").read_bytes() == stranger


def test_a_workbook_saved_without_a_change_is_put_right_without_a_word(desk: Desk) -> None:
    before = desk.schedule.read_bytes()
    edit(desk.schedule, {})
    outcome = desk.run(minutes=1)
    assert (said(outcome), outcome.exit_code) == ([], 0)
    assert desk.schedule.read_bytes() == before
    assert not desk.schedule.with_name("schedule (kept 1).xlsx").exists()


def test_the_sheets_order_and_filters_do_not_matter(desk: Desk) -> None:
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(desk.schedule)
    book.move_sheet("Offerings", -2)
    book["Offerings"].move_range("L1:L3", cols=20)
    edit_cell = book["Offerings"]["AF2"]
    assert edit_cell.value == "Lab 1"
    book["Offerings"]["AF2"] = "Lab 3"
    book.save(desk.schedule)
    desk.run(minutes=1)
    assert fields(desk, "Location", "Edited")[ONE] == ("Lab 3", "Location")


def test_an_earlier_release_is_restored_with_its_hand_edits_and_sequence_rises(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Location": "Lab 3"}})
    desk.run(minutes=1)
    desk.draw("2026-09-07 | 09:00", "2026-09-08 | 10:00")
    desk.run(minutes=2)
    before = sequences(desk)
    outcome = restore(desk.schedule.parent, 2, NOW + dt.timedelta(minutes=3), lambda _: None)
    assert outcome.exit_code == 0
    assert fields(desk, "Location", "Edited")[ONE] == ("Lab 3", "Location")
    assert times(desk)[ONE][:2] == ("09-07", "09:00:00")
    assert sequences(desk) == {uid: number + 1 for uid, number in before.items()}
    assert (desk.schedule.parent / "restored-2.xlsx").exists()
    assert [run.restored for run in kept_runs(desk.schedule.parent)] == [0, 0, 0, 2]


def test_the_next_run_of_another_workbook_says_that_it_replaces_a_restored_release(desk: Desk) -> None:
    desk.draw("2026-09-07 | 09:00", "2026-09-08 | 10:00")
    desk.run(minutes=1)
    restore(desk.schedule.parent, 1, NOW + dt.timedelta(minutes=2), lambda _: None)
    outcome = desk.run(minutes=3)
    assert outcome.notes == ("This replaces the release of run 1, which had been restored.",)
    assert times(desk)[ONE][:2] == ("09-08", "10:00:00")


def test_the_restored_workbook_run_again_changes_nothing(desk: Desk) -> None:
    desk.draw("2026-09-07 | 09:00", "2026-09-08 | 10:00")
    desk.run(minutes=1)
    restore(desk.schedule.parent, 1, NOW + dt.timedelta(minutes=2), lambda _: None)
    before = (desk.schedule.parent / "calendars/all.ics").read_bytes()
    outcome = desk.run(desk.schedule.parent / "restored-1.xlsx", minutes=3)
    assert outcome.exit_code == 0
    assert (desk.schedule.parent / "calendars/all.ics").read_bytes() == before
    assert (desk.schedule.parent / "restored-1.xlsx").exists()


def test_a_run_that_is_not_there_cannot_be_restored(desk: Desk) -> None:
    with pytest.raises(InputUnreadable, match="There is no release 7 of labs; there are 1"):
        restore(desk.schedule.parent, 7, NOW, lambda _: None)


def sequences(desk: Desk) -> dict[str, int]:
    """SEQUENCE of each entry of the offerings' calendar that is not cancelled."""
    calendar = icalendar.Calendar.from_ical((desk.schedule.parent / "calendars/all.ics").read_bytes())
    entries = [vevent for vevent in calendar.walk("VEVENT") if not str(vevent["UID"]).startswith("ilm")]
    return {str(vevent["UID"]): int(str(vevent["SEQUENCE"])) for vevent in entries}


SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_edits_survive_a_program_that_rewrites_the_whole_file(desk: Desk) -> None:
    changes: dict[str, dict[str, Value]] = {
        ONE: {"Start": dt.time(11), "Location": "Lab 3"},
        TWO: {"Status": "Tentative", "Notes": "Näh, ähnlich"},
    }
    edited = edit(desk.schedule, changes, to=desk.folder / "edited.xlsx")
    profile = (desk.folder / "profile").as_uri()
    target = desk.folder / "rewritten"
    command = [str(SOFFICE), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir", str(target)]
    subprocess.run([*command, str(edited)], check=True, capture_output=True, timeout=120)  # noqa: S603 - as found on the PATH
    outcome = desk.run(target / "edited.xlsx", minutes=1)
    assert said(outcome) == []
    assert fields(desk, "Location", "Status", "Notes", "Edited") == {
        ONE: ("Lab 3", "Scheduled", None, "Start; Location"),
        TWO: ("Lab 2", "Tentative", "Näh, ähnlich", "Status; Notes"),
    }
    assert times(desk)[ONE][1] == "11:00:00"


def with_a_clash(desk: Desk) -> str:
    """Both subgroups in one room with one instructor each, at odds with another session; gives the conflict's id."""
    desk.draw(
        "| P | Reading",
        "| X | Viva | Exam | Labs > 01 | 2026-09-07 | 09:30 | 60 | Lab 3 | | | | |\n| P | Reading",
    )
    outcome = desk.run(minutes=1)
    return str(next(conflict["id"] for conflict in outcome.receipt["conflicts"] if conflict["kind"] == "learner-clash"))


def test_an_accepted_conflict_stays_listed_and_warns_no_more(desk: Desk) -> None:
    own_id = with_a_clash(desk)
    edit(desk.schedule, {own_id: {"Accept": "yes", "Reason": "The viva is for two of them"}}, sheet="Conflicts")
    desk.run(minutes=2)
    outcome = desk.run(minutes=3)
    assert [
        (conflict["accepted"], conflict["reason"]) for conflict in outcome.receipt["conflicts"] if conflict["id"] == own_id
    ] == [(True, "The viva is for two of them")]
    assert "learner-clash" not in [issue["code"] for issue in outcome.receipt["issues"]]
    accepted = (own_id, "yes", "The viva is for two of them")
    assert accepted in rows(desk.schedule, "Conflict ID", "Accept", "Reason", sheet="Conflicts")


def test_an_acceptance_ends_when_the_offerings_move_and_when_it_is_cleared(desk: Desk) -> None:
    own_id = with_a_clash(desk)
    edit(desk.schedule, {own_id: {"Accept": "yes", "Reason": "Known"}}, sheet="Conflicts")
    desk.run(minutes=2)
    edit(desk.schedule, {own_id: {"Accept": None}}, sheet="Conflicts")
    cleared = desk.run(minutes=3)
    assert [conflict["accepted"] for conflict in cleared.receipt["conflicts"] if conflict["id"] == own_id] == [False]
    edit(desk.schedule, {own_id: {"Accept": "yes"}}, sheet="Conflicts")
    desk.run(minutes=4)
    edit(desk.schedule, {ONE: {"Start": dt.time(9, 15)}})
    moved = desk.run(minutes=5)
    assert [conflict["accepted"] for conflict in moved.receipt["conflicts"] if conflict["kind"] == "learner-clash"] == [False]


def test_a_conflict_is_not_accepted_without_a_reason(desk: Desk) -> None:
    own_id = with_a_clash(desk)
    edit(desk.schedule, {own_id: {"Accept": "yes"}}, sheet="Conflicts")
    outcome = desk.run(minutes=2)
    assert "accept-without-reason" in [issue["code"] for issue in outcome.receipt["issues"]]
    assert [conflict["accepted"] for conflict in outcome.receipt["conflicts"] if conflict["id"] == own_id] == [False]
