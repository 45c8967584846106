"""More hours than an instructor's limit: generator.md, "Conflicts"."""

from pathlib import Path

from tests.drawing import conflicts


def test_hours_over_the_limit_count_ilms_and_five_tables_once(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    | B     |
    # Instructors
    | Instructor | Hours limit |
    | Okafor     | 2.5         |
    | Osei       | 2           |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors  | ILM | Hours | Due date   |
    | S1         | Lab   | Lab  | A; B   | 2026-09-07 | 09:00 | 120     | Hall     | Okafor; Osei |     |       |            |
    | S2         | Read  | Lab  | A      |            |       |         |          | Okafor       | yes | 0.75  | 2026-09-08 |
    """
    assert conflicts(workbook) == ["Okafor works 2.75 hours, more than 2.5, the hours limit."]
