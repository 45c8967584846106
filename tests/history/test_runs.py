"""The second run, and the hundredth: what it keeps, says and refuses."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from schedbatch.domain.issues import OutputNotWritable
from schedbatch.history.opening import open_history
from schedbatch.jobs.run import ExitCode, Outcome
from tests.history.planner import DAY, NOW, SESSION_COLUMNS, Planner, Run, session
from tests.history.subscriber import calendars, changes, read

BASE = (NOW - dt.datetime(2020, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(minutes=1)
FEED = "instructors/Okafor, Chidi.ics"
OTHER_FEED = "instructors/Adeyemi, Ngozi.ics"


def rows(outcome: Outcome) -> list[tuple[str, ...]]:
    """The receipt's changes: change, ID, field, before, after."""
    return [tuple(row[key] for key in ("change", "id", "field", "before", "after")) for row in outcome.receipt["changes"]["rows"]]


def told(folder: Path, feed: str, title: str = "Dissection 1 (Labs > 01)") -> list[tuple[str, int]]:
    """What a calendar says of an offering: each summary with its SEQUENCE above the first."""
    seen = read(calendars(folder).get(feed, b""))
    return [(vevent.texts[0], vevent.sequence - BASE) for vevent in seen if vevent.texts[0].endswith(title)]


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file but the history's: when it was written, and its bytes."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and "history" not in path.parts)
    return {path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes()) for path in found}


def test_a_first_run_has_no_changes_and_no_calendars_of_them(planner: Planner, run: Run) -> None:
    outcome = run(planner)
    assert (outcome.receipt["changes"]["since"], rows(outcome), changes(outcome.folder)) == (None, [], {})
    assert told(outcome.folder, FEED) == [("Dissection 1 (Labs > 01)", 0)]


def test_an_unchanged_run_rewrites_nothing(planner: Planner, run: Run) -> None:
    before = state(run(planner).folder)
    outcome = run(planner, 1)
    assert (state(outcome.folder), outcome.written.written if outcome.written else None) == (before, ())


def test_an_unchanged_run_after_changes_rewrites_nothing_either(planner: Planner, run: Run) -> None:
    run(planner)
    planner.sessions["S1"]["Start"] = dt.time(11)
    before = state(run(planner, 1).folder)
    assert "calendars/changes.ics" in before
    assert state(run(planner, 2).folder) == before


def test_shuffled_rows_reordered_columns_and_aliases_change_no_calendar(planner: Planner, run: Run) -> None:
    before = state(run(planner).folder)
    planner.sessions = dict(reversed(planner.sessions.items()))
    aliases = {"Settings": "Setup", "Groups": "Learner groups"}
    after = state(run(planner, 1, columns=SESSION_COLUMNS[::-1], names=aliases).folder)
    assert {path: after[path] for path in after if path.endswith(".ics")} == {
        path: before[path] for path in before if path.endswith(".ics")
    }


def test_a_move_is_told_field_by_field_and_raises_sequence_by_one(planner: Planner, run: Run) -> None:
    run(planner)
    planner.sessions["S1"] |= {"Start": dt.time(11), "Location": "R2"}
    outcome = run(planner, 1)
    assert rows(outcome) == [
        ("moved", f"S1/Labs > 0{n}/w1.1", field, before, after)
        for n in (1, 2, 3)
        for field, before, after in (("Start", "09:00", "11:00"), ("End", "10:00", "12:00"), ("Location", "R1", "R2"))
    ]
    assert told(outcome.folder, FEED) == [("Dissection 1 (Labs > 01)", 1)]


def test_other_groups_are_other_offerings(planner: Planner, run: Run) -> None:
    run(planner)
    planner.sessions["S1"] |= {"Start": dt.time(10), "Groups": "Class", "Weeks": 1}
    planner.sessions["S2"]["Title"] = "Demonstration"
    outcome = run(planner, 1)
    when = "Tue 8 Sep 2026 09:00–10:00, R1"
    assert rows(outcome) == [
        ("added", "S1/Class/w1.1", "", "", when.replace("09:00–10:00", "10:00–11:00")),
        *(("edited", f"S2/Labs > 0{n}/w1.1", "Title", "Dissection 2", "Demonstration") for n in (1, 2, 3)),
        *(("cancelled", f"S1/Labs > 0{n}/w1.1", "", when, "") for n in (1, 2, 3)),
    ]
    assert told(outcome.folder, FEED) == [("CANCELLED: Dissection 1 (Labs > 01)", 1)]


