"""The watch's memory on disk: an SQLite file, ``OUT/.watch/journal.sqlite``, with a record of every workbook that was taken.

It is opened for each step and closed again: the folder may vanish and come back, and nobody else is kept from it. A claim is
recorded as running before its run starts, and as finished, with all that is to be said, before its workbook is put away.
"""

import dataclasses
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from schedbatch.disk.sqlite import Database, Sentences
from schedbatch.domain.issues import OutputNotWritable

FOLDER = ".watch"
"""Below the folder for results; no Schedule ID begins with a dot."""
FILE = "journal.sqlite"

_WAIT_SECONDS = 10.0
_SENTENCES = Sentences(
    newer="{path} was written by a newer schedbatch. Update schedbatch and start again.",
    busy="{path} cannot be used ({error}). Check the disk or network drive.",
    disk="{path} cannot be used ({error}). Check the disk or network drive.",
    stuck="{path} cannot be used ({error}).",
)
_MIGRATIONS = (
    """
CREATE TABLE claims (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL, claimed_at TEXT NOT NULL,
    sha256 TEXT NOT NULL, schedule_id TEXT NOT NULL, revision INTEGER NOT NULL, version TEXT NOT NULL, settings TEXT NOT NULL,
    outcome TEXT NOT NULL, exit_code INTEGER NOT NULL, sentence TEXT NOT NULL, finished_at TEXT NOT NULL, archived TEXT NOT NULL,
    receipt TEXT NOT NULL, mail TEXT NOT NULL, schedule_key TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX claims_of_schedule ON claims (schedule_key, id);
CREATE INDEX claims_open ON claims (state) WHERE state <> 'filed';
CREATE INDEX claims_unsent ON claims (mail) WHERE mail = 'due';
""",
    """
ALTER TABLE claims RENAME TO claims_by_place;
CREATE TABLE claims (
    id TEXT PRIMARY KEY, state TEXT NOT NULL, schedule_key TEXT NOT NULL, outcome TEXT NOT NULL, revision INTEGER NOT NULL,
    mail TEXT NOT NULL, record TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO claims SELECT id, state, schedule_key, outcome, revision, mail, record_of_places(
    id, name, state, tries, claimed_at, sha256, schedule_id, revision, version, settings, outcome, exit_code, sentence,
    finished_at, archived, receipt, mail
) FROM claims_by_place;
DROP TABLE claims_by_place;
CREATE INDEX claims_of_schedule ON claims (schedule_key, id);
CREATE INDEX claims_open ON claims (state) WHERE state <> 'filed';
CREATE INDEX claims_unsent ON claims (mail) WHERE mail = 'due';
""",
)
"""From each version of the tables (SQLite's ``user_version``) to the next; a new file goes through all of them.

Since the second a claim is ``record``, a JSON object of names and values; the other columns say again what queries ask for.
"""
_PLACES_OF_VERSION_1 = (
    *("id", "name", "state", "tries", "claimed_at", "sha256", "schedule_id", "revision", "version", "settings"),
    *("outcome", "exit_code", "sentence", "finished_at", "archived", "receipt", "mail"),
)
"""The names of what version 1 kept by place."""


class JournalDamaged(Exception):
    """The journal cannot be read; it is put aside, and a new one begins."""


