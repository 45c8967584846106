"""ILMs that do not say what learners are to do: generator.md, "ILMs"."""

from pathlib import Path

from tests.drawing import issues, messages


def test_an_ilm_without_a_description_is_told_at_its_title(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Title | Type | Groups | ILM | Hours | Due date   | Description |
    | S1         | Read  | ILM  | Labs   | yes | 1     | 2026-09-08 |             |
    | S2         | Write | ILM  | Labs   | yes | 1     | 2026-09-08 | An essay    |
    """
    assert messages(workbook) == ['The ILM "Read" has no description.']
    assert issues(workbook) == ["description-missing Sessions!H2"]
