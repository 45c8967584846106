"""What every earlier release has left on disk is carried on by this version: nobody's calendar notices the upgrade.

``releases/<version>/`` holds zips that the version itself has made, and what it would have made of them next
(``expected.json``); ``releases/make_release.py`` makes them. A release adds its folder, and these tests take it in.
"""

import datetime as dt
import json
import os
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from schedbatch.cli import main
from schedbatch.jobs.run import Options, Outcome, run_workbook
from tests.editing import edit
from tests.history.releases.contents import (
    Entries,
    cancelled,
    change_rows,
    conflict_states,
    known,
    leftovers,
    lines,
    sheet_rows,
    stamps,
    vevents,
    watch_receipts,
)
from tests.history.subscriber import CHANGES
from tests.watch.watching import Folders, once

RELEASES = sorted(path for path in (Path(__file__).parent / "releases").iterdir() if path.name[0].isdigit())
FINISHED = "The run before was interrupted; this one has finished it."
PUBLISHED = "The run before was interrupted; what it was about to publish counts as published."

Call = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Left:
    """A zip of a release, unpacked: ``desk`` holds out and workbooks, ``expected`` is what that version said of them."""

    desk: Path
    expected: Mapping[str, Any]

    @property
    def folder(self) -> Path:
        """The schedule's folder."""
        (found,) = (self.desk / "out").iterdir()
        return found

    def workbook(self, step: str) -> Path:
        """The workbook of a step."""
        (found,) = (self.desk / "workbooks" / step).iterdir()
        return found

    def run(self, step: str, state: str) -> Outcome:
        """Run the workbook of a step at the time at which that version came to the state."""
        now = dt.datetime.fromtimestamp(self.state(state)["now"], dt.UTC)
        return run_workbook(self.workbook(step), self.desk / "out", now, Options())

    def state(self, name: str) -> Mapping[str, Any]:
        """What the folder held at a moment of that version."""
        state: Mapping[str, Any] = self.expected["states"][name]
        return state

    def entries(self, name: str) -> Entries:
        """What calendars said in a state."""
        texts = self.expected["vevents"]
        found = self.state(name)["vevents"]
        return {path: {uid: texts[number] for uid, number in own.items()} for path, own in found.items()}

    def uids(self, name: str) -> dict[str, str]:
        """UID -> ID of every offering and ILM in a state."""
        sheets = self.state(name)["sheets"]
        return {row[1]: row[0] for row in (*sheets["Offerings"], *sheets["ILMs"])}

    def files(self) -> dict[str, bytes]:
        """Every file of the schedule's folder."""
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}


@dataclass(frozen=True, slots=True)
class Gone:
    """What was left, what a run of the next workbook came to, and what calendars say since."""

    left: Left
    outcome: Outcome
    entries: Entries


