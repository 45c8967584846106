"""Files that are not whole yet, or that change under the watch's hands: what copies, browsers, Excel and LibreOffice do."""

import os
import time
from collections.abc import Callable

import pytest

from schedbatch.watch.queue import LEAST_PATIENCE
from tests.watch.watching import Folders, watching, workbook


@pytest.fixture
def content(folders: Folders) -> bytes:
    """A whole workbook's bytes."""
    return workbook(folders.desk / "content.xlsx").read_bytes()


def test_a_copy_that_grows_slowly_is_taken_when_it_is_whole(folders: Folders, content: bytes) -> None:
    with watching(folders) as watch:
        with (folders.inbox / "term.xlsx").open("wb") as file:
            for start in range(0, len(content), len(content) // 12):
                file.write(content[start : start + len(content) // 12])
                file.flush()
                time.sleep(0.07)
        watch.until(folders.receipts)
    assert (folders.outcomes(), folders.kept()[0].read_bytes()) == ({"term.xlsx": ["released"]}, content)


@pytest.mark.parametrize("is_held_open", [True, False])
def test_a_writer_that_pauses_far_longer_than_the_settle_time_is_waited_for(
    folders: Folders, content: bytes, *, is_held_open: bool
) -> None:
    """Half of the file stands still, until the watch says that it waits for the rest."""
    path = folders.inbox / "term.xlsx"
    with watching(folders) as watch:
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
            if not is_held_open:
                file.close()
            else:
                file.flush()
            watch.until(lambda: "not whole" in folders.reasons()["term.xlsx"])
            with path.open("ab") as rest:
                rest.write(content[len(content) // 2 :])
        watch.until(folders.receipts)
    assert (folders.outcomes(), folders.kept()[0].read_bytes()) == ({"term.xlsx": ["released"]}, content)


def test_room_that_is_allocated_before_the_bytes_come_is_no_workbook_yet(folders: Folders, content: bytes) -> None:
    """Size and time never change any more, as a copy from Windows does it: only the bytes tell."""
    path = folders.inbox / "term.xlsx"
    path.write_bytes(bytes(len(content)))
    status = path.stat()
    with watching(folders) as watch, path.open("r+b") as file:
        watch.until(lambda: "nothing but zeros" in folders.reasons()["term.xlsx"])
        file.write(content[:-500])
        file.flush()
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        watch.until(lambda: "not whole" in folders.reasons()["term.xlsx"])
        file.write(content[-500:])
        file.flush()
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        watch.until(folders.receipts)
    assert (folders.outcomes(), folders.kept()[0].read_bytes()) == ({"term.xlsx": ["released"]}, content)


def test_a_copy_that_never_ends_is_left_alone_as_long_as_it_is_open_for_writing(folders: Folders, content: bytes) -> None:
    """On Linux the system tells; the copy stands still for longer than the patience with files that are not whole."""
    path = folders.inbox / "term.xlsx"
    with watching(folders) as watch:
        with path.open("wb") as file:
            file.write(content[:-100])
            file.flush()
            watch.until(lambda: "not whole" in folders.reasons()["term.xlsx"])
            time.sleep(LEAST_PATIENCE + 0.5)
            assert (path.exists(), folders.receipts(), "not whole" in folders.reasons()["term.xlsx"]) == (True, {}, True)
            file.write(content[-100:])
        watch.until(folders.receipts)
    assert folders.outcomes() == {"term.xlsx": ["released"]}


def _excel_saves(folders: Folders, name: str, start: str) -> None:
    """Excel writes under eight hexadecimal digits, renames the old file away and the new one in, and deletes the old one."""
    inbox = folders.inbox
    (inbox / f"~${name}").write_bytes(b"\x05Planner" + bytes(157))
    workbook(folders.desk / "new.xlsx", start=start)
    (inbox / "4E5F6A00").write_bytes((folders.desk / "new.xlsx").read_bytes())
    if (inbox / name).exists():
        (inbox / name).rename(inbox / "7B1C2D3E.tmp")
    (inbox / "4E5F6A00").rename(inbox / name)
    (inbox / "7B1C2D3E.tmp").unlink(missing_ok=True)
    (inbox / f"~${name}").unlink()


def _libreoffice_saves(folders: Folders, name: str, start: str) -> None:
    """LibreOffice marks the file with a lock, writes a temporary one, and copies that over the file in place."""
    inbox = folders.inbox
    (inbox / f".~lock.{name}#").write_text(",planner,desk,01.09.2026 09:00,;", encoding="utf-8")
    workbook(folders.desk / "new.xlsx", start=start)
    content = (folders.desk / "new.xlsx").read_bytes()
    (inbox / "lu1234abc.tmp").write_bytes(content)
    with (inbox / name).open("wb") as file:
        file.write(content[:1000])
        file.flush()
        time.sleep(0.05)
        file.write(content[1000:])
    (inbox / "lu1234abc.tmp").unlink()
    (inbox / f".~lock.{name}#").unlink()


@pytest.mark.parametrize("save", [_excel_saves, _libreoffice_saves])
def test_every_save_of_an_office_program_is_one_release(folders: Folders, save: Callable[[Folders, str, str], None]) -> None:
    with watching(folders) as watch:
        for number, start in enumerate(("09:00", "10:00", "11:00"), 1):
            save(folders, "term.xlsx", start)
            watch.until_finished(folders, "term.xlsx", number)
    assert (folders.outcomes(), folders.starts()) == ({"term.xlsx": ["released"] * 3}, ["1100"])
    assert [path.name for path in folders.inbox.iterdir() if path.is_file()] == []


def test_a_file_saved_every_moment_is_taken_once_it_rests(folders: Folders) -> None:
    """Unless this machine was so busy that a save came late: then the file has rested."""
    saved_at = []
    with watching(folders, "--settle", "1") as watch:
        watch.until_said("watching")
        for minute in range(10, 22):
            saved_at.append(time.monotonic())
            folders.drop("term.xlsx", start=f"09:{minute}")
            saved_at.append(time.monotonic())
            time.sleep(0.05)
        watch.until(lambda: folders.receipts() and folders.is_empty())
    rests = sum(after - before >= 1 for before, after in zip(saved_at[::2], saved_at[3::2], strict=False))
    assert (len(folders.outcomes()["term.xlsx"]) <= 1 + rests, folders.starts()) == (True, ["0921"])


@pytest.mark.parametrize("seconds", [0, -86400, 4_102_444_800])
def test_the_time_that_a_file_says_it_was_saved_at_does_not_matter(folders: Folders, seconds: int) -> None:
    """1970, the day before, and the year 2100."""
    os.utime(folders.drop("term.xlsx"), (seconds, seconds))
    with watching(folders) as watch:
        watch.until(folders.receipts)
    assert folders.outcomes() == {"term.xlsx": ["released"]}


@pytest.mark.parametrize("epoch", ["0", "4102444800"])
def test_a_clock_that_is_wrong_holds_nothing_up(folders: Folders, epoch: str) -> None:
    """The machine's clock says 1970, or 2100, and never moves."""
    folders.drop("term.xlsx")
    with watching(folders, env={**os.environ, "SOURCE_DATE_EPOCH": epoch}) as watch:
        watch.until(folders.receipts)
        folders.drop("term.xlsx", start="11:00")
        watch.until(lambda: len(folders.receipts()["term.xlsx"]) == 2)
    assert (folders.outcomes(), folders.starts()) == ({"term.xlsx": ["released"] * 2}, ["1100"])


def test_what_is_no_ordinary_file_is_not_taken_and_named(folders: Folders, content: bytes) -> None:
    (folders.desk / "elsewhere.xlsx").write_bytes(content)
    (folders.inbox / "link.xlsx").symlink_to(folders.desk / "elsewhere.xlsx")
    (folders.inbox / "nowhere.xlsx").symlink_to(folders.desk / "missing.xlsx")
    (folders.inbox / "folder.xlsx").mkdir()
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes that lie in folders")
    os.mkfifo(folders.inbox / "pipe.xlsx")
    for name in ("~$term.xlsx", ".hidden.xlsx", "._term.xlsx", ".~lock.term.xlsx#", "term.xlsx.tmp", "term.part", "1A2B3C4D.xlsx"):
        (folders.inbox / name).write_bytes(content)
    (folders.inbox / "list.csv").write_text("a,b", encoding="utf-8")
    before = {path.name for path in folders.inbox.iterdir()}
    with watching(folders) as watch:
        folders.drop("term.xlsx")
        watch.until(folders.receipts)
    assert folders.outcomes() == {"term.xlsx": ["released"]}
    assert {path.name for path in folders.inbox.iterdir()} == before | {"working", "done", "failed"}
    assert {entry["name"]: entry["why"] for entry in folders.status()["not_taken"]} == {
        "1A2B3C4D.xlsx": "a temporary file of Excel",
        "folder.xlsx": "a folder, not a workbook",
        "link.xlsx": "a link, not a workbook",
        "list.csv": "only .xlsx and .xlsm workbooks are taken",
        "nowhere.xlsx": "a link, not a workbook",
        "pipe.xlsx": "not an ordinary file",
        "term.part": "only .xlsx and .xlsm workbooks are taken",
        "term.xlsx.tmp": "only .xlsx and .xlsm workbooks are taken",
    }


def test_a_thousand_other_files_are_counted_and_a_few_named(folders: Folders) -> None:
    for number in range(1000):
        (folders.inbox / f"picture {number:04}.jpg").touch()
    folders.drop("term.xlsx")
    with watching(folders) as watch:
        watch.until(folders.receipts)
    status = folders.status()
    assert (status["counts"]["not_taken"], len(status["not_taken"])) == (1000, 20)
    assert (watch.log().count("is not taken"), folders.outcomes()) == (20, {"term.xlsx": ["released"]})


def test_a_deleted_or_renamed_file_is_not_missed(folders: Folders, content: bytes) -> None:
    """Until it is renamed, nothing is whole."""
    with watching(folders) as watch:
        (folders.inbox / "first.xlsx").write_bytes(content[:-100])
        watch.until(lambda: "first.xlsx" in folders.reasons())
        (folders.inbox / "first.xlsx").unlink()
        (folders.inbox / "second.xlsx").write_bytes(content[:-100])
        watch.until(lambda: set(folders.reasons()) == {"second.xlsx"})
        (folders.inbox / "second.xlsx").rename(folders.inbox / "third.xlsx")
        with (folders.inbox / "third.xlsx").open("ab") as file:
            file.write(content[-100:])
        watch.until(folders.receipts)
    assert folders.outcomes() == {"third.xlsx": ["released"]}
