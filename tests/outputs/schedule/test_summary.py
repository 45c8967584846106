"""The Summary: what it says, and that it says so on the first sheet."""

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl

from schedbatch.domain.conflicts import Conflict, ConflictKind
from schedbatch.domain.model import Settings
from schedbatch.domain.reports import Counts
from schedbatch.domain.results import CourseHours, Hours, TypeHours, Workload
from schedbatch.outputs.schedule.summary import Block, make_summary
from schedbatch.outputs.schedule.workbook import render
from tests.outputs.reports import offering, report

HOURS = Hours(
    (CourseHours("Anatomy", 38, 1, Decimal("77.50"), Decimal("3.50"), Decimal("3.50")),),
    (TypeHours("Laboratory", 38, 0, Decimal("76.00")),),
    (Workload("Abbott, Iris", 2, Decimal("4.00"), Decimal("2.00"), 1, Decimal("1.5"), Decimal(40)),),
)


def test_blocks_say_hours_by_course_type_and_instructor() -> None:
    assert make_summary(report(hours=HOURS)).blocks == (
        Block(
            "Hours by course",
            ("Course", "Offerings", "ILMs", "Hours", "Learner, least", "Learner, most"),
            (("Anatomy", 38, 1, Decimal("77.50"), Decimal("3.50"), Decimal("3.50")),),
            charted=3,
        ),
        Block(
            "Hours by session type",
            ("Session type", "Offerings", "ILMs", "Hours"),
            (("Laboratory", 38, 0, Decimal("76.00")),),
            charted=3,
        ),
        Block(
            "Hours by instructor",
            ("Instructor", "Offerings", "ILMs", "Hours"),
            (("Abbott, Iris", 2, 1, Decimal("3.50")),),
            charted=3,
        ),
    )


def test_blocks_without_rows_are_left_out() -> None:
    assert make_summary(report()).blocks == ()


def test_summary_is_the_first_sheet_and_has_a_chart_for_each_block() -> None:
    (artifact,) = render(report(hours=HOURS))
    book = openpyxl.load_workbook(BytesIO(artifact.content))
    assert book.sheetnames == ["Summary", "Issues", "Offerings", "ILMs", "Conflicts", "Changes", "Workload", "Registrar"]
    with ZipFile(BytesIO(artifact.content)) as package:
        assert sorted(name for name in package.namelist() if "/charts/chart" in name) == [
            f"xl/charts/chart{n}.xml" for n in (1, 2, 3)
        ]


def test_workload_counts_clock_and_ilm_hours_together() -> None:
    (artifact,) = render(report(hours=HOURS))
    rows = openpyxl.load_workbook(BytesIO(artifact.content))["Workload"].iter_rows(values_only=True)
    assert list(rows) == [
        ("Instructor", "Offerings", "Offering hours", "Clock hours", "ILMs", "ILM hours", "Total hours", "Hours limit"),
        ("Abbott, Iris", 2, 4, 2, 1, 1.5, 3.5, 40),
    ]


def test_a_block_that_a_page_cannot_hold_begins_on_the_next() -> None:
    people = tuple(Workload(f"Person {n:02}", 1, Decimal(1), Decimal(1), 0, Decimal(0), None) for n in range(30))
    (artifact,) = render(report(hours=Hours(HOURS.courses, HOURS.types, people)))
    page = openpyxl.load_workbook(BytesIO(artifact.content))["Summary"]
    (pause,) = page.row_breaks.brk
    assert page.cell(pause.id + 1, 1).value == "Hours by instructor"


def test_a_chart_of_many_bars_says_that_it_shows_the_first() -> None:
    people = tuple(Workload(f"Person {n:03}", 1, Decimal(1), Decimal(1), 0, Decimal(0), None) for n in range(100))
    (artifact,) = render(report(hours=Hours((), (), people)))
    with ZipFile(BytesIO(artifact.content)) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    assert "<a:t>Hours by instructor: the first 35</a:t>" in chart
    (figures,) = re.findall(r"<c:f>Summary!\$D\$(\d+):\$D\$(\d+)</c:f>", chart)
    assert int(figures[1]) - int(figures[0]) + 1 == 35


def test_one_error_is_not_called_errors() -> None:
    steps = make_summary(report(counts=Counts(1, 1, 0, 1, 1, 0))).next_steps
    assert steps[:2] == (
        "Correct the error listed in the sheet Issues: what stands in such a row is held back.",
        "Look at the warning listed in the sheet Issues: their rows are in the schedule.",
    )


LAST_STEPS = (
    "Look through the sheets Offerings and ILMs, and give people the calendars' addresses (calendars/index.html).",
    "When something moves, change the workbook and run it again: calendars that people subscribe to follow.",
)


def test_the_page_says_what_it_is_made_of_and_how_much() -> None:
    page = make_summary(report(counts=Counts(3, 40, 2, 0, 0, 5)))
    assert (page.title, page.subtitle, page.facts, page.next_steps) == (
        "Example University, Autumn 2026",
        "Schedule anatomy-labs, times in America/New_York",
        (
            ("Made from", "anatomy-labs.xlsx"),
            ("Last change", "2026-09-01 08:00 UTC"),
            ("Sessions", 3),
            ("Offerings", 40),
            ("ILMs", 2),
            ("Conflicts", 0),
            ("Errors", 0),
            ("Warnings", 0),
            ("Notes", 5),
        ),
        ("Nothing needs mending.", *LAST_STEPS),
    )


def test_many_errors_and_warnings_are_counted_in_the_next_steps() -> None:
    assert make_summary(report(counts=Counts(1, 1, 0, 1200, 2, 0))).numbered_steps == (
        "1. Correct the 1,200 errors listed in the sheet Issues: what stands in such a row is held back.",
        "2. Look at the 2 warnings listed in the sheet Issues: their rows are in the schedule.",
        f"3. {LAST_STEPS[0]}",
        f"4. {LAST_STEPS[1]}",
    )


def test_a_schedule_without_a_name_is_called_by_its_id() -> None:
    made = report()
    unnamed = replace(made, catalog=replace(made.catalog, settings=Settings("anatomy-labs", None)))
    page = make_summary(unnamed)
    assert (page.title, page.subtitle) == ("anatomy-labs", "Schedule anatomy-labs, times in no zone")


def test_conflicts_and_those_that_are_accepted_are_told_apart() -> None:
    clash = Conflict("C-1", ConflictKind.LOCATION_CLASH, "R1", offering().start, offering().end, (offering(),), "R1 is taken.")
    accepted = replace(clash, id="C-2", is_accepted=True)
    several = make_summary(report(conflicts=(clash, accepted), counts=Counts(1, 1, 0, 0, 1, 0)))
    none_open = make_summary(report(conflicts=(accepted,)))
    assert (dict(several.facts)["Conflicts"], dict(none_open.facts)["Conflicts"], several.next_steps[1]) == (
        "1, and 1 accepted",
        "0, and 1 accepted",
        "1 of the warnings are conflicts: people or places in two offerings at once, and the like. The sheet Conflicts lists them.",
    )
