"""Is a file that stands still a whole workbook? Asked in a worker, since a large one takes its time.

A stable size proves nothing: whoever copies may allocate the room first, pause, or break off. Only a zip whose directory
can be read and whose checksums are right is whole. What is plainly something else is ready too: to be refused.
"""

import contextlib
import errno
import os
import stat
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from schedbatch.domain.issues import InputUnreadable
from schedbatch.jobs.steps.opening import open_workbook
from schedbatch.xlsx.guard import MAX_FILE
from schedbatch.xlsx.workbook import WorkbookFile


class Readiness(Enum):
    """What may be done with a file."""

    READY = "ready"
    UNFINISHED = "unfinished"
    BLOCKED = "blocked"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the inspection of a file found: the schedule that it is for, if it is a workbook; why it has to wait, if it has to."""

    readiness: Readiness
    schedule_id: str | None = None
    why: str = ""
    has_writer: bool = False


def inspect_file(path: Path) -> Inspection:
    """Read the file once. Raises nothing that a file can cause."""
    try:
        content, has_writer = _read(path)
    except (FileNotFoundError, NotADirectoryError):
        return Inspection(Readiness.GONE)
    except OSError as error:
        return Inspection(Readiness.BLOCKED, why=why_unreadable(error))
    if len(content) > MAX_FILE:
        return Inspection(Readiness.READY)
    if not content.strip(b"\0"):
        why = "it is still being copied: it holds nothing but zeros" if content else "it is empty: it is still being copied"
        return Inspection(Readiness.UNFINISHED, why=why, has_writer=has_writer)
    workbook = WorkbookFile(content, path.name)
    if content[:1] == b"\0" or (content.startswith(b"PK") and not _is_whole(workbook)):
        return Inspection(Readiness.UNFINISHED, why="it is not whole: it is still being copied, or damaged", has_writer=has_writer)
    return Inspection(Readiness.READY, _schedule_of(workbook))


def why_unreadable(error: OSError) -> str:
    """Say why a file in the watched folder cannot be read or taken, and what helps."""
    if isinstance(error, PermissionError) or error.errno in (errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY):
        return "it is open in Excel, or may not be read; close it in Excel, or give permission to read and move it"
    return f"it cannot be read or moved ({error.strerror or error})"


def _read(path: Path) -> tuple[bytes, bool]:
    """The bytes, and whether somebody has the file open for writing, as far as the system tells."""
    # No following of links, no waiting for the other end of a pipe: the file may have been replaced since it was seen.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise FileNotFoundError(error.errno, "replaced by a link") from error
        raise
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise FileNotFoundError(errno.ENOENT, "not an ordinary file any more")
        return file.read(MAX_FILE + 1), _has_writer(file.fileno())


def _has_writer(handle: int) -> bool:
    if sys.platform != "linux":
        # Windows does not let a file be moved that somebody is writing.
        return False
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        # A read lease is refused while anybody has the file open for writing. Not given everywhere: then nobody is known.
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    with contextlib.suppress(OSError):
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _is_whole(workbook: WorkbookFile) -> bool:
    """Whether the zip opens and every checksum is right; what the guard refuses for another reason is whole enough."""
    try:
        return workbook.package.is_whole()
    except InputUnreadable as refusal:
        return refusal.__cause__ is None


def _schedule_of(workbook: WorkbookFile) -> str | None:
    try:
        return open_workbook(workbook).schedule_id
    except InputUnreadable:
        return None