def test_a_corrected_title_keeps_its_sequence_and_gets_a_later_stamp(planner: Planner, run: Run) -> None:
    run(planner)
    planner.sessions["S1"]["Title"] = "Demonstration"
    seen = [vevent for vevent in read(calendars(run(planner, 1).folder)["all.ics"]) if "Demonstration" in vevent.texts[0]]
    assert [(vevent.sequence - BASE, vevent.stamp) for vevent in seen] == [(0, NOW + DAY)] * 3


def test_to_another_instructor_and_back(planner: Planner, run: Run) -> None:
    run(planner)
    planner.sessions["S1"]["Instructors"] = "Adeyemi, Ngozi"
    folder = run(planner, 1).folder
    assert [told(folder, feed) for feed in (FEED, OTHER_FEED)] == [
        [("CANCELLED: Dissection 1 (Labs > 01)", 1)],
        [("Dissection 1 (Labs > 01)", 1)],
    ]
    planner.sessions["S1"]["Instructors"] = "Okafor, Chidi"
    run(planner, 2)
    assert [told(folder, feed) for feed in (FEED, OTHER_FEED)] == [
        [("Dissection 1 (Labs > 01)", 2)],
        [("CANCELLED: Dissection 1 (Labs > 01)", 2)],
    ]


def test_a_name_spelt_otherwise_keeps_its_calendar(planner: Planner, run: Run) -> None:
    run(planner)
    for row in planner.sessions.values():
        row["Instructors"] = "okafor, chidi"
    folder = run(planner, 1).folder
    assert [path.name.casefold() for path in (folder / "calendars/instructors").iterdir() if "changes" not in path.name] == [
        "okafor, chidi.ics"
    ]
    assert told(folder, "instructors/okafor, chidi.ics") == [("Dissection 1 (Labs > 01)", 1)]


def test_draft_and_back_is_cancelled_and_revived(planner: Planner, run: Run) -> None:
    run(planner)
    planner.sessions["S1"]["Status"] = "Draft"
    outcome = run(planner, 1)
    assert rows(outcome)[0] == ("cancelled", "S1/Labs > 01/w1.1", "Status", "Scheduled", "Draft")
    assert told(outcome.folder, FEED) == [("CANCELLED: Dissection 1 (Labs > 01)", 1)]
    planner.sessions["S1"]["Status"] = ""
    outcome = run(planner, 2)
    assert rows(outcome)[0] == ("revived", "S1/Labs > 01/w1.1", "Status", "Draft", "Scheduled")
    assert told(outcome.folder, FEED) == [("Dissection 1 (Labs > 01)", 2)]


def test_a_deleted_row_that_returns_goes_on_from_its_old_sequence(planner: Planner, run: Run) -> None:
    run(planner)
    row = planner.sessions.pop("S1")
    run(planner, 1)
    planner.sessions["S1"] = row
    outcome = run(planner, 2)
    assert rows(outcome)[0][:2] == ("revived", "S1/Labs > 01/w1.1")
    assert told(outcome.folder, FEED) == [("Dissection 1 (Labs > 01)", 2)]


def test_a_subgroup_back_in_the_tree_is_news_to_those_who_hold_its_tombstone(planner: Planner, run: Run) -> None:
    planner.sessions["S4"] = session(4, Title="Lecture", Groups="Labs", Strategy="together")
    columns = (*SESSION_COLUMNS, "Strategy")
    run(planner, columns=columns)
    feed = "groups/Labs -- 03.ics"
    seen = [told(run(planner, 0, columns=columns).folder, feed, "Lecture (Labs)")]
    for day, subgroups in ((1, ["01", "02"]), (2, ["01", "02", "03"])):
        planner.subgroups = subgroups
        seen.append(told(run(planner, day, columns=columns).folder, feed, "Lecture (Labs)"))
    assert seen == [[("Lecture (Labs)", 0)], [("CANCELLED: Lecture (Labs)", 1)], [("Lecture (Labs)", 2)]]


def test_ilms_taken_out_of_calendars_and_put_back(planner: Planner, run: Run) -> None:
    title, seen = "Due: Dissection 9 (2 h) (Class)", []
    for day, form in enumerate(("due time", "none", "all day")):
        planner.settings["ILMs in calendars"] = form
        seen.append(told(run(planner, day).folder, FEED, title))
    assert seen == [[(title, 0)], [(f"CANCELLED: {title}", 1)], [(title, 2)]]


def test_another_time_zone_moves_everything(planner: Planner, run: Run) -> None:
    run(planner)
    planner.settings["Time zone"] = "America/New_York"
    outcome = run(planner, 1)
    assert rows(outcome)[0] == ("moved", "S1/Labs > 01/w1.1", "Start", "04:00", "09:00")
    assert told(outcome.folder, FEED) == [("Dissection 1 (Labs > 01)", 1)]


