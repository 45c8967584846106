"""The line on the terminal while a run takes its time."""

import io
import threading

import pytest

from schedbatch.commands import progress
from schedbatch.commands.progress import Progress
from schedbatch.domain.names import display_width


class Terminal(io.StringIO):
    """A terminal that says when something has been written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.has_content = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        written = super().write(text)
        self.has_content.set()
        return written


def test_a_long_run_shows_its_stage_and_the_line_is_gone_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_SILENT_SECONDS", 0.0)
    terminal = Terminal()
    progress_line = Progress(terminal)
    progress_line("Writing 339 files")
    with progress_line:
        assert terminal.has_content.wait(10)
    assert "\rWriting 339 files ... 0 s" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r" + " " * len("Writing 339 files ... 0 s") + "\r")
    assert terminal.getvalue().isascii()


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("term.xlsx", "Reading term.xlsx ... 0 s"),
        ("東京大学医学部時間割.xlsx", "Reading 東京大学医学部 ... 0 s"),
        ("a\x1b[2Jb\u202e.xlsx", "Reading a [2Jb .xlsx ... 0 s"),
    ],
)
def test_the_line_fits_on_the_terminal_whatever_the_file_is_called(name: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_SILENT_SECONDS", 0.0)
    monkeypatch.setenv("COLUMNS", "31")
    terminal = Terminal()
    progress_line = Progress(terminal)
    progress_line(f"Reading {name}")
    with progress_line:
        assert terminal.has_content.wait(10)
    assert terminal.getvalue().split("\r")[1] == line
    assert display_width(line) < 31


@pytest.mark.parametrize(("stream", "is_wanted"), [(Terminal(), True), (Terminal(), False), (io.StringIO(), True)])
def test_a_short_run_a_quiet_one_and_one_that_nobody_watches_show_nothing(stream: io.StringIO, *, is_wanted: bool) -> None:
    with Progress(stream, is_wanted=is_wanted) as tell:
        tell("Reading")
    assert stream.getvalue() == ""
