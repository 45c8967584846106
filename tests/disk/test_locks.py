"""The lock that ends with its process."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from schedbatch.disk.locks import locked, locked_if_possible
from schedbatch.domain.issues import OutputNotWritable

HOLDER = """
import sys
from pathlib import Path
from schedbatch.disk.locks import locked
with locked(Path(sys.argv[1]), 5):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_nobody_else_has_the_lock_until_its_holder_ends(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as holder:  # noqa: S603
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(sqlite3.OperationalError, match="database is locked"), locked(path, 0):
            pass
        holder.kill()
    with locked(path, 5), pytest.raises(sqlite3.OperationalError, match="database is locked"), locked(path, 0):
        pass


def test_where_no_lock_can_be_had_work_goes_on_if_it_may(tmp_path: Path) -> None:
    (tmp_path / "lock").write_bytes(b"rubbish" * 1000)
    said = f"{tmp_path / 'lock'} is damaged. Delete it and run again."
    with pytest.raises(OutputNotWritable) as caught, locked(tmp_path / "lock", 0):
        pass
    assert str(caught.value) == said
    done = []
    for path in (tmp_path / "lock", tmp_path / "missing" / "lock"):
        with locked_if_possible(path, 0):
            done.append(path.parent.name)
    assert done == [tmp_path.name, "missing"]


def test_where_a_lock_can_be_had_nobody_else_has_it_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with locked_if_possible(path, 0), pytest.raises(sqlite3.OperationalError, match="database is locked"), locked(path, 0):
        pass
    with locked(path, 0):
        pass