def test_tombstones_stay_30_days_and_then_until_something_else_changes(planner: Planner, run: Run) -> None:
    run(planner)
    planner.sessions.pop("S1")
    folder = run(planner, 1).folder
    run(planner, 60, columns=SESSION_COLUMNS[::-1])
    assert told(folder, FEED) == [("CANCELLED: Dissection 1 (Labs > 01)", 1)]
    planner.sessions["S2"]["Start"] = dt.time(15)
    run(planner, 61)
    assert told(folder, FEED) == []


def test_a_calendar_stays_while_it_holds_a_tombstone(planner: Planner, run: Run) -> None:
    planner.sessions["S1"]["Location"] = "R2"
    run(planner)
    planner.sessions["S1"]["Location"] = "R1"
    folder = run(planner, 1).folder
    assert told(folder, "locations/R2.ics") == [("CANCELLED: Dissection 1 (Labs > 01)", 1)]
    assert "R2" not in (folder / "calendars/index.html").read_text(encoding="utf-8")
    planner.sessions["S2"]["Start"] = dt.time(15)
    run(planner, 60)
    assert not (folder / "calendars/locations/R2.ics").exists()


def test_calendars_of_changes_stand_beside_those_that_changed_until_the_next_change(planner: Planner, run: Run) -> None:
    run(planner)
    planner.sessions["S1"]["Start"] = dt.time(11)
    folder = run(planner, 1).folder
    assert sorted(changes(folder)) == [
        *("all.ics", "courses/Anatomy.ics", "groups/Labs (whole branch).ics"),
        *(f"groups/Labs -- 0{number}.ics" for number in (1, 2, 3)),
        *(FEED, "locations/R1.ics"),
    ]
    assert sorted(vevent.texts[0] for vevent in read(changes(folder)["all.ics"])) == [
        f"Dissection 1 (Labs > 0{n})" for n in (1, 2, 3)
    ]
    run(planner, 2, columns=SESSION_COLUMNS[::-1])
    assert changes(folder) == {}


def test_a_typo_changes_nothing_for_subscribers_and_is_said_to_be_held(planner: Planner, run: Run) -> None:
    before = calendars(run(planner).folder)
    planner.sessions["S1"]["Date"] = "soon"
    planner.sessions["S9"]["Hours"] = "many"
    outcome = run(planner, 1)
    assert (calendars(outcome.folder), outcome.exit_code) == (before, ExitCode.WORKBOOK_HAS_ERRORS)
    assert [row[:2] for row in rows(outcome)] == [*(("held", f"S1/Labs > 0{n}/w1.1") for n in (1, 2, 3)), ("held", "S9")]


def test_a_typo_in_a_row_that_was_never_released_makes_nothing(planner: Planner, run: Run) -> None:
    before = calendars(run(planner).folder)
    planner.sessions["S4"] = session(4, Date="soon")
    outcome = run(planner, 1)
    assert (calendars(outcome.folder), rows(outcome)) == (before, [])


def many(planner: Planner) -> None:
    planner.sessions |= {f"S{number}": session(number) for number in range(10, 22)}


def test_a_schedule_that_would_be_emptied_is_left_alone(planner: Planner, run: Run) -> None:
    many(planner)
    before = state(run(planner).folder)
    planner.sessions = {"S1": planner.sessions["S1"]}
    outcome = run(planner, 1)
    assert (outcome.written, outcome.exit_code, state(outcome.folder)) == (None, ExitCode.WORKBOOK_HAS_ERRORS, before)
    assert outcome.receipt["refusal"] == (
        "43 of the 46 offerings and ILMs of the last release would vanish. The usual cause is a sheet pasted over, or a wrong "
        "file. If it is meant, run again with --allow-removals, or set Allow removals to 43 in the Settings sheet."
    )


@pytest.mark.parametrize(("setting", "is_let"), [("", False), (42, False), (43, True)])
def test_the_exact_number_in_the_workbook_lets_it_pass_once(planner: Planner, run: Run, setting: object, *, is_let: bool) -> None:
    many(planner)
    run(planner)
    planner.sessions = {"S1": planner.sessions["S1"]}
    planner.settings["Allow removals"] = setting
    assert run(planner, 1).receipt["released"] is is_let


def test_the_option_lets_it_pass(planner: Planner, run: Run) -> None:
    many(planner)
    run(planner)
    planner.sessions = {"S1": planner.sessions["S1"]}
    assert run(planner, 1, allows=True).receipt["changes"]["counts"]["cancelled"] == 43


