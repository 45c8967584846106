"""Kills, restarts and signals: no workbook is lost, none is released twice, and nobody ever sees half a file."""

import dataclasses
import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from schedbatch.disk.replacing import PART_END
from schedbatch.watch.journal import ClaimRecord, Journal, State
from tests.watch.watching import PATIENCE_SECONDS, PAUSED_RUNS, QUICK, Folders, begun, once, planted, start, watching

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="Windows has no signals to be killed by")]

DRIVER = """
import os, signal, sys

after, step, at, count = os.environ["KILL_WHEN"].split("|")
seen = {"after": not after, "count": 0}

def before(name, arguments):
    if name not in ("os.rename", "os.mkdir", "os.rmdir", "os.remove", "sqlite3.connect"):
        return
    said = " -> ".join(str(argument).replace(os.sep, "/") for argument in arguments[:2])
    if seen["after"] and name == step and at in said:
        seen["count"] += 1
        if seen["count"] == int(count):
            os.killpg(os.getpid(), signal.SIGKILL)
    seen["after"] = seen["after"] or after in said

if __name__ == "__main__":
    from schedbatch.cli import main
    sys.addaudithook(before)
    main()
"""
"""Kills the watch, workers and all, before a step that Python is about to do (its audit events tell)."""

CLAIM = "working/000000001"
JOURNAL = "sqlite3.connect|journal.sqlite"
STAGES = {
    "the journal is made": f"|{JOURNAL}|1",
    "the first lock is taken": "|os.rename|inbox/working/~$watch.lock|1",
    "the second lock is taken": "|os.rename|out/.watch/~$watch.lock|1",
    "the folders are tried": "|os.rename|done/.probe-|1",
    "the status is written": "|os.rename|status.json|1",
    "the folder for the claim is made": f"|os.mkdir|{CLAIM}|1",
    "the workbook is claimed": f"|os.rename|{CLAIM}/term.xlsx|1",
    "the run is recorded": f"{CLAIM}/term.xlsx|{JOURNAL}|1",
    "the run begins": f"{CLAIM}/term.xlsx|{JOURNAL}|2",
    "the run has ended": f"{CLAIM}/term.xlsx|{JOURNAL}|3",
    "its end is recorded": f"{CLAIM}/term.xlsx|{JOURNAL}|5",
    "the receipt is written": "|os.rename|.receipt.txt|1",
    "the receipt for machines is written": "|os.rename|.receipt.json|1",
    "the workbook is put away": f"|os.rename|{CLAIM}/term.xlsx -> |1",
    "the folder of the claim is removed": f"|os.rmdir|{CLAIM}|1",
    "it is recorded as filed": f"{CLAIM}/term.xlsx -> |{JOURNAL}|1",
    "the lock is released": "|os.remove|~$watch.lock|1",
}


@pytest.mark.parametrize("stage", STAGES)
def test_a_kill_before_any_stage_loses_nothing_and_releases_once(folders: Folders, stage: str) -> None:
    driver = folders.desk / "driver.py"
    driver.write_text(DRIVER, encoding="utf-8")
    content = folders.drop("term.xlsx").read_bytes()
    called = [sys.executable, str(driver), "watch", str(folders.inbox), "--out", str(folders.out), *QUICK, "--once"]
    killed = start(folders, called=called, env={**os.environ, "KILL_WHEN": STAGES[stage]})
    assert killed.process.wait(PATIENCE_SECONDS) == -signal.SIGKILL, killed.log()
    _no_half_files(folders.out)
    code, log = once(folders)
    assert _no_half_files(folders.out) == {".json", ".ics", ".xlsx"}
    assert (code, folders.outcomes(), folders.working()) == (0, {"term.xlsx": ["released"]}, []), log
    assert ([path.read_bytes() for path in folders.kept()], folders.starts()) == ([content], ["0900"])
    assert list(folders.inbox.parent.rglob(f"*{PART_END}")) == []
    assert (folders.receipts()["term.xlsx"][0]["release"], folders.status()["counts"]["waiting"]) == (1, 0)


