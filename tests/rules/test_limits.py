"""What a planner should look at before publishing: workbook.md, "Settings"; generator.md, "Location, instructors, URL"."""

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


def test_dates_outside_the_courses_own_term_are_warned_of(workbook: Path) -> None:
    """
    # Settings
    | Setting   | Value      |
    | First day | 2026-09-01 |
    | Last day  | 2026-12-18 |
    # Courses
    | Course  | First day  | Last day |
    | Anatomy | 2026-09-14 |          |
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Course  | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S1         | Anatomy | One day | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | R1       | Okafor      |
    | S2         | Anatomy | Another | Lab  | Labs   | 2026-12-21 | 09:00 | 60      | R1       | Okafor      |
    | S3         |         | A third | Lab  | Labs   | 2026-09-01 | 09:00 | 60      | R1       | Okafor      |
    """
    assert messages(workbook) == [
        '"One day": Mon 7 Sep 2026 is before the first day, Mon 14 Sep 2026.',
        '"Another": Mon 21 Dec 2026 is after the last day, Fri 18 Dec 2026.',
    ]


def test_teaching_hours_include_their_ends_and_the_night_is_outside(workbook: Path) -> None:
    """
    # Settings
    | Setting    | Value |
    | Day starts | 08:00 |
    | Day ends   | 18:00 |
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S1         | Whole | Lab  | Labs   | 2026-09-07 | 08:00 | 600     | R1       | Okafor      |
    | S2         | Early | Lab  | Labs   | 2026-09-08 | 07:59 | 60      | R1       | Okafor      |
    | S3         | Night | Lab  | Labs   | 2026-09-09 | 17:30 | 600     | R1       | Okafor      |
    """
    assert messages(workbook) == ['"Early": 07:59 is before 08:00.', '"Night": 03:30 is after 18:00.']


def test_a_row_is_told_of_instructors_date_groups_and_description_that_are_missing(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | ILM | Hours | Due date   |
    | S1         | Talk  | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | R1       |     |       |            |
    | S2         | Other | Lab  | Labs   |            |       |         |          |     |       |            |
    | S3         | Third | Lab  |        | 2026-09-08 | 09:00 | 60      | none     |     |       |            |
    | S4         | Read  | Lab  | Labs   |            |       |         |          | yes | 1     | 2026-09-08 |
    """
    assert messages(workbook) == [
        '"Talk" has no instructors for Labs.',
        '"Other" has no date yet.',
        '"Third" has no instructors.',
        '"Third" names no learner groups.',
        'The ILM "Read" has no description.',
    ]


def test_cancelled_offerings_miss_nothing(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Status    |
    | S1         | Talk  | Lab  | 2026-09-07 | 09:00 | 60      | Cancelled |
    """
    assert issues(workbook) == []


def test_a_session_without_date_groups_or_rows_in_offerings_is_not_scheduled_yet(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title | Type |
    | S1         | Talk  | Lab  |
    | S2         | Other | Lab  |
    # Offerings
    | Offering ID | Session | Date       | Start | Minutes | Location | Instructors |
    | x           | S2      | 2026-09-07 | 09:00 | 60      | R1       | Okafor      |
    """
    assert issues(workbook) == [
        "session-not-scheduled Sessions!B2",
        "session-without-groups Sessions!B2",
        "session-without-groups Sessions!B3",
    ]


def test_a_start_in_the_night_is_one_warning_a_row_as_long_as_nothing_says_when_the_day_starts(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Subgroups
    | Group | Subgroup |
    | Labs  | a        |
    | Labs  | b        |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | At once | Location | Instructors | Status    |
    | S1         | One   | Lab  | Labs   | 2026-09-07 | 04:00 | 60      | 1       | none     | none        |           |
    | S2         | Two   | Lab  | Labs   | 2026-09-07 | 06:59 | 1       |         | none     | none        |           |
    | S3         | Three | Lab  | Labs   | 2026-09-07 | 07:00 | 5       |         | none     | none        |           |
    | S4         | Four  | Lab  | Labs   | 2026-09-07 | 04:00 | 2       |         | none     | none        | Cancelled |
    """
    assert messages(workbook) == [
        '"One": it starts at 04:00 (16:00 meant?), it starts at 05:00 (17:00 meant?).',
        '"Two": it starts at 06:59 (18:59 meant?).',
        '"Two": it takes 1 minute (1 hour meant?).',
    ]
