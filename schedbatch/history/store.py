"""What history keeps, in an SQLite file for each schedule; ``opening`` finds, makes and locks it.

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
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from typing import Any

from schedbatch.domain.edits import Edits
from schedbatch.domain.revisions import Stamp
from schedbatch.domain.rule_changes import FIRST_VERSION
from schedbatch.history.edit_records import edits_from_text, edits_to_text
from schedbatch.history.feed_records import feeds_from_text, feeds_to_text
from schedbatch.history.snapshot import Audiences, HistoryDamaged, KeptTombstone, ReleasedRecord, Snapshot

KEPT_RUNS = 50
KEPT_DAYS = 400

_OPEN = 1 << 62
"""Stands for "not replaced yet" in ``last_run``: a number compares faster than NULL."""

_KEPT = ("entries", "graves", "spent", "audiences", "edits", "files")


@dataclass(frozen=True, slots=True)
class Run:
    """One run as history knows it. ``fingerprint`` tells input and options, ``content`` everything that is shown.

    ``counts`` and ``changes`` are figures by name as the receipt has them, ``timezone`` is blank where there was none.
    """

    id: int
    ran_at: dt.datetime
    made_at: dt.datetime
    version: str
    fingerprint: str
    content: str
    is_released: bool
    is_committed: bool
    source_name: str = ""
    source_sha256: str = ""
    timezone: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    changes: Mapping[str, int] = field(default_factory=dict)
    copies: str = ""
    """SHA-256 of the edited copies of schedule.xlsx that the run took in, with blanks between them."""
    restored: int = 0
    """The run whose release this run made current again; 0 for a run of a workbook."""
    rules: int = FIRST_VERSION
    zone_rules: str = ""
    """The versions of the rules and of the time zone rules that the run went by; blank if not known."""


_RUN_COLUMNS = tuple(column.name for column in fields(Run))
_RUN = ", ".join(_RUN_COLUMNS)


@dataclass(frozen=True, slots=True)
class Source:
    """A workbook as it was when a run read it."""

    name: str
    content: bytes


def new_secret() -> str:
    """What makes the names of learners' calendars unguessable, for as long as the history lasts."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Release:
    """What a run releases, and the release that it builds on, if there was one."""

    before: Snapshot | None
    after: Snapshot


