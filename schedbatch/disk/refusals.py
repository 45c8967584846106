"""Why a file cannot be written, in a sentence or two with the next step."""

import errno
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schedbatch.domain.issues import OutputNotWritable

WRITE_BITS = 0o222

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_BAD_NAME = (errno.ENAMETOOLONG, errno.EINVAL)
_WINDOWS_NAME_TOO_LONG = 206  # ERROR_FILENAME_EXCED_RANGE


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn an ``OSError`` into a sentence about ``path``."""
    try:
        yield
    except OSError as error:
        raise OutputNotWritable(path, refusal(path, error)) from error


def refusal(path: Path, error: OSError) -> str:
    """Say in one or two sentences why ``path`` cannot be written, and what to do."""
    if error.errno in _DISK_FULL:
        return f"{path} cannot be written: the disk is full. Free some space and run again."
    if error.errno == errno.EROFS:
        return f"{path} cannot be written: its disk is read-only. Choose another output folder."
    if error.errno in _BAD_NAME or getattr(error, "winerror", None) == _WINDOWS_NAME_TOO_LONG:
        return f"{path} cannot be written: its name is too long, or not allowed there. Choose an output folder with a shorter path."
    if isinstance(error, IsADirectoryError):
        return f"{path} is in the way: it is a folder, not an ordinary file. Rename or move it and run again."
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"A file is in the way where {path} needs a folder. Rename or move it and run again."
    if isinstance(error, PermissionError):
        return _permission_refusal(path)
    return f"{path} cannot be written ({error.strerror or error}). Check the disk or network drive and run again."


def _permission_refusal(path: Path) -> str:
    try:
        mode = path.stat().st_mode
    except OSError:
        mode = WRITE_BITS
    if stat.S_ISDIR(mode):
        return f"Nothing can be written in the folder {path}. Ask for permission to write there, or choose another output folder."
    if not mode & WRITE_BITS:
        return f"{path} cannot be written: it is marked read-only. Clear that mark in its properties and run again."
    return f"{path} cannot be written. If it is open in Excel, close it in Excel and run again."