def unpacked(archive: Path, desk: Path) -> Left:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(desk)
    return Left(desk, json.loads((desk / "expected.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module", params=RELEASES, ids=lambda path: str(path.name))
def release(request: pytest.FixtureRequest) -> Path:
    """The folder of an earlier release."""
    path: Path = request.param
    return path


@pytest.fixture
def life(release: Path, tmp_path: Path) -> Left:
    """A schedule that has lived through several releases, hand edits, accepted conflicts, a held row and a restore."""
    return unpacked(release / "life.zip", tmp_path)


@pytest.fixture(scope="module")
def gone_on(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Gone:
    """That schedule when its next workbook has been run; nothing in it is to be changed."""
    left = unpacked(release / "life.zip", tmp_path_factory.mktemp("gone-on"))
    return Gone(left, left.run("next", "next"), vevents(left.folder))


@pytest.fixture
def interrupted(release: Path, tmp_path: Path) -> Left:
    """The same, whose next run was killed when it had replaced some of its files."""
    return unpacked(release / "interrupted.zip", tmp_path)


@pytest.fixture
def large(release: Path, tmp_path: Path) -> Left:
    """A schedule with calendars over 900 kB."""
    return unpacked(release / "large.zip", tmp_path)


@pytest.fixture
def watched(release: Path, tmp_path: Path) -> Left:
    """A watched folder whose watch was killed."""
    return unpacked(release / "watch.zip", tmp_path)


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command at a time, and give what it prints."""

    def called(now: int, *arguments: str | Path) -> str:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(now))
        monkeypatch.setattr(sys, "argv", ["schedbatch", *map(str, arguments)])
        try:
            main()
        except SystemExit as ended:
            assert ended.code in (None, 0, 1)  # noqa: PT017 - the command always ends so
        return capsys.readouterr().out

    return called


def lasting(entries: Entries) -> Entries:
    """Without the calendars of changes, which stand until the next change only."""
    return {path: own for path, own in entries.items() if not path.endswith(CHANGES)}


def acceptances(outcome: Outcome, expected: list[list[str]]) -> list[list[str]]:
    """The conflicts that the earlier version found, as they are now."""
    ids = {state[0] for state in expected}
    return [state for state in conflict_states(outcome.receipt["conflicts"]) if state[0] in ids]


def steps_of_sequence(left: Left, before: str, after: Entries) -> dict[str, int]:
    """ID -> by how much SEQUENCE has risen, of everything that was in the calendar of all."""
    old, new = stamps(left.entries(before))["all.ics"], stamps(after)["all.ics"]
    uids = left.uids(before)
    return {uids[uid]: new[uid][0] - sequence for uid, (sequence, _) in old.items() if uid in uids}


def stamped_anew(left: Left, before: str, after: Entries) -> set[str]:
    """IDs whose DTSTAMP is another one in the calendar of all, or which are new there."""
    old, new = stamps(left.entries(before))["all.ics"], stamps(after)["all.ics"]
    return {uid for uid in {*old, *new} if uid not in old or uid not in new or old[uid][1] != new[uid][1]}


def test_the_unchanged_workbook_changes_no_calendar(life: Left) -> None:
    outcome = life.run("last", "next")
    assert_nothing_has_changed(life, outcome)


def test_the_unchanged_workbook_under_another_name_changes_no_calendar(life: Left) -> None:
    life.workbook("last").rename(life.desk / "workbooks/last/anatomy (2).xlsx")
    outcome = life.run("last", "next")
    assert_nothing_has_changed(life, outcome)


def assert_nothing_has_changed(life: Left, outcome: Outcome) -> None:
    assert change_rows(outcome.receipt["changes"]["rows"]) == life.state("left")["changes"]
    assert [row[:2] for row in life.state("left")["changes"]] == [["held", "HELD/w1.1"]]
    assert vevents(life.folder) == life.entries("left")
    assert sheet_rows(life.folder) == life.state("left")["sheets"]
    assert acceptances(outcome, life.state("left")["conflicts"]) == life.state("left")["conflicts"]


def test_the_next_workbook_changes_what_it_changes_and_nothing_else(gone_on: Gone) -> None:
    rows = change_rows(gone_on.outcome.receipt["changes"]["rows"])
    assert rows == gone_on.left.state("next")["changes"]
    assert {(row[0], row[1], row[3]) for row in rows} == {
        ("moved", "MOVE/w1.1", "Start"),
        ("moved", "MOVE/w1.1", "End"),
        ("edited", "NAME/w1.1", "Title"),
        ("added", "COMES/w1.1", ""),
        ("cancelled", "STOP/w1.1", ""),
        ("held", "HELD/w1.1", ""),
    }
    assert gone_on.entries == gone_on.left.entries("next")


def test_sequence_rises_with_the_next_workbook_for_what_moved_or_went_only(gone_on: Gone) -> None:
    steps = steps_of_sequence(gone_on.left, "left", gone_on.entries)
    assert steps == dict.fromkeys(steps, 0) | {"MOVE/w1.1": 1, "STOP/w1.1": 1}
    names = {**gone_on.left.uids("left"), **gone_on.left.uids("next")}
    stamped = {names[uid] for uid in stamped_anew(gone_on.left, "left", gone_on.entries)}
    assert stamped == {"MOVE/w1.1", "STOP/w1.1", "NAME/w1.1", "COMES/w1.1"}


def test_the_next_workbook_keeps_every_address_and_every_tombstone(gone_on: Gone) -> None:
    before = gone_on.left.entries("left")
    assert set(before) - set(gone_on.entries) == set()
    assert cancelled(before) - cancelled(gone_on.entries) == set()
    names = gone_on.left.uids("left")
    assert {(path, names[uid]) for path, uid in cancelled(before) if uid in names} >= {
        ("groups/Tutorial Blue.ics", "CLASH1/w1.1"),
        ("instructors/Adeyemi, Ngozi.ics", "WHO/w1.1"),
        ("instructors/Adeyemi, Ngozi.ics", "DIS/Labs > 02/w1.1"),
    }


def test_tombstones_go_when_their_time_has_come_and_what_returns_is_news(life: Left) -> None:
    life.run("next", "next")
    outcome = life.run("later", "later")
    assert change_rows(outcome.receipt["changes"]["rows"]) == life.state("later")["changes"]
    assert vevents(life.folder) == life.entries("later")
    outcome = life.run("returned", "returned")
    assert change_rows(outcome.receipt["changes"]["rows"]) == life.state("returned")["changes"]
    assert vevents(life.folder) == life.entries("returned")
    (uid,) = (uid for uid, own_id in life.uids("returned").items() if own_id == "GONE/w1.1")
    sequences = {name: stamps(life.entries(name))["all.ics"].get(uid, (0, ""))[0] for name in ("left", "next", "later", "returned")}
    gone = sequences["left"]
    assert sequences == {"left": gone, "next": gone, "later": 0, "returned": gone + 1}


def test_hand_edits_and_added_rows_hold(gone_on: Gone) -> None:
    sheets = sheet_rows(gone_on.left.folder)
    assert sheets == gone_on.left.state("next")["sheets"]
    assert [(row[0], *row[5:9], *row[-2:]) for row in sheets["Offerings"] if row[-1] or row[0].startswith("ONE/+2026")] == [
        ("DIS/Labs > 02/w1.1", "14:00", "15:00", "Lab 2", "Núñez, Inés", "", "Instructors"),
        ("ROOM/w1.1", "09:00", "10:00", "Seminar room", "Núñez, Inés", "Skeleton from the Hall", "Location; Notes"),
        ("TIME/w1.1", "11:00", "12:00", "Hall", "Núñez, Inés", "", "Start"),
        ("ONE/+2026-10-20 13:00", "13:00", "13:30", "Lab 3", "Bruun, Bo", "", ""),
    ]
    assert [(row[0], row[6], row[-1]) for row in sheets["ILMs"] if row[-1]] == [("READ", "3", "Hours")]


def test_accepted_conflicts_stay_accepted(gone_on: Gone) -> None:
    expected = gone_on.left.state("next")["conflicts"]
    assert acceptances(gone_on.outcome, expected) == expected
    assert [state[1:] for state in expected] == [
        ["instructor-unavailable", "False", ""],
        ["instructor-clash", "True", "Next door – he goes between"],
        ["learner-clash", "False", ""],
    ]


def test_learners_keep_the_addresses_of_their_calendars(gone_on: Gone) -> None:
    found = (gone_on.left.folder / "learner-calendars.csv").read_text(encoding="utf-8-sig").splitlines()
    assert (found, len(found)) == (gone_on.left.expected["learners"], 4)


def test_an_edit_of_the_schedule_that_the_earlier_version_wrote_is_taken_in(life: Left) -> None:
    edit(life.folder / "schedule.xlsx", {"LEC/w3.1": {"Location": "Lab 4"}})
    outcome = life.run("last", "edited")
    assert change_rows(outcome.receipt["changes"]["rows"]) == life.state("edited")["changes"]
    assert vevents(life.folder) == life.entries("edited")
    assert sheet_rows(life.folder) == life.state("edited")["sheets"]
    steps = steps_of_sequence(life, "left", vevents(life.folder))
    assert steps == dict.fromkeys(steps, 0) | {"LEC/w3.1": 1}


def test_a_copy_of_the_schedule_that_the_earlier_version_wrote_is_taken_in_later(life: Left) -> None:
    copy = life.desk / "from Inés.xlsx"
    copy.write_bytes((life.folder / "schedule.xlsx").read_bytes())
    life.run("next", "next")
    edit(copy, {"LEC/w3.1": {"Location": "Lab 4"}})
    outcome = run_workbook(copy, life.desk / "out", dt.datetime.fromtimestamp(life.state("later")["now"], dt.UTC), Options())
    assert [row[:4] for row in change_rows(outcome.receipt["changes"]["rows"]) if row[0] == "moved"] == [
        ["moved", "LEC/w3.1", "Heart and great vessels", "Location"]
    ]


def test_history_lists_the_releases_of_the_earlier_version(life: Left, call: Call) -> None:
    found = lines(call(life.state("next")["now"], "history", life.folder, "--json"))
    expected = life.expected["history"]
    assert [known(run, own) for run, own in zip(found, expected, strict=True)] == expected
    assert [(run["run"], run["version"], run["restored"]) for run in found] == [
        (number, life.expected["version"], 4 if number == 7 else None) for number in range(1, 10)
    ]
    assert [run["run"] for run in found if not run["released"]] == [6]


def test_a_release_of_the_earlier_version_is_restored(life: Left, call: Call) -> None:
    call(life.state("restored")["now"], "restore", life.folder, "2")
    assert vevents(life.folder) == life.entries("restored")
    assert sheet_rows(life.folder) == life.state("restored")["sheets"]
    assert (life.folder / "restored-2.xlsx").read_bytes() == life.workbook("2").read_bytes()
    last = lines(call(life.state("restored")["now"], "history", life.folder, "--json"))[-1]
    assert (last["run"], last["restored"], last["committed"]) == (10, 2, True)


def test_what_was_restored_before_can_be_restored_again(life: Left, call: Call) -> None:
    life.run("next", "next")
    call(life.state("later")["now"], "restore", life.folder, "7")
    rows = sheet_rows(life.folder)
    assert [(row[0], row[-1]) for row in rows["Offerings"] if row[-1]] == [
        (row[0], row[-1]) for row in life.state("left")["sheets"]["Offerings"] if row[-1]
    ]


def test_looking_at_it_leaves_every_file_as_the_earlier_version_wrote_it(life: Left, call: Call) -> None:
    before, now = life.files(), life.state("next")["now"]
    found = json.loads(call(now, "diff", life.folder, life.workbook("next"), "--json"))
    ids = {"MOVE/w1.1", "NAME/w1.1", "COMES/w1.1", "STOP/w1.1"}
    assert [row for row in change_rows(found["rows"]) if row[1] in ids] == [row for row in life.expected["diff"] if row[1] in ids]
    call(now, "check", life.workbook("next"), "--json")
    call(now, "history", life.folder)
    assert life.files() == before


def test_an_interrupted_run_is_finished_or_counts_as_published(interrupted: Left) -> None:
    assert leftovers(interrupted.folder) != []
    outcome = interrupted.run("next", "next")
    assert outcome.notes[0] in (FINISHED, PUBLISHED)
    assert lasting(vevents(interrupted.folder)) == lasting(interrupted.entries("next"))
    assert sheet_rows(interrupted.folder) == interrupted.state("next")["sheets"]
    steps = steps_of_sequence(interrupted, "left", vevents(interrupted.folder))
    assert steps == dict.fromkeys(steps, 0) | {"MOVE/w1.1": 1, "STOP/w1.1": 1, "LEC/w3.1": 1}
    assert (leftovers(interrupted.folder), list(interrupted.folder.rglob("*(kept*"))) == ([], [])


def test_after_an_interrupted_run_another_workbook_goes_on_from_what_it_was_to_publish(interrupted: Left) -> None:
    outcome = interrupted.run("other", "other")
    assert outcome.notes[0] == PUBLISHED
    assert change_rows(outcome.receipt["changes"]["rows"]) == interrupted.state("other")["changes"]
    assert vevents(interrupted.folder) == interrupted.entries("other")
    steps = steps_of_sequence(interrupted, "left", vevents(interrupted.folder))
    assert steps == dict.fromkeys(steps, 0) | {"MOVE/w1.1": 2, "NAME/w1.1": 1, "STOP/w1.1": 1, "LEC/w3.1": 1}
    assert (leftovers(interrupted.folder), list(interrupted.folder.rglob("*(kept*"))) == ([], [])


def test_history_tells_of_the_interrupted_run(interrupted: Left, call: Call) -> None:
    found = lines(call(interrupted.state("next")["now"], "history", interrupted.folder, "--json"))
    expected = interrupted.expected["history"]
    assert [known(run, own) for run, own in zip(found, expected, strict=True)] == expected
    assert [run["committed"] for run in found] == [True] * 9 + [False]


def test_large_calendars_keep_the_names_of_their_parts(large: Left) -> None:
    large.run("last", "next")
    assert lasting(vevents(large.folder)) == lasting(large.entries("left"))
    outcome = large.run("next", "next")
    assert {(row[0], row[2], row[3]) for row in change_rows(outcome.receipt["changes"]["rows"])} == {
        ("edited", "Introduction", "Title")
    }
    after = vevents(large.folder)
    assert after == large.entries("next")
    assert sorted(lasting(after)) == [
        "all.ics",
        *(f"{name}{month}.ics" for name in ("courses/Anatomy", "groups/Class") for month in (" 2026-09", " 2026-10", "")),
    ]


def test_the_journal_of_a_watch_is_carried_on(watched: Left) -> None:
    (watched.desk / "desk").mkdir()
    folders = Folders(watched.desk / "inbox", watched.desk / "out", watched.desk / "desk")
    assert [name for name in folders.working() if name.endswith(".xlsx")] == ["Prüfung.xlsx", "spring.xlsx"]
    following = watched.workbook("next")
    following.replace(folders.inbox / following.name)
    code, log = once(folders, env={**os.environ, "SOURCE_DATE_EPOCH": "1789977600", "TZ": "UTC"})
    assert (code, folders.working()) == (0, []), log
    assert known(folders.status()["counts"], watched.expected["counts"]) == watched.expected["counts"]
    assert watch_receipts(folders.inbox) == watched.expected["receipts"]
    assert [(row["name"], row["outcome"], row["release"]) for row in folders.status()["recent"]] == [
        ("Übungen – Herbst.xlsx", "released", 4),
        ("spring.xlsx", "released", 1),
        ("Prüfung.xlsx", "released", 3),
        ("Übungen – Herbst.xlsx", "released", 2),
        ("no zone.xlsx", "refused", None),
        ("damaged.xlsx", "unreadable", None),
        ("copy.xlsx", "already done", 1),
        ("Übungen – Herbst.xlsx", "released", 1),
    ]
