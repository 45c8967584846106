"""What lies in the watched folder, and for how long each file has stood still.

A poll looks at the whole folder: shares send no events. What a file's times say is compared with what they said before,
never with "now": the clocks of shares and of the programs that copy are their own.
"""

import heapq
import os
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

SHOWN = 20
"""So many of the files that are not taken are named; the others are counted."""

_ENDINGS = (".xlsx", ".xlsm")
# Excel saves under eight hexadecimal digits first. Digits alone are a date that a planner typed.
_TEMPORARY_STEM = re.compile(r"(?=.*[A-F])(?=.*\d)[0-9A-F]{8}")
_CONFLICTED = re.compile(r"conflicted copy|\([^()]*conflict[^()]*\)|[._-](?:sync-)?conflict[._-]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file as a poll saw it: equal sightings mean that nobody has touched it in between."""

    path: Path
    size: int
    modified_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A file that is not taken, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class InboxSurvey:
    """What a poll saw: the files to be taken; of the files that are not taken some by name, and their number."""

    sightings: tuple[Sighting, ...]
    not_taken: tuple[NotTaken, ...]
    not_taken_count: int


def why_not_taken(name: str) -> str | None:
    """Why a file of this name is not taken; ``None`` if it is."""
    pure = PurePath(name)
    if name.startswith("~$"):
        return "the mark of a workbook that is open in Excel"
    if name.startswith("."):
        return "a hidden file"
    if pure.suffix.lower() not in _ENDINGS:
        return "only .xlsx and .xlsm workbooks are taken"
    if _TEMPORARY_STEM.fullmatch(pure.stem):
        return "a temporary file of Excel"
    return None


def is_conflicted(name: str) -> bool:
    """Whether the name is one that a sync program gives to the second of two versions."""
    return bool(_CONFLICTED.search(name))


def survey_inbox(folder: Path) -> InboxSurvey:
    """Look at everything in ``folder``, once. Raises OSError if it cannot be listed."""
    sightings: list[Sighting] = []
    not_taken: list[tuple[str, str]] = []
    count = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            why = why_not_taken(entry.name)
            if why is None:
                sighting = sight(folder / entry.name)
                if sighting:
                    sightings.append(sighting)
                    continue
                why = _why_no_file(folder / entry.name)
            elif entry.is_dir(follow_symlinks=False) or entry.name.startswith((".", "~$")):
                continue
            if why:
                count += 1
                not_taken.append((entry.name, why))
                # A folder may hold a hundred thousand other files.
                not_taken = heapq.nsmallest(SHOWN, not_taken) if len(not_taken) >= 2 * SHOWN else not_taken
    names = tuple(NotTaken(name, why) for name, why in sorted(not_taken)[:SHOWN])
    sightings.sort(key=lambda sighting: (sighting.modified_ns, sighting.path.name))
    return InboxSurvey(tuple(sightings), names, count)


def sight(path: Path) -> Sighting | None:
    """The file as it is now; ``None`` if there is no ordinary file of that name."""
    try:
        # Not the folder's entry, whose size Windows brings up to date late.
        status = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Sighting(path, status.st_size, status.st_mtime_ns, status.st_ino)


def _why_no_file(path: Path) -> str | None:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return None
    if stat.S_ISDIR(mode):
        return "a folder, not a workbook"
    return "a link, not a workbook" if stat.S_ISLNK(mode) else "not an ordinary file"


class Settling:
    """For how long each file has stood still, by a monotonic clock that is handed in."""

    def __init__(self) -> None:
        self._since: Mapping[Path, tuple[Sighting, float]] = {}

    def observe(self, sightings: Iterable[Sighting], moment: float) -> None:
        """Take in the files that are there now, and forget the others."""
        before = self._since
        self._since = {
            sighting.path: known if (known := before.get(sighting.path)) and known[0] == sighting else (sighting, moment)
            for sighting in sightings
        }

    def still_for(self, sighting: Sighting, moment: float) -> float:
        """For how many seconds the file has looked like this."""
        known = self._since.get(sighting.path)
        return moment - known[1] if known and known[0] == sighting else 0.0
