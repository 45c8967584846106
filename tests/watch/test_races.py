"""What happens to a file between sight and claim, claims across disks, and faults of the program itself."""

import os
import sys
from pathlib import Path

import pytest

from schedbatch.disk.replacing import PART_END
from schedbatch.watch.claim import Claim, archived_name, make_folders, place_in, put_away, take, unfinished
from schedbatch.watch.sightings import Settling, is_conflicted, sight, survey_inbox, why_not_taken
from schedbatch.watch.trouble import wait_after
from schedbatch.watch.worker_process import WorkerProcess
from tests.drawing import NOW
from tests.watch.test_troubles import mounted
from tests.watch.watching import PATIENCE_SECONDS, QUICK, Folders, begun, once, planted, start, watching, workbook

DRIVER = """
import os, sys

inbox, desk, what = (os.environ[name] for name in ("INBOX", "DESK", "WHAT"))
seen = []

def before(name, arguments):
    if name == "os.rename" and str(arguments[0]) == os.path.join(inbox, "term.xlsx") and not seen:
        seen.append(name)
        {"replaced": lambda: os.replace(os.path.join(desk, "other.xlsx"), arguments[0]),
         "cut off": lambda: os.truncate(arguments[0], 3000),
         "renamed": lambda: os.rename(arguments[0], os.path.join(inbox, "other.xlsx")),
         "deleted": lambda: os.remove(arguments[0])}[what]()

if __name__ == "__main__":
    from schedbatch.cli import main
    sys.addaudithook(before)
    main()
"""
"""Does something to the file at the moment when the watch is about to claim it (Python says so before it renames)."""


BUG = """
import schedbatch.watch.claim_run as work

sound = work.run_workbook
work.run_workbook = lambda path, *rest: 1 / 0 if path.name == "odd.xlsx" else sound(path, *rest)
"""
ENDLESS = """
import pathlib, time
import schedbatch.watch.claim_run as work

begun, sound, clock = pathlib.Path(__file__).parent / "odd.xlsx has begun", work.run_workbook, time.monotonic

def run_workbook(path, *rest):
    if path.name == "odd.xlsx":
        with begun.open("ab") as file:
            file.write(b"1")
        time.sleep(10_000)
    return sound(path, *rest)

work.run_workbook = run_workbook
time.monotonic = lambda: clock() + (3601 * begun.stat().st_size if begun.exists() else 0)
"""


@pytest.mark.parametrize(
    ("what", "outcomes"),
    [
        ("replaced", {"term.xlsx": ["released"]}),
        ("cut off", {"term.xlsx": ["unreadable"]}),
        ("renamed", {"other.xlsx": ["released"]}),
        ("deleted", {"last.xlsx": ["released"]}),
    ],
)
def test_a_file_that_changes_between_sight_and_claim(folders: Folders, what: str, outcomes: dict[str, list[str]]) -> None:
    folders.drop("term.xlsx", "first")
    workbook(folders.desk / "other.xlsx", "second")
    driver = folders.desk / "driver.py"
    driver.write_text(DRIVER, encoding="utf-8")
    called = [sys.executable, str(driver), "watch", str(folders.inbox), "--out", str(folders.out), *QUICK]
    environment = {**os.environ, "INBOX": str(folders.inbox), "DESK": str(folders.desk), "WHAT": what}
    with watching(folders, called=called, env=environment) as watch:
        if what == "deleted":
            watch.until(lambda: folders.is_empty() and (folders.inbox / "working").exists())
            folders.drop("last.xlsx", "last")
        watch.until(folders.receipts)
    assert (folders.outcomes(), folders.is_empty(), "Traceback" in watch.log()) == (outcomes, True, False)
    if what == "replaced":
        assert (folders.receipts()["term.xlsx"][0]["schedule_id"], "looked at once more" in watch.log()) == ("second", True)


def test_a_working_folder_on_another_disk_is_copied_to_and_nothing_is_lost(folders: Folders) -> None:
    (folders.inbox / "working").mkdir()
    content = folders.drop("term.xlsx").read_bytes()
    with mounted(folders.inbox / "working", "-t", "tmpfs", "-o", "size=5m", "tmpfs"):
        assert once(folders)[0] == 0
        assert (folders.outcomes(), [path.read_bytes() for path in folders.kept()]) == ({"term.xlsx": ["released"]}, [content])
        assert (folders.is_empty(), [path.name for path in folders.inbox.rglob(f"*{PART_END}")]) == (True, [])


def test_a_fault_of_the_program_is_told_as_such_and_the_others_are_run(folders: Folders) -> None:
    """A bug that only some workbooks meet."""
    folders.drop("odd.xlsx", "odd")
    folders.drop("sound.xlsx", "sound")
    code, log = once(folders, env=planted(folders, BUG))
    assert (code, folders.outcomes()) == (3, {"odd.xlsx": ["broken"], "sound.xlsx": ["released"]})
    assert ("Traceback (most recent call last)" in log, "ZeroDivisionError" in log) == (True, True)
    [kept] = folders.kept("failed")
    text = kept.with_name(f"{kept.stem}.receipt.txt").read_text(encoding="utf-8")
    assert ("The fault is the program's, not yours." in text, "Traceback" in text, "ZeroDivisionError" in text) == (
        True,
        False,
        False,
    )


