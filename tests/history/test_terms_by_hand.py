"""A term in which planners also edit schedule.xlsx: in its place, in copies of any age; and go back to earlier releases."""

import copy
import datetime as dt
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from schedbatch.jobs.history import kept_runs
from schedbatch.jobs.restore import restore
from schedbatch.jobs.run import Options, run_workbook
from tests.history.planner import Planner
from tests.history.subscriber import calendars, read
from tests.history.test_revisions import NUMBERS, Term

VALUES = {
    "Location": ("Hall 1", "Hall 2", "Hall 1; Hall 2"),
    "Instructors": ("Hand, Ann", "Hand, Bea"),
    "Notes": ("Bring a coat", "Bring a boat"),
}
"""What only hands write: no workbook of the term says any of it."""
WORDS = st.sampled_from([(heading, value) for heading, values in VALUES.items() for value in values])
DEED = st.one_of(
    st.tuples(st.just("set"), st.integers(0, 20), WORDS),
    st.tuples(st.just("clear"), st.integers(0, 20), WORDS),
    st.tuples(st.just("delete"), st.integers(0, 20), WORDS),
)

Stands = dict[str, dict[str, str]]


@dataclass
class ByHand:
    """The model: what stands by hand, by offering id and heading, and the ids of added rows with their sessions."""

    cells: Stands = field(default_factory=dict)
    added: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Copied:
    """A schedule.xlsx that somebody has kept, and what stood in it by hand."""

    content: bytes
    by_hand: ByHand


@dataclass(frozen=True, slots=True)
class Point:
    """Where one can go back to."""

    planner: Planner
    by_hand: ByHand


