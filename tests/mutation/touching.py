"""A pytest plugin: which functions of the package each test calls, and how long the test takes.

Written as JSON to the file that ``SCHEDBATCH_TOUCHED`` names: a test's node id -> ``[seconds, [[path, first line], ...]]``.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType

import pytest

_PACKAGE = str(Path("schedbatch").resolve()) + os.sep
_touched: dict[str, tuple[float, list[tuple[str, int]]]] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Watch all calls of the test, in its threads too. Calls in other processes are not seen."""
    called: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.add(frame.f_code)

    started = time.perf_counter()
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        return (yield)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
        own = [(code.co_filename, code.co_firstlineno) for code in called if code.co_filename.startswith(_PACKAGE)]
        _touched[item.nodeid] = (time.perf_counter() - started, own)


def pytest_sessionfinish() -> None:
    """Write what was seen."""
    short = {
        test: (seconds, sorted((Path(path).relative_to(Path.cwd()).as_posix(), line) for path, line in lines))
        for test, (seconds, lines) in _touched.items()
    }
    Path(os.environ["SCHEDBATCH_TOUCHED"]).write_text(json.dumps(short), encoding="utf-8")
