"""Artifacts -> temporary files beside their targets, with what is known of each; nothing that stands is touched.

Several processes stage at once, each process its own artifacts, before one of them replaces the files. Bytes that stand on the
disk already are not written again.
"""

import errno
import json
import stat
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from schedbatch.disk.at_once import at_once
from schedbatch.disk.free_names import aside_name
from schedbatch.disk.paths import digest, folded, is_inside, is_there, sha256_of
from schedbatch.disk.refusals import naming
from schedbatch.disk.temporaries import remove_temporary, temporary_beside, write_beside
from schedbatch.domain.reports import Artifact, Joined

AnyArtifact = Artifact | Joined

_RECEIPT_KEYS = ("version", "schedule_id", "files")

Ours = Mapping[str, frozenset[str]]
"""Path -> SHA-256 of every content that runs have given the file, or may have given it before they were killed."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of a release, as the receipt lists it: path below the output folder, and SHA-256 in hexadecimal."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that is to stand at ``target``: its bytes are in ``temporary``, or there already if that is ``None``.

    A file in the way that is not ours goes ``aside``; the mode of ours stays.
    """

    path: PurePosixPath
    sha256: str
    target: Path
    temporary: Path | None = None
    exists: bool = False
    aside: Path | None = None
    mode: int | None = None

    @property
    def record(self) -> FileRecord:
        """The file as the receipt lists it."""
        return FileRecord(str(self.path), self.sha256)


def stage(artifacts: Iterable[AnyArtifact], folder: Path, ours: Ours, *, are_receipts: bool = False) -> tuple[Staged, ...]:
    """Put the bytes of ``artifacts``, which are to stand in ``folder``, beside their targets; in their order.

    ``ours`` is what earlier runs wrote there; an earlier receipt counts as ours. Raises OutputNotWritable, and leaves nothing
    behind then; ValueError for a path that leads out of the folder.
    """
    known: dict[str, frozenset[str]] = {}
    for path, contents in ours.items():
        known[folded(path)] = known.get(folded(path), frozenset()) | contents
    staging = _Staging(folder, known, are_receipts=are_receipts)
    with ExitStack() as undo:
        undo.callback(lambda: discard(staging.done))
        staged = at_once(staging.stage, artifacts)
        undo.pop_all()
    return staged


def discard(files: Iterable[Staged]) -> None:
    """Take away the temporary files that have not been put in their places."""
    for file in files:
        if file.temporary:
            remove_temporary(file.temporary)


class _Staging:
    """Stages artifacts of one folder, several at once; ``known`` has folded paths."""

    def __init__(self, folder: Path, known: Ours, *, are_receipts: bool) -> None:
        self._folder = folder
        self._known = known
        self._are_receipts = are_receipts
        self.done: list[Staged] = []

    def stage(self, artifact: AnyArtifact) -> Staged:
        """Write the artifact's bytes beside its target, unless they are there already."""
        if not is_inside(artifact.path):
            raise ValueError(f"not a path below the output folder: {artifact.path}")
        # Joined once, hashed and written.
        content = artifact.content
        found = self._found(artifact.path, digest(content))
        if found.temporary:
            write_beside(content, found.target, found.temporary, found.mode)
        self.done.append(found)
        return found

    def _found(self, path: PurePosixPath, sha256: str) -> Staged:
        """What is at the target, and the temporary file that is to be written."""
        target = self._folder / path
        with naming(target):
            if not is_there(target):
                return Staged(path, sha256, target, temporary_beside(target))
            mode = target.lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
                raise IsADirectoryError(errno.EISDIR, "not an ordinary file")
            standing = sha256_of(target) if target.is_file() else ""
            if standing == sha256:
                return Staged(path, sha256, target, exists=True)
            is_ours = standing in self._known.get(folded(str(path)), ()) or (self._are_receipts and _is_receipt(target))
            if is_ours and stat.S_ISREG(mode):
                return Staged(path, sha256, target, temporary_beside(target), exists=True, mode=mode & 0o777)
            return Staged(path, sha256, target, temporary_beside(target), exists=True, aside=aside_name(target, "kept"))


def _is_receipt(path: Path) -> bool:
    """Whether the file is a receipt of ours, which cannot list its own hash."""
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and all(key in content for key in _RECEIPT_KEYS)
