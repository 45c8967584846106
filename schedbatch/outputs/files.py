"""Artifacts -> disk: every target is tried before the first is replaced, and nothing that a person made is lost.

Each file is replaced in one step (``os.replace`` within its folder), the receipt last. Works where there are no hard links,
no POSIX modes and no folder handles: Windows, network shares.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from schedbatch.disk.at_once import at_once
from schedbatch.disk.paths import digest, folded, is_inside, is_ordinary, is_same_file, sha256_of
from schedbatch.disk.refusals import naming
from schedbatch.disk.replacing import make_names_last, put_in_place, refuse_unwritable
from schedbatch.disk.temporaries import leftovers, remove_temporary
from schedbatch.outputs.staging import AnyArtifact, FileRecord, Ours, Staged, discard, stage


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the files, in the artifacts' order; ``kept`` are other people's files under their new names."""

    written: tuple[PurePosixPath, ...]
    unchanged: tuple[PurePosixPath, ...]
    kept: tuple[Path, ...]
    removed: tuple[PurePosixPath, ...]


def file_records(artifacts: tuple[AnyArtifact, ...]) -> tuple[FileRecord, ...]:
    """Give the record of each artifact, in their order."""
    return tuple(FileRecord(str(artifact.path), digest(artifact.content)) for artifact in artifacts)


def _at_once() -> None:
    pass


def write(artifacts: tuple[AnyArtifact, ...], folder: Path, ours: Ours, ready: Callable[[], None] = _at_once) -> Written:
    """Bring ``folder`` to hold ``artifacts``, of which the last is the receipt; see :func:`replace`."""
    clear_leftovers(folder, (*map(PurePosixPath, ours), *(artifact.path for artifact in artifacts)))
    with ExitStack() as undo:
        body = stage(artifacts[:-1], folder, ours)
        undo.callback(discard, body)
        receipt = stage(artifacts[-1:], folder, ours, are_receipts=True)
        undo.pop_all()
    return replace((*body, *receipt), folder, ours, ready)


def replace(staged: tuple[Staged, ...], folder: Path, ours: Ours, ready: Callable[[], None] = _at_once) -> Written:
    """Put what is staged in its places, of which the last is the receipt's; the temporary files are gone in the end.

    ``ours`` is what earlier runs wrote here. Those of them that are not staged any more are deleted: a run that releases
    nothing passes only what it may delete. A file in the way that is not in ``ours``, or that somebody has changed, is
    renamed to ``<name> (kept 1)``; one that holds the right bytes already is not touched. ``ready`` is called when
    everything is tried, before the first file is replaced.

    Raises :class:`OutputNotWritable`; unless a disk fails midway, no file has changed then. :class:`ValueError` for two
    artifacts that some disks would take for one file.
    """
    try:
        return _replaced(staged, folder, ours, ready)
    finally:
        discard(staged)


def _replaced(staged: tuple[Staged, ...], folder: Path, ours: Ours, ready: Callable[[], None]) -> Written:
    _refuse_namesakes(staged)
    stale = _stale(staged, folder, ours)
    clear_leftovers(folder, (file.path for file in staged), frozenset(file.temporary.name for file in staged if file.temporary))
    changes = tuple(file for file in staged if file.temporary)
    for target in (*(change.target for change in changes if change.exists), *stale.values()):
        refuse_unwritable(target)
    ready()
    _put([change for change in changes if change is not staged[-1]])
    _delete(stale, folder)
    _put([change for change in changes if change is staged[-1]])
    return Written(
        written=tuple(change.path for change in changes),
        unchanged=tuple(file.path for file in staged if not file.temporary),
        kept=tuple(change.aside for change in changes if change.aside),
        removed=tuple(stale),
    )


def _refuse_namesakes(staged: tuple[Staged, ...]) -> None:
    seen = set[str]()
    for file in staged:
        if (name := folded(str(file.path))) in seen:
            raise ValueError(f"two artifacts for one file: {file.path}")
        seen.add(name)


def _stale(staged: tuple[Staged, ...], folder: Path, ours: Ours) -> dict[PurePosixPath, Path]:
    """Files that we wrote, that nobody has changed since, and that are staged no more; sorted by path."""
    targets = {folded(str(file.path)): file.path for file in staged}
    stale = {}
    for path in sorted(ours):
        # A receipt is a file that anybody can edit: its paths are checked like everybody's.
        pure = PurePosixPath(path)
        namesake = targets.get(folded(path))
        if pure == namesake or not is_inside(pure):
            continue
        place = folder / pure
        with naming(place):
            is_namesake = namesake is not None and is_same_file(place, folder / namesake)
            if not is_namesake and is_ordinary(place) and sha256_of(place) in ours[path]:
                stale[pure] = place
    return stale


def clear_leftovers(folder: Path, paths: Iterable[PurePosixPath], besides: frozenset[str] = frozenset()) -> None:
    """Take away the temporary files that a killed run has left: below ``folder``, and beside ``paths`` in it.

    ``besides`` are the names of those that are still to be put in their places.
    """
    for leftover in _leftovers(folder, paths):
        if leftover.name not in besides:
            remove_temporary(leftover)


def _leftovers(folder: Path, paths: Iterable[PurePosixPath]) -> list[Path]:
    return leftovers(folder, ((folder / path).parent for path in paths))


def _put(changes: Iterable[Staged]) -> None:
    folders: dict[Path, None] = {}
    for change in changes:
        assert change.temporary is not None  # noqa: S101 - changes have their bytes
        put_in_place(change.temporary, change.target, change.aside)
        folders[change.target.parent] = None
    make_names_last(folders)


def _delete(stale: Mapping[PurePosixPath, Path], folder: Path) -> None:
    """Delete the files, then the folders below ``folder`` that they leave empty."""
    for place in stale.values():
        with naming(place):
            place.unlink(missing_ok=True)
    for path in stale:
        with suppress(OSError):
            for parent in path.parents[:-1]:
                (folder / parent).rmdir()


def are_as_written(folder: Path, files: Mapping[str, str]) -> bool:
    """Whether every file (path -> SHA-256) is there and as we left it, and nothing else that a killed run left."""

    def is_as_written(path: str) -> bool:
        return is_ordinary(folder / path) and sha256_of(folder / path) == files[path]

    try:
        is_whole = all(at_once(is_as_written, files))
    except OSError:
        return False
    return is_whole and not _leftovers(folder, map(PurePosixPath, files))
