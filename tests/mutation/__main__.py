"""``python -m tests.mutation --room history --number 40 --seed 1``: which of so many small faults no test notices.

Each fault stands in a temporary copy of the package and the tests. The tests of the mirrored folder run first, then, with
``--all``, the others. Prints the survivors and the share that was noticed. Needs nothing but the test environment.
"""

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

from tests.mutation.faults import Fault, faults

ROOT = Path(__file__).parents[2]
_COPIED = ("schedbatch", "tests", "samples", "templates", "benchmarks", "pyproject.toml", "README.md", "CHANGELOG.md")
_MOVING = ("__init__.py", "columns.py", "kinds.py")
"""Tables: their faults are what a table is compared with."""


def main() -> None:
    """Choose the faults, try each, and print what came of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("--room", required=True)
    parser.add_argument("--number", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--seconds", type=float, default=300.0, help="for the tests of one fault; a fault that takes longer is noticed"
    )
    parser.add_argument("--all", action="store_true", help="run all tests when those of the room notice nothing")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        yard = Path(folder)
        for name in _COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, yard / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, yard / name)
        if (yard / "tests" / chosen.room).is_dir() and _fails(yard, f"tests/{chosen.room}", chosen.seconds):
            parser.exit(1, "The tests of the room fail without any fault: nothing can be told.\n")
        survivors = 0
        picked = _picked(chosen.room, chosen.number, chosen.seed)
        for path, fault in picked:
            if not _is_noticed(yard, path, fault, chosen.room, chosen.seconds, runs_all=chosen.all):
                survivors += 1
                sys.stdout.write(f"{path}:{fault}\n")
                sys.stdout.flush()
    sys.stdout.write(f"{chosen.room}: {len(picked) - survivors} of {len(picked)} noticed\n")


def _picked(room: str, number: int, seed: int) -> list[tuple[Path, Fault]]:
    paths = sorted(path for path in (ROOT / "schedbatch" / room).rglob("*.py") if path.name not in _MOVING)
    every = [(path.relative_to(ROOT), fault) for path in paths for fault in faults(path.read_text(encoding="utf-8"))]
    sound = [(path, fault) for path, fault in every if _compiles(fault)]
    return Random(seed).sample(sound, min(number, len(sound)))  # noqa: S311 - chance for a test


def _compiles(fault: Fault) -> bool:
    try:
        ast.parse(fault.module)
    except SyntaxError:
        return False
    return True


def _is_noticed(yard: Path, path: Path, fault: Fault, room: str, seconds: float, *, runs_all: bool) -> bool:
    sound = (yard / path).read_text(encoding="utf-8")
    (yard / path).write_text(fault.module, encoding="utf-8", newline="\n")
    try:
        tests = [f"tests/{room}"] if (yard / "tests" / room).is_dir() else ["tests"]
        return any(_fails(yard, folder, seconds) for folder in (*tests, *(["tests"] if runs_all else [])))
    finally:
        (yard / path).write_text(sound, encoding="utf-8", newline="\n")


def _fails(yard: Path, tests: str, seconds: float) -> bool:
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-n", "2", "-p", "no:cacheprovider", tests]
    try:
        # Tests that start a process of their own in another folder must find the faulty copy there too.
        environment = {**os.environ, "PYTHONPATH": str(yard)}
        done = subprocess.run(command, cwd=yard, env=environment, capture_output=True, check=False, timeout=seconds)  # noqa: S603
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


if __name__ == "__main__":
    main()
