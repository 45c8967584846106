"""History on disk: ``history/history.sqlite`` in a schedule's folder, its tables, and its lock while a run writes.

A module of its own because ``store`` knows what is kept, and nothing of disks, versions and other processes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schedbatch.disk.locks import locked
from schedbatch.disk.sqlite import Database, Sentences
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
_SENTENCES = Sentences(
    newer="{path} was written by a newer schedbatch. Update schedbatch and run again.",
    busy="Another run is writing to {place}. Wait until it has ended and run again.",
    disk="{path} cannot be used ({error}). Check the disk or network drive and run again.",
    stuck="{path} is damaged and cannot be put aside ({error}). Rename it and run again.",
)


def _database(folder: Path) -> Database:
    return Database(folder / FOLDER / FILE, _MIGRATIONS, HistoryDamaged, _SENTENCES, _WAIT_SECONDS)


@contextmanager
def open_history(folder: Path) -> Iterator[History]:
    """The history of the schedule whose outputs are in ``folder``, made if there is none; locked until it is closed.

    Raises OutputNotWritable if it cannot be written, is in use by another run, or was written by a newer schedbatch.
    Raises HistoryDamaged.
    """
    database = _database(folder)
    place = database.path.parent
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sentence = f"{place} cannot be made ({error.strerror or error}). Check the folder and run again."
        raise OutputNotWritable(database.path, sentence) from error
    with database.naming(), locked(place / "lock", _WAIT_SECONDS), database.opened() as connection:
        yield History(connection)


@contextmanager
def read_history(folder: Path) -> Iterator[History | None]:
    """The history, to be read only; ``None`` if there is none. Raises as :func:`open_history`.

    One that an older schedbatch wrote stays as it is: a copy in memory is brought up to date.
    """
    with _database(folder).opened_to_read() as connection:
        yield History(connection) if connection else None


def put_aside(folder: Path) -> Path:
    """Rename a damaged history, so that a new one can begin; give its new name."""
    return _database(folder).put_aside()
