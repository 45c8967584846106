"""The log: a line for everything that happens, for people or for machines, on standard error."""

import datetime as dt
import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

# A file's name may hold line ends, control characters, turned writing directions, and bytes that are no text.
_NOT_FOR_LINES = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

INFO, WARNING, ERROR = "INFO", "WARNING", "ERROR"


def plain(text: str) -> str:
    """The text as it can stand in one line, or be written to a file."""
    return _NOT_FOR_LINES.sub("\ufffd", text)


def utc(moment: dt.datetime) -> str:
    """ISO, to the second."""
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


class Log:
    """Says what happens, as ``text`` or as ``json`` (an object a line)."""

    def __init__(self, stream: TextIO, form: str, now: Callable[[], dt.datetime]) -> None:
        self._stream, self._form, self._now = stream, form, now

    def __call__(self, level: str, said: str, *, name: str = "", more: str = "", **fields: object) -> None:
        """Write a line, of the workbook ``name`` if it is of a workbook; ``more`` is a traceback."""
        now = self._now()
        if self._form == "json":
            shown = {key: plain(value) if isinstance(value, str) else value for key, value in fields.items()}
            line = {"at": utc(now), "level": level.lower(), "workbook": plain(name) or None, "message": plain(said), **shown}
            text = json.dumps({**line, **({"traceback": more} if more else {})}, ensure_ascii=False)
        else:
            about = f"{plain(name)}: " if name else ""
            text = f"{now.astimezone():%Y-%m-%d %H:%M:%S%z}  {level:<7}  {about}{plain(said)}" + (
                f"\n{more.rstrip()}" if more else ""
            )
        # Nobody may be listening any more; the work goes on all the same.
        with suppress(OSError, ValueError):
            self._stream.write(text + "\n")
            self._stream.flush()
