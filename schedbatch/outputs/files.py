"""Artifacts -> disk: every target is tried before the first is replaced, and nothing that a person made is lost.

Each file is replaced in one step (``os.replace`` within its folder), the receipt last. Works where there are no hard links,
no POSIX modes and no folder handles: Windows, network shares.
"""

import errno
import hashlib
import json
import os
import secrets
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath

from schedbatch.domain.issues import OutputNotWritable
from schedbatch.domain.reports import Artifact, Joined

AnyArtifact = Artifact | Joined

_TEMPORARY_START, _TEMPORARY_END = ".schedbatch-", ".tmp"
_RECEIPT_KEYS = ("version", "schedule_id", "files")
_WRITE_BITS = 0o222
_FILES_AT_ONCE = 4

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_BAD_NAME = (errno.ENAMETOOLONG, errno.EINVAL)
_WINDOWS_NAME_TOO_LONG = 206  # ERROR_FILENAME_EXCED_RANGE


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of a release, as the receipt lists it: path below the output folder, and SHA-256 in hexadecimal."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the files, in the artifacts' order; ``kept`` are other people's files under their new names."""

    written: tuple[PurePosixPath, ...]
    unchanged: tuple[PurePosixPath, ...]
    kept: tuple[Path, ...]
    removed: tuple[PurePosixPath, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    """An artifact whose target is missing or differs. A file that is not ours goes ``aside``; the mode of ours stays."""

    artifact: AnyArtifact
    target: Path
    exists: bool = False
    aside: Path | None = None
    mode: int | None = None


Ours = Mapping[str, frozenset[str]]
"""Path -> SHA-256 of every content that runs have given the file, or may have given it before they were killed."""

_Staged = tuple[tuple[_Change, Path], ...]
"""Changes, each with the temporary file that holds its bytes."""


def file_records(artifacts: tuple[AnyArtifact, ...]) -> tuple[FileRecord, ...]:
    """Give the record of each artifact, in their order."""
    return tuple(FileRecord(str(artifact.path), _digest(artifact.content)) for artifact in artifacts)


def _at_once() -> None:
    pass


def write(artifacts: tuple[AnyArtifact, ...], folder: Path, ours: Ours, ready: Callable[[], None] = _at_once) -> Written:
    """Bring ``folder`` to hold ``artifacts``, of which the last is the receipt.

    ``ours`` is what earlier runs wrote here. Those of them that are no artifact any more are deleted: a run that releases
    nothing passes only what it may delete. A file in the way that is not in ``ours``, or that somebody has changed, is
    renamed to ``<name> (kept 1)``; one that holds the right bytes already is not touched. An earlier receipt counts as ours.
    ``ready`` is called when everything is tried, before the first file is replaced.

    Raises :class:`OutputNotWritable`; unless a disk fails midway, no file has changed then. :class:`ValueError` for a path
    that leads out of the folder, and for two artifacts that some disks would take for one file.
    """
    _refuse_strange_paths(artifacts)
    stale = _stale(artifacts, folder, ours)
    for leftover in _leftovers(folder, (*(artifact.path for artifact in artifacts), *stale)):
        with suppress(OSError):
            leftover.unlink()
    known: dict[str, frozenset[str]] = {}
    for path, contents in ours.items():
        known[_folded(path)] = known.get(_folded(path), frozenset()) | contents
    body = _changes(artifacts[:-1], folder, known, are_receipts=False)
    receipt = _changes(artifacts[-1:], folder, known, are_receipts=True)
    changes = (*body, *receipt)
    with _staged(changes) as staged:
        for target in (*(change.target for change in changes if change.exists), *stale.values()):
            _try(target)
        ready()
        _put(staged[: len(body)])
        _delete(stale, folder)
        _put(staged[len(body) :])
    changed = {change.artifact.path for change in changes}
    return Written(
        written=tuple(artifact.path for artifact in artifacts if artifact.path in changed),
        unchanged=tuple(artifact.path for artifact in artifacts if artifact.path not in changed),
        kept=tuple(change.aside for change in changes if change.aside),
        removed=tuple(stale),
    )


def _refuse_strange_paths(artifacts: tuple[AnyArtifact, ...]) -> None:
    seen = set[str]()
    for artifact in artifacts:
        if not _is_inside(artifact.path):
            raise ValueError(f"not a path below the output folder: {artifact.path}")
        if (folded := _folded(str(artifact.path))) in seen:
            raise ValueError(f"two artifacts for one file: {artifact.path}")
        seen.add(folded)


def _is_inside(path: PurePosixPath) -> bool:
    # Backslash and colon mean folders and drives to Windows.
    return bool(path.parts) and not path.is_absolute() and not any(part == ".." or set(part) & set("\\:\0") for part in path.parts)


def _folded(path: str) -> str:
    """The form in which two paths are equal to a disk that knows no case or writes accents its own way."""
    return unicodedata.normalize("NFC", path.casefold())


def _stale(artifacts: tuple[AnyArtifact, ...], folder: Path, ours: Ours) -> dict[PurePosixPath, Path]:
    """Files that we wrote, that nobody has changed since, and that are no artifact any more; sorted by path."""
    targets = {_folded(str(artifact.path)): artifact.path for artifact in artifacts}
    stale = {}
    for path in sorted(ours):
        # A receipt is a file that anybody can edit: its paths are checked like everybody's.
        pure = PurePosixPath(path)
        namesake = targets.get(_folded(path))
        if pure == namesake or not _is_inside(pure):
            continue
        place = folder / pure
        with _naming(place):
            is_namesake = namesake is not None and _is_same_file(place, folder / namesake)
            if not is_namesake and _is_ordinary(place) and sha256_of(place) in ours[path]:
                stale[pure] = place
    return stale


def _is_same_file(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _is_ordinary(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _leftovers(folder: Path, paths: Iterable[PurePosixPath]) -> list[Path]:
    """The temporary files that a killed run has left below ``folder``, and beside ``paths`` where links lead elsewhere."""
    places = dict.fromkeys((*(Path(place) for place, _, _ in os.walk(folder)), *((folder / path).parent for path in paths)))
    found: list[Path] = []
    for place in places:
        with suppress(OSError):
            found += sorted(place.glob(f"{_TEMPORARY_START}*{_TEMPORARY_END}"))
    return found


def _changes(artifacts: tuple[AnyArtifact, ...], folder: Path, known: Ours, *, are_receipts: bool) -> tuple[_Change, ...]:
    found = (_change(artifact, folder / artifact.path, known, is_receipt=are_receipts) for artifact in artifacts)
    return tuple(change for change in found if change)


def _change(artifact: AnyArtifact, target: Path, known: Ours, *, is_receipt: bool) -> _Change | None:
    """``None`` if the target holds the artifact already; ``known`` has folded paths."""
    with _naming(target):
        if not _is_there(target):
            return _Change(artifact, target)
        mode = target.lstat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
            raise IsADirectoryError(errno.EISDIR, "not an ordinary file")
        sha256 = sha256_of(target) if target.is_file() else ""
        if sha256 == _digest(artifact.content):
            return None
        is_ours = sha256 in known.get(_folded(str(artifact.path)), ()) or (is_receipt and _is_receipt(target))
        if is_ours and stat.S_ISREG(mode):
            return _Change(artifact, target, exists=True, mode=mode & 0o777)
        return _Change(artifact, target, exists=True, aside=_free_name(target))


def _is_there(path: Path) -> bool:
    """Whether anything has that name, be it a link that leads nowhere."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def _free_name(target: Path) -> Path:
    names = (target.with_name(f"{target.stem} (kept {number}){target.suffix}") for number in count(1))
    return next(name for name in names if not _is_there(name))


def _is_receipt(path: Path) -> bool:
    """Whether the file is a receipt of ours, which cannot list its own hash."""
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and all(key in content for key in _RECEIPT_KEYS)


@contextmanager
def _staged(changes: tuple[_Change, ...]) -> Iterator[_Staged]:
    """Hold each change's bytes in a temporary file beside its target; those not used are gone in the end."""
    temporaries: list[Path] = []
    try:
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - a run without changes does without it

        temporaries += [_temporary_beside(change.target) for change in changes]
        # Most of the time goes by waiting for the disk, which takes several files at once.
        with ThreadPoolExecutor(_FILES_AT_ONCE) as threads:
            for _ in threads.map(_stage, changes, temporaries):
                pass
        yield tuple(zip(changes, temporaries, strict=True))
    finally:
        for temporary in temporaries:
            with suppress(OSError):
                temporary.unlink()


def _temporary_beside(target: Path) -> Path:
    """A free name, at least as long as the target's: what is too long for the disk is found out before anything is replaced."""
    name = f"{_TEMPORARY_START}{secrets.token_hex(8)}"
    return target.with_name(name.ljust(len(target.name) - len(_TEMPORARY_END), "_") + _TEMPORARY_END)


def _stage(change: _Change, temporary: Path) -> None:
    folder = change.target.parent
    with _naming(folder):
        folder.mkdir(parents=True, exist_ok=True)
        # Not tempfile, whose files nobody else may read.
        file = temporary.open("xb")
    with _naming(change.target), file:
        file.write(change.artifact.content)
        file.flush()
        os.fsync(file.fileno())
    if change.mode is not None:
        # Some network shares have no modes.
        with suppress(OSError):
            temporary.chmod(change.mode)


def _try(target: Path) -> None:
    """Find out whether the file may be replaced: Excel on Windows keeps others from writing what it has open."""
    if target.is_symlink():
        return
    with _naming(target):
        if not target.stat().st_mode & _WRITE_BITS:
            raise PermissionError(errno.EACCES, "read-only")
        with target.open("r+b"):
            pass


def _put(staged: _Staged) -> None:
    for change, temporary in staged:
        with _naming(change.target):
            if change.aside:
                change.target.rename(change.aside)
            try:
                temporary.replace(change.target)
            except OSError:
                if change.aside:
                    change.aside.rename(change.target)
                raise
    _sync_folders(change.target.parent for change, _ in staged)


def _sync_folders(folders: Iterable[Path]) -> None:
    """Make new names last through a power failure, where folders can be opened (not on Windows)."""
    for folder in dict.fromkeys(folders):
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _delete(stale: Mapping[PurePosixPath, Path], folder: Path) -> None:
    """Delete the files, then the folders below ``folder`` that they leave empty."""
    for place in stale.values():
        with _naming(place):
            place.unlink(missing_ok=True)
    for path in stale:
        with suppress(OSError):
            for parent in path.parents[:-1]:
                (folder / parent).rmdir()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def sha256_of(path: Path) -> str:
    """Give the hexadecimal SHA-256 of the file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _naming(path: Path) -> Iterator[None]:
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
        mode = _WRITE_BITS
    if stat.S_ISDIR(mode):
        return f"Nothing can be written in the folder {path}. Ask for permission to write there, or choose another output folder."
    if not mode & _WRITE_BITS:
        return f"{path} cannot be written: it is marked read-only. Clear that mark in its properties and run again."
    return f"{path} cannot be written. If it is open in Excel, close it in Excel and run again."


def are_as_written(folder: Path, files: Mapping[str, str]) -> bool:
    """Whether every file (path -> SHA-256) is there and as we left it, and nothing else that a killed run left."""
    try:
        is_whole = all(_is_ordinary(folder / path) and sha256_of(folder / path) == sha256 for path, sha256 in files.items())
    except OSError:
        return False
    return is_whole and not _leftovers(folder, map(PurePosixPath, files))
