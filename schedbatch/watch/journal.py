"""The watch's memory on disk: an SQLite file, ``OUT/.watch/journal.sqlite``, with a row for every workbook that was taken.

It is opened for each step and closed again: the folder may vanish and come back, and nobody else is kept from it. A row is
recorded as running before its run starts, and as finished, with all that is to be said, before its workbook is put away.
"""

import dataclasses
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from schedbatch.domain.issues import OutputNotWritable

FOLDER = ".watch"
"""Below the folder for results; no Schedule ID begins with a dot."""
FILE = "journal.sqlite"

_VERSION = 1
_WAIT_SECONDS = 10.0
_TABLES = """
CREATE TABLE claims (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL, claimed_at TEXT NOT NULL,
    sha256 TEXT NOT NULL, schedule_id TEXT NOT NULL, revision INTEGER NOT NULL, version TEXT NOT NULL, settings TEXT NOT NULL,
    outcome TEXT NOT NULL, exit_code INTEGER NOT NULL, sentence TEXT NOT NULL, finished_at TEXT NOT NULL, archived TEXT NOT NULL,
    receipt TEXT NOT NULL, mail TEXT NOT NULL, schedule_key TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX claims_of_schedule ON claims (schedule_key, id);
CREATE INDEX claims_open ON claims (state) WHERE state <> 'filed';
CREATE INDEX claims_unsent ON claims (mail) WHERE mail = 'due';
"""


class JournalDamaged(Exception):
    """The journal cannot be read; it is put aside, and a new one begins."""


class State(Enum):
    """How far a claim has come."""

    CLAIMED = "claimed"
    RUNNING = "running"
    FINISHED = "finished"
    FILED = "filed"


@dataclass(frozen=True, slots=True)
class Row:
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
    """The rows, on disk. Every method raises OutputNotWritable where the disk lets it down, and JournalDamaged."""

    def __init__(self, out: Path) -> None:
        self.path = out / FOLDER / FILE

    def check(self) -> None:
        """Read it whole, as far as damage shows. Raises OutputNotWritable too if a newer schedbatch has written it."""
        with self._open() as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise JournalDamaged

    def put(self, row: Row) -> None:
        """Record the row, in place of what was known of it."""
        values = [*(_stored(getattr(row, field.name)) for field in dataclasses.fields(Row)), _key(row.schedule_id)]
        with self._open() as connection:
            connection.execute(f"INSERT OR REPLACE INTO claims VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608

    def forget(self, claim_id: str) -> None:
        """Delete the row of a claim that came to nothing."""
        with self._open() as connection:
            connection.execute("DELETE FROM claims WHERE id = ?", (claim_id,))

    def open_rows(self) -> tuple[Row, ...]:
        """What is not filed yet, or has mail to be sent, in the order of claims."""
        return self._rows("state <> 'filed' OR mail = 'due' ORDER BY id")

    def last_number(self) -> int:
        """The number of the last claim."""
        with self._open() as connection:
            return int(connection.execute("SELECT coalesce(max(id), '0') FROM claims").fetchone()[0])

    def row(self, claim_id: str) -> Row | None:
        """The row of a claim."""
        return next(iter(self._rows("id = ?", claim_id)), None)

    def last_done(self, schedule_id: str) -> Row | None:
        """The workbook whose schedule stands, as far as the journal knows."""
        query = "schedule_key = ? AND outcome IN ('released', 'already done') ORDER BY id DESC LIMIT 1"
        return next(iter(self._rows(query, _key(schedule_id))), None)

    def revision(self, schedule_id: str) -> int:
        """How many releases of the schedule the journal knows."""
        query = "SELECT coalesce(max(revision), 0) FROM claims WHERE schedule_key = ?"
        with self._open() as connection:
            return int(connection.execute(query, (_key(schedule_id),)).fetchone()[0])

    def recent(self, number: int) -> tuple[Row, ...]:
        """The last workbooks that are finished, the last first; by number, since clocks are set back."""
        return self._rows("outcome <> '' ORDER BY id DESC LIMIT ?", number)

    def counts(self) -> Mapping[str, int]:
        """Outcome -> how many workbooks ever."""
        with self._open() as connection:
            query = "SELECT outcome, count(*) FROM claims WHERE outcome <> '' GROUP BY outcome"
            return dict(connection.execute(query).fetchall())

    def _rows(self, condition: str, *values: object) -> tuple[Row, ...]:
        with self._open() as connection:
            found = connection.execute(f"SELECT * FROM claims WHERE {condition}", values).fetchall()  # noqa: S608 - our own texts
        return tuple(_row(values) for values in found)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._naming():
            if not self.path.parent.is_dir():
                self.path.parent.mkdir(exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None)
            try:
                connection.execute("PRAGMA synchronous = FULL")
                self._prepare(connection)
                with connection:
                    connection.execute("BEGIN IMMEDIATE")
                    yield connection
            finally:
                connection.close()

    def _prepare(self, connection: sqlite3.Connection) -> None:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > _VERSION:
            raise OutputNotWritable(self.path, f"{self.path} was written by a newer schedbatch. Update schedbatch and start again.")
        if version == 0:
            connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")

    @contextmanager
    def _naming(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise OutputNotWritable(self.path, f"{self.path} cannot be used ({error}). Check the disk or network drive.") from error
        except sqlite3.DatabaseError as error:
            raise JournalDamaged from error
        except OSError as error:
            raise OutputNotWritable(self.path, f"{self.path} cannot be used ({error.strerror or error}).") from error

    def put_aside(self) -> Path:
        """Rename a damaged journal, so that a new one can begin; give its new name."""
        names = (self.path.with_name(f"{self.path.stem} (damaged {number}){self.path.suffix}") for number in range(1, 1000))
        aside = next(name for name in names if not name.exists())
        with self._naming():
            self.path.replace(aside)
            for ending in ("-journal", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    self.path.with_name(self.path.name + ending).unlink()
        return aside


def _key(schedule_id: str) -> str:
    """Schedule IDs that share a folder are one schedule. ASCII, as everything that is kept."""
    return json.dumps(schedule_id.casefold())


def _stored(value: object) -> object:
    # A name may hold bytes that are no UTF-8, which SQLite's texts cannot; JSON's escapes can.
    return value.value if isinstance(value, State) else json.dumps(value) if _is_odd(value) else value


def _is_odd(value: object) -> bool:
    return isinstance(value, str) and not (value.isascii() and not value.startswith('"'))


def _row(values: Sequence[Any]) -> Row:
    try:
        plain = [json.loads(value) if isinstance(value, str) and value.startswith('"') else value for value in values[:-1]]
        return Row(plain[0], plain[1], State(plain[2]), *plain[3:])
    except (ValueError, TypeError) as error:
        raise JournalDamaged from error
