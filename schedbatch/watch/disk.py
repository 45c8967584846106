"""Files moved and written so that nobody ever sees half of one, and none is lost: on local disks, shares, and across them."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

PART_END = ".schedbatch-part.tmp"
"""What the copy across disks, and a file that is being written, end in until they are whole; OneDrive leaves such files alone."""

_MAX_BYTES = 255


def move(source: Path, target: Path) -> None:
    """Move a file to a name that is free. Across disks it is copied, made to last, and only then removed.

    Raises OSError; then ``source`` is still there.
    """
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _move_across(source, target)


def _move_across(source: Path, target: Path) -> None:
    part = _part_of(target)
    try:
        _copy_whole(source, part)
        part.replace(target)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise
    try:
        source.unlink()
    except OSError:
        # What cannot be removed there would be taken twice.
        target.unlink()
        raise


def _copy_whole(source: Path, part: Path) -> None:
    before = source.stat()
    with source.open("rb") as reading, part.open("wb") as writing:
        shutil.copyfileobj(reading, writing, 1024 * 1024)
        writing.flush()
        os.fsync(writing.fileno())
    with suppress(OSError):
        shutil.copystat(source, part)
    after = source.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise OSError(errno.EBUSY, "the file has changed while it was copied")


def replace(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Give the file its new content in one step; ``lasting`` through a power failure too. Raises OSError."""
    part = _part_of(path)
    try:
        with part.open("wb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


def _part_of(path: Path) -> Path:
    return path.with_name("." + fitting(path.name, len(PART_END.encode()) + 1) + PART_END)


def fitting(name: str, reserve: int) -> str:
    """The name, cut where it would leave less than ``reserve`` of the 255 bytes that disks give to one."""
    while len(os.fsencode(name)) > _MAX_BYTES - reserve:
        name = name[:-1]
    return name


def free_name(path: Path) -> Path:
    """``path``, or with a number behind its stem if that is taken."""
    free, number = path, 1
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free
