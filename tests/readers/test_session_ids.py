"""Which rows are one session, and what ID it gets; generator.md, "Sessions and rows"."""

from pathlib import Path

from tests.drawing import catalog, ids, issues, messages


def test_ids_that_differ_in_case_are_one_session(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | anat-1     | Dissection | Lab  | A      | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |
    | ANAT-1     |            |      | A      | 2026-09-08 | 09:00 | 60      | R1       | Abbott      |
    """
    assert (ids(workbook), messages(workbook)) == (["anat-1/A/w1.1", "anat-1/A/b.w1.1"], [])


def test_a_made_id_that_another_row_has_as_its_own_is_named_and_holds_its_row(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Sessions
    | Session ID       | Title      | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | Dissection - Lab | Anatomy    | Lab  | A      | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |
    |                  | Dissection | Lab  | A      | 2026-09-08 | 09:00 | 60      | R1       | Abbott      |
    """
    assert (issues(workbook), messages(workbook), [row.session.title for row in catalog(workbook).rows]) == (
        ["duplicate-key Sessions!A3", "session-id-missing Sessions!A3"],
        [
            '"Dissection - Lab" stands for this session, but Sessions!A2 has it as its own ID.',
            '"Dissection" has no Session ID; "Dissection - Lab" stands for it.',
        ],
        ["Anatomy"],
    )


def test_a_made_id_gives_way_to_a_later_row_that_has_it_as_its_own(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Sessions
    | Session ID       | Title      | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    |                  | Dissection | Lab  | A      | 2026-09-08 | 09:00 | 60      | R1       | Abbott      |
    | Dissection - Lab | Anatomy    | Lab  | A      | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |
    """
    assert (issues(workbook), messages(workbook), [row.session.title for row in catalog(workbook).rows]) == (
        ["duplicate-key Sessions!A2", "session-id-missing Sessions!A2"],
        [
            '"Dissection - Lab" stands for this session, but Sessions!A3 has it as its own ID.',
            '"Dissection" has no Session ID; "Dissection - Lab" stands for it.',
        ],
        ["Anatomy"],
    )


def test_a_made_id_is_taken_whatever_its_case(workbook: Path) -> None:
    """
    # Sessions
    | Session ID       | Title      | Type |
    | DISSECTION - LAB | Anatomy    | Lab  |
    |                  | Dissection | Lab  |
    """
    assert [message for message in messages(workbook) if "stands for this session" in message] == [
        '"Dissection - Lab" stands for this session, but Sessions!A2 has it as its own ID.'
    ]
