"""What happens to a file between sight and claim, claims across disks, and faults of the program itself."""

import os
import sys

import pytest

from schedbatch.disk.replacing import PART_END
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


def test_a_watch_that_is_asked_to_stop_while_idle_ends_at_once(folders: Folders) -> None:
    watch = start(folders)
    watch.until(folders.status)
    assert watch.stop() == 0
    assert watch.process.wait(PATIENCE_SECONDS) == 0
    assert (folders.status()["state"], folders.working()) == ("stopped", [])
