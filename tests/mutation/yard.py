"""A copy of the package and its tests, in which faults stand one after the other."""

import json
import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from tests.mutation.faults import Fault

_COPIED = (
    "schedbatch", "tests", "samples", "templates", "benchmarks", "docs", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"
)  # fmt: skip
# Where processes can be forked, libraries are imported once for all faults: most of the time of a quick test.
_FORKS = "fork" in multiprocessing.get_all_start_methods()
_LIBRARIES = ("click", "hypothesis", "icalendar", "msgspec", "openpyxl", "pandas", "rapidfuzz", "xlsxwriter") if _FORKS else ()
_LONG_AGO = 1_000_000_000


@dataclass(slots=True)
class Yard:
    """The copy in ``folder``; ``calls``: what each quick test calls, as path and first line of a function, quickest test first."""

    folder: Path
    calls: dict[str, frozenset[tuple[str, int]]]
    tried: int = 0

    @classmethod
    def copied(cls, root: Path, folder: Path, tests: Sequence[str], slow: float) -> "Yard":
        """Copy what the tests need, and run ``tests`` once to see what they call."""
        for library in _LIBRARIES:
            import_module(library)
        folder = folder.resolve()
        for name in _COPIED:
            if (root / name).is_dir():
                shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif (root / name).exists():
                shutil.copy2(root / name, folder / name)
        record = folder / "touched.json"
        _fails(folder, ("-p", "tests.mutation.touching", *tests), None, {"SCHEDBATCH_TOUCHED": str(record)})
        touched = sorted(json.loads(record.read_text(encoding="utf-8")).items(), key=lambda test: test[1][0])
        if not touched:
            sys.exit("No test can be asked: do they run without a fault?")
        quick = {test: lines for test, (seconds, lines) in touched if seconds < slow}
        return cls(folder, {test: frozenset((path, line) for path, line in lines) for test, lines in quick.items()})

    def notices(self, path: str, fault: Fault, seconds: float, *, asks_all: bool) -> bool:
        """Does a test fail while the fault stands in the module?"""
        first, last = fault.span or (0, sys.maxsize)
        asked = [test for test, lines in self.calls.items() if any(_may_reach(path, first, last, *line) for line in lines)]
        module = self.folder / path
        sound, times = module.read_bytes(), module.stat()
        self.tried += 1
        try:
            module.write_bytes(fault.module.encode())
            # Bytecode is kept by second and size: a fault of the same size must not pass for the sound module.
            os.utime(module, (_LONG_AGO, _LONG_AGO + self.tried))
            return bool(asked and _fails(self.folder, ("-x", *asked), seconds)) or (
                asks_all and _fails(self.folder, ("-x", "tests"), seconds)
            )
        finally:
            module.write_bytes(sound)
            os.utime(module, ns=(times.st_atime_ns, times.st_mtime_ns))


def _may_reach(path: str, first: int, last: int, called_path: str, called_line: int) -> bool:
    return called_path == "*" or (called_path == path and first <= called_line <= last)


def _fails(folder: Path, arguments: Sequence[str], seconds: float | None, variables: dict[str, str] | None = None) -> bool:
    """Does pytest fail, or take longer than ``seconds``?"""
    multiprocessing.set_start_method("fork" if _FORKS else "spawn", force=True)
    process = multiprocessing.Process(target=_run_tests, args=(folder, arguments, variables or {}))
    process.start()
    process.join(seconds)
    if process.is_alive():
        # What the tests have started is ended with them.
        if hasattr(os, "killpg"):
            os.killpg(process.pid or 0, signal.SIGKILL)
        process.kill()
        process.join()
    return process.exitcode != 0


def _run_tests(folder: Path, arguments: Sequence[str], variables: dict[str, str]) -> None:
    """Run pytest on the copy, in a process of its own."""
    if hasattr(os, "setsid"):
        os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("schedbatch", "tests")]:
        del sys.modules[name]
    os.chdir(folder)
    sys.path[:] = [str(folder), *(entry for entry in sys.path if entry not in ("", str(Path(__file__).parents[2])))]
    # Tests that start a process of their own in another folder must find the faulty copy there too.
    os.environ.update(variables, PYTHONPATH=str(folder))
    # A run asks whether it is a process of another run; this one is to work as pytest in a terminal does.
    multiprocessing.process._parent_process = None  # type: ignore[attr-defined] # noqa: SLF001
    imported = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
    sys.exit(pytest.main(["-n", "0", "-p", "no:cacheprovider", *imported, *arguments]))
