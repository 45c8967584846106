"""Files moved and written so that nobody ever sees half of one, and none is lost: on local disks, shares, and across them."""

import errno
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from schedbatch.disk.free_names import fitting
from schedbatch.disk.refusals import WRITE_BITS, naming, refusal
from schedbatch.domain.issues import OutputNotWritable

PART_END = ".schedbatch-part.tmp"
"""What the copy across disks, and a file that is being written, end in until they are whole; OneDrive leaves such files alone."""


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


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet; nobody's file is replaced. Raises OutputNotWritable."""
    try:
        # "x": whoever makes the file at the same moment keeps theirs.
        file = path.open("xb")
    except FileExistsError as error:
        raise OutputNotWritable(path, f"{path} is there already and stays as it is. Choose another name.") from error
    except FileNotFoundError as error:
        raise OutputNotWritable(path, f"There is no folder {path.parent}. Make it first, or choose another.") from error
    except OSError as error:
        raise OutputNotWritable(path, refusal(path, error)) from error
    try:
        with naming(path), file:
            file.write(content)
    except OutputNotWritable:
        with suppress(OSError):
            path.unlink()
        raise


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


def refuse_unwritable(target: Path) -> None:
    """Find out whether the file may be replaced: Excel on Windows keeps others from writing what it has open.

    Raises OutputNotWritable.
    """
    if target.is_symlink():
        return
    with naming(target):
        if not target.stat().st_mode & WRITE_BITS:
            raise PermissionError(errno.EACCES, "read-only")
        with target.open("r+b"):
            pass


def put_in_place(temporary: Path, target: Path, aside: Path | None) -> None:
    """Replace ``target`` in one step, after the old file has moved to ``aside``, if it is kept. Raises OutputNotWritable."""
    with naming(target):
        if aside:
            target.rename(aside)
        try:
            temporary.replace(target)
        except OSError:
            if aside:
                aside.rename(target)
            raise


def make_names_last(folders: Iterable[Path]) -> None:
    """Make new names last through a power failure, where folders can be opened (not on Windows)."""
    for folder in folders:
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def remove_parts(folders: Iterable[Path]) -> None:
    """Remove what a kill has left of files that were being written."""
    for folder in folders:
        with suppress(OSError):
            for part in folder.glob(f".*{PART_END}"):
                part.unlink()
