"""Names that no file has yet, and that a disk takes."""

import os
from itertools import count
from pathlib import Path

from schedbatch.disk.paths import is_there

_MAX_BYTES = 255


def free_name(path: Path) -> Path:
    """``path``, or with the first free number from 2 on behind its stem if that is taken. Raises OSError."""
    return path if not is_there(path) else _numbered(path, "", 2)


def aside_name(path: Path, word: str) -> Path:
    """``schedule.xlsx``, ``kept`` -> ``schedule (kept 1).xlsx``, with the first free number. Raises OSError."""
    return _numbered(path, f"{word} ", 1)


def _numbered(path: Path, start: str, first: int) -> Path:
    names = (path.with_name(f"{path.stem} ({start}{number}){path.suffix}") for number in count(first))
    return next(name for name in names if not is_there(name))


def fitting(name: str, reserve: int) -> str:
    """The name, cut where it would leave less than ``reserve`` of the 255 bytes that disks give to one."""
    while len(os.fsencode(name)) > _MAX_BYTES - reserve:
        name = name[:-1]
    return name
