"""How the messages of conflicts tell times."""

from pathlib import Path

from tests.drawing import conflicts


def test_what_ends_at_midnight_ends_at_24_00_and_what_ends_later_on_another_day(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | Alpha | Lab  | 2026-09-07 | 22:00 | 120     | R1       | Okafor      |
    | S2         | Bravo | Lab  | 2026-09-07 | 22:00 | 120     | R1       | Abbott      |
    | S3         | Charl | Lab  | 2026-09-09 | 22:00 | 121     | R1       | Okafor      |
    | S4         | Delta | Lab  | 2026-09-09 | 22:00 | 121     | R1       | Abbott      |
    """
    assert conflicts(workbook) == [
        'R1 has 2 offerings at once, Mon 7 Sep 2026 22:00–24:00: "Alpha"; "Bravo".',
        'R1 has 2 offerings at once, Wed 9 Sep 2026 22:00 – Thu 10 Sep 2026 00:01: "Charl"; "Delta".',
    ]


def test_a_night_in_which_the_clocks_change_is_told(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | Alpha | Lab  | 2026-10-25 | 00:30 | 90      | R1       | Okafor      |
    | S2         | Bravo | Lab  | 2026-10-25 | 00:30 | 60      | R1       | Abbott      |
    """
    when = "Sun 25 Oct 2026 00:30 – Sun 25 Oct 2026 01:00, a night in which the clocks change"
    assert conflicts(workbook) == [f'R1 has 2 offerings at once, {when}: "Alpha" 00:30–01:00; "Bravo" 00:30–01:30.']
