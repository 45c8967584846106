"""One file put in the place of another, and made where none was."""

import errno
import os
from pathlib import Path

import pytest

from schedbatch.disk.replacing import PART_END, move, put_in_place, refuse_unwritable, remove_parts, replace, write_new
from schedbatch.disk.temporaries import leftovers, temporary_beside, write_beside
from schedbatch.domain.issues import OutputNotWritable


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_file_is_replaced_in_one_step_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250 + ".json")
    for content in (b"one", b"two"):
        replace(path, content)
    assert tree(tmp_path) == {path.name: b"two"}


def test_what_cannot_be_replaced_leaves_nothing_beside(tmp_path: Path) -> None:
    (tmp_path / "status.json").mkdir()
    with pytest.raises(OSError, match=r"status\.json"):
        replace(tmp_path / "status.json", b"one")
    assert tree(tmp_path) == {}


def test_a_file_is_moved_to_a_free_name(tmp_path: Path) -> None:
    (tmp_path / "term.xlsx").write_bytes(b"one")
    move(tmp_path / "term.xlsx", tmp_path / "done.xlsx")
    assert tree(tmp_path) == {"done.xlsx": b"one"}


def test_what_a_kill_left_of_files_that_were_being_written_is_removed(tmp_path: Path) -> None:
    for name in (f".term.xlsx{PART_END}", "term.xlsx", ".hidden"):
        (tmp_path / name).write_bytes(b"half")
    remove_parts((tmp_path, tmp_path / "missing"))
    assert sorted(tree(tmp_path)) == [".hidden", "term.xlsx"]


def test_nobodys_file_is_written_over_by_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    write_new(path, b"one")
    refused = []
    for place in (path, tmp_path / "missing" / "new.xlsx"):
        with pytest.raises(OutputNotWritable) as caught:
            write_new(place, b"two")
        refused.append(str(caught.value))
    assert refused == [
        f"{path} is there already and stays as it is. Choose another name.",
        f"There is no folder {tmp_path / 'missing'}. Make it first, or choose another.",
    ]
    assert tree(tmp_path) == {"new.xlsx": b"one"}


def test_a_file_in_the_way_goes_aside_and_comes_back_if_it_cannot_be_replaced(tmp_path: Path) -> None:
    target, aside = tmp_path / "a.txt", tmp_path / "a (kept 1).txt"
    target.write_bytes(b"somebody's")
    with pytest.raises(OutputNotWritable):
        put_in_place(tmp_path / "missing.tmp", target, aside)
    assert tree(tmp_path) == {"a.txt": b"somebody's"}
    temporary = temporary_beside(target)
    write_beside(b"ours", target, temporary, None)
    assert leftovers(tmp_path, ()) == [temporary]
    put_in_place(temporary, target, aside)
    assert tree(tmp_path) == {"a (kept 1).txt": b"somebody's", "a.txt": b"ours"}


def test_a_temporary_name_is_as_long_as_the_targets(tmp_path: Path) -> None:
    assert len(temporary_beside(tmp_path / ("x" * 100)).name) == 100


@pytest.fixture
def _two_disks(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file can be renamed: each folder is on a disk of its own."""

    def refuse(source: Path, _: Path) -> Path:
        raise OSError(errno.EXDEV, "Invalid cross-device link", str(source))

    monkeypatch.setattr(Path, "rename", refuse)


@pytest.mark.usefixtures("_two_disks")
def test_a_file_is_moved_to_another_disk_with_its_time(tmp_path: Path) -> None:
    source, target = tmp_path / "term.xlsx", tmp_path / "done.xlsx"
    source.write_bytes(b"one")
    os.utime(source, (1_000_000_000, 1_000_000_000))
    move(source, target)
    assert (tree(tmp_path), target.stat().st_mtime) == ({"done.xlsx": b"one"}, 1_000_000_000)


@pytest.mark.usefixtures("_two_disks")
def test_a_file_that_cannot_be_taken_away_is_not_left_on_two_disks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target, unlink = tmp_path / "term.xlsx", tmp_path / "done.xlsx", Path.unlink
    source.write_bytes(b"one")

    def refuse(path: Path, **options: bool) -> None:
        if path == source:
            raise PermissionError(errno.EACCES, "open in Excel", str(path))
        unlink(path, **options)

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(PermissionError, match="open in Excel"):
        move(source, target)
    assert tree(tmp_path) == {"term.xlsx": b"one"}


@pytest.mark.usefixtures("_two_disks")
def test_a_file_that_cannot_be_copied_leaves_nothing_on_the_other_disk(tmp_path: Path) -> None:
    (tmp_path / "term.xlsx").write_bytes(b"one")
    (tmp_path / "done.xlsx").mkdir()
    with pytest.raises(OSError, match=r"done\.xlsx"):
        move(tmp_path / "term.xlsx", tmp_path / "done.xlsx")
    assert tree(tmp_path) == {"term.xlsx": b"one"}


def test_only_another_disk_is_a_reason_to_copy(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        move(tmp_path / "missing.xlsx", tmp_path / "done.xlsx")
    assert tree(tmp_path) == {}


@pytest.mark.usefixtures("_two_disks")
def test_a_file_that_changes_while_it_is_copied_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "term.xlsx"
    source.write_bytes(b"one")
    synchronize = os.fsync

    def save_again(handle: int) -> None:
        synchronize(handle)
        source.write_bytes(b"three")

    monkeypatch.setattr(os, "fsync", save_again)
    with pytest.raises(OSError, match="the file has changed while it was copied"):
        move(source, tmp_path / "done.xlsx")
    assert tree(tmp_path) == {"term.xlsx": b"three"}


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_a_link_may_always_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "schedule.xlsx").symlink_to(tmp_path / "nowhere")
    refuse_unwritable(tmp_path / "schedule.xlsx")
    assert (tmp_path / "schedule.xlsx").is_symlink()


def test_a_file_that_is_marked_read_only_may_not_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "schedule.xlsx"
    path.write_bytes(b"ours")
    refuse_unwritable(path)
    path.chmod(0o444)
    with pytest.raises(OutputNotWritable) as caught:
        refuse_unwritable(path)
    path.chmod(0o644)
    assert (
        str(caught.value) == f"{path} cannot be written: it is marked read-only. Clear that mark in its properties and run again."
    )


def test_half_a_temporary_is_taken_away(tmp_path: Path) -> None:
    target = tmp_path / "sub" / "a.txt"
    temporary = temporary_beside(target)
    with pytest.raises(TypeError):
        write_beside("no bytes", target, temporary, None)  # type: ignore[arg-type]
    assert tree(tmp_path) == {}


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_a_temporary_gets_the_mode_that_is_asked_for(tmp_path: Path) -> None:
    temporary = temporary_beside(tmp_path / "a.txt")
    write_beside(b"ours", tmp_path / "a.txt", temporary, 0o640)
    assert (temporary.read_bytes(), temporary.stat().st_mode & 0o777) == (b"ours", 0o640)