def test_a_run_that_never_ends_is_ended_and_the_others_are_run(folders: Folders) -> None:
    """The limit is an hour, which passes in a moment each time that the odd one is being run."""
    folders.drop("odd.xlsx", "odd")
    folders.drop("sound.xlsx", "sound")
    code, log = once(folders, env=planted(folders, ENDLESS))
    assert (code, folders.outcomes()) == (3, {"odd.xlsx": ["broken"], "sound.xlsx": ["released"]}), log
    assert (log.count("it has been at work for 60 minutes; it is ended"), len(begun(folders))) == (3, 1), log


def test_a_worker_brings_a_value_a_traceback_or_its_death() -> None:
    worker = WorkerProcess()
    try:
        worker.start(int, "7")
        assert (worker.take_reply().value, worker.is_busy) == (7, False)
        worker.start(int, "seven")
        assert "ValueError: invalid literal for int()" in worker.take_reply().bug
        worker.start(os.abort)
        assert worker.take_reply().has_died
        worker.start(int, "8")
        assert worker.take_reply().value == 8
    finally:
        worker.close()


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        *(
            ("a.xlsx", True),
            ("A.XLSX", True),
            ("a.xlsm", True),
            ("20260901.xlsx", True),
            ("ABCDEFAB.xlsx", True),
            ("a b.c.xlsx", True),
        ),
        *(("~$a.xlsx", False), (".a.xlsx", False), ("._a.xlsx", False), (".~lock.a.xlsx#", False), ("a.xlsx.tmp", False)),
        *(("a.part", False), ("1A2B3C4D", False), ("1A2B3C4D.xlsx", False), ("a.xls", False), ("xlsx", False), (".xlsx", False)),
    ],
)
def test_which_names_are_taken(name: str, *, is_taken: bool) -> None:
    assert (why_not_taken(name) is None) == is_taken


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("autumn (Priya's conflicted copy 2026-09-01).xlsx", True),
        ("autumn (conflict 2026-09-01-120000).xlsx", True),
        ("autumn.sync-conflict-20260901-120000-ABCDEFG.xlsx", True),
        ("autumn.xlsx", False),
        ("room conflicts.xlsx", False),
    ],
)
def test_which_names_are_those_of_conflicted_copies(name: str, *, expected: bool) -> None:
    assert is_conflicted(name) == expected


def test_a_file_settles_by_the_clock_that_is_handed_in_and_starts_again_when_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"one")
    settling = Settling()
    settling.observe(survey_inbox(tmp_path).sightings, 100.0)
    before = sight(path)
    assert before
    assert (settling.still_for(before, 103.0), settling.still_for(before, 100.0)) == (3.0, 0.0)
    path.write_bytes(b"other")
    after = sight(path)
    assert after
    settling.observe(survey_inbox(tmp_path).sightings, 103.0)
    assert (settling.still_for(before, 105.0), settling.still_for(after, 105.0)) == (0.0, 2.0)


def test_a_stale_sighting_is_not_claimed(tmp_path: Path) -> None:
    make_folders(tmp_path)
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"one")
    sighting = sight(path)
    assert sighting
    path.write_bytes(b"another")
    with pytest.raises(FileNotFoundError):
        take(tmp_path, sighting, 1)
    assert (path.read_bytes(), unfinished(tmp_path)) == (b"another", ())


def test_nothing_that_is_kept_is_overwritten(tmp_path: Path) -> None:
    """The same name, second and hash; and a file that appears at the place meanwhile."""
    make_folders(tmp_path)
    name = archived_name("a.xlsx", "ab" * 32, NOW)
    assert name == "a 2026-09-01 080000 abababab.xlsx"
    for number in range(3):
        claim = Claim(f"{number}", tmp_path / "working" / f"{number}" / "a.xlsx")
        claim.path.parent.mkdir()
        claim.path.write_text(f"{number}", encoding="utf-8")
        place = place_in(tmp_path, "done", name)
        if number == 2:
            place.write_text("somebody's", encoding="utf-8")
        put_away(claim, place)
    kept = sorted((tmp_path / "done").iterdir())
    assert [path.name.removeprefix("a 2026-09-01 080000 abababab") for path in kept] == [
        " (2).xlsx",
        " (3) (2).xlsx",
        " (3).xlsx",
        ".xlsx",
    ]
    assert sorted(path.read_text(encoding="utf-8") for path in kept) == ["0", "1", "2", "somebody's"]


def test_an_archived_name_leaves_room_for_its_receipts() -> None:
    for name in ("x" * 250 + ".xlsx", "é" * 125 + ".xlsx", "🗓" * 62 + ".xlsx"):
        stem = archived_name(name, "ab" * 32, NOW).removesuffix(".xlsx")
        assert 200 < len(f"{stem} (2).receipt.json".encode()) <= 255


def test_waits_double_up_to_a_minute_for_ever() -> None:
    assert [wait_after(number, 2.0) for number in (1, 2, 3, 7, 8, 10**6)] == [1.0, 2.0, 4.0, 60.0, 60.0, 60.0]
    assert wait_after(1, 0.05) == 0.05


def test_a_watch_that_is_asked_to_stop_while_idle_ends_at_once(folders: Folders) -> None:
    watch = start(folders)
    watch.until(folders.status)
    assert watch.stop() == 0
    assert watch.process.wait(PATIENCE_SECONDS) == 0
    assert (folders.status()["state"], folders.working()) == ("stopped", [])
