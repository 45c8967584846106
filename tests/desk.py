"""A planner's desk in the tests of hand edits: a workbook with two lab groups and a reading, and what was made of it."""

import datetime as dt
import inspect
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schedbatch.jobs.run import Options, Outcome, run_workbook
from tests.drawing import NOW, draw
from tests.editing import rows

LABS = """
# Settings
| Setting | Value |
| Schedule ID | labs |
| Time zone | Europe/London |
# Groups
| Group | Size |
| Labs  | 12   |
# Subgroups
| Group | Subgroup | Location | Instructors |
| Labs  | 01       | Lab 1    | Abara, Ada  |
| Labs  | 02       | Lab 2    | Bruun, Bo   |
# Instructors
| Instructor | Instructor groups |
| Abara, Ada | Anatomists |
| Bruun, Bo  | Anatomists |
# Locations
| Location |
| Lab 1    |
| Lab 2    |
| Lab 3    |
# Sessions
| Session ID | Title | Type | Groups | Date | Start | Minutes | Location | ILM | Hours | Due date | Description |
| D | Dissection | Lab | Labs | 2026-09-07 | 09:00 | 60 | | | | | |
| P | Reading | ILM | Labs | | | | | yes | 2 | 2026-09-04 | Chapter 4 |
"""
ONE, TWO = "D/Labs > 01/w1.1", "D/Labs > 02/w1.1"


@dataclass(frozen=True, slots=True)
class Desk:
    """A planner's folder: a workbook, and what was made of it."""

    folder: Path

    @property
    def workbook(self) -> Path:
        """What the schedule comes from."""
        return self.folder / "labs.xlsx"

    @property
    def schedule(self) -> Path:
        """What came back."""
        return self.folder / "out/labs/schedule.xlsx"

    def run(self, path: Path | None = None, *, minutes: int = 0) -> Outcome:
        """Run the workbook, or another file, so many minutes after the first run."""
        return run_workbook(path or self.workbook, self.folder / "out", NOW + dt.timedelta(minutes=minutes), Options())

    def draw(self, old: str = "", new: str = "") -> None:
        """Draw the workbook, with one text replaced by another."""
        draw(inspect.cleandoc(LABS.replace(old, new) if old else LABS), self.workbook)


def receipt(outcome: Outcome) -> dict[str, Any]:
    """The receipt on disk."""
    return dict(json.loads((outcome.folder / "receipt.json").read_text(encoding="utf-8")))


def said(outcome: Outcome) -> list[tuple[str, str | None, str | None]]:
    """Each issue's code and place, without those that the workbook has of itself."""
    return [(issue["code"], issue["sheet"], issue["cell"]) for issue in outcome.receipt["issues"]]


def times(desk: Desk) -> dict[object, tuple[object, ...]]:
    """Each offering's date, start, end and minutes, and what is edited."""
    found = rows(desk.schedule, "Offering ID", "Date", "Start", "End date", "End", "Minutes", "Edited")
    return {
        row[0]: tuple(f"{cell:%m-%d}" if isinstance(cell, dt.datetime) else str(cell or "") for cell in row[1:]) for row in found
    }


def fields(desk: Desk, *headings: str) -> dict[object, tuple[object, ...]]:
    """Each offering's cells under ``headings``."""
    return {row[0]: row[1:] for row in rows(desk.schedule, "Offering ID", *headings)}