def test_what_an_error_holds_back_does_not_count_as_removed(planner: Planner, run: Run) -> None:
    many(planner)
    run(planner)
    for row in planner.sessions.values():
        row["Date"] = "soon"
    outcome = run(planner, 1)
    assert (outcome.receipt["released"], outcome.receipt["changes"]["counts"]["held"]) == (True, 46)


def test_few_removals_pass_without_a_question(planner: Planner, run: Run) -> None:
    run(planner)
    planner.sessions = {"S1": planner.sessions["S1"]}
    assert run(planner, 1).receipt["changes"]["counts"]["cancelled"] == 7


def test_a_workbook_without_a_sessions_sheet_leaves_the_release_and_writes_what_is_wrong(planner: Planner, run: Run) -> None:
    many(planner)
    before = state(run(planner).folder)
    outcome = run(planner, 1, names={"Sessions": "Coffee list"})
    after = state(outcome.folder)
    assert {path for path in after if after[path] != before.get(path)} == {"receipt.json", "term.marked.xlsx"}
    assert outcome.receipt["refusal"] == "the workbook has no Sessions sheet that can be used."


def test_without_its_history_a_schedule_starts_afresh_with_the_same_uids(planner: Planner, run: Run) -> None:
    folder = run(planner).folder
    uids = {vevent.uid for vevent in read(calendars(folder)["all.ics"])}
    shutil.rmtree(folder / "history")
    outcome = run(planner, 1)
    assert outcome.notes == ("There is no history of earlier releases: it starts afresh. Calendars keep their UIDs.",)
    assert {(vevent.uid, vevent.sequence - BASE) for vevent in read(calendars(folder)["all.ics"])} == {
        (uid, 24 * 60) for uid in uids
    }
    assert not list(folder.rglob("*kept*"))


@pytest.mark.parametrize("content", [b"", b"rubbish", b"SQLite format 3\0" + bytes(4000), b"half"])
def test_a_damaged_history_is_put_aside(planner: Planner, run: Run, content: bytes) -> None:
    folder = run(planner).folder
    path = folder / "history/history.sqlite"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if content == b"half" else content)
    outcome = run(planner, 1)
    assert "starts afresh" in outcome.notes[0]
    asides = [aside.name for aside in path.parent.iterdir() if "damaged" in aside.name]
    assert asides == ([] if content == b"" else ["history (damaged 1).sqlite"])
    planner.sessions["S1"]["Start"] = dt.time(11)
    assert run(planner, 2).receipt["changes"]["counts"]["moved"] == 3


def test_check_says_what_would_change_and_writes_nothing(planner: Planner, run: Run) -> None:
    folder = run(planner).folder
    planner.sessions["S1"]["Start"] = dt.time(11)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    outcome = run(planner, 1, writes=False)
    assert (outcome.receipt["changes"]["counts"]["moved"], outcome.written) == (3, None)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_file_that_was_edited_between_two_runs_is_kept(planner: Planner, run: Run) -> None:
    folder = run(planner).folder
    (folder / "calendars/all.ics").write_bytes(b"edited")
    outcome = run(planner, 1)
    assert outcome.written
    assert [path.name for path in outcome.written.kept] == ["all (kept 1).ics"]
    assert (folder / "calendars/all (kept 1).ics").read_bytes() == b"edited"
    assert rows(outcome) == []


def test_a_clock_that_goes_back_makes_no_change_older_than_the_last(planner: Planner, run: Run) -> None:
    run(planner, 10)
    planner.sessions["S1"]["Start"] = dt.time(11)
    folder = run(planner, 3).folder
    moved = [vevent for vevent in read(calendars(folder)["all.ics"]) if "Dissection 1 " in vevent.texts[0]]
    assert {vevent.stamp for vevent in moved} == {NOW + 10 * DAY + dt.timedelta(seconds=1)}


def test_a_run_while_another_one_writes_waits_and_then_refuses(planner: Planner, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = run(planner).folder
    planner.sessions["S1"]["Start"] = dt.time(11)
    monkeypatch.setattr("schedbatch.history.opening._WAIT_SECONDS", 0.05)
    with (
        open_history(folder),
        pytest.raises(OutputNotWritable, match=r"Another run is writing to .*term\. Wait until it has ended"),
    ):
        run(planner, 1)
    assert run(planner, 1).receipt["changes"]["counts"]["moved"] == 3


def test_what_a_killed_run_left_is_cleared_away_even_if_nothing_changed(planner: Planner, run: Run) -> None:
    folder = run(planner).folder
    before = state(folder)
    (folder / "calendars/new").mkdir()
    for place in ("", "calendars", "calendars/new"):
        (folder / place / ".schedbatch-0123.tmp").write_bytes(b"half")
    outcome = run(planner, 1)
    assert (state(folder), outcome.written.written if outcome.written else None) == (before, ())
