"""Taking a workbook out of the watched folder, and putting it where it belongs afterwards.

``INBOX/working/<claim>/autumn.xlsx`` keeps the planner's own name; ``INBOX/done/`` and ``INBOX/failed/`` hold everything that
ever came in, under names with date and hash. What lies in ``working/`` is the truth about unfinished work, whatever else is lost.
"""

import datetime as dt
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from schedbatch.disk.free_names import fitting, free_name
from schedbatch.disk.replacing import PART_END, move
from schedbatch.watch.sightings import Sighting, sight

WORKING, DONE, FAILED = "working", "done", "failed"
TEXT_END, JSON_END = ".receipt.txt", ".receipt.json"
"""What the receipts beside a kept workbook end in."""

_HASH = 8
_ENDING_ROOM = 40
"""For date, time, hash, a number if need be, and ``.receipt.json``."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A workbook in ``working/``; ``id`` is its folder's name: claims are numbered."""

    id: str
    path: Path

    @property
    def name(self) -> str:
        """As the planner named it."""
        return self.path.name


def make_folders(inbox: Path) -> None:
    """Make ``working``, ``done`` and ``failed`` where they are missing. Raises OSError."""
    for name in (WORKING, DONE, FAILED):
        if not (inbox / name).is_dir():
            (inbox / name).mkdir(exist_ok=True)


def take(inbox: Path, sighting: Sighting, number: int) -> tuple[Claim, bool]:
    """Move a file from the inbox to a folder of its own below ``working/``, and say whether it is the very file that was seen.

    The claim gets the first free number from ``number`` on. Between sight and claim the file may have been saved again: then
    it has to settle once more. Raises OSError, and leaves the file.
    """
    if sight(sighting.path) != sighting:
        raise FileNotFoundError("the file has changed")
    folder = _new_folder(inbox / WORKING, number)
    claim = Claim(folder.name, folder / sighting.path.name)
    try:
        move(sighting.path, claim.path)
    except OSError:
        with suppress(OSError):
            folder.rmdir()
        raise
    got = sight(claim.path)
    is_same = got is not None and (got.size, got.modified_ns) == (sighting.size, sighting.modified_ns)
    return claim, is_same


def _new_folder(working: Path, number: int) -> Path:
    while True:
        folder = working / f"{number:09}"
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def unfinished(inbox: Path) -> tuple[Claim, ...]:
    """Every claim in ``working/``, in the order in which they were made; what a kill left of copies and folders is tidied up.

    Raises OSError.
    """
    claims = []
    for folder in sorted(path for path in (inbox / WORKING).iterdir() if path.is_dir() and not path.is_symlink()):
        paths = sorted(folder.iterdir())
        for path in paths:
            if path.name.endswith(PART_END):
                path.unlink()
            else:
                claims.append(Claim(folder.name, path))
        if all(path.name.endswith(PART_END) for path in paths):
            with suppress(OSError):
                folder.rmdir()
    return tuple(claims)


def archived_name(name: str, sha256: str, moment: dt.datetime) -> str:
    """``autumn.xlsx`` -> ``autumn 2026-09-01 093015 1a2b3c4d.xlsx``, at most 255 bytes with a receipt's ending."""
    pure = PurePath(name)
    made = f" {moment:%Y-%m-%d %H%M%S} {sha256[:_HASH]}"
    return fitting(pure.stem, len(made) + len(pure.suffix) + _ENDING_ROOM) + made + pure.suffix


def place_in(inbox: Path, folder: str, name: str) -> Path:
    """A free place for a file of this name in ``done/`` or ``failed/``, whose receipts are free too."""
    path = free_name(inbox / folder / name)
    while any(os.path.lexists(path.with_name(path.stem + ending)) for ending in (TEXT_END, JSON_END)):
        path = free_name(path.with_name(f"{path.stem} (2){path.suffix}"))
    return path


def put_away(claim: Claim, place: Path) -> None:
    """Move a finished workbook to its place, and remove its empty folder. Raises OSError.

    Where that is done already (a kill came in between), nothing is left to do.
    """
    if claim.path.exists():
        move(claim.path, place if not os.path.lexists(place) else free_name(place))
    with suppress(OSError):
        claim.path.parent.rmdir()
