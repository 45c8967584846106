"""Troubles that pass: full and read-only disks, folders that vanish, files that may not be read or moved."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.watch.watching import PATIENCE_SECONDS, Folders, command, once, start, watching


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Mount something at ``folder``; the test is skipped where that is not permitted."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount")
    called = subprocess.run(["mount", *options, str(folder)], capture_output=True, check=False, text=True)  # noqa: S603, S607
    if called.returncode:
        pytest.skip(f"mounting is not permitted here: {called.stderr}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607


def test_a_full_disk_is_said_and_waited_for_and_the_work_goes_on_by_itself(folders: Folders) -> None:
    with mounted(folders.out, "-t", "tmpfs", "-o", "size=2m", "tmpfs"), watching(folders) as watch:
        watch.until(folders.status)
        filler = folders.out / "filler"
        with filler.open("wb") as file:
            while not _is_full(file.fileno()):
                pass
        folders.drop("one.xlsx", "one")
        folders.drop("two.xlsx", "two")
        watch.until(lambda: "disk is full" in watch.log() or "disk I/O" in watch.log())
        assert (folders.receipts(), list(folders.out.glob("*/schedule.xlsx"))) == ({}, [])
        filler.unlink()
        watch.until(lambda: len(folders.receipts()) == 2)
        watch.until(lambda: folders.status()["state"] == "watching")
        assert (folders.outcomes(), folders.working()) == ({"one.xlsx": ["released"], "two.xlsx": ["released"]}, [])
        assert sorted(path.parent.name for path in folders.out.glob("*/schedule.xlsx")) == ["one", "two"]


def _is_full(handle: int) -> bool:
    try:
        os.write(handle, bytes(4096))
    except OSError:
        return True
    return False


def _remount(folder: Path, how: str) -> None:
    """Refused at the moments when the watch has a file open there."""
    end = time.monotonic() + PATIENCE_SECONDS
    while subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=False, capture_output=True).returncode:  # noqa: S603, S607
        assert time.monotonic() < end
        time.sleep(0.05)


def test_results_on_a_disk_that_becomes_read_only_are_waited_for(folders: Folders) -> None:
    with mounted(folders.out, "-t", "tmpfs", "-o", "size=20m", "tmpfs"), watching(folders) as watch:
        watch.until(folders.status)
        _remount(folders.out, "ro")
        folders.drop("term.xlsx")
        watch.until(lambda: "readonly" in watch.log() or "read-only" in watch.log())
        assert folders.receipts() == {}
        _remount(folders.out, "rw")
        watch.until(folders.receipts)
        assert folders.outcomes() == {"term.xlsx": ["released"]}


def test_results_of_a_share_that_is_not_mounted_go_nowhere_else(folders: Folders) -> None:
    """The mount point is still there, and an ordinary folder."""
    with mounted(folders.out, "-t", "tmpfs", "-o", "size=20m", "tmpfs"), watching(folders) as watch:
        watch.until((folders.out / "status.html").exists)  # written after status.json
        subprocess.run(["umount", "--lazy", str(folders.out)], check=True)  # noqa: S603, S607
        folders.drop("term.xlsx")
        watch.until_said("nothing is mounted at")
        assert (list(folders.out.iterdir()), (folders.inbox / "term.xlsx").exists()) == ([], True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(folders.out)], check=True)  # noqa: S603, S607
        watch.until(folders.receipts)
        assert folders.outcomes() == {"term.xlsx": ["released"]}


def test_a_folder_for_results_that_somebody_removes_is_made_again(folders: Folders) -> None:
    with watching(folders) as watch:
        watch.until(folders.status)
        folders.out.rename(folders.desk / "removed")  # in one step, whatever is being written
        folders.drop("term.xlsx")
        watch.until(folders.receipts)
        watch.until(folders.status)
    assert (folders.outcomes(), folders.starts()) == ({"term.xlsx": ["released"]}, ["0900"])


def test_an_inbox_that_is_removed_and_made_again_is_watched_again(folders: Folders) -> None:
    with watching(folders) as watch:
        watch.until(folders.status)
        folders.inbox.rename(folders.desk / "old")
        watch.until(lambda: folders.status()["state"] == "trouble")
        assert f"The folder {folders.inbox} is not there." in watch.log()
        folders.inbox.mkdir()
        folders.drop("term.xlsx")
        watch.until(folders.receipts)
        watch.until(lambda: folders.status()["state"] == "watching")
    assert folders.outcomes() == {"term.xlsx": ["released"]}


def test_a_schedule_that_cannot_be_replaced_waits_and_the_others_do_not(folders: Folders) -> None:
    """A folder stands where ``schedule.xlsx`` is to be; Excel on Windows is in the way in the same manner."""
    (folders.out / "one" / "schedule.xlsx").mkdir(parents=True)
    with watching(folders) as watch:
        folders.drop("one.xlsx", "one")
        watch.until_said("is in the way")
        folders.drop("two.xlsx", "two")
        folders.drop("later.xlsx", "one", start="11:00")
        watch.until(lambda: "two.xlsx" in folders.receipts())
        watch.until(lambda: folders.reasons()["later.xlsx"] == "it waits for one.xlsx, of the same schedule")
        watch.until(lambda: "is in the way" in folders.reasons()["one.xlsx"])
        (folders.out / "one" / "schedule.xlsx").rmdir()
        watch.until(lambda: len(folders.receipts()) == 3)
    assert (set(map(str, folders.outcomes().values())), folders.starts("one")) == ({"['released']"}, ["1100"])


def test_trouble_is_over_though_nothing_is_left_to_be_run(folders: Folders) -> None:
    """The journal cannot be used; then it can, but somebody has taken the workbook back meanwhile."""
    with watching(folders) as watch:
        watch.until(folders.status)
        journal = folders.out / ".watch" / "journal.sqlite"
        journal.unlink()
        journal.mkdir()
        folders.drop("term.xlsx")
        watch.until(lambda: folders.status()["state"] == "trouble")
        [claimed] = (folders.inbox / "working").glob("*/term.xlsx")
        claimed.replace(folders.desk / "term.xlsx")
        journal.rmdir()
        watch.until(lambda: folders.status()["state"] == "watching")
    assert (folders.receipts(), folders.working()) == ({}, [])


def test_once_leaves_what_is_in_trouble_to_the_next_call(folders: Folders) -> None:
    (folders.out / "one" / "schedule.xlsx").mkdir(parents=True)
    folders.drop("one.xlsx", "one")
    assert (once(folders)[0], folders.receipts(), len(folders.working())) == (4, {}, 2)
    (folders.out / "one" / "schedule.xlsx").rmdir()
    assert (once(folders)[0], folders.outcomes(), folders.working()) == (0, {"one.xlsx": ["released"]}, [])


def test_a_file_that_may_not_be_moved_is_left_alone_and_said(folders: Folders) -> None:
    """Marked as immutable: not even root may rename it, as nobody may rename what is open in Excel on Windows."""
    path = folders.drop("term.xlsx")
    if sys.platform != "linux" or subprocess.run(["chattr", "+i", str(path)], capture_output=True, check=False).returncode:  # noqa: S603, S607
        pytest.skip("this disk, or this user, cannot mark files as immutable")
    try:
        with watching(folders) as watch:
            watch.until(lambda: "open in Excel, or may not be read" in folders.reasons()["term.xlsx"])
            folders.drop("other.xlsx", "other")
            watch.until(lambda: "other.xlsx" in folders.receipts())
            assert (path.exists(), folders.working()) == (True, [])
            subprocess.run(["chattr", "-i", str(path)], check=True)  # noqa: S603, S607
            watch.until(lambda: "term.xlsx" in folders.receipts())
    finally:
        subprocess.run(["chattr", "-i", str(path)], capture_output=True, check=False)  # noqa: S603, S607
    assert folders.outcomes() == {"term.xlsx": ["released"], "other.xlsx": ["released"]}


def test_a_file_that_may_not_be_read_is_left_alone_until_it_may(folders: Folders) -> None:
    path = folders.drop("term.xlsx")
    path.chmod(0)
    with watching(folders, called=_held_to_permissions(folders)) as watch:
        watch.until(lambda: "may not be read" in folders.reasons()["term.xlsx"])
        assert (path.exists(), folders.receipts()) == (True, {})
        path.chmod(0o644)
        watch.until(folders.receipts)
    assert folders.outcomes() == {"term.xlsx": ["released"]}


def _held_to_permissions(folders: Folders) -> list[str]:
    """The call of a watch that permissions hold: root without its power over them, where root calls."""
    if os.name != "posix":
        pytest.skip("no POSIX permissions")
    if os.geteuid() != 0:
        return command(folders)
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root cannot lay down its power over permissions without setpriv")
    without = "-dac_override,-dac_read_search"
    return [setpriv, "--bounding-set", without, "--inh-caps", without, *command(folders)]


@pytest.mark.parametrize("which", ["inbox", "out"])
def test_a_folder_that_cannot_be_written_is_refused_at_the_start(folders: Folders, which: str) -> None:
    folder = getattr(folders, which)
    folder.chmod(0o555)
    watch = start(folders, called=_held_to_permissions(folders))
    code = watch.process.wait(PATIENCE_SECONDS)
    folder.chmod(0o755)
    assert (code, "cannot be made (Permission denied)" in watch.log()) == (2, True)


@pytest.mark.parametrize("which", ["inbox", "inbox/working", "inbox/done", "out", "out/.watch"])
def test_a_folder_made_earlier_that_cannot_be_written_any_more_is_refused_at_the_start(folders: Folders, which: str) -> None:
    assert once(folders)[0] == 0
    folder = folders.inbox.parent / which
    folder.chmod(0o555)
    watch = start(folders, called=_held_to_permissions(folders))
    code = watch.process.wait(PATIENCE_SECONDS)
    folder.chmod(0o755)
    assert (code, f"Nothing can be written in {folder} (Permission denied)." in " ".join(watch.log().split())) == (2, True)