class History:
    """An open history. Use :func:`schedbatch.history.opening.open_history`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def last_run(self) -> Run | None:
        """The last run, committed or not; one that was not counts as published."""
        row = self._connection.execute(f"SELECT {_RUN} FROM runs ORDER BY id DESC LIMIT 1").fetchone()  # noqa: S608 - our own names
        return _run(row) if row else None

    def last_release(self, run: int) -> Run | None:
        """The run whose release stood after ``run``."""
        query = f"SELECT {_RUN} FROM runs WHERE id <= ? AND is_released ORDER BY id DESC LIMIT 1"  # noqa: S608 - our own names
        row = self._connection.execute(query, (run,)).fetchone()
        return _run(row) if row else None

    def runs(self) -> tuple[Run, ...]:
        """Every run that is kept, oldest first."""
        return tuple(map(_run, self._connection.execute(f"SELECT {_RUN} FROM runs ORDER BY id")))  # noqa: S608

    def source(self, run: int) -> Source | None:
        """The workbook that run ``run`` read; ``None`` if the run is not kept, or older than the keeping of workbooks."""
        query = "SELECT source_name, sources.content FROM runs JOIN sources ON sha256 = source_sha256 WHERE id = ?"
        found = self._connection.execute(query, (run,)).fetchone()
        return Source(found[0], bytes(found[1])) if found else None

    def secret(self) -> str:
        """What makes the names of learners' calendars unguessable; blank before the first release."""
        found = self._connection.execute("SELECT value FROM about WHERE name = 'secret'").fetchone()
        return found[0] if found else ""

    def standing(self) -> dict[str, frozenset[str]]:
        """Path -> SHA-256 of all that may stand in the folder: what the last committed run left, what runs since were to leave."""
        committed = self._connection.execute("SELECT max(id) FROM runs WHERE is_committed").fetchone()[0] or 0
        found: dict[str, frozenset[str]] = {}
        for path, sha256 in self._connection.execute("SELECT path, sha256 FROM files WHERE last_run > ?", (committed,)):
            found[path] = found.get(path, frozenset()) | {sha256}
        return found

    def files(self, run: int) -> dict[str, str]:
        """Path -> SHA-256 of what run ``run`` left, or was to leave."""
        return dict(self._at("SELECT path, sha256 FROM files WHERE {}", run))

    def run_that_left(self, path: str, sha256: str) -> int | None:
        """The last run after which the file stood so; ``None`` if none that is kept has left it."""
        query = "SELECT max(id) FROM runs JOIN files ON first_run <= id AND last_run > id WHERE path = ? AND sha256 = ?"
        found: int | None = self._connection.execute(query, (path, sha256)).fetchone()[0]
        return found

    def snapshot(self, run: int) -> Snapshot | None:
        """The release as run ``run`` left it; ``None`` if nothing had been released by then."""
        query = "SELECT made_at FROM runs WHERE id <= ? AND is_released ORDER BY id DESC LIMIT 1"
        made = self._connection.execute(query, (run,)).fetchone()
        if made is None:
            return None
        with _as_damage():
            return self._snapshot(run, _moment(made[0]))

    def _snapshot(self, run: int, made_at: dt.datetime) -> Snapshot:
        about = dict(self._connection.execute("SELECT name, value FROM about"))
        records = self._at("SELECT uid, text, sequence, changed_at, is_in_calendars FROM entries WHERE {} ORDER BY uid", run)
        tombstones = self._at("SELECT uid, text, sequence, changed_at, feeds FROM graves WHERE {} ORDER BY rowid", run)
        audiences = self._at("SELECT groups, feeds FROM audiences WHERE {}", run)
        return Snapshot(
            made_at=made_at,
            base=int(about["base"]),
            records={
                uid: ReleasedRecord(text, _stamp(number, changed), bool(live)) for uid, text, number, changed, live in records
            },
            tombstones=tuple(
                KeptTombstone(uid, text, _stamp(number, changed), feeds_from_text(feeds))
                for uid, text, number, changed, feeds in tombstones
            ),
            last_sequences=dict(self._at("SELECT uid, sequence FROM spent WHERE {}", run)),
            audiences={_names(groups): feeds_from_text(feeds) for groups, feeds in audiences},
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

    @contextmanager
    def recording(self, run: Run, release: Release | None, source: bytes) -> Iterator["Recording"]:
        """Record what ``run`` is about to publish, in place of an earlier attempt with its number; see :class:`Recording`.

        Without a ``release`` only files change. ``source`` are the bytes of its workbook.
        """
        with ExitStack() as undo:
            self._connection.execute("BEGIN IMMEDIATE")
            undo.callback(self._connection.rollback)
            self._forget(run.id)
            self._record_run(run, source)
            if release:
                before, after = release.before, release.after
                if before is None:
                    self._start_afresh(run.id, after)
                self._record(run.id, before or Snapshot(after.made_at, after.base), after)
            yield Recording(self._connection, run.id)

    def _record_run(self, run: Run, source: bytes) -> None:
        told = {**asdict(run), "ran_at": run.ran_at.isoformat(), "made_at": run.made_at.isoformat()}
        told |= {"counts": json.dumps(dict(run.counts)), "changes": json.dumps(dict(run.changes))}
        names = ", ".join(f":{name}" for name in _RUN_COLUMNS)
        self._connection.execute(f"INSERT INTO runs ({_RUN}) VALUES ({names})", told)  # noqa: S608 - our own names
        self._connection.execute("INSERT OR IGNORE INTO sources VALUES (?, ?)", (run.source_sha256, source))

    def commit(self, run: int, now: dt.datetime) -> None:
        """Mark ``run`` as published, and drop what need not be kept any longer."""
        with self._step():
            self._connection.execute("UPDATE runs SET is_committed = 1 WHERE id = ?", (run,))
            self._prune(run, now)

    def _forget(self, run: int) -> None:
        if not self._connection.execute("DELETE FROM runs WHERE id >= ?", (run,)).rowcount:
            return
        for table in _KEPT:
            self._connection.execute(f"DELETE FROM {table} WHERE first_run >= ?", (run,))  # noqa: S608 - our own names
            self._connection.execute(f"UPDATE {table} SET last_run = ? WHERE last_run >= ? AND last_run < ?", (_OPEN, run, _OPEN))  # noqa: S608

    def _start_afresh(self, run: int, after: Snapshot) -> None:
        for table in _KEPT[:-1]:
            self._connection.execute(f"UPDATE {table} SET last_run = ? WHERE last_run = ?", (run, _OPEN))  # noqa: S608
        about = (("base", str(after.base)), ("secret", after.secret))
        self._connection.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", about)

    def _record(self, run: int, before: Snapshot, after: Snapshot) -> None:
        # Most records are the same object as before, and identity is compared faster than equality.
        changed = [uid for uid, record in after.records.items() if (old := before.records.get(uid)) is not record and old != record]
        gone = [uid for uid in before.records if uid not in after.records]
        _close(self._connection, "entries", "uid", (*(uid for uid in changed if uid in before.records), *gone), run)
        # In the order of the table's key, which is several times faster to add to at its end.
        _insert(self._connection, "entries", (_record_row(uid, after.records[uid], run) for uid in sorted(changed)))
        last_sequences = [uid for uid, number in after.last_sequences.items() if before.last_sequences.get(uid) != number]
        _close(
            self._connection,
            "spent",
            "uid",
            (*last_sequences, *(uid for uid in before.last_sequences if uid not in after.last_sequences)),
            run,
        )
        _insert(self._connection, "spent", ((uid, run, _OPEN, after.last_sequences[uid]) for uid in last_sequences))
        if before.tombstones != after.tombstones:
            self._connection.execute("UPDATE graves SET last_run = ? WHERE last_run = ?", (run, _OPEN))
            _insert(self._connection, "graves", (_tombstone_row(tombstone, run) for tombstone in after.tombstones))
        self._record_audiences(run, before.audiences, after.audiences)
        if before.edits != after.edits:
            self._connection.execute("UPDATE edits SET last_run = ? WHERE last_run = ?", (run, _OPEN))
            _insert(self._connection, "edits", [(run, _OPEN, edits_to_text(after.edits))])

    def _record_audiences(self, run: int, before: Audiences, after: Audiences) -> None:
        changed = [groups for groups, feeds in after.items() if before.get(groups) != feeds]
        gone = [groups for groups in before if groups not in after]
        _close(self._connection, "audiences", "groups", (json.dumps(groups) for groups in (*changed, *gone)), run)
        _insert(
            self._connection, "audiences", ((json.dumps(groups), run, _OPEN, feeds_to_text(after[groups])) for groups in changed)
        )

    def _prune(self, run: int, now: dt.datetime) -> None:
        """Keep the last 50 runs and all of the last 400 days; the table ``spent`` keeps SEQUENCE of what was deleted."""
        first_day = (now - dt.timedelta(days=KEPT_DAYS)).isoformat()
        recent = self._connection.execute("SELECT min(id) FROM runs WHERE ran_at >= ?", (first_day,)).fetchone()[0]
        released = self._connection.execute("SELECT max(id) FROM runs WHERE is_released").fetchone()[0]
        oldest = min(number for number in (run - KEPT_RUNS + 1, recent, released) if number is not None)
        if self._connection.execute("DELETE FROM runs WHERE id < ?", (oldest,)).rowcount:
            for table in _KEPT:
                self._connection.execute(f"DELETE FROM {table} WHERE last_run <= ?", (oldest,))  # noqa: S608
            self._connection.execute("DELETE FROM sources WHERE sha256 NOT IN (SELECT source_sha256 FROM runs)")

    @contextmanager
    def _step(self) -> Iterator[None]:
        with self._connection:  # commits, or rolls back
            self._connection.execute("BEGIN IMMEDIATE")
            yield


class Recording:
    """The record of a run. The record lasts as soon as the files of the run are told; before that, it can be taken back."""

    def __init__(self, connection: sqlite3.Connection, run: int) -> None:
        self._connection = connection
        self._run = run

    def intend(self, files: Mapping[str, str]) -> None:
        """Make the record last: path -> SHA-256 of all files that the run is about to leave."""
        query = "SELECT path, sha256 FROM files WHERE last_run = ?"
        before = dict(self._connection.execute(query, (_OPEN,)))
        changed = {path: sha256 for path, sha256 in files.items() if before.get(path) != sha256}
        _close(self._connection, "files", "path", (path for path in before if path in changed or path not in files), self._run)
        _insert(self._connection, "files", ((path, self._run, _OPEN, sha256) for path, sha256 in changed.items()))
        self._connection.commit()


def _close(connection: sqlite3.Connection, table: str, key: str, names: Iterable[str], run: int) -> None:
    query = f"UPDATE {table} SET last_run = ? WHERE {key} = ? AND last_run = ?"  # noqa: S608 - our own names
    connection.executemany(query, ((run, name, _OPEN) for name in names))


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[object]]) -> None:
    marks = {"entries": 7, "graves": 7, "spent": 4, "audiences": 4, "edits": 3, "files": 4}[table]
    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * marks)})", rows)  # noqa: S608 - our own names


