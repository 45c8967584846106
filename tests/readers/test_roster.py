"""The Learners sheet; workbook.md, "Learners"."""

from pathlib import Path

from tests.drawing import catalog, draw, issues, messages


def test_groups_by_list_and_by_column(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    | PBL   |
    # Subgroups
    | Group     | Subgroup |
    | Labs      | 01       |
    | Labs      | 02       |
    | Labs > 02 | a        |
    | PBL       | 01       |
    # Learners
    | Learner ID | Name  | Labs | PBL > 01 | Groups  |
    | 0007       | Robin | 1    |          | PBL     |
    | "8"        | Kim   | a    | 01       |         |
    | 0007       |       |      | PBL > 01 |         |
    # Sessions
    | Title   | Type |
    | Session | Lab  |
    """
    assert [(learner.id, learner.name, learner.groups) for learner in catalog(workbook).learners] == [
        ("0007", "Robin", ("Labs > 01", "PBL", "PBL > 01")),
        ("8", "Kim", ("Labs > 02 > a", "PBL > 01")),
    ]


def test_mistakes_in_the_roster(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    | Labs  | 02       |
    # Learners
    | Learner ID | Labs | Groups    | Email        |
    | L1         | 03   |           |              |
    | L2         | 01   | Labs > 02 |              |
    | L3         |      | Nowhere   | not at all   |
    |            | 01   |           |              |
    # Sessions
    | Title   | Type |
    | Session | Lab  |
    """
    assert [issue for issue in issues(workbook) if "Learners" in issue] == [
        "unknown-reference Learners!B2",
        "learner-in-two-subgroups Learners!A3",
        "unknown-reference Learners!C4",
        "not-an-email Learners!D4",
        "required-cell-empty Learners!A5",
    ]


def test_formulas_and_errors_under_a_groups_heading_are_named_as_such(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    # Learners
    | Learner ID | Labs       |
    | L1         | =1+0       |
    | L2         | #N/A       |
    | L3         | 2026-01-02 |
    # Sessions
    | Title   | Type |
    | Session | Lab  |
    """
    assert [issue for issue in issues(workbook) if "Learners" in issue] == [
        "formula-not-calculated Learners!B2",
        "cell-error-value Learners!B3",
        "unknown-reference Learners!B4",
        "date-in-text Learners!B4",
    ]


def test_a_roster_cell_that_fits_two_subgroups_names_both(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Subgroups
    | Group | Subgroup |
    | A     | X        |
    | A     | Y        |
    | A > X | 01       |
    | A > Y | 01       |
    # Learners
    | Learner ID | A    | Groups |
    | L1         | 01   |        |
    | L2         | 1    |        |
    | L3         | Y>01 |        |
    | L4         |      | 01     |
    # Sessions
    | Title   | Type |
    | Session | Lab  |
    """
    told = [(place, message) for place, message in zip(issues(workbook), messages(workbook), strict=True) if "Learners" in place]
    assert (told, [learner.groups for learner in catalog(workbook).learners]) == (
        [
            ("ambiguous-reference Learners!B2", '"01" may mean "A > X > 01" or "A > Y > 01".'),
            ("ambiguous-reference Learners!B3", '"1" may mean "A > X > 01" or "A > Y > 01".'),
            ("ambiguous-reference Learners!C5", '"01" may mean "A > X > 01" or "A > Y > 01".'),
        ],
        [(), (), ("A > Y > 01",), ()],
    )


def test_a_roster_cell_means_the_subgroup_directly_below_before_one_further_down(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Subgroups
    | Group | Subgroup |
    | A     | 01       |
    | A     | X        |
    | A > X | 01       |
    # Learners
    | Learner ID | A  | A > X |
    | L1         | 01 |       |
    | L2         |    | 01    |
    # Sessions
    | Title   | Type |
    | Session | Lab  |
    """
    assert [learner.groups for learner in catalog(workbook).learners] == [("A > 01",), ("A > X > 01",)]


COHORTS = """
    # Groups
    | Group  | Cohort | Whole cohort |
    | Year 1 | 2030   | yes          |
    | Labs   | 2030   |              |
    | Year 2 | 2029   | yes          |
    | PBL    | 2029   |              |
    | Choir  |        |              |
    # Sessions
    | Title   | Type |
    | Session | Lab  |
    # Learners
"""


def _cohorts(tmp_path: Path, rows: str) -> tuple[list[tuple[str, str]], list[str]]:
    drawn = draw(COHORTS + rows, tmp_path / "roster.xlsx")
    told = zip(issues(drawn), messages(drawn), strict=True)
    return (
        [(learner.id, learner.cohort) for learner in catalog(drawn).learners],
        [f"{issue}: {message}" for issue, message in told if issue.startswith("learner-cohort")],
    )


def test_a_blank_cohort_is_that_of_all_the_learners_groups(tmp_path: Path) -> None:
    rows = "| Learner ID | Groups |\n| 007 | Labs; Choir |\n| 008 | Choir |\n| 009 | PBL |"
    assert _cohorts(tmp_path, rows) == ([("007", "2030"), ("008", ""), ("009", "2029")], [])


def test_groups_of_two_cohorts_leave_a_learner_without_whole_cohorts_until_cohort_is_filled_in(tmp_path: Path) -> None:
    rows = "| Learner ID | Groups | Cohort |\n| 007 | Labs; PBL | |\n| 008 | Labs; PBL | 2029 |"
    assert _cohorts(tmp_path, rows) == (
        [("007", ""), ("008", "2029")],
        ["learner-cohort-unclear Learners!C2: The groups of learner 007 are of the cohorts 2030 and 2029."],
    )


def test_rows_of_a_learner_that_name_two_cohorts_and_a_cohort_that_nobody_knows_are_named(tmp_path: Path) -> None:
    rows = "| Learner ID | Cohort |\n| 007 | 2029 |\n| 007 | 2030 |\n| 008 | 2O30 |"
    assert _cohorts(tmp_path, rows) == (
        [("007", ""), ("008", "2O30")],
        [
            "learner-cohort-unclear Learners!B3: The rows of learner 007 name the cohorts 2029 and 2030.",
            'learner-cohort-unclear Learners!B4: Learner 008 is of cohort "2O30", which no group in Groups has.',
        ],
    )
