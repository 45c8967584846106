"""The watched folder and the folder for results: fit to be used at the start, and still there later."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from schedbatch.disk.paths import is_same_file
from schedbatch.disk.replacing import PART_END, replace
from schedbatch.watch.claim import DONE, FAILED, WORKING, make_folders
from schedbatch.watch.journal import FOLDER


class Unfit(Exception):
    """The folders cannot be used; the message is a sentence that says why and what to do."""


class NotThere(Exception):
    """A folder has gone for the time being (a share, a disk); the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, and the mount point that it lies under."""

    path: Path
    mount: Path

    def check(self) -> None:
        """Raise NotThere if the folder is missing, or its disk or share is not mounted any more."""
        if not os.path.ismount(self.mount):
            raise NotThere(f"The disk or share with {self.path} is not there (nothing is mounted at {self.mount}).")
        if not self.path.is_dir():
            raise NotThere(f"The folder {self.path} is not there.")


@dataclass(frozen=True, slots=True)
class Places:
    """The watched folder and the folder for results, absolute."""

    inbox: Place
    out: Place

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every folder that the watch itself writes in."""
        inbox, out = self.inbox.path, self.out.path
        return (inbox, inbox / WORKING, inbox / DONE, inbox / FAILED, out, out / FOLDER)

    def restore(self) -> None:
        """Make again what somebody has removed: the folders inside the inbox, and the results' own. Raises NotThere, OSError."""
        self.inbox.check()
        make_folders(self.inbox.path)
        own = self.out.path / FOLDER
        if os.path.ismount(self.out.mount) and self.out.path.parent.is_dir() and not own.is_dir():
            own.mkdir(parents=True, exist_ok=True)
        self.out.check()


def fit_places(inbox: Path, out: Path) -> Places:
    """Check the folders and make those inside them; nothing else is touched, since another may be watching. Raises Unfit."""
    for path, what in ((inbox, "watched folder"), (out, "folder for results")):
        _refuse_link(path, what)
    if not inbox.is_dir():
        raise Unfit(f"There is no folder {inbox}. Make it, or give the folder that planners put their workbooks in.")
    _make(out)
    # Only what leads to the folders may be a link.
    inbox, out = Path(os.path.realpath(inbox)), Path(os.path.realpath(out))
    _refuse_overlaps(inbox, out)
    for name in (WORKING, DONE, FAILED):
        _refuse_link(inbox / name, f"folder {name}")
        _make(inbox / name)
    _make(out / FOLDER)
    return Places(Place(inbox, _mount_of(inbox)), Place(out, _mount_of(out)))


def _refuse_link(path: Path, what: str) -> None:
    # Junctions are Windows' links between folders.
    is_junction = getattr(os.path, "isjunction", lambda _: False)(path)
    if path.is_symlink() or is_junction:
        raise Unfit(f"The {what}, {path}, is a link. Give the folder that it leads to.")


def _refuse_overlaps(inbox: Path, out: Path) -> None:
    if is_same_file(inbox, out):
        raise Unfit(f"{inbox} cannot be both the watched folder and the folder for results. Give another --out.")
    if any(is_same_file(parent, out) for parent in inbox.parents):
        raise Unfit(f"The watched folder {inbox} lies in the folder for results, {out}. Give an --out that does not hold it.")
    for name in (WORKING, DONE, FAILED):
        if any(is_same_file(parent, inbox / name) for parent in (out, *out.parents)):
            raise Unfit(f"{inbox / name} is where workbooks are kept; results cannot go there. Give another --out.")


def _make(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unfit(
            f"The folder {path} cannot be made ({error.strerror or error}). Check its place and your permissions."
        ) from error


def try_places(places: Places) -> None:
    """Find out whether files can be made in every folder, once nobody else watches them. Raises Unfit."""
    for folder in places.folders:
        try:
            _probe(folder, b"")
        except OSError as error:
            raise not_writable(folder, error) from error


def not_writable(folder: Path, error: OSError) -> Unfit:
    """What to say if the watch cannot begin because of ``folder``."""
    return Unfit(f"Nothing can be written in {folder} ({error.strerror or error}). Give permission, or another folder.")


def can_write(folder: Path) -> bool:
    """Whether a small file can be made there."""
    try:
        _probe(folder, bytes(4096))
    except OSError:
        return False
    return True


def _probe(folder: Path, content: bytes) -> None:
    # Several workers may try at the same moment.
    path = folder / f".probe-{os.getpid()}{PART_END}"
    try:
        replace(path, content)
    finally:
        with suppress(OSError):
            path.unlink()


def _mount_of(path: Path) -> Path:
    return next(parent for parent in (path, *path.parents) if os.path.ismount(parent) or parent == parent.parent)
