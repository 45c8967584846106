"""An SQLite file: made, brought up to date, refused, told damaged, put aside."""

import dataclasses
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from schedbatch.disk.locks import locked
from schedbatch.disk.sqlite import Database, Sentences
from schedbatch.domain.issues import OutputNotWritable


class Damaged(Exception):
    """What the owner of the file raises."""


FIRST = "CREATE TABLE names (name TEXT);"
SECOND = "ALTER TABLE names ADD COLUMN loud TEXT NOT NULL DEFAULT ''; UPDATE names SET loud = louder(name);"
SENTENCES = Sentences("{path} is newer.", "{place} is busy.", "{path}: {error}.", "{path} is stuck ({error}).")


def database(folder: Path, *migrations: str, louder: Callable[..., str] = str.upper) -> Database:
    return Database(folder / "names.sqlite", migrations, Damaged, SENTENCES, 0, {"louder": louder})


def write_first(folder: Path) -> None:
    with database(folder, FIRST).opened() as connection:
        connection.execute("INSERT INTO names VALUES ('labs')")


def refused(made: Database) -> str:
    with pytest.raises(OutputNotWritable) as caught, made.opened():
        pass
    return str(caught.value)


def test_a_file_goes_through_every_migration_that_it_has_not_seen(tmp_path: Path) -> None:
    write_first(tmp_path)
    with database(tmp_path, FIRST, SECOND).opened() as connection:
        assert connection.execute("SELECT name, loud FROM names").fetchall() == [("labs", "LABS")]
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_file_that_is_only_read_stays_as_it_is(tmp_path: Path) -> None:
    write_first(tmp_path)
    content = (tmp_path / "names.sqlite").read_bytes()
    with database(tmp_path, FIRST, SECOND).opened_to_read() as connection:
        assert connection
        assert connection.execute("SELECT name, loud FROM names").fetchall() == [("labs", "LABS")]
    assert (tmp_path / "names.sqlite").read_bytes() == content


def test_nothing_is_read_where_nothing_is(tmp_path: Path) -> None:
    with database(tmp_path, FIRST).opened_to_read() as missing:
        pass
    (tmp_path / "names.sqlite").touch()
    with database(tmp_path, FIRST).opened_to_read() as empty:
        pass
    assert (missing, empty) == (None, None)


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    def louder(_: str) -> str:
        raise ValueError

    write_first(tmp_path)
    with pytest.raises(Damaged), database(tmp_path, FIRST, SECOND, louder=louder).opened():
        pass
    with database(tmp_path, FIRST).opened() as connection:
        assert connection.execute("SELECT * FROM names").fetchall() == [("labs",)]


def test_a_newer_file_a_busy_one_and_the_disk_have_their_sentences(tmp_path: Path) -> None:
    path = tmp_path / "names.sqlite"
    with database(tmp_path, FIRST, SECOND).opened():
        pass
    assert refused(database(tmp_path, FIRST)) == f"{path} is newer."
    with locked(path, 0):
        assert refused(database(tmp_path, FIRST, SECOND)) == f"{tmp_path.parent} is busy."
    missing = tmp_path / "missing" / "names.sqlite"
    other = dataclasses.replace(database(tmp_path, FIRST), path=missing)
    assert refused(other) == f"{missing}: unable to open database file."


@pytest.mark.parametrize("content", [b"rubbish" * 100, b"SQLite format 3\0" + bytes(84)])
def test_a_damaged_file_is_put_aside_with_its_journal(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "names.sqlite").write_bytes(content)
    (tmp_path / "names.sqlite-wal").touch()
    made = database(tmp_path, FIRST)
    with pytest.raises(Damaged), made.opened():
        pass
    assert made.put_aside() == tmp_path / "names (damaged 1).sqlite"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"names (damaged 1).sqlite": content}


def test_what_cannot_be_put_aside_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputNotWritable) as caught:
        database(tmp_path, FIRST).put_aside()
    assert str(caught.value) == f"{tmp_path / 'names.sqlite'} is stuck (No such file or directory)."


def test_a_missing_table_is_damage_and_a_wrong_statement_is_a_fault_of_ours(tmp_path: Path) -> None:
    with pytest.raises(Damaged), database(tmp_path, FIRST).opened() as connection:
        connection.execute("SELECT * FROM others")
    with pytest.raises(sqlite3.OperationalError, match="syntax error"), database(tmp_path, FIRST).opened() as connection:
        connection.execute("SELEKT")


def test_a_connection_is_closed_in_the_end(tmp_path: Path) -> None:
    made = database(tmp_path, FIRST)
    with made.opened() as written, made.opened_to_read() as read:
        assert read
    for connection in (written, read):
        with pytest.raises(sqlite3.ProgrammingError, match="Cannot operate on a closed database"):
            connection.execute("SELECT * FROM names")
