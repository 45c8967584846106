"""Bytes beside the file that they are to replace, under a name of their own, until they are put in its place."""

import os
import secrets
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path

from schedbatch.disk.refusals import naming

_START, _END = ".schedbatch-", ".tmp"


def temporary_beside(target: Path) -> Path:
    """A free name, at least as long as the target's: what is too long for the disk is found out before anything is replaced."""
    name = f"{_START}{secrets.token_hex(8)}"
    return target.with_name(name.ljust(len(target.name) - len(_END), "_") + _END)


def write_beside(content: bytes, target: Path, temporary: Path, mode: int | None) -> None:
    """Write bytes for ``target`` to ``temporary``, to last, with the mode if one is given; its folder is made.

    Raises OutputNotWritable, and leaves no file behind then.
    """
    with naming(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        # Not tempfile, whose files nobody else may read.
        file = temporary.open("xb")
    with ExitStack() as undo:
        undo.callback(remove_temporary, temporary)
        with naming(target), file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        undo.pop_all()
    if mode is not None:
        # Some network shares have no modes.
        with suppress(OSError):
            temporary.chmod(mode)


def remove_temporary(temporary: Path) -> None:
    """Take the file away, if the disk lets us."""
    with suppress(OSError):
        temporary.unlink()


def leftovers(folder: Path, places: Iterable[Path]) -> list[Path]:
    """Temporary files that a killed run has left: below ``folder``, and in ``places`` where links lead elsewhere."""
    found: list[Path] = []
    for place in dict.fromkeys((*(Path(parent) for parent, _, _ in os.walk(folder)), *places)):
        with suppress(OSError):
            found += sorted(place.glob(f"{_START}*{_END}"))
    return found