class State(Enum):
    """How far a claim has come, from the folder ``working`` to its place in ``done`` or ``failed``."""

    CLAIMED = "claimed"
    RUNNING = "running"
    FINISHED = "finished"
    FILED = "filed"


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A workbook that was taken. Times are ISO texts in UTC; ``receipt`` is kept until its files and its mail are out.

    ``mail`` is blank, ``due``, ``sent`` or ``given up``; ``archived`` is the place below the inbox.
    """

    id: str
    name: str
    state: State
    tries: int = 0
    claimed_at: str = ""
    sha256: str = ""
    schedule_id: str = ""
    revision: int = 0
    version: str = ""
    settings: str = ""
    outcome: str = ""
    exit_code: int = 0
    sentence: str = ""
    finished_at: str = ""
    archived: str = ""
    receipt: str = ""
    mail: str = ""


class Journal:
    """The records, on disk. Every method raises OutputNotWritable where the disk lets it down, and JournalDamaged."""

    def __init__(self, out: Path) -> None:
        self.path = out / FOLDER / FILE
        functions = {"record_of_places": _record_of_places}
        self._database = Database(self.path, _MIGRATIONS, JournalDamaged, _SENTENCES, _WAIT_SECONDS, functions)

    def check(self) -> None:
        """Read it whole, as far as damage shows. Raises OutputNotWritable too if a newer schedbatch has written it."""
        with self._open() as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise JournalDamaged

    def put(self, record: ClaimRecord) -> None:
        """Keep the record, in place of what was known of the claim."""
        text = json.dumps({"v": _RECORD_VERSION, **_by_name(record)})
        values = (
            _ascii(record.id),
            record.state.value,
            _key(record.schedule_id),
            record.outcome,
            record.revision,
            record.mail,
            text,
        )
        with self._open() as connection:
            connection.execute("INSERT OR REPLACE INTO claims VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def forget(self, claim_id: str) -> None:
        """Delete the record of a claim that came to nothing."""
        with self._open() as connection:
            connection.execute("DELETE FROM claims WHERE id = ?", (_ascii(claim_id),))

    def open_records(self) -> tuple[ClaimRecord, ...]:
        """The records that are not filed yet or have mail to be sent, in the order of claims."""
        return self._records("state <> 'filed' OR mail = 'due' ORDER BY id")

    def last_number(self) -> int:
        """The number of the last claim."""
        with self._open() as connection:
            return int(connection.execute("SELECT coalesce(max(id), '0') FROM claims").fetchone()[0])

    def record(self, claim_id: str) -> ClaimRecord | None:
        """The record of a claim."""
        return next(iter(self._records("id = ?", _ascii(claim_id))), None)

    def last_done(self, schedule_id: str) -> ClaimRecord | None:
        """The workbook whose schedule stands, as far as the journal knows."""
        query = "schedule_key = ? AND outcome IN ('released', 'already done') ORDER BY id DESC LIMIT 1"
        return next(iter(self._records(query, _key(schedule_id))), None)

    def revision(self, schedule_id: str) -> int:
        """How many releases of the schedule the journal knows."""
        query = "SELECT coalesce(max(revision), 0) FROM claims WHERE schedule_key = ?"
        with self._open() as connection:
            return int(connection.execute(query, (_key(schedule_id),)).fetchone()[0])

    def recent(self, number: int) -> tuple[ClaimRecord, ...]:
        """The workbooks finished last, the last first; in the order of claims, since clocks are set back."""
        return self._records("outcome <> '' ORDER BY id DESC LIMIT ?", number)

    def counts(self) -> Mapping[str, int]:
        """Outcome -> how many workbooks ever."""
        with self._open() as connection:
            query = "SELECT outcome, count(*) FROM claims WHERE outcome <> '' GROUP BY outcome"
            return dict(connection.execute(query).fetchall())

    def put_aside(self) -> Path:
        """Rename a damaged journal, so that a new one can begin; give its new name."""
        return self._database.put_aside()

    def _records(self, condition: str, *values: object) -> tuple[ClaimRecord, ...]:
        query = f"SELECT record FROM claims WHERE {condition}"  # noqa: S608 - our own texts
        with self._open() as connection:
            found = connection.execute(query, values).fetchall()
        return tuple(_record_of(text) for (text,) in found)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            if not self.path.parent.is_dir():
                self.path.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputNotWritable(self.path, f"{self.path} cannot be used ({error.strerror or error}).") from error
        with self._database.opened() as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection


def _key(schedule_id: str) -> str:
    """Schedule IDs that share a folder are one schedule. ASCII, as everything that is kept."""
    return json.dumps(schedule_id.casefold())


def _ascii(text: str) -> str:
    # A name may hold bytes that are no UTF-8, which SQLite's texts cannot; JSON's escapes can.
    return text if text.isascii() and not text.startswith('"') else json.dumps(text)


def _by_name(record: ClaimRecord) -> dict[str, object]:
    named = {field.name: getattr(record, field.name) for field in dataclasses.fields(ClaimRecord)}
    return {**named, "state": record.state.value}


def _record_of(text: str) -> ClaimRecord:
    """The record from a text in any form that was ever released; what it does not name is unknown, and has its default."""
    try:
        named = json.loads(text)
        return _READERS[named["v"]](named)
    except (ValueError, TypeError, KeyError) as error:
        raise JournalDamaged from error


def _record_of_version_2(named: Mapping[str, Any]) -> ClaimRecord:
    known = {field.name: named[field.name] for field in dataclasses.fields(ClaimRecord) if field.name in named}
    return ClaimRecord(**{**known, "state": State(named["state"])})


_RECORD_VERSION = 2
_READERS: Mapping[int, Callable[[Mapping[str, Any]], ClaimRecord]] = {2: _record_of_version_2}
"""How each form is read; the first, values by their places in the table, becomes the second when the file is opened."""


def _record_of_places(*values: str | int) -> str:
    """The text of a record that version 1 kept by place, where odd texts were JSON."""
    plain = [json.loads(value) if isinstance(value, str) and value.startswith('"') else value for value in values]
    return json.dumps({"v": 2, **dict(zip(_PLACES_OF_VERSION_1, plain, strict=True))})
