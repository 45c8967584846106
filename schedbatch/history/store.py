"""History on disk: an SQLite file for each schedule, ``history/history.sqlite``.

Every row carries the run that wrote it and the run that replaced it, so that a release takes only the space of what it
changes, and any release that is still kept can be read as it was. A run is recorded as intended before the first file is
replaced, and marked committed after the last: whatever happens in between, the next run knows what may be out there.
SQLite keeps each of the two steps whole, through a kill or a power failure.
"""

import datetime as dt
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from schedbatch.domain.edits import Edits
from schedbatch.domain.issues import OutputNotWritable
from schedbatch.domain.revisions import Stamp
from schedbatch.history.records import edits_from_text, edits_to_text
from schedbatch.history.snapshot import Audiences, Entry, Grave, HistoryDamaged, Snapshot

FOLDER = "history"
FILE = "history.sqlite"
KEPT_RUNS = 50
KEPT_DAYS = 400

_VERSION = 1
"""Of the tables, as SQLite's ``user_version``; a newer schedbatch migrates older ones."""
_WAIT_SECONDS = 30.0
_OPEN = 1 << 62
"""Stands for "not replaced yet" in ``last_run``: a number compares faster than NULL."""

_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, ran_at TEXT NOT NULL, made_at TEXT NOT NULL, version TEXT NOT NULL, fingerprint TEXT NOT NULL,
    copies TEXT NOT NULL, content TEXT NOT NULL, is_released INTEGER NOT NULL, is_committed INTEGER NOT NULL
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
CREATE TABLE edits (first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, text TEXT NOT NULL);
CREATE TABLE files (path TEXT NOT NULL, first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, sha256 TEXT NOT NULL);
"""
_KEPT = ("entries", "graves", "spent", "audiences", "edits", "files")


@dataclass(frozen=True, slots=True)
class Run:
    """One run as history knows it. ``fingerprint`` tells input and options, ``content`` everything that is shown."""

    id: int
    ran_at: dt.datetime
    made_at: dt.datetime
    version: str
    fingerprint: str
    copies: str
    content: str
    is_released: bool
    is_committed: bool


def new_secret() -> str:
    """What makes the names of learners' calendars unguessable, for as long as the history lasts."""
    return secrets.token_hex(16)


