"""One watcher a folder, folders that cannot be used, and several workbooks at once."""

import dataclasses
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import pytest

from schedbatch.disk.replacing import replace
from schedbatch.watch.lock import FILE, this_process
from tests.watch.watching import PATIENCE_SECONDS, PAUSED_RUNS, Folders, begun, once, planted, start, watching


def test_a_second_watcher_of_the_inbox_or_of_the_results_ends_with_75_and_a_sentence(folders: Folders, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with watching(folders) as watch:
        watch.until(folders.status)
        for inbox, out in ((folders.inbox, other), (other, folders.out)):
            code, log = once(Folders(inbox, out, folders.desk))
            assert (code, f"is being watched already, by process {watch.process.pid} on {platform.node()}." in log) == (75, True)
        folders.drop("term.xlsx")
        watch.until(folders.receipts)
    assert (watch.process.returncode, once(folders)[0]) == (0, 0)


def test_of_many_that_start_at_once_one_watches(folders: Folders) -> None:
    watches = [start(folders) for _ in range(4)]
    end = time.monotonic() + PATIENCE_SECONDS
    while sum(watch.process.poll() is None for watch in watches) > 1 and time.monotonic() < end:
        time.sleep(0.05)
    [left] = [watch for watch in watches if watch.process.poll() is None]
    left.until_said("watching")
    codes = [watch.process.returncode for watch in watches if watch is not left]
    assert (codes, left.stop()) == ([75] * 3, 0), [watch.log() for watch in watches]


def test_a_second_watcher_touches_nothing_before_it_is_sent_away(folders: Folders) -> None:
    """What it did there could be in the way of the first; a folder's time tells if anything has come or gone in it."""
    assert once(folders)[0] == 0
    _lock(folders)
    looked_at = (folders.inbox, folders.inbox / "done", folders.inbox / "failed", folders.out)
    before = [path.stat().st_mtime_ns for path in looked_at]
    assert (once(folders)[0], [path.stat().st_mtime_ns for path in looked_at]) == (75, before)


def _lock(folders: Folders, **changes: object) -> None:
    for path in (folders.inbox / "working" / FILE, folders.out / ".watch" / FILE):
        path.parent.mkdir(exist_ok=True)
        replace(path, json.dumps({**dataclasses.asdict(this_process()), **changes}).encode())


def _ended_pid() -> int:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not tell when a process started")
@pytest.mark.parametrize("is_used_again", [True, False])
def test_a_lock_whose_process_is_gone_is_taken_over_though_its_id_is_used_again(folders: Folders, *, is_used_again: bool) -> None:
    """The id is that of a process that lives (ours), but which started at another time; or of none."""
    _lock(folders, pid=os.getpid() if is_used_again else _ended_pid(), started="1")
    folders.drop("term.xlsx")
    assert (once(folders)[0], folders.outcomes()) == (0, {"term.xlsx": ["released"]})


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not tell when a process started")
def test_a_lock_of_a_living_process_holds(folders: Folders) -> None:
    _lock(folders)
    assert once(folders)[0] == 75


def test_a_lock_of_another_machine_holds_while_it_beats(folders: Folders) -> None:
    """Another machine on the share: its process id says nothing here."""
    watch_of_other = {"host": "other.example.edu", "pid": 4711, "boot_id": "another"}
    _lock(folders, **watch_of_other, beat=1)
    watch = start(folders, "--once")
    watch.until_said("is locked by process 4711 on other.example.edu")
    _lock(folders, **watch_of_other, beat=2)
    assert (watch.process.wait(PATIENCE_SECONDS), "is being watched already" in watch.log()) == (75, True)


@pytest.mark.slow
def test_a_lock_of_another_machine_that_has_fallen_silent_is_taken_over(folders: Folders) -> None:
    """That takes a quarter of a minute; a restart of the machine looks the same."""
    (folders.inbox / "working").mkdir()
    lock = {**dataclasses.asdict(this_process()), "host": "other.example.edu", "boot_id": "another"}
    (folders.inbox / "working" / FILE).write_text(json.dumps(lock), encoding="utf-8")
    folders.drop("term.xlsx")
    assert (once(folders)[0], folders.outcomes()) == (0, {"term.xlsx": ["released"]})


def test_a_lock_that_says_nothing_is_taken_over(folders: Folders) -> None:
    _lock(folders)
    for path in (folders.inbox / "working" / FILE, folders.out / ".watch" / FILE):
        path.write_bytes(b'{"pid": 12')
    assert once(folders)[0] == 0


def test_a_watch_whose_lock_another_has_taken_ends(folders: Folders) -> None:
    watch = start(folders)
    watch.until(folders.status)
    end = time.monotonic() + PATIENCE_SECONDS
    while watch.process.poll() is None and time.monotonic() < end:
        _lock(folders, host="other.example.edu", pid=4711)  # as a watch does that lives
        time.sleep(0.2)
    assert (watch.process.poll(), "has been taken over by process 4711" in watch.log()) == (75, True)


def test_folders_that_cannot_be_used_are_a_usage_error(folders: Folders) -> None:
    code, log = once(Folders(folders.inbox, folders.inbox / "failed", folders.desk))
    assert (code, "results cannot go there. Give another --out." in log) == (2, True)


def test_results_may_lie_in_a_folder_of_the_inbox(folders: Folders) -> None:
    within = Folders(folders.inbox, folders.inbox / "results", folders.desk)
    within.drop("term.xlsx")
    assert (once(within)[0], within.outcomes(), within.starts()) == (0, {"term.xlsx": ["released"]}, ["0900"])


@pytest.mark.slow
def test_many_workbooks_and_a_bad_one_with_several_jobs(folders: Folders) -> None:
    """Twelve at once, eight of them revisions of one schedule, which never meet."""
    for number in range(4):
        folders.drop(f"own {number:02}.xlsx", f"own {number}")
    for number in range(8):
        path = folders.drop(f"shared {number:02}.xlsx", "shared", f"09:{number:02}")
        os.utime(path, (1_000_000_000 + number, 1_000_000_000 + number))
    (folders.inbox / "bad.xlsx").write_bytes(b"no workbook")
    code, log = once(folders, "--jobs", "3")
    outcomes = folders.outcomes()
    assert (code, outcomes.pop("bad.xlsx"), set(map(str, outcomes.values())), len(outcomes)) == (
        3,
        ["unreadable"],
        {"['released']"},
        12,
    )
    shared = [receipts[0] for name, receipts in sorted(folders.receipts().items()) if name.startswith("shared")]
    assert [receipt["release"] for receipt in shared] == list(range(1, 9))
    assert (folders.starts("shared"), folders.is_empty(), "Another run" in log) == (["0907"], True, False)


def test_workbooks_of_several_schedules_are_run_at_once(folders: Folders) -> None:
    for number in range(3):
        folders.drop(f"term {number}.xlsx", f"s{number}")
    with watching(folders, "--jobs", "2", env=planted(folders, PAUSED_RUNS)) as watch:
        watch.until(lambda: folders.status()["counts"]["running"] == 2 and len(begun(folders)) == 2)
        (folders.desk / "go on").touch()
        watch.until(lambda: len(folders.receipts()) == 3)


def test_what_comes_in_meanwhile_is_left_to_the_next_call_of_once(folders: Folders) -> None:
    folders.drop("first.xlsx", "first")
    watch = start(folders, "--once")
    watch.until_said("watching")
    watch.until(lambda: "first.xlsx" in folders.reasons() or folders.receipts())
    folders.drop("second.xlsx", "second")
    assert (watch.process.wait(PATIENCE_SECONDS), folders.outcomes()) == (0, {"first.xlsx": ["released"]})
    assert (folders.inbox / "second.xlsx").exists()
