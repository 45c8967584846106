"""One file put in the place of another, and made where none was."""

from pathlib import Path

import pytest

from schedbatch.disk.replacing import PART_END, move, put_in_place, remove_parts, replace, write_new
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
