"""What a schedule's folder tells people, in a form that two versions of schedbatch can be compared by."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

Entries = dict[str, dict[str, str]]
"""Path of a calendar -> UID -> the text of its VEVENT, long lines joined."""
Stamps = dict[str, dict[str, tuple[int, str]]]
"""Path of a calendar -> UID -> SEQUENCE and DTSTAMP."""

_HEADINGS = {
    "Offerings": (
        "Offering ID",
        "UID",
        "Title",
        "Groups",
        "Date",
        "Start",
        "End",
        "Location",
        "Instructors",
        "Status",
        "Notes",
        "Edited",
    ),
    "ILMs": ("ILM ID", "UID", "Title", "Groups", "Due date", "Due time", "Hours", "Instructors", "Status", "Notes", "Edited"),
    "Conflicts": ("Conflict ID", "Accept", "Reason"),
}
_CHANGE = ("change", "id", "title", "field", "before", "after")


def vevents(folder: Path) -> Entries:
    """Every VEVENT of every calendar of the schedule in ``folder``."""
    below = folder / "calendars"
    return {path.relative_to(below).as_posix(): _vevents(path) for path in sorted(below.rglob("*.ics"))}


def _vevents(path: Path) -> dict[str, str]:
    text = path.read_bytes().decode().replace("\r\n ", "")
    found = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", text, re.DOTALL)
    return {_value(vevent, "UID"): vevent.replace("\r\n", "\n") for vevent in found}


def _value(vevent: str, name: str) -> str:
    return next(line.partition(":")[2] for line in vevent.splitlines() if line.partition(":")[0] == name)


def stamps(entries: Mapping[str, Mapping[str, str]]) -> Stamps:
    """SEQUENCE and DTSTAMP of every VEVENT."""
    return {
        path: {uid: (int(_value(vevent, "SEQUENCE")), _value(vevent, "DTSTAMP")) for uid, vevent in own.items()}
        for path, own in entries.items()
    }


def cancelled(entries: Mapping[str, Mapping[str, str]]) -> set[tuple[str, str]]:
    """Path and UID of every tombstone."""
    return {(path, uid) for path, own in entries.items() for uid, vevent in own.items() if _value(vevent, "STATUS") == "CANCELLED"}


def sheet_rows(folder: Path) -> dict[str, list[list[str]]]:
    """The rows of schedule.xlsx that people read and edit: sheet -> rows, of each the cells that last."""
    book = openpyxl.load_workbook(folder / "schedule.xlsx", read_only=True)
    try:
        return {name: list(_rows(book[name].values, headings)) for name, headings in _HEADINGS.items()}
    finally:
        book.close()


def _rows(values: Iterator[tuple[object, ...]], headings: Sequence[str]) -> Iterator[list[str]]:
    names, *rows = values
    columns = [names.index(heading) for heading in headings]
    for row in rows:
        if any(cell is not None for cell in row):
            yield [_shown(row[column]) for column in columns]


def _shown(cell: object) -> str:
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m-%d}"
    return f"{cell:%H:%M}" if isinstance(cell, dt.time) else "" if cell is None else str(cell)


def change_rows(rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """The rows of changes in a receipt or in what ``schedbatch diff`` says: change, ID, title, field, before, after."""
    return [[str(row[name]) for name in _CHANGE] for row in rows]


def conflict_states(conflicts: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """The conflicts of a receipt: ID, kind, and the reason for which each is accepted, if it is."""
    return [
        [str(conflict["id"]), str(conflict["kind"]), str(conflict["accepted"]), str(conflict["reason"])] for conflict in conflicts
    ]


def leftovers(folder: Path) -> list[str]:
    """Temporary files that an interrupted run has left."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob(".schedbatch-*.tmp"))


def watch_receipts(inbox: Path) -> list[list[object]]:
    """What came of each workbook, by the number of its claim: name, outcome, schedule, release, exit code."""
    names = ("claim", "name", "outcome", "schedule_id", "release", "exit_code")
    paths = (*(inbox / "done").glob("*.receipt.json"), *(inbox / "failed").glob("*.receipt.json"))
    receipts = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    return sorted([receipt[name] for name in names] for receipt in receipts)


def lines(text: str) -> list[dict[str, Any]]:
    """The JSON objects of a text that has one on each line."""
    return [json.loads(line) for line in text.splitlines()]


def known(found: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    """Of what was found only what the earlier version told too: keys may be added."""
    return {name: found[name] for name in expected}
