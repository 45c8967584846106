"""A pytest plugin: which functions of the package each test calls, and how long the test takes.

Written as JSON to the file that ``SCHEDBATCH_TOUCHED`` names: a test's node id -> ``[seconds, [[path, first line], ...]]``.
A test that starts a process may call anything there: the path ``*`` stands for this. Tests that fail, as those of speed may
when all calls are watched, are left out.
"""

import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType

import pytest

_PACKAGE = str(Path("schedbatch").resolve()) + os.sep
_STARTS = ("subprocess.Popen", "os.fork", "os.posix_spawn", "_winapi.CreateProcess")
_touched: dict[str, tuple[float, list[tuple[str, int]]]] = {}
_starting: list[str] = []
_failed: set[str] = set()


def _note_start(event: str, _: object) -> None:
    if event in _STARTS:
        _starting.append(event)


sys.addaudithook(_note_start)


def _worked() -> float:
    """Seconds of work of this process and those it has waited for: a busy machine makes no test slow."""
    return sum(os.times()[:4])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Watch all calls of the test, in its threads too. Calls in other processes are not seen."""
    called: set[CodeType] = set()
    _starting.clear()

    def note(frame: FrameType, _: str, __: object) -> None:
        called.add(frame.f_code)

    started = _worked()
    # A trace that asks for no lines is told of calls alone, and costs least.
    threading.settrace(note)
    sys.settrace(note)
    try:
        return (yield)
    finally:
        sys.settrace(None)
        threading.settrace(None)
        own = [(code.co_filename, code.co_firstlineno) for code in called if code.co_filename.startswith(_PACKAGE)]
        anything = [(str(Path("*").absolute()), 0)] if _starting else []
        _touched[item.nodeid] = (_worked() - started, own + anything)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note the tests that fail."""
    if report.failed:
        _failed.add(report.nodeid)


def pytest_sessionfinish() -> None:
    """Write what was seen."""
    short = {
        test: (seconds, sorted((Path(path).relative_to(Path.cwd()).as_posix(), line) for path, line in lines))
        for test, (seconds, lines) in _touched.items()
        if test not in _failed
    }
    Path(os.environ["SCHEDBATCH_TOUCHED"]).write_text(json.dumps(short), encoding="utf-8")
