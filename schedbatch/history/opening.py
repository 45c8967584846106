"""History on disk: found, made, brought up to date, locked, or put aside; ``history/history.sqlite`` in a schedule's folder.

A room of its own because ``store`` knows what is kept, and nothing of disks, versions and other processes.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from schedbatch.domain.issues import OutputNotWritable
from schedbatch.history.snapshot import HistoryDamaged
from schedbatch.history.store import History

FOLDER = "history"
FILE = "history.sqlite"

_WAIT_SECONDS = 30.0
_MIGRATIONS = (
    """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, ran_at TEXT NOT NULL, made_at TEXT NOT NULL, version TEXT NOT NULL, fingerprint TEXT NOT NULL,
    content TEXT NOT NULL, is_released INTEGER NOT NULL, is_committed INTEGER NOT NULL
);
CREATE TABLE entries (
    uid TEXT NOT NULL, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL,
    text TEXT NOT NULL, sequence INTEGER NOT NULL, changed_at TEXT NOT NULL, is_in_calendars INTEGER NOT NULL,
    PRIMARY KEY (uid, first_run)
) WITHOUT ROWID;
CREATE TABLE graves (
    uid TEXT NOT NULL, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL,
    text TEXT NOT NULL, sequence INTEGER NOT NULL, changed_at TEXT NOT NULL, feeds TEXT NOT NULL
);
CREATE TABLE spent (
    uid TEXT NOT NULL, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, sequence INTEGER NOT NULL,
    PRIMARY KEY (uid, first_run)
) WITHOUT ROWID;
CREATE TABLE audiences (groups TEXT NOT NULL, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, feeds TEXT NOT NULL);
CREATE TABLE files (path TEXT NOT NULL, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, sha256 TEXT NOT NULL);
""",
    """
CREATE TABLE sources (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL);
ALTER TABLE runs ADD COLUMN source_name TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN source_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN timezone TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN counts TEXT NOT NULL DEFAULT '{}';
ALTER TABLE runs ADD COLUMN changes TEXT NOT NULL DEFAULT '{}';
""",
    """
CREATE TABLE edits (first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, text TEXT NOT NULL);
ALTER TABLE runs ADD COLUMN copies TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN restored INTEGER NOT NULL DEFAULT 0;
""",
    # Version 4 (schedbatch 0.2.0): records are written by name, which version 3 does not read.
    """
ALTER TABLE runs ADD COLUMN rules INTEGER NOT NULL DEFAULT 1;
ALTER TABLE runs ADD COLUMN zone_rules TEXT NOT NULL DEFAULT '';
""",
)
"""From each version of the tables (SQLite's ``user_version``) to the next; a new file goes through all of them."""
_OF_THE_DISK = {
    *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR),
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL),
}
"""SQLite's codes for what the disk is to blame for."""
_SIGNS_OF_DAMAGE = ("no such table", "no such column", "Could not decode")


@contextmanager
def open_history(folder: Path) -> Iterator[History]:
    """The history of the schedule whose outputs are in ``folder``, made if there is none; nobody else's until it is closed.

    Raises OutputNotWritable if it cannot be written, is in use by another run, or was written by a newer schedbatch.
    Raises HistoryDamaged.
    """
    path = folder / FOLDER / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sentence = f"{path.parent} cannot be made ({error.strerror or error}). Check the folder and run again."
        raise OutputNotWritable(path, sentence) from error
    with _naming(path), _locked(path.with_name("lock")):
        connection = _connect(path)
        try:
            _prepare(connection, path)
            yield History(connection)
        finally:
            connection.close()


@contextmanager
def read_history(folder: Path) -> Iterator[History | None]:
    """The history, to be read only; ``None`` if there is none. Raises as :func:`open_history`.

    One that an older schedbatch wrote stays as it is: a copy in memory is brought up to date.
    """
    path = folder / FOLDER / FILE
    if not path.exists():
        yield None
        return
    with _naming(path):
        connection = _connect(path)
        try:
            version = _version(connection, path)
            if 0 < version < len(_MIGRATIONS):
                connection = _copied(connection)
                _prepare(connection, path)
            yield History(connection) if version else None
        finally:
            connection.close()


def _copied(connection: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(copy)
    connection.close()
    return copy


def put_aside(folder: Path) -> Path:
    """Rename a damaged history, so that a new one can begin; give its new name."""
    path = folder / FOLDER / FILE
    names = (path.with_name(f"{path.stem} (damaged {number}){path.suffix}") for number in count(1))
    aside = next(name for name in names if not name.exists())
    try:
        path.replace(aside)
        for journal in (path.with_name(path.name + ending) for ending in ("-journal", "-wal", "-shm")):
            journal.unlink(missing_ok=True)
    except OSError as error:
        sentence = f"{path} is damaged and cannot be put aside ({error.strerror or error}). Rename it and run again."
        raise OutputNotWritable(path, sentence) from error
    return aside


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
    # The journal file of the default mode works on network shares, where WAL's shared memory does not.
    connection.execute("PRAGMA synchronous = FULL")
    return connection


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """A lock that ends with the process, on every system: an exclusive transaction on a file of its own."""
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            # Nobody writes anything into it; the history itself must not be taken for damaged.
            raise OutputNotWritable(path, f"{path} is damaged. Delete it and run again.") from error
        yield
    finally:
        connection.close()


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the tables to this version's, in one step."""
    steps = _MIGRATIONS[_version(connection, path) :]
    if steps:
        connection.executescript(f"BEGIN IMMEDIATE; {''.join(steps)} PRAGMA user_version = {len(_MIGRATIONS)}; COMMIT;")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(_MIGRATIONS):
        raise OutputNotWritable(path, f"{path} was written by a newer schedbatch. Update schedbatch and run again.")
    return version


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            sentence = f"Another run is writing to {path.parent.parent}. Wait until it has ended and run again."
            raise OutputNotWritable(path, sentence) from error
        if code in _OF_THE_DISK:
            sentence = f"{path} cannot be used ({error}). Check the disk or network drive and run again."
            raise OutputNotWritable(path, sentence) from error
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or str(error).startswith(_SIGNS_OF_DAMAGE):
            raise HistoryDamaged from error
        raise
