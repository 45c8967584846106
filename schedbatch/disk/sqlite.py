"""The one way to open an SQLite file: brought up to date, its faults told apart, put aside when it is damaged."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from schedbatch.disk.free_names import aside_name
from schedbatch.domain.issues import OutputNotWritable

_OF_THE_DISK = {
    *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR),
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL),
}
"""SQLite's codes for what the disk is to blame for."""
_OF_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SIGNS_OF_DAMAGE = (
    *("no such table", "no such column", "Could not decode", "unsupported file format", "malformed database schema"),
    "user-defined function raised exception",  # a migration met a row that it cannot read
)
"""How SQLite's messages begin where the code says no more than that a statement failed."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """What is said where a file cannot be used: ``{path}`` is the file, ``{place}`` two folders up, ``{error}`` the reason."""

    newer: str
    busy: str
    disk: str
    stuck: str
    """For a damaged file that cannot be put aside."""


@dataclass(frozen=True, slots=True)
class Database:
    """An SQLite file that schedbatch keeps.

    ``migrations`` are scripts from each version of the tables (SQLite's ``user_version``) to the next; a new file goes through
    all of them. ``functions`` are those that the scripts call beside SQL's own, by name. ``damage`` is raised where the file
    cannot be read for its own fault; OutputNotWritable where the disk, another process or a newer schedbatch is in the way.
    """

    path: Path
    migrations: tuple[str, ...]
    damage: type[Exception]
    sentences: Sentences
    wait_seconds: float
    functions: Mapping[str, Callable[..., str]] = field(default_factory=dict)

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """A connection to the tables of this version, which are made or brought up to date; closed in the end."""
        with self.naming():
            connection = _connect(self.path, self.wait_seconds)
            try:
                self._prepare(connection)
                yield connection
            finally:
                connection.close()

    @contextmanager
    def opened_to_read(self) -> Iterator[sqlite3.Connection | None]:
        """A connection to be read only; ``None`` if there is no file, or nothing in it.

        A file that an older schedbatch wrote stays as it is: a copy in memory is brought up to date.
        """
        if not self.path.exists():
            yield None
            return
        with self.naming():
            connection = _connect(self.path, self.wait_seconds)
            try:
                version = self._version(connection)
                if 0 < version < len(self.migrations):
                    connection = _copied(connection)
                    self._prepare(connection)
                yield connection if version else None
            finally:
                connection.close()

    def put_aside(self) -> Path:
        """Rename the damaged file, so that a new one can begin; give its new name."""
        path = self.path
        try:
            aside = aside_name(path, "damaged")
            path.replace(aside)
            for journal in (path.with_name(path.name + ending) for ending in ("-journal", "-wal", "-shm")):
                journal.unlink(missing_ok=True)
        except OSError as error:
            raise self._refusal(self.sentences.stuck, error.strerror or error) from error
        return aside

    @contextmanager
    def naming(self) -> Iterator[None]:
        """Turn SQLite's errors into ``damage`` or a sentence; what is neither is a fault of ours, and is raised as it is."""
        try:
            yield
        except sqlite3.Error as error:
            # The lower byte is the kind, the rest tells more of it.
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise self._refusal(self.sentences.busy, error) from error
            if code in _OF_THE_DISK:
                raise self._refusal(self.sentences.disk, error) from error
            if code in _OF_DAMAGE or str(error).startswith(_SIGNS_OF_DAMAGE):
                raise self.damage from error
            raise

    def _refusal(self, sentence: str, error: object = "") -> OutputNotWritable:
        return OutputNotWritable(self.path, sentence.format(path=self.path, place=self.path.parent.parent, error=error))

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Bring the tables to this version's, in one step."""
        steps = self.migrations[self._version(connection) :]
        if steps:
            for name, function in self.functions.items():
                connection.create_function(name, -1, function)
            script = f"BEGIN IMMEDIATE; {''.join(steps)} PRAGMA user_version = {len(self.migrations)}; COMMIT;"
            connection.executescript(script)

    def _version(self, connection: sqlite3.Connection) -> int:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > len(self.migrations):
            raise self._refusal(self.sentences.newer)
        return version


def _connect(path: Path, wait_seconds: float) -> sqlite3.Connection:
    """A connection that waits for others, and whose transactions last through a power failure. Raises sqlite3.Error."""
    connection = sqlite3.connect(path, timeout=wait_seconds, isolation_level=None)
    with ExitStack() as undo:
        # Windows renames no file that is open: a damaged one could not be put aside.
        undo.callback(connection.close)
        # The journal file of the default mode works on network shares, where WAL's shared memory does not.
        connection.execute("PRAGMA synchronous = FULL")
        undo.pop_all()
    return connection


def _copied(connection: sqlite3.Connection) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(copy)
    connection.close()
    return copy