def _no_half_files(out: Path) -> set[str]:
    """Every result that stands is whole; gives the kinds of files that were looked at: after an early kill there are none."""
    whole: dict[str, Callable[[bytes], object]] = {
        ".json": json.loads,
        ".ics": lambda content: content.endswith(b"END:VCALENDAR\r\n"),
        ".xlsx": lambda content: b"PK\x05\x06" in content[-100:],
    }
    found = [path for path in out.rglob("*") if path.suffix in whole]
    assert [path for path in found if not whole[path.suffix](path.read_bytes())] == []
    return {path.suffix for path in found}


def test_kills_at_any_moment_end_with_one_current_release_for_each_workbook(folders: Folders) -> None:
    """Workbooks in two revisions each, dropped meanwhile; the watch is killed again and again, workers and all.

    So often that the three tries of a workbook might not do: here they are more.
    """
    chance = random.Random(8)  # noqa: S311
    environment = planted(folders, "import schedbatch.watch.dispatcher\nschedbatch.watch.dispatcher.MAX_TRIES = 100\n")
    dropped = {
        f"term {number}.xlsx": folders.drop(f"term {number}.xlsx", f"s{number}", "09:00").read_bytes() for number in range(6)
    }
    for number in range(6):
        watch = start(folders, "--jobs", "2", env=environment)
        watch.until_said("watching")
        time.sleep(0.3 + chance.random())
        watch.kill()
        _no_half_files(folders.out)
        name = f"term {number}.xlsx"
        if not (folders.inbox / name).exists():
            dropped[name] = folders.drop(name, f"s{number}", "11:00").read_bytes()
    code, log = once(folders, "--jobs", "2", env=environment)
    assert (code, folders.is_empty(), folders.kept("failed")) == (0, True, []), log
    assert _no_half_files(folders.out) == {".json", ".ics", ".xlsx"}
    kept = {path.read_bytes() for path in folders.kept()}
    assert {name for name, content in dropped.items() if content not in kept} == set()
    for number in range(6):
        assert folders.release(f"s{number}")["input"]["name"] == f"term {number}.xlsx"
        assert len(folders.starts(f"s{number}")) == 1


def test_what_ended_the_program_three_times_is_failed_at_the_fourth_start(folders: Folders) -> None:
    """Tries are counted before a run begins."""
    claim = folders.inbox / "working" / "000000001"
    claim.mkdir(parents=True)
    folders.drop("term.xlsx").replace(claim / "term.xlsx")
    Journal(folders.out).put(ClaimRecord("000000001", "term.xlsx", State.RUNNING, tries=3))
    code, log = once(folders)
    assert (code, folders.outcomes(), folders.working()) == (3, {"term.xlsx": ["broken"]}, [])
    assert "the program ended 3 times while it was being run" in log
    [kept] = folders.kept("failed")
    assert "The fault is the program's, not yours." in kept.with_name(f"{kept.stem}.receipt.txt").read_text(encoding="utf-8")


def test_a_worker_that_dies_does_not_end_the_watch(folders: Folders) -> None:
    with watching(folders, env=planted(folders, PAUSED_RUNS)) as watch:
        folders.drop("term.xlsx")
        for number in (1, 2):
            watch.until(lambda: begun(folders))
            (folders.desk / "term.xlsx has begun").unlink()
            [worker] = _workers_of(watch.process.pid)
            os.kill(worker, signal.SIGKILL)
            watch.until_said(f"the program ended while it was being run, for the {('first', 'second')[number - 1]} time")
        (folders.desk / "go on").touch()
        watch.until(folders.receipts)
    assert folders.outcomes() == {"term.xlsx": ["released"]}


