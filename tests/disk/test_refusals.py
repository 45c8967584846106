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
