"""A report as pandas tables."""

from pathlib import Path

from tests.drawing import report


def test_offerings_ilms_and_issues_as_tables(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    | Labs  | 02       |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes | Location | Instructors | ILM | Hours | Due date   | Description |
    | S1         | Dissection | Lab  | Labs   | 2026-10-25 | 01:30 | 60      | R1       | Okafor, A   |     |       |            |             |
    | S2         | Reading    | Lab  | Labs   |            |       |         |          |             | yes | 2.5   | 2026-09-14 | Read.       |
    """  # noqa: E501 - a drawing
    frames = report(workbook).to_frames()
    assert {name: len(frame) for name, frame in frames.items()} == {"offerings": 2, "ilms": 1, "issues": 2}
    offerings = frames["offerings"]
    assert list(offerings["groups"]) == ["Labs > 01", "Labs > 02"]
    assert [str(start) for start in offerings["start"]] == ["2026-10-25 01:30:00+01:00"] * 2
    assert frames["ilms"][["ilm_id", "hours", "status"]].to_dict("records") == [
        {"ilm_id": "S2", "hours": 2.5, "status": "Scheduled"}
    ]
    assert frames["issues"][["code", "cell"]].to_dict("records") == [
        {"code": "early-start", "cell": "F2"},
        {"code": "repeated-time", "cell": "F2"},
    ]


def test_a_report_without_anything_gives_empty_tables_with_the_same_columns(workbook: Path) -> None:
    """
    # Sessions
    | Title | Type |
    """
    frames = report(workbook).to_frames()
    assert [len(frame) for frame in frames.values()] == [0, 0, 0]
    assert [str(frames["offerings"]["start"].dtype), list(frames["issues"].columns)] == [
        "datetime64[us, Europe/London]",
        ["severity", "code", "sheet", "cell", "message", "hint"],
    ]