class History:
    """An open history. Use :func:`open_history`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def last_run(self) -> Run | None:
        """The last run, committed or not; one that was not counts as published."""
        row = self._connection.execute("SELECT * FROM runs ORDER BY id DESC LIMIT 1").fetchone()
        return _run(row) if row else None

    def files(self, run: int) -> dict[str, str]:
        """Path -> SHA-256 of what run ``run`` left, or was to leave."""
        return dict(self._at("SELECT path, sha256 FROM files WHERE {}", run))

    def snapshot(self, run: int) -> Snapshot | None:
        """The release as run ``run`` left it; ``None`` if nothing had been released by then."""
        about = dict(self._connection.execute("SELECT name, value FROM about"))
        query = "SELECT made_at FROM runs WHERE id <= ? AND is_released ORDER BY id DESC LIMIT 1"
        made = self._connection.execute(query, (run,)).fetchone()
        if made is None:
            return None
        entries = self._at("SELECT uid, text, sequence, changed_at, is_in_calendars FROM entries WHERE {} ORDER BY uid", run)
        graves = self._at("SELECT uid, text, sequence, changed_at, feeds FROM graves WHERE {} ORDER BY rowid", run)
        return Snapshot(
            made_at=_moment(made[0]),
            base=int(about["base"]),
            entries={
                uid: Entry(text, Stamp(sequence, _moment(changed)), bool(live)) for uid, text, sequence, changed, live in entries
            },
            graves=tuple(
                Grave(uid, text, Stamp(sequence, _moment(changed)), _feeds(feeds)) for uid, text, sequence, changed, feeds in graves
            ),
            spent=dict(self._at("SELECT uid, sequence FROM spent WHERE {}", run)),
            audiences={
                _names(groups): _feeds(feeds) for groups, feeds in self._at("SELECT groups, feeds FROM audiences WHERE {}", run)
            },
            secret=about.get("secret", ""),
            edits=self._edits(run),
        )

    def edition(self, start: str) -> Snapshot | None:
        """The release whose content's digest begins with ``start``, the last one if there are several."""
        query = "SELECT id FROM runs WHERE substr(content, 1, ?) = ? AND is_released ORDER BY id DESC LIMIT 1"
        found = self._connection.execute(query, (len(start), start)).fetchone()
        return self.snapshot(found[0]) if found else None

    def _edits(self, run: int) -> Edits:
        text = self._at("SELECT text FROM edits WHERE {}", run).fetchone()
        return edits_from_text(text[0]) if text else Edits()

    def _at(self, query: str, run: int) -> sqlite3.Cursor:
        """Rows of a table as they stood after ``run``."""
        return self._connection.execute(query.format("first_run <= ? AND last_run > ?"), (run, run))

    def intend(self, run: Run, before: Snapshot | None, after: Snapshot | None, files: Mapping[str, str]) -> None:
        """Record durably what ``run`` is about to publish, in place of an earlier attempt with its number.

        ``before`` is the snapshot that it builds on; with ``after`` ``None`` nothing is released, and only files change.
        """
        with self._step():
            self._forget(run.id)
            self._connection.execute(
                "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run.id,
                    run.ran_at.isoformat(),
                    run.made_at.isoformat(),
                    run.version,
                    run.fingerprint,
                    run.copies,
                    run.content,
                    run.is_released,
                    False,
                ),
            )
            if after:
                if before is None:
                    self._start_afresh(run.id, after)
                self._record(run.id, before or Snapshot(after.made_at, after.base), after)
            self._replace_files(run.id, files)

    def commit(self, run: int, now: dt.datetime) -> None:
        """Mark ``run`` as published, and drop what need not be kept any longer."""
        with self._step():
            self._connection.execute("UPDATE runs SET is_committed = 1 WHERE id = ?", (run,))
            self._prune(run, now)

    def _forget(self, run: int) -> None:
        self._connection.execute("DELETE FROM runs WHERE id >= ?", (run,))
        for table in _KEPT:
            self._connection.execute(f"DELETE FROM {table} WHERE first_run >= ?", (run,))  # noqa: S608 - our own names
            self._connection.execute(f"UPDATE {table} SET last_run = ? WHERE last_run >= ? AND last_run < ?", (_OPEN, run, _OPEN))  # noqa: S608

    def _start_afresh(self, run: int, after: Snapshot) -> None:
        for table in _KEPT[:-1]:
            self._connection.execute(f"UPDATE {table} SET last_run = ? WHERE last_run = ?", (run, _OPEN))  # noqa: S608
        about = (("base", str(after.base)), ("secret", after.secret))
        self._connection.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", about)

    def _record(self, run: int, before: Snapshot, after: Snapshot) -> None:
        changed = [uid for uid, entry in after.entries.items() if before.entries.get(uid) != entry]
        gone = [uid for uid in before.entries if uid not in after.entries]
        self._close("entries", "uid", (*changed, *gone), run)
        self._insert("entries", (_entry_row(uid, after.entries[uid], run) for uid in changed))
        spent = [uid for uid, number in after.spent.items() if before.spent.get(uid) != number]
        self._close("spent", "uid", (*spent, *(uid for uid in before.spent if uid not in after.spent)), run)
        self._insert("spent", ((uid, run, _OPEN, after.spent[uid]) for uid in spent))
        if before.graves != after.graves:
            self._connection.execute("UPDATE graves SET last_run = ? WHERE last_run = ?", (run, _OPEN))
            self._insert("graves", (_grave_row(grave, run) for grave in after.graves))
        self._record_audiences(run, before.audiences, after.audiences)
        if before.edits != after.edits:
            self._connection.execute("UPDATE edits SET last_run = ? WHERE last_run = ?", (run, _OPEN))
            self._insert("edits", [(run, _OPEN, edits_to_text(after.edits))])

    def _record_audiences(self, run: int, before: Audiences, after: Audiences) -> None:
        changed = [groups for groups, feeds in after.items() if before.get(groups) != feeds]
        gone = [groups for groups in before if groups not in after]
        self._close("audiences", "groups", (json.dumps(groups) for groups in (*changed, *gone)), run)
        self._insert("audiences", ((json.dumps(groups), run, _OPEN, json.dumps(after[groups])) for groups in changed))

    def _replace_files(self, run: int, files: Mapping[str, str]) -> None:
        before = dict(self._connection.execute("SELECT path, sha256 FROM files WHERE last_run = ?", (_OPEN,)))
        self._close("files", "path", (path for path, sha256 in before.items() if files.get(path) != sha256), run)
        self._insert("files", ((path, run, _OPEN, sha256) for path, sha256 in files.items() if before.get(path) != sha256))

    def _close(self, table: str, key: str, names: Iterable[str], run: int) -> None:
        query = f"UPDATE {table} SET last_run = ? WHERE {key} = ? AND last_run = ?"  # noqa: S608
        self._connection.executemany(query, ((run, name, _OPEN) for name in names))

    def _insert(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        marks = {"entries": 7, "graves": 7, "spent": 4, "audiences": 4, "edits": 3, "files": 4}[table]
        self._connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * marks)})", rows)  # noqa: S608

    def _prune(self, run: int, now: dt.datetime) -> None:
        """Keep the last 50 runs and all of the last 400 days; of what is gone for ever, SEQUENCE is kept in ``spent``."""
        first_day = (now - dt.timedelta(days=KEPT_DAYS)).isoformat()
        recent = self._connection.execute("SELECT min(id) FROM runs WHERE ran_at >= ?", (first_day,)).fetchone()[0]
        released = self._connection.execute("SELECT max(id) FROM runs WHERE is_released").fetchone()[0]
        oldest = min(number for number in (run - KEPT_RUNS + 1, recent, released) if number is not None)
        if self._connection.execute("DELETE FROM runs WHERE id < ?", (oldest,)).rowcount:
            for table in _KEPT:
                self._connection.execute(f"DELETE FROM {table} WHERE last_run <= ?", (oldest,))  # noqa: S608

    @contextmanager
    def _step(self) -> Iterator[None]:
        with self._connection:  # commits, or rolls back
            self._connection.execute("BEGIN IMMEDIATE")
            yield


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
    """The history, to be read only; ``None`` if there is none. Raises as :func:`open_history`."""
    path = folder / FOLDER / FILE
    if not path.exists():
        yield None
        return
    with _naming(path):
        connection = _connect(path)
        try:
            yield History(connection) if _version(connection, path) else None
        finally:
            connection.close()


