"""Which groups get an offering; generator.md, "Which groups get an offering"."""

from pathlib import Path

import pytest

from tests.drawing import draw, issues, plan

TREE = """
# Groups
| Group |
| A     |
| F     |
# Subgroups
| Group | Subgroup |
| A     | B        |
| B     | C        |
| B     | D        |
| A     | E        |
# Sessions
| Session ID | Title   | Type | Groups   | Except groups | Strategy   | Date       | Start | Minutes | Location | Instructors |
| S          | Session | Lab  | {groups} | {excepted}    | {strategy} | 2026-09-07 | 09:00 | 60      | Lab 1    | Abbott      |
"""

B, C, D, E = "A > B", "A > B > C", "A > B > D", "A > E"


def _audiences(path: Path, groups: str, excepted: str, strategy: str) -> list[tuple[str, ...]]:
    drawn = draw(TREE.format(groups=groups, excepted=excepted, strategy=strategy), path / "tree.xlsx")
    return [offering.groups for offering in plan(drawn).offerings]


@pytest.mark.parametrize(
    ("groups", "excepted", "strategy", "audiences"),
    [
        ("A", "", "", [(C,), (D,), (E,)]),
        ("A", "", "per subgroup", [(C,), (D,), (E,)]),
        ("A", "", "Add an offering per subgroup", [(C,), (D,), (E,)]),
        ("A", "", "per parent group", [("A",)]),
        ("A", "", "add an offering per parent group", [("A",)]),
        ("A", "", "together", [("A",)]),
        ("A; C", "", "per subgroup", [(C,), (D,), (E,)]),
        ("A; C", "", "per parent group", [("A",)]),
        ("A; A", "", "per subgroup", [(C,), (D,), (E,)]),
        ("C", "", "per subgroup", [(C,)]),
        ("C", "", "per parent group", [(C,)]),
        ("F", "", "per subgroup", [("F",)]),
        ("F; A", "", "per parent group", [("A",), ("F",)]),
        ("F; A", "", "together", [("A", "F")]),
        ("E; B", "", "together", [(B, E)]),
        ("A", "B", "per subgroup", [(E,)]),
        ("A", "C", "per subgroup", [(D,), (E,)]),
        ("A", "B", "per parent group", [(E,)]),
        ("A", "C", "per parent group", [(D,), (E,)]),
        ("A", "C", "together", [(D, E)]),
        ("A; F", "A", "together", [("F",)]),
        ("B; F", "A", "per subgroup", [("F",)]),
    ],
)
def test_audiences(groups: str, excepted: str, strategy: str, audiences: list[tuple[str, ...]], tmp_path: Path) -> None:
    assert _audiences(tmp_path, groups, excepted, strategy) == audiences


@pytest.mark.parametrize("excepted", ["A", "B; E", "C; D; E"])
@pytest.mark.parametrize("strategy", ["per subgroup", "per parent group", "together"])
def test_exceptions_that_leave_no_group_are_an_error(excepted: str, strategy: str, tmp_path: Path) -> None:
    drawn = draw(TREE.format(groups="A", excepted=excepted, strategy=strategy), tmp_path / "tree.xlsx")
    assert (issues(drawn), plan(drawn).offerings) == (["no-group-left Sessions!E2"], ())


def test_an_exception_that_takes_nothing_out_is_a_warning(tmp_path: Path) -> None:
    drawn = draw(TREE.format(groups="A", excepted="F", strategy=""), tmp_path / "tree.xlsx")
    assert issues(drawn) == ["exception-unused Sessions!E2"]


def test_38_subgroups_give_38_offerings_or_one(tmp_path: Path) -> None:
    labs = "\n".join(f"| Labs | {number:02d} |" for number in range(1, 39))
    drawing = (
        f"# Groups\n| Group |\n| Labs |\n# Subgroups\n| Group | Subgroup |\n{labs}\n# Sessions\n"
        "| Session ID | Title | Type | Groups | Strategy | Date | Start | Minutes |\n"
        "| S | Session | Lab | Labs | {} | 2026-09-07 | 09:00 | 60 |"
    )
    counts = [
        len(plan(draw(drawing.format(strategy), tmp_path / "labs.xlsx")).offerings)
        for strategy in ("per subgroup", "per parent group", "together")
    ]
    assert counts == [38, 1, 1]


def test_groups_stand_in_natural_order(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Subgroups
    | Group | Subgroup |
    | Labs  | Table 10 |
    | Labs  | Table 2  |
    | Labs  | table 1  |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes |
    | S          | Session | Lab  | Labs   | 2026-09-07 | 09:00 | 60      |
    """
    assert [offering.groups for offering in plan(workbook).offerings] == [
        ("Labs > table 1",),
        ("Labs > Table 2",),
        ("Labs > Table 10",),
    ]


def test_a_session_without_groups_has_one_offering_and_a_warning(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title   | Type | Date       | Start | Minutes | Location | Instructors |
    | S          | Session | Lab  | 2026-09-07 | 09:00 | 60      | Lab 1    | Abbott      |
    """
    assert ([offering.groups for offering in plan(workbook).offerings], issues(workbook)) == (
        [()],
        ["session-without-groups Sessions!B2"],
    )


def test_the_session_types_strategy_counts_where_the_row_has_none(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    # Session types
    | Type    | Strategy         |
    | Lecture | per parent group |
    # Sessions
    | Session ID | Title   | Type    | Groups | Strategy     | Date       | Start | Minutes |
    | S          | Session | Lecture | Labs   |              | 2026-09-07 | 09:00 | 60      |
    | T          | Session | Lecture | Labs   | per subgroup | 2026-09-08 | 09:00 | 60      |
    """
    assert [offering.groups for offering in plan(workbook).offerings] == [("Labs",), ("Labs > 01",)]
