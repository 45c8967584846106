"""Whose calendar holds what; calendars.md, "Events"."""

from pathlib import Path

from schedbatch.domain.feeds import ALL, AudienceFeeds, FeedKey, feeds_of_teaching, in_listing_order
from tests.drawing import catalog, draw, plan

TREE = """
# Settings
| Setting           | Value |
| Learner calendars | yes   |
# Groups
| Group | Cohort | Whole cohort |
| A     | 2030   |              |
| B     |        |              |
| Year  | 2030   | yes          |
# Subgroups
| Group  | Subgroup |
| A      | 1        |
| A      | 2        |
| A > 1  | x        |
# Learners
| Learner ID | Groups     |
| one        | A > 1 > x  |
| two        | A > 2; B   |
| three      | B          |
# Sessions
| Session ID | Course  | Title | Type | Strategy | Groups | Date       | Start | Minutes | Location | Instructors  | ILM | Hours | Due date   | Description |
| S          | Anatomy | Talk  | Lab  | together | B      | 2026-09-07 | 09:00 | 60      | R1; R2   | Abbott; Bell |     |       |            |             |
| T          |         | Alone | Lab  | together | B      | 2026-09-08 | 09:00 | 60      |          |              |     |       |            |             |
| I          |         | Read  | ILM  |          | B      |            |       |         |          | Abbott       | yes | 2     | 2026-09-09 | Chapter 1   |
"""  # noqa: E501 - a drawing


def _feeds(path: Path, *groups: str) -> tuple[FeedKey, ...]:
    return AudienceFeeds(catalog(draw(TREE, path / "tree.xlsx"))).of(groups)


def test_what_is_for_a_group_is_in_the_calendars_of_its_branch_and_of_those_above_it(tmp_path: Path) -> None:
    assert _feeds(tmp_path, "A > 1") == (
        ("groups", "A > 1"),
        ("groups", "A > 1 > x"),
        ("branches", "A > 1"),
        ("branches", "A"),
        ("learners", "one"),
    )


def test_what_is_for_a_group_without_children_is_in_no_branch_of_its_own(tmp_path: Path) -> None:
    assert _feeds(tmp_path, "B") == (("groups", "B"), ("learners", "three"), ("learners", "two"))


def test_what_is_for_a_whole_cohort_is_in_the_calendars_of_all_its_groups_and_learners(tmp_path: Path) -> None:
    assert _feeds(tmp_path, "Year") == (
        ("groups", "Year"),
        ("groups", "A"),
        ("groups", "A > 1"),
        ("groups", "A > 1 > x"),
        ("groups", "A > 2"),
        ("branches", "A"),
        ("branches", "A > 1"),
        ("learners", "one"),
        ("learners", "two"),
    )


def test_what_is_for_several_groups_is_in_each_calendar_once(tmp_path: Path) -> None:
    assert _feeds(tmp_path, "A", "A > 2") == (
        ("groups", "A"),
        ("groups", "A > 1"),
        ("groups", "A > 1 > x"),
        ("groups", "A > 2"),
        ("branches", "A"),
        ("branches", "A > 1"),
        ("learners", "one"),
        ("learners", "two"),
    )


def test_a_group_that_the_workbook_no_longer_has_keeps_its_own_calendar(tmp_path: Path) -> None:
    assert _feeds(tmp_path, "Gone") == (("groups", "Gone"),)


def test_learners_have_calendars_only_where_the_planner_wants_them(tmp_path: Path) -> None:
    drawn = draw(TREE.replace("| yes   |\n# Groups", "| no |\n# Groups"), tmp_path / "tree.xlsx")
    assert AudienceFeeds(catalog(drawn)).of(("B",)) == (("groups", "B"),)


def test_teaching_is_in_the_calendars_of_all_its_course_its_people_and_its_places(tmp_path: Path) -> None:
    made = plan(draw(TREE, tmp_path / "tree.xlsx"))
    offerings = {offering.id: tuple(feeds_of_teaching(offering)) for offering in made.offerings}
    assert offerings | {ilm.id: tuple(feeds_of_teaching(ilm)) for ilm in made.ilms} == {
        "S/w1.1": (
            ALL,
            ("courses", "Anatomy"),
            ("instructors", "Abbott"),
            ("instructors", "Bell"),
            ("locations", "R1"),
            ("locations", "R2"),
        ),
        "T/w1.1": (ALL,),
        "I": (ALL, ("instructors", "Abbott")),
    }


def test_calendars_are_listed_by_kind_and_each_branch_behind_its_group(tmp_path: Path) -> None:
    keys = [
        ("learners", "one"),
        ("locations", "R1"),
        ("instructors", "Bell"),
        ("instructors", "Abbott"),
        ("groups", "Gone"),
        ("groups", "B"),
        ("branches", "A"),
        ("groups", "A > 2"),
        ("groups", "A"),
        ("courses", "Anatomy"),
        ALL,
    ]
    assert in_listing_order(keys, catalog(draw(TREE, tmp_path / "tree.xlsx"))) == [
        ALL,
        ("courses", "Anatomy"),
        ("groups", "A"),
        ("branches", "A"),
        ("groups", "A > 2"),
        ("groups", "B"),
        ("groups", "Gone"),
        ("instructors", "Abbott"),
        ("instructors", "Bell"),
        ("locations", "R1"),
        ("learners", "one"),
    ]
