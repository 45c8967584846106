"""What a person sees while a run takes its time: one line on the terminal, from the second second on.

A room of its own: it has a thread, which no other room may have.
"""

import sys
import threading
import time
from types import TracebackType
from typing import Self, TextIO

_SILENT_SECONDS = 1.0
_STEP_SECONDS = 0.5
_CLEAR = "\r\x1b[K"


class Progress:
    """Shows the stage that a run is in, and its seconds, on a terminal; nothing at all elsewhere.

    Use it as a context manager, and call it with each stage's name. The line is gone at the end.
    """

    def __init__(self, stream: TextIO | None = None, *, is_wanted: bool = True) -> None:
        self._stream = stream or sys.stderr
        self._is_shown = is_wanted and self._stream.isatty()
        self._stage = ""
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True)

    def __call__(self, stage: str) -> None:
        """Say what is being done now: ``Writing 339 files``."""
        self._stage = stage

    def __enter__(self) -> Self:
        if self._is_shown:
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._is_over.set()
        if self._is_shown:
            self._thread.join()

    def _show(self) -> None:
        start = time.monotonic()
        if self._is_over.wait(_SILENT_SECONDS):
            return
        while not self._is_over.is_set():
            self._stream.write(f"{_CLEAR}{self._stage} … {time.monotonic() - start:.0f} s")
            self._stream.flush()
            self._is_over.wait(_STEP_SECONDS)
        self._stream.write(_CLEAR)
        self._stream.flush()
