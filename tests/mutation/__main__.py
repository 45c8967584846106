"""``python -m tests.mutation --room history --number 40 --seed 1``: which of so many small faults no test notices.

Each fault stands in a temporary copy of the package and the tests. One run without a fault tells which functions each test
calls; for a fault, those tests run that call its function, quick ones first, up to the first that fails. Faults that
``equivalent.txt`` names are no faults. Prints the survivors and the score. Needs nothing but the test environment.
"""

import argparse
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path
from random import Random

from tests.mutation.faults import Fault, faults
from tests.mutation.yard import Yard

ROOT = Path(__file__).parents[2]
_MOVING = ("*/__init__.py", "*/columns.py", "*/kinds.py")
"""Tables: their faults are what a table is compared with."""


def main() -> None:
    """Choose the faults, try each, and print what came of them."""
    chosen = _arguments()
    known = _equivalent()
    # Chosen before anything is tried, so that work on the sources may go on meanwhile.
    excluded = (*_MOVING, *chosen.exclude)
    picked_by_room = {room: _picked(room, chosen.only, excluded, chosen.number, chosen.seed) for room in chosen.room}
    with tempfile.TemporaryDirectory() as folder:
        yard = Yard.copied(ROOT, Path(folder), chosen.tests or [f"tests/{room}" for room in chosen.room], chosen.slow)
        for room, picked in picked_by_room.items():
            tried = [(path, fault) for path, fault in picked if f"{path} | {fault.name}" not in known]
            survivors = 0
            for path, fault in tried:
                if not yard.notices(path, fault, chosen.seconds, asks_all=chosen.all):
                    survivors += 1
                    _say(f"{path}:{fault.first} | {fault.name}")
            noticed = len(tried) - survivors
            score = f"{100 * noticed / len(tried):.1f} %" if tried else "no score"
            equivalent = len(picked) - len(tried)
            _say(f"{room}, seed {chosen.seed}: {len(picked)} faults, {equivalent} equivalent, {noticed} noticed: {score}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("--room", nargs="+", required=True, help="folders of the package; each gets its own score")
    parser.add_argument("--number", type=int, default=40, help="faults in each room")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=300.0, help="for one fault; a fault that takes longer is noticed")
    parser.add_argument("--slow", type=float, default=20.0, help="leave out tests that take longer than so many seconds")
    parser.add_argument("--tests", nargs="*", help="folders of tests that are asked; without it, those of the rooms")
    parser.add_argument("--only", default="*", help="modules in which faults are put, as a pattern of their paths")
    parser.add_argument("--exclude", action="append", default=[], help="modules that are left out, as a pattern of their paths")
    parser.add_argument("--all", action="store_true", help="run all tests when those that are asked notice nothing")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _picked(room: str, only: str, excluded: tuple[str, ...], number: int, seed: int) -> list[tuple[str, Fault]]:
    paths = sorted((ROOT / "schedbatch" / room).rglob("*.py"))
    names = [path.relative_to(ROOT).as_posix() for path in paths]
    wanted = [name for name in names if fnmatch(name, only) and not any(fnmatch(name, pattern) for pattern in excluded)]
    every = [(name, fault) for name in wanted for fault in faults((ROOT / name).read_text(encoding="utf-8"))]
    return Random(seed).sample(every, min(number, len(every)))  # noqa: S311 - chance for a test


def _equivalent() -> frozenset[str]:
    """The faults that change nothing that anybody can see: lines ``path | function | was -> becomes``, each with its reason."""
    lines = Path(__file__).with_name("equivalent.txt").read_text(encoding="utf-8").splitlines()
    known = frozenset(line.partition("  # ")[0].strip() for line in lines)
    gone = sorted({path for path in (line.partition(" | ")[0] for line in known) if not (ROOT / path).exists()})
    if gone:
        sys.exit(f"equivalent.txt names modules that are not there; correct their paths: {', '.join(gone)}")
    return known


if __name__ == "__main__":
    main()
