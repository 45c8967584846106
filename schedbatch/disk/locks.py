"""A lock that ends with its process, on every system: an exclusive transaction on an SQLite file of its own."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from schedbatch.domain.issues import OutputNotWritable


@contextmanager
def locked(path: Path, wait_seconds: float) -> Iterator[None]:
    """Keep everybody else out of ``locked(path)``; others are waited for.

    Raises sqlite3.OperationalError if others do not end in time or the disk cannot lock, OutputNotWritable if the file is damaged.
    """
    connection = sqlite3.connect(path, timeout=wait_seconds, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            # Nobody writes anything into the file; what the lock guards must not be taken for damaged.
            raise OutputNotWritable(path, f"{path} is damaged. Delete it and run again.") from error
        yield
    finally:
        connection.close()


@contextmanager
def locked_if_possible(path: Path, wait_seconds: float) -> Iterator[None]:
    """Lock as :func:`locked` does; go on without where the lock cannot be had, as on shares without file locks."""
    with ExitStack() as closing:
        with suppress(sqlite3.DatabaseError, OutputNotWritable):
            closing.enter_context(locked(path, wait_seconds))
        yield
