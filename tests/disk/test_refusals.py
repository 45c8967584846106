"""Why a file cannot be written, in sentences."""

import errno
from pathlib import Path

import pytest

from schedbatch.disk.refusals import refusal


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PermissionError(errno.EACCES, "in use"), "cannot be written. If it is open in Excel, close it in Excel and run again."),
        (OSError(errno.ENOSPC, "full"), "cannot be written: the disk is full. Free some space and run again."),
        (OSError(errno.EROFS, "read-only"), "cannot be written: its disk is read-only. Choose another output folder."),
        (OSError(errno.EIO, "I/O error"), "cannot be written (I/O error). Check the disk or network drive and run again."),
    ],
)
def test_every_cause_has_its_own_sentence(tmp_path: Path, error: OSError, sentence: str) -> None:
    assert refusal(tmp_path / "schedule.xlsx", error) == f"{tmp_path / 'schedule.xlsx'} {sentence}"


NAME_TOO_LONG = "cannot be written: its name is too long, or not allowed there. Choose an output folder with a shorter path."


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.EFBIG, "too large"), "{path} cannot be written: the disk is full. Free some space and run again."),
        (OSError(errno.ENAMETOOLONG, "too long"), f"{{path}} {NAME_TOO_LONG}"),
        (OSError(errno.EINVAL, "not allowed"), f"{{path}} {NAME_TOO_LONG}"),
        (
            IsADirectoryError(errno.EISDIR, "a folder"),
            "{path} is in the way: it is a folder, not an ordinary file. Rename or move it and run again.",
        ),
        (
            FileExistsError(errno.EEXIST, "there"),
            "A file is in the way where {path} needs a folder. Rename or move it and run again.",
        ),
        (
            NotADirectoryError(errno.ENOTDIR, "a file"),
            "A file is in the way where {path} needs a folder. Rename or move it and run again.",
        ),
        (OSError("no number"), "{path} cannot be written (no number). Check the disk or network drive and run again."),
    ],
)
def test_what_is_in_the_way_of_a_name_is_told(tmp_path: Path, error: OSError, sentence: str) -> None:
    path = tmp_path / "schedule.xlsx"
    assert refusal(path, error) == sentence.format(path=path)


class _WindowsError(OSError):
    winerror: int | None = None


def test_windows_own_number_for_a_long_name_is_known(tmp_path: Path) -> None:
    said = []
    for number in (205, 206, 207):
        error = _WindowsError(errno.EIO, "Windows")
        error.winerror = number
        said.append(refusal(tmp_path, error))
    other = f"{tmp_path} cannot be written (Windows). Check the disk or network drive and run again."
    assert said == [other, f"{tmp_path} {NAME_TOO_LONG}", other]


def test_a_folder_and_a_file_that_may_not_be_written_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "schedule.xlsx"
    path.touch()
    path.chmod(0o444)
    error = PermissionError(errno.EACCES, "not permitted")
    told = (refusal(tmp_path, error), refusal(path, error))
    path.chmod(0o644)
    assert told == (
        f"Nothing can be written in the folder {tmp_path}. Ask for permission to write there, or choose another output folder.",
        f"{path} cannot be written: it is marked read-only. Clear that mark in its properties and run again.",
    )
