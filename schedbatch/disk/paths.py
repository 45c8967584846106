"""Paths and contents as disks see them: what is there, what is inside a folder, which names are one, which bytes are the same."""

import hashlib
import unicodedata
from pathlib import Path, PurePosixPath


def is_there(path: Path) -> bool:
    """Whether anything has that name, be it a link that leads nowhere. Raises OSError where the disk cannot tell."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def is_ordinary(path: Path) -> bool:
    """Whether a file stands there that is no link. Raises OSError where the disk cannot tell."""
    return path.is_file() and not path.is_symlink()


def is_same_file(path: Path, other: Path) -> bool:
    """Whether both names lead to one file or folder; asked of the disk, since names may differ in case."""
    return path.exists() and other.exists() and path.samefile(other)


def is_inside(path: PurePosixPath) -> bool:
    """Whether the path leads to a file below the folder that it starts from."""
    # Backslash and colon mean folders and drives to Windows.
    return bool(path.parts) and not path.is_absolute() and not any(part == ".." or set(part) & set("\\:\0") for part in path.parts)


def folded(path: str) -> str:
    """The form in which two paths are equal to a disk that knows no case or writes accents its own way."""
    return unicodedata.normalize("NFC", path.casefold())


def digest(content: bytes) -> str:
    """Give the hexadecimal SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def sha256_of(path: Path) -> str:
    """Give the hexadecimal SHA-256 of the file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