def _run(row: tuple[Any, ...]) -> Run:
    told = dict(zip(_RUN_COLUMNS, row, strict=True))
    with _as_damage():
        told |= {name: json.loads(told[name]) for name in ("counts", "changes")}
        told |= {name: _moment(told[name]) for name in ("ran_at", "made_at")}
        told |= {name: bool(told[name]) for name in ("is_released", "is_committed")}
        return Run(**told)


@lru_cache(maxsize=4096)
def _stamp(sequence: int, changed_at: str) -> Stamp:
    return Stamp(sequence, _moment(changed_at))


@lru_cache(maxsize=4096)
def _moment(text: str) -> dt.datetime:
    with _as_damage():
        return dt.datetime.fromisoformat(text)


@lru_cache(maxsize=4096)
def _moment_text(moment: dt.datetime) -> str:
    return moment.isoformat()


def _names(text: str) -> tuple[str, ...]:
    with _as_damage():
        return tuple(map(str, json.loads(text)))


@contextmanager
def _as_damage() -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, KeyError) as error:
        raise HistoryDamaged from error


def _record_row(uid: str, record: ReleasedRecord, run: int) -> tuple[object, ...]:
    stamp = record.stamp
    return (uid, run, _OPEN, record.text, stamp.sequence, _moment_text(stamp.changed_at), record.is_in_calendars)


def _tombstone_row(tombstone: KeptTombstone, run: int) -> tuple[object, ...]:
    return (
        tombstone.uid,
        run,
        _OPEN,
        tombstone.text,
        tombstone.stamp.sequence,
        tombstone.stamp.changed_at.isoformat(),
        feeds_to_text(tombstone.feeds),
    )
