"""Odd forms of sheets: names of sheets, heading rows, headings, banners, totals and merged cells."""

import datetime as dt
from collections.abc import Mapping

from tests.readers.corpus.form import SOUND, Cell, Form, Rows

_USUAL = "2026-09-08 09:00-10:00 R1 (Okafor, Chidi)"
_HEADINGS = tuple(SOUND)
_ROW = tuple(SOUND.values())


def _with_headings(**renamed: str) -> Rows:
    """The sound session under other headings: ``Start="Start (hh:mm)"``."""
    return (tuple(renamed.get(heading, heading) for heading in _HEADINGS), _ROW)


def _row(**cells: Cell) -> tuple[Cell, ...]:
    return tuple({**SOUND, **cells}.values())


def _only(**cells: Cell) -> tuple[Cell, ...]:
    return tuple(cells.get(heading) for heading in _HEADINGS)


_SECOND: Mapping[str, Cell] = {"Session ID": "S-2", "Date": dt.date(2026, 9, 9)}
_BOTH = "2026-09-08 09:00-10:00 R1 (Okafor, Chidi); 2026-09-09 09:00-10:00 R1 (Okafor, Chidi)"
_PEOPLE = ("Instructor",), ("Okafor, Chidi",), ("Smith, John",), ("O'Neill, Siobhan",)

_TUTORIALS = ("Group", "Subgroup"), *(("Labs", f"{number:02d}") for number in range(1, 11))

SHEET_FORMS: tuple[Form, ...] = (
    Form("usual words", _USUAL, sheets={"Sessions": _with_headings(Start="Start Time", Location="Room", Instructors="Tutor")}),
    Form("session title", _USUAL, sheets={"Sessions": _with_headings(Title="Session title", Type="Session type")}),
    Form("formats in brackets", _USUAL, sheets={"Sessions": _with_headings(Date="Date (dd/mm/yyyy)", Start="Start (hh:mm)")}),
    Form(
        "hours in brackets",
        "2026-09-08 09:00-17:00 R1 (Okafor, Chidi)",
        sheets={"Sessions": (_with_headings(Minutes="Duration (hours)")[0], _row(Minutes=8))},
    ),
    Form("another bracket", f"{_USUAL}; note unknown-column Sessions!J1", cells={"Room (backup)": "R2"}),
    Form("the teaching week", f"{_USUAL}; note unknown-column Sessions!J1", cells={"Week": 3}),
    Form(
        "lecturer and tutor",
        "2026-09-08 09:00-10:00 R1 (Okafor, Chidi; Smith, John); note columns-added-up Sessions!J1",
        sheets={"Sessions": ((*_with_headings(Instructors="Lecturer")[0], "Tutor"), (*_ROW, "Smith, John"))},
    ),
    Form("misspelt heading", "error heading-misspelt Sessions!E1", sheets={"Sessions": _with_headings(Start="Strat")}),
    Form(
        "title block",
        _USUAL,
        sheets={"Sessions": (("Course:", "Anatomy I", "Cohort:", "2030"), _HEADINGS, _ROW)},
    ),
    Form(
        "sheet from Numbers", f"{_USUAL}; warning not-listed Sessions!H2", sheets={"Locations - Table 1": (("Location",), ("R2",))}
    ),
    Form("copied sheet", f"{_USUAL}; warning not-listed Sessions!H2", sheets={"Locations (2)": (("Location",), ("R2",))}),
    Form(
        "banner",
        f"{_BOTH}; note rows-skipped Sessions!A3",
        sheets={"Sessions": (_HEADINGS, _ROW, ("PHYSIOLOGY",), _row(**_SECOND))},
    ),
    Form(
        "total",
        f"{_USUAL}; note rows-skipped Sessions!A3",
        sheets={"Sessions": (_HEADINGS, _ROW, ("Total:", *[None] * 4, 60))},
    ),
    *(
        Form(name, f"error {code} Sessions!I2", {"Instructors": typed}, {"Instructors": _PEOPLE})
        for name, code, typed in (
            ("list with commas", "names-not-separated", "Okafor, Chidi, Smith, John"),
            ("list with an ampersand", "names-not-separated", "Okafor, Chidi & Smith, John"),
            ("without an apostrophe", "unknown-reference", "Oneill, Siobhan"),
            ("surname alone", "unknown-reference", "Okafor"),
            ("surname and initial", "unknown-reference", "Smith, J"),
            ("title before a name", "unknown-reference", "Dr. Chidi Okafor"),
        )
    ),
    *(
        Form(f"group written as {typed}", "error unknown-reference Sessions!G2", {"Groups": typed}, {"Subgroups": _TUTORIALS})
        for typed in ("Labs 3", "Labs 1-10", "Labs 01..10")
    ),
    Form(
        "date merged down",
        "2026-09-08 09:00-10:00 R1 (Okafor, Chidi); 2026-09-08 10:00-11:00 R1 (Okafor, Chidi); note merged-cell Sessions!D2",
        sheets={"Sessions": (_HEADINGS, _ROW, _row(**{**_SECOND, "Date": None, "Start": dt.time(10)}))},
        merged={"Sessions": ("D2:D3",)},
    ),
    Form(
        "size merged down",
        f"{_USUAL}; {_USUAL}; error merged-value Subgroups!C2",
        sheets={"Subgroups": (("Group", "Subgroup", "Size"), ("Labs", "01", 30), ("Labs", "02"))},
        merged={"Subgroups": ("C2:C3",)},
    ),
)