class TermByHand(Term):
    """The same term and its subscribers, with a model of the hand edits that must stand."""

    @initialize()
    def begin(self) -> None:
        self.by_hand = ByHand()
        self.copies: list[Copied] = []
        self.points: dict[int, Point] = {}
        self.minute = 0
        self.is_held = False
        self.sequences: dict[str, int] = {}
        super().begin()

    @rule(deeds=st.lists(DEED, min_size=1, max_size=4))
    @precondition(lambda self: not self.is_held)
    def edit_in_place(self, deeds: list[tuple[str, int, tuple[str, str]]]) -> None:
        path = self.folder / "out/term/schedule.xlsx"
        path.write_bytes(self.edited(Copied(path.read_bytes(), copy.deepcopy(self.by_hand)), deeds))
        self.run()

    @rule(number=st.integers(0, 20), deeds=st.lists(DEED, min_size=1, max_size=4))
    @precondition(lambda self: not self.is_held)
    def run_a_copy(self, number: int, deeds: list[tuple[str, int, tuple[str, str]]]) -> None:
        before = self.copies[number % len(self.copies)]
        path = self.folder / "from Ann (2).xlsx"
        path.write_bytes(self.edited(before, deeds))
        outcome = run_workbook(path, self.folder / "out", self.now, Options(allows_removals=True))
        self.read_calendars(outcome.folder)
        self.keep()

    @rule(number=NUMBERS)
    @precondition(lambda self: not self.is_held)
    def add_by_hand(self, number: int) -> None:
        if f"S{number}" not in self.planner.sessions:
            return
        path = self.folder / "out/term/schedule.xlsx"
        book: Any = openpyxl.load_workbook(path)
        self.minute += 1
        start = dt.time(7, self.minute)
        row = {2: f"S{number}", 6: "Labs > 01", 7: dt.date(2026, 10, 1), 8: start, 11: 30, 12: "R1", 13: "Okafor, Chidi"}
        last = book["Offerings"].max_row
        for column, value in row.items():
            book["Offerings"].cell(last + 1, column, value)
        book.save(path)
        self.by_hand.added[f"S{number}/+2026-10-01 {start:%H:%M}"] = f"S{number}"
        self.run()

    @rule(number=NUMBERS)
    def mistype(self, number: int) -> None:
        is_there = f"S{number}" in self.planner.sessions
        super().mistype(number)
        self.is_held = is_there

    @rule(number=st.integers(0, 20))
    def go_back(self, number: int) -> None:
        runs = sorted(self.points)
        run = runs[number % len(runs)]
        outcome = restore(self.folder / "out/term", run, self.now, lambda _: None)
        point = self.points[run]
        self.planner, self.by_hand = copy.deepcopy(point.planner), copy.deepcopy(point.by_hand)
        self.read_calendars(outcome.folder)
        self.keep()

    @invariant()
    def everything_by_hand_stands(self) -> None:
        content = calendars(self.folder / "out/term")["all.ics"]
        for vevent in read(content):
            assert vevent.sequence >= self.sequences.get(vevent.uid, 0), "a SEQUENCE fell"
            self.sequences[vevent.uid] = vevent.sequence
        if self.is_held:
            return
        shown = self.shown((self.folder / "out/term/schedule.xlsx").read_bytes())
        for own_id, cells in shown.items():
            stands = self.by_hand.cells.get(own_id, {})
            assert {heading: cells[heading] for heading in stands} == stands
            assert set(filter(None, cells["Edited"].split("; "))) == set(stands)
        sessions = self.planner.sessions
        wanted = {own_id for own_id, session in self.by_hand.added.items() if session in sessions}
        assert {own_id for own_id in shown if "/+" in own_id} == wanted

    def run(self) -> None:
        super().run()
        self.keep()

    def keep(self) -> None:
        """Remember what can be copied and restored."""
        self.is_held = False
        content = (self.folder / "out/term/schedule.xlsx").read_bytes()
        self.copies.append(Copied(content, copy.deepcopy(self.by_hand)))
        last = kept_runs(self.folder / "out/term")[-1].id
        self.points[last] = Point(copy.deepcopy(self.planner), copy.deepcopy(self.by_hand))

    @staticmethod
    def shown(content: bytes) -> dict[str, dict[str, str]]:
        values: Any = openpyxl.load_workbook(BytesIO(content), read_only=True)["Offerings"].values
        headings, *rows = values
        found = (dict(zip(headings, ("" if cell is None else str(cell) for cell in row), strict=True)) for row in rows)
        return {row["Offering ID"]: row for row in found if row["Offering ID"]}

    def edited(self, before: Copied, deeds: list[tuple[str, int, tuple[str, str]]]) -> bytes:
        """The copy with the deeds done in it, which the model takes in; one deed a cell."""
        book: Any = openpyxl.load_workbook(BytesIO(before.content))
        sheet = book["Offerings"]
        columns = {cell.value: cell.column for cell in sheet[1]}
        rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value}
        touched: set[str] = set()
        gone: list[int] = []
        for deed, index, (heading, value) in deeds:
            if not rows or (own_id := list(rows)[index % len(rows)]) in touched:
                continue
            touched.add(own_id)
            was = before.by_hand.cells.get(own_id, {})
            if deed == "delete":
                gone.append(rows[own_id])
            elif deed == "set":
                sheet.cell(rows[own_id], columns[heading], value)
                self.merge(own_id, heading, was.get(heading), value)
            elif heading in was:
                cell = sheet.cell(rows[own_id], columns["Edited"])
                cell.value = "; ".join(name for name in str(cell.value).split("; ") if name != heading) or None
                self.merge(own_id, heading, was[heading], None)
        for row in sorted(gone, reverse=True):
            sheet.delete_rows(row)
        target = BytesIO()
        book.save(target)
        return target.getvalue()

    def merge(self, own_id: str, heading: str, was: str | None, value: str | None) -> None:
        """Three ways: a cell that did not change, one that changed here only, one that another copy changed as well."""
        stands = self.by_hand.cells.setdefault(own_id, {})
        now = stands.get(heading)
        if value == was or (now not in (None, was)):
            return
        if value is None:
            stands.pop(heading, None)
        else:
            stands[heading] = value


pytestmark = pytest.mark.slow

TestTermByHand = TermByHand.TestCase
TestTermByHand.settings = settings(max_examples=10, stateful_step_count=12, deadline=None)
