"""What a person sees while a run takes its time: one line on the terminal, from the second second on.

A room of its own: it has a thread that runs beside everything else.
"""

import os
import shutil
import sys
import threading
import time
from types import TracebackType
from typing import Self, TextIO

from schedbatch.domain.names import display_width
from schedbatch.jobs.steps.forked import HARMLESS_THREAD

_SILENT_SECONDS = 1.0
_STEP_SECONDS = 0.5

_WRITING = threading.Lock()
if hasattr(os, "register_at_fork"):
    # A process is not copied while the stream is locked: in the copy nobody would ever unlock it.
    os.register_at_fork(before=_WRITING.acquire, after_in_parent=_WRITING.release, after_in_child=_WRITING.release)


class Progress:
    """Shows the stage that a run is in, and its seconds, on a terminal; nothing at all elsewhere.

    Use it as a context manager, and call it with each stage's name. The line is gone at the end.
    """

    def __init__(self, stream: TextIO | None = None, *, is_wanted: bool = True) -> None:
        self._stream = stream or sys.stderr
        self._is_shown = is_wanted and self._stream.isatty()
        self._stage = ""
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._show, name=HARMLESS_THREAD, daemon=True)

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
        shown = ""
        while not self._is_over.is_set():
            shown = self._replace(shown, _fitting(self._stage, f" ... {time.monotonic() - start:.0f} s"))
            self._is_over.wait(_STEP_SECONDS)
        self._replace(shown, "")
        with _WRITING:
            self._stream.write("\r")
            self._stream.flush()

    def _replace(self, shown: str, line: str) -> str:
        """Write ``line`` over ``shown``, with blanks where it is shorter: not every console knows the code that clears a line."""
        with _WRITING:
            self._stream.write("\r" + line + " " * (display_width(shown) - display_width(line)))
            self._stream.flush()
        return line


def _fitting(stage: str, seconds: str) -> str:
    """The line, cut so that the terminal does not break it in two; a file's name may hold anything."""
    room = shutil.get_terminal_size().columns - 1 - len(seconds)
    plain = "".join(character if character.isprintable() else " " for character in stage)
    while plain and display_width(plain) > room:
        plain = plain[:-1]
    return plain + seconds