def put_aside(folder: Path) -> Path:
    """Rename a damaged history, so that a new one can begin; give its new name."""
    path = folder / FOLDER / FILE
    names = (path.with_name(f"{path.stem} (damaged {number}){path.suffix}") for number in range(1, 1000))
    aside = next(name for name in names if not name.exists())
    with _naming(path):
        path.replace(aside)
        for journal in (path.with_name(path.name + ending) for ending in ("-journal", "-wal", "-shm")):
            with suppress(FileNotFoundError):
                journal.unlink()
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
        connection.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        connection.close()


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    if _version(connection, path) == 0:
        connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > _VERSION:
        raise OutputNotWritable(path, f"{path} was written by a newer schedbatch. Update schedbatch and run again.")
    return version


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise OutputNotWritable(
                path, f"Another run is writing to {path.parent.parent}. Wait until it has ended and run again."
            ) from error
        raise OutputNotWritable(path, f"{path} cannot be used ({error}). Check the disk or network drive and run again.") from error
    except sqlite3.DatabaseError as error:
        raise HistoryDamaged from error


def _run(row: tuple[Any, ...]) -> Run:
    number, ran_at, made_at, version, fingerprint, copies, content, is_released, is_committed = row
    return Run(
        number, _moment(ran_at), _moment(made_at), version, fingerprint, copies, content, bool(is_released), bool(is_committed)
    )


@lru_cache(maxsize=4096)
def _moment(text: str) -> dt.datetime:
    with _as_damage():
        return dt.datetime.fromisoformat(text)


def _feeds(text: str) -> tuple[tuple[str, str], ...]:
    with _as_damage():
        return tuple((str(kind), str(name)) for kind, name in json.loads(text))


def _names(text: str) -> tuple[str, ...]:
    with _as_damage():
        return tuple(map(str, json.loads(text)))


@contextmanager
def _as_damage() -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError) as error:
        raise HistoryDamaged from error


def _entry_row(uid: str, entry: Entry, run: int) -> tuple[object, ...]:
    stamp = entry.stamp
    return (uid, run, _OPEN, entry.text, stamp.sequence, stamp.changed_at.isoformat(), entry.is_in_calendars)


def _grave_row(grave: Grave, run: int) -> tuple[object, ...]:
    return (grave.uid, run, _OPEN, grave.text, grave.stamp.sequence, grave.stamp.changed_at.isoformat(), json.dumps(grave.feeds))
