"""Offerings without a location: generator.md, "Location, instructors, URL"."""

from pathlib import Path

from tests.drawing import issues, messages


def test_what_is_missing_is_one_warning_a_row_that_names_the_groups(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Subgroups
    | Group | Subgroup | Location | Instructors |
    | Labs  | a        | R1       | Okafor      |
    | Labs  | b        |          | Okafor      |
    | Labs  | c        |          | Okafor      |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes |
    | S1         | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      |
    """
    assert messages(workbook) == ['"Dissection" has no location for Labs > b, Labs > c.']


def test_none_and_an_address_need_no_location(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Location | URL                  | Instructors |
    | S1         | Reading | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | none     |                      | none        |
    | S2         | Online  | Lab  | Labs   | 2026-09-07 | 09:00 | 60      |          | https://example.edu/ | none        |
    """
    assert issues(workbook) == []


def test_a_cancelled_offering_needs_no_location_and_a_draft_does(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Instructors | Status    |
    | S1         | Talk  | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | Okafor      | Cancelled |
    | S2         | Other | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | Okafor      | Draft     |
    """
    assert messages(workbook) == ['"Other" has no location for Labs.']
