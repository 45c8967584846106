"""Artifacts on a real disk; what only one kind of system can show is skipped elsewhere."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import pytest

from schedbatch.domain.issues import OutputNotWritable
from schedbatch.domain.reports import Artifact
from schedbatch.outputs.files import Written, file_records, write
from schedbatch.outputs.staging import FileRecord

ROOT = Path(__file__).parents[2]
RECEIPT = '{"version": "0.1.0", "schedule_id": "labs", "files": []}'
LATER_RECEIPT = RECEIPT.replace("0.1.0", "0.2.0")

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")
not_as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")


def artifacts(receipt: str = RECEIPT, **contents: str) -> tuple[Artifact, ...]:
    """``schedule_xlsx="one"`` is ``schedule.xlsx``, ``calendars__labs_ics`` is ``calendars/labs.ics``; the receipt comes last."""
    named = [(name.replace("__", "/").replace("_", "."), text) for name, text in contents.items()]
    return tuple(Artifact(PurePosixPath(name), text.encode()) for name, text in (*named, ("receipt.json", receipt)))


def ours(made: tuple[Artifact, ...]) -> dict[str, frozenset[str]]:
    """What that run wrote."""
    return {record.path: frozenset((record.sha256,)) for record in file_records(made[:-1])}


def tree(folder: Path) -> dict[str, str]:
    """Every file below ``folder``, and every folder without any."""
    found = sorted(folder.rglob("*"))
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found if path.is_file()} | {
        path.relative_to(folder).as_posix() + "/": "" for path in found if path.is_dir() and not any(path.iterdir())
    }


def paths(*names: str) -> tuple[PurePosixPath, ...]:
    return tuple(PurePosixPath(name) for name in names)


def refused(made: tuple[Artifact, ...], folder: Path, known: Mapping[str, frozenset[str]] | None = None) -> OutputNotWritable:
    with pytest.raises(OutputNotWritable) as caught:
        write(made, folder, known or {})
    return caught.value


@contextmanager
def forbidden(path: Path, mode: int) -> Iterator[None]:
    before = stat.S_IMODE(path.stat().st_mode)
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


def test_a_first_run_makes_the_folders_and_all_files(tmp_path: Path) -> None:
    made = artifacts(schedule_xlsx="one", calendars__groups__labs_ics="two")
    assert write(made, tmp_path / "out" / "labs", {}) == Written(
        written=paths("schedule.xlsx", "calendars/groups/labs.ics", "receipt.json"), unchanged=(), kept=(), removed=()
    )
    assert tree(tmp_path) == {
        "out/labs/calendars/groups/labs.ics": "two",
        "out/labs/receipt.json": RECEIPT,
        "out/labs/schedule.xlsx": "one",
    }


def test_records_have_paths_and_hashes_in_order() -> None:
    assert file_records(artifacts("", calendars__labs_ics="abc")) == (
        FileRecord("calendars/labs.ics", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        FileRecord("receipt.json", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    )


def test_files_that_are_right_already_are_not_touched(tmp_path: Path) -> None:
    made = artifacts(schedule_xlsx="one", calendars__labs_ics="two")
    write(made, tmp_path, {})
    os.utime(tmp_path / "schedule.xlsx", (1_000_000_000, 1_000_000_000))
    later = artifacts(schedule_xlsx="one", calendars__labs_ics="three")
    assert write(later, tmp_path, ours(made)) == Written(
        written=paths("calendars/labs.ics"), unchanged=paths("schedule.xlsx", "receipt.json"), kept=(), removed=()
    )
    assert (tmp_path / "schedule.xlsx").stat().st_mtime == 1_000_000_000


def test_a_file_of_ours_is_replaced(tmp_path: Path) -> None:
    made = artifacts(schedule_xlsx="one")
    write(made, tmp_path, {})
    later = artifacts(LATER_RECEIPT, schedule_xlsx="two")
    assert write(later, tmp_path, ours(made)) == Written(paths("schedule.xlsx", "receipt.json"), (), (), ())
    assert tree(tmp_path) == {"receipt.json": LATER_RECEIPT, "schedule.xlsx": "two"}


def test_a_file_that_the_planner_edited_is_kept_under_another_name(tmp_path: Path) -> None:
    made = artifacts(schedule_xlsx="one")
    write(made, tmp_path, {})
    (tmp_path / "schedule.xlsx").write_text("edited")
    assert write(artifacts(schedule_xlsx="two"), tmp_path, ours(made)) == Written(
        paths("schedule.xlsx"), paths("receipt.json"), kept=(tmp_path / "schedule (kept 1).xlsx",), removed=()
    )
    assert tree(tmp_path) == {"receipt.json": RECEIPT, "schedule (kept 1).xlsx": "edited", "schedule.xlsx": "two"}


def test_a_kept_file_takes_the_first_free_number(tmp_path: Path) -> None:
    (tmp_path / "schedule.xlsx").write_text("somebody's")
    (tmp_path / "schedule (kept 1).xlsx").write_text("kept earlier")
    (tmp_path / "schedule (kept 3).xlsx").write_text("kept even earlier")
    assert write(artifacts(schedule_xlsx="one"), tmp_path, {}).kept == (tmp_path / "schedule (kept 2).xlsx",)
    assert (tmp_path / "schedule (kept 2).xlsx").read_text() == "somebody's"


def test_a_receipt_of_ours_is_replaced_though_no_receipt_lists_itself(tmp_path: Path) -> None:
    write(artifacts(), tmp_path, {})
    assert write(artifacts(LATER_RECEIPT), tmp_path, {}) == Written(paths("receipt.json"), (), (), ())


@pytest.mark.parametrize("content", ["for two coffees", '{"total": 4.5}', "[" * 100_000])
def test_somebody_elses_receipt_is_kept(tmp_path: Path, content: str) -> None:
    (tmp_path / "receipt.json").write_text(content)
    assert write(artifacts(), tmp_path, {}).kept == (tmp_path / "receipt (kept 1).json",)
    assert tree(tmp_path) == {"receipt (kept 1).json": content, "receipt.json": RECEIPT}


def test_files_of_ours_that_are_no_longer_made_go_with_the_folders_they_leave_empty(tmp_path: Path) -> None:
    made = artifacts(calendars__old__a_ics="one", calendars__new__b_ics="two")
    write(made, tmp_path, {})
    left = write(artifacts(calendars__new__b_ics="two"), tmp_path, ours(made))
    assert left == Written((), paths("calendars/new/b.ics", "receipt.json"), (), removed=paths("calendars/old/a.ics"))
    assert tree(tmp_path) == {"calendars/new/b.ics": "two", "receipt.json": RECEIPT}


def test_files_that_somebody_changed_or_added_are_not_deleted(tmp_path: Path) -> None:
    made = artifacts(calendars__a_ics="one", calendars__b_ics="two")
    write(made, tmp_path, {})
    (tmp_path / "calendars" / "a.ics").write_text("edited")
    (tmp_path / "calendars" / "mine.ics").write_text("added")
    assert write(artifacts(), tmp_path, ours(made)).removed == paths("calendars/b.ics")
    assert tree(tmp_path) == {"calendars/a.ics": "edited", "calendars/mine.ics": "added", "receipt.json": RECEIPT}


def test_a_receipt_cannot_make_us_delete_outside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("abc")
    (record,) = file_records((Artifact(PurePosixPath("x"), b"abc"),))
    known = dict.fromkeys(
        ("../precious.txt", str(tmp_path / "precious.txt"), "..", "", "calendars/../../precious.txt"), frozenset((record.sha256,))
    )
    assert write(artifacts(), tmp_path / "out", known).removed == ()
    assert (tmp_path / "precious.txt").read_text() == "abc"


def test_a_file_whose_name_changes_only_its_case_is_not_lost(tmp_path: Path) -> None:
    made = artifacts(calendars__labs_ics="one")
    write(made, tmp_path, {})
    write(artifacts(calendars__LABS_ics="one"), tmp_path, ours(made))
    assert (tmp_path / "calendars" / "LABS.ics").read_text() == "one"
    assert len(list((tmp_path / "calendars").iterdir())) == 1


def test_temporary_files_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    (tmp_path / "calendars").mkdir()
    for name in (".schedbatch-0123456789abcdef.tmp", "calendars/.schedbatch-0.tmp", "mine.tmp"):
        (tmp_path / name).write_text("half a fi")
    write(artifacts(calendars__labs_ics="one"), tmp_path, {})
    assert tree(tmp_path) == {"calendars/labs.ics": "one", "mine.tmp": "half a fi", "receipt.json": RECEIPT}


@posix_only
def test_new_files_have_the_mode_that_the_umask_gives(tmp_path: Path) -> None:
    # A process of its own: the umask belongs to all threads.
    code = (
        "import os, sys; from pathlib import Path; from tests.outputs.test_files import *; "
        "os.umask(0o022); write(artifacts(schedule_xlsx='one'), Path(sys.argv[1]), {})"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=True)  # noqa: S603
    modes = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.iterdir()}
    assert modes == {"schedule.xlsx": "0o644", "receipt.json": "0o644"}


@posix_only
def test_the_mode_of_a_replaced_file_is_kept(tmp_path: Path) -> None:
    made = artifacts(schedule_xlsx="one")
    write(made, tmp_path, {})
    (tmp_path / "schedule.xlsx").chmod(0o664)
    write(artifacts(schedule_xlsx="two"), tmp_path, ours(made))
    assert stat.S_IMODE((tmp_path / "schedule.xlsx").stat().st_mode) == 0o664


@posix_only
def test_a_link_is_moved_aside_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.xlsx").write_text("far away")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "schedule.xlsx").symlink_to(tmp_path / "elsewhere.xlsx")
    (tmp_path / "out" / "broken.xlsx").symlink_to(tmp_path / "nowhere")
    left = write(artifacts(schedule_xlsx="one", broken_xlsx="two"), tmp_path / "out", {})
    assert left.kept == (tmp_path / "out" / "schedule (kept 1).xlsx", tmp_path / "out" / "broken (kept 1).xlsx")
    assert not (tmp_path / "out" / "schedule.xlsx").is_symlink()
    assert tree(tmp_path) == {
        "elsewhere.xlsx": "far away",
        "out/broken.xlsx": "two",
        "out/receipt.json": RECEIPT,
        "out/schedule (kept 1).xlsx": "far away",
        "out/schedule.xlsx": "one",
    }


def test_when_one_file_is_read_only_none_is_replaced(tmp_path: Path) -> None:
    made = artifacts(aaa_txt="one", schedule_xlsx="one", calendars__old_ics="one")
    write(made, tmp_path, {})
    before = tree(tmp_path)
    with forbidden(tmp_path / "schedule.xlsx", 0o444):
        failure = refused(artifacts(LATER_RECEIPT, aaa_txt="two", schedule_xlsx="two"), tmp_path, ours(made))
    assert (failure.path, str(failure)) == (
        tmp_path / "schedule.xlsx",
        f"{tmp_path / 'schedule.xlsx'} cannot be written: it is marked read-only. Clear that mark in its properties and run again.",
    )
    assert tree(tmp_path) == before


@not_as_root
def test_a_folder_that_forbids_writing_is_named(tmp_path: Path) -> None:
    write(artifacts(), tmp_path, {})
    with forbidden(tmp_path, 0o555):
        failure = refused(artifacts(schedule_xlsx="one"), tmp_path)
    assert str(failure) == (
        f"Nothing can be written in the folder {tmp_path}. Ask for permission to write there, or choose another output folder."
    )


def test_a_folder_in_the_way_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "schedule.xlsx").mkdir()
    failure = refused(artifacts(aaa_txt="one", schedule_xlsx="one"), tmp_path)
    assert (failure.path, str(failure)) == (
        tmp_path / "schedule.xlsx",
        f"{tmp_path / 'schedule.xlsx'} is in the way: it is a folder, not an ordinary file. Rename or move it and run again.",
    )
    assert tree(tmp_path) == {"schedule.xlsx/": ""}


def test_a_file_where_a_folder_must_be_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "calendars").write_text("not a folder")
    failure = refused(artifacts(aaa_txt="one", calendars__labs_ics="one"), tmp_path)
    assert "needs a folder. Rename or move it and run again." in str(failure)
    assert tree(tmp_path) == {"calendars": "not a folder"}


@posix_only
def test_a_name_that_is_too_long_stops_everything(tmp_path: Path) -> None:
    made = (Artifact(PurePosixPath("first.txt"), b"one"), Artifact(PurePosixPath("x" * 300), b"two"), *artifacts())
    assert "its name is too long, or not allowed there." in str(refused(made, tmp_path))
    assert tree(tmp_path) == {}


@posix_only
def test_a_disk_that_takes_no_more_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """The limit on a file's size stands in for a full disk; a process of its own, since it holds for all."""
    write(artifacts(schedule_xlsx="one"), tmp_path, {})
    before = tree(tmp_path)
    code = (
        "import resource, sys; from pathlib import Path; from tests.outputs.test_files import *; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); "
        "print(refused(artifacts(aaa_txt='one', schedule_xlsx='x' * 2000), Path(sys.argv[1])))"
    )
    command = [sys.executable, "-B", "-c", code, str(tmp_path)]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout  # noqa: S603
    assert said == f"{tmp_path / 'schedule.xlsx'} cannot be written: the disk is full. Free some space and run again.\n"
    assert tree(tmp_path) == before


@pytest.mark.parametrize("path", ["/etc/schedule.xlsx", "../schedule.xlsx", "calendars/../../x", "C:/x", "a\\b", "x:stream", "."])
def test_a_path_that_leads_out_of_the_folder_is_a_fault_of_ours(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="not a path below the output folder"):
        write((Artifact(PurePosixPath(path), b"one"), *artifacts()), tmp_path / "out", {})
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("namesake", ["labs.ics", "LABS.ics"])
def test_two_artifacts_for_one_file_are_a_fault_of_ours(tmp_path: Path, namesake: str) -> None:
    twice = (Artifact(PurePosixPath("labs.ics"), b"one"), Artifact(PurePosixPath(namesake), b"two"))
    with pytest.raises(ValueError, match="two artifacts for one file"):
        write((*twice, *artifacts()), tmp_path, {})
