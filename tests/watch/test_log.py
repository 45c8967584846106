"""The log: a line for everything that happens, for people or for machines."""

import datetime as dt
import io
import json

import pytest

from schedbatch.watch.log import INFO, WARNING, Log, plain, utc

NOW = dt.datetime(2026, 9, 1, 8, 0, 1, 999999, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("term.xlsx", "term.xlsx"),
        ("a\nb\tc", "a\ufffdb\ufffdc"),
        ("a\u202eb\u2066c", "a\ufffdb\ufffdc"),
        ("caf\udce9", "caf\ufffd"),
        ("été 🗓", "été 🗓"),
    ],
    ids=["plain", "control", "turned", "no text", "accents"],
)
def test_a_name_stands_in_one_line(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_moment_is_shown_in_utc_to_the_second() -> None:
    assert utc(NOW.astimezone(dt.timezone(dt.timedelta(hours=2)))) == "2026-09-01T08:00:01Z"


def test_a_line_for_people_names_the_workbook_and_ends_with_the_traceback() -> None:
    stream = io.StringIO()
    log = Log(stream, "text", lambda: NOW)
    log(INFO, "stopped")
    log(WARNING, "waits", name="a\nb.xlsx", more="Traceback\n  line\n")
    local = f"{NOW.astimezone():%Y-%m-%d %H:%M:%S%z}"
    assert stream.getvalue() == f"{local}  INFO     stopped\n{local}  WARNING  a\ufffdb.xlsx: waits\nTraceback\n  line\n"


def test_a_line_for_machines_is_an_object() -> None:
    stream = io.StringIO()
    log = Log(stream, "json", lambda: NOW)
    log(WARNING, "waits", name="term.xlsx", more="Traceback", tries=2, kept_as="a\nb")
    log(INFO, "stopped")
    assert [json.loads(line) for line in stream.getvalue().splitlines()] == [
        {
            "at": "2026-09-01T08:00:01Z",
            "level": "warning",
            "workbook": "term.xlsx",
            "message": "waits",
            "tries": 2,
            "kept_as": "a\ufffdb",
            "traceback": "Traceback",
        },
        {"at": "2026-09-01T08:00:01Z", "level": "info", "workbook": None, "message": "stopped"},
    ]


def test_a_log_that_nobody_reads_any_more_does_not_end_the_work() -> None:
    stream = io.StringIO()
    log = Log(stream, "text", lambda: NOW)
    stream.close()
    log(INFO, "stopped")
    assert stream.closed
