"""Offerings without instructors: generator.md, "Location, instructors, URL"."""

from pathlib import Path

from tests.drawing import messages


def test_the_groups_without_instructors_are_named_in_one_warning_a_row(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Subgroups
    | Group | Subgroup | Location | Instructors |
    | Labs  | a        | R1       | Okafor      |
    | Labs  | b        | R2       |             |
    | Labs  | c        | R3       |             |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes |
    | S1         | Talk  | Lab  | Labs   | 2026-09-07 | 09:00 | 60      |
    """
    assert messages(workbook) == ['"Talk" has no instructors for Labs > b, Labs > c.']


def test_an_offering_without_groups_lacks_instructors_and_a_cancelled_offering_or_the_word_none_needs_none(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors | Status    |
    | S1         | Third | Lab  |        | 2026-09-07 | 09:00 | 60      | R1       |             |           |
    | S2         | Talk  | Lab  | Labs   | 2026-09-08 | 09:00 | 60      | R1       |             | Cancelled |
    | S3         | Other | Lab  | Labs   | 2026-09-09 | 09:00 | 60      | R1       | none        |           |
    """
    assert messages(workbook) == ['"Third" names no learner groups.', '"Third" has no instructors.']
