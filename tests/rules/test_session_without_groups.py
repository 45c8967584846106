"""Sessions that nobody attends: workbook.md, "Sessions"."""

from pathlib import Path

from tests.drawing import issues, messages


def test_a_session_that_names_no_groups_is_told_at_its_groups(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors | Status    |
    | S1         | Third | Lab  |        | 2026-09-08 | 09:00 | 60      | none     | none        |           |
    | S2         | Talk  | Lab  |        | 2026-09-08 | 09:00 | 60      | none     | none        | Cancelled |
    """
    assert messages(workbook) == ['"Third" names no learner groups.']
    assert issues(workbook) == ["session-without-groups Sessions!D2"]
