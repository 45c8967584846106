"""The Summary: what it says, and that it says so on the first sheet."""

from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl

from schedbatch.domain.results import CourseHours, Hours, TypeHours, Workload
from schedbatch.outputs.summary_page import Block, make_summary
from schedbatch.outputs.workbook import render
from tests.outputs.reports import report

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
    assert book.sheetnames == ["Summary", "Issues", "Offerings", "ILMs", "Conflicts", "Changes", "Workload"]
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
