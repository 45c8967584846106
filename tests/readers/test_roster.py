"""The Learners sheet; workbook.md, "Learners"."""

from pathlib import Path

from tests.drawing import catalog, issues, messages


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