def _workers_of(pid: int) -> list[int]:
    """The processes that the watch has started, but for the one that Python keeps for its own housekeeping."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        commands = {int(child): Path(f"/proc/{child}/cmdline").read_bytes() for child in children}
    except FileNotFoundError:
        pytest.skip("this system does not list a process's children")
    return [child for child, command in commands.items() if b"spawn_main" in command]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_finishes_the_workbook_that_is_being_run(folders: Folders, number: int) -> None:
    """Ctrl-C reaches every process of the terminal."""
    watch = start(folders, env=planted(folders, PAUSED_RUNS))
    folders.drop("one.xlsx", "one")
    folders.drop("two.xlsx", "two")
    watch.until(lambda: begun(folders))
    os.killpg(watch.process.pid, number)
    watch.until(lambda: folders.status()["state"] == "stopping")
    (folders.desk / "go on").touch()
    assert watch.process.wait(PATIENCE_SECONDS) == 0
    assert (len(folders.receipts()), folders.working(), len(list(folders.inbox.glob("*.xlsx")))) == (1, [], 1)
    assert ("Traceback" in watch.log(), folders.status()["state"]) == (False, "stopped")


def test_the_second_signal_stops_now_and_the_next_start_takes_it_up_again(folders: Folders) -> None:
    watch = start(folders, env=planted(folders, PAUSED_RUNS))
    folders.drop("term.xlsx")
    watch.until(lambda: begun(folders))
    watch.process.send_signal(signal.SIGTERM)
    watch.until(lambda: folders.status()["state"] == "stopping")
    watch.process.send_signal(signal.SIGTERM)
    assert (watch.process.wait(PATIENCE_SECONDS), "Traceback" in watch.log()) == (130, False)
    assert [row.tries for row in Journal(folders.out).open_records()] == [0]
    assert (once(folders)[0], folders.outcomes()) == (0, {"term.xlsx": ["released"]})


def test_a_journal_that_is_torn_is_put_aside_and_no_workbook_is_lost(folders: Folders) -> None:
    folders.drop("one.xlsx", "one")
    once(folders)
    folders.drop("two.xlsx", "two").replace(_claim(folders, "000000077") / "two.xlsx")
    journal = folders.out / ".watch" / "journal.sqlite"
    content = journal.read_bytes()
    journal.write_bytes(content[: len(content) // 2] + b"torn" * 20)
    code, log = once(folders)
    assert (code, "the journal is damaged" in log, folders.outcomes()) == (
        0,
        True,
        {"one.xlsx": ["released"], "two.xlsx": ["released"]},
    )
    assert (folders.out / ".watch" / "journal (damaged 1).sqlite").stat().st_size > len(content) // 2


def _claim(folders: Folders, claim_id: str) -> Path:
    claim = folders.inbox / "working" / claim_id
    claim.mkdir(parents=True)
    return claim


def test_a_journal_that_vanishes_while_it_is_needed_is_made_again(folders: Folders) -> None:
    with watching(folders) as watch:
        folders.drop("one.xlsx", "one")
        watch.until(lambda: "one.xlsx" in folders.receipts())
        (folders.out / ".watch" / "journal.sqlite").write_bytes(b"no database" * 100)
        folders.drop("two.xlsx", "two")
        watch.until(lambda: "two.xlsx" in folders.receipts())
    assert folders.outcomes() == {"one.xlsx": ["released"], "two.xlsx": ["released"]}


def test_a_journal_of_a_newer_version_is_not_touched(folders: Folders) -> None:
    folders.drop("one.xlsx", "one")
    once(folders)
    journal = folders.out / ".watch" / "journal.sqlite"
    with sqlite3.connect(journal) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    folders.drop("two.xlsx", "two")
    content = journal.read_bytes()
    code, log = once(folders)
    assert (code, "was written by a newer schedbatch. Update schedbatch" in log) == (4, True)
    assert (journal.read_bytes(), (folders.inbox / "two.xlsx").exists()) == (content, True)


def test_finished_work_is_put_away_by_the_next_start_and_not_run_again(folders: Folders) -> None:
    """Killed between its run and its putting away: the journal holds all that is to be said."""
    folders.drop("term.xlsx")
    once(folders)
    [kept] = folders.kept()
    receipt = {ending: kept.with_name(f"{kept.stem}.receipt.{ending}").read_text(encoding="utf-8") for ending in ("txt", "json")}
    [row] = Journal(folders.out).recent(1)
    told = json.dumps({"text": receipt["txt"], "json": receipt["json"], "subject": ""})
    Journal(folders.out).put(dataclasses.replace(row, state=State.FINISHED, receipt=told))
    kept.replace(_claim(folders, row.id) / "term.xlsx")
    (folders.out / "autumn" / "schedule.xlsx").unlink()
    code, _ = once(folders)
    assert (code, folders.kept(), folders.outcomes()) == (0, [kept], {"term.xlsx": ["released"]})
    assert not (folders.out / "autumn" / "schedule.xlsx").exists()
