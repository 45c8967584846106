"""Groups that together are larger than their cohort, at once."""

from pathlib import Path

from tests.drawing import conflicts, draw

YEAR = """
    # Groups
    | Group  | Cohort | Whole cohort | Size |
    | Year 1 | 2030   | yes          | 96   |
    | Labs   | 2030   |              |      |
    | PBL    | 2030   |              |      |
    # Subgroups
    | Group | Subgroup | Size |
    | Labs  | 01       | 48   |
    | Labs  | 02       | 48   |
    | PBL   | 01       | 48   |
    | PBL   | 02       | 48   |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes |
    | S          | Dissection | Lab  | {labs} | 2026-09-07 | 09:00 | 60      |
    | T          | Case 1     | PBL  | {pbl}  | 2026-09-07 | 09:00 | 60      |
"""


def test_labs_and_pbl_of_one_cohort_at_once_put_the_whole_year_in_two_places(tmp_path: Path) -> None:
    assert conflicts(draw(YEAR.format(labs="Labs", pbl="PBL"), tmp_path / "year.xlsx")) == [
        (
            "2030 has 96 learners, but groups of 192 learners are taught at once, Mon 7 Sep 2026 09:00–10:00: "
            '"Dissection" for Labs > 01; "Dissection" for Labs > 02; "Case 1" for PBL > 01; and 1 more.'
        )
    ]


def test_half_of_each_at_once_is_no_clash(tmp_path: Path) -> None:
    assert conflicts(draw(YEAR.format(labs="Labs > 01", pbl="PBL > 02"), tmp_path / "year.xlsx")) == []


def test_the_sizes_that_are_known_are_enough_to_tell(workbook: Path) -> None:
    """
    # Groups
    | Group  | Cohort | Whole cohort | Size |
    | Year 1 | 2030   | yes          | 50   |
    | Labs   | 2030   |              | 40   |
    | PBL    | 2030   |              | 20   |
    | CBL    | 2030   |              |      |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes |
    | S          | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      |
    | T          | Case 1     | PBL  | PBL    | 2026-09-07 | 09:30 | 60      |
    | U          | Case 2     | CBL  | CBL    | 2026-09-07 | 09:45 | 60      |
    """
    assert conflicts(workbook) == [
        (
            "2030 has 50 learners, but groups of 60 learners are taught at once, Mon 7 Sep 2026 09:00–10:45: "
            '"Dissection" for Labs 09:00–10:00; "Case 1" for PBL 09:30–10:30; "Case 2" for CBL 09:45–10:45.'
        )
    ]


def test_where_all_are_rostered_the_roster_alone_decides(workbook: Path) -> None:
    """
    # Groups
    | Group  | Cohort | Whole cohort | Size |
    | Year 1 | 2030   | yes          | 1    |
    | Labs   | 2030   |              | 40   |
    | PBL    | 2030   |              | 40   |
    # Learners
    | Learner ID | Groups |
    | 007        | Labs   |
    | 008        | PBL    |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes |
    | S          | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      |
    | T          | Case 1     | PBL  | PBL    | 2026-09-07 | 09:00 | 60      |
    """
    assert conflicts(workbook) == []
