"""Conflicts of a receipt as lines for a planner."""

import pytest

from schedbatch.domain.conflicts import ConflictKind
from schedbatch.outputs.receipt.conflict_lines import conflict_lines
from schedbatch.outputs.receipt.receipt import Receipt


def _conflict(kind: str, message: str, *, learners_hit: int = 0, offerings: int = 2, accepted: bool = False) -> Receipt:
    return {
        "kind": kind,
        "message": message,
        "learners_hit": learners_hit,
        "offerings": ["S"] * offerings,
        "accepted": accepted,
    }


def _lines(*conflicts: Receipt) -> list[str]:
    return list(conflict_lines(conflicts, is_written=False))


@pytest.mark.parametrize(
    ("kind", "single", "several"),
    [
        (ConflictKind.INSTRUCTOR_CLASH, "1 instructor clash", "2 instructor clashes"),
        (ConflictKind.LOCATION_CLASH, "1 location clash", "2 location clashes"),
        (ConflictKind.LEARNER_CLASH, "1 learner clash", "2 learner clashes"),
        (ConflictKind.INSTRUCTOR_UNAVAILABLE, "1 instructor unavailable", "2 instructors unavailable"),
        (ConflictKind.LOCATION_UNAVAILABLE, "1 location unavailable", "2 locations unavailable"),
        (ConflictKind.OVER_CAPACITY, "1 location too small", "2 locations too small"),
        (ConflictKind.OVER_HOURS, "1 instructor over hours", "2 instructors over hours"),
    ],
)
def test_conflicts_are_counted_by_kind(kind: ConflictKind, single: str, several: str) -> None:
    made = _conflict(kind.value, "Something.")
    assert (_lines(made)[0], _lines(made, made)[0]) == (f"Conflicts: {single}", f"Conflicts: {several}")


def test_conflicts_that_hit_most_learners_come_first_then_those_with_most_offerings() -> None:
    assert _lines(
        _conflict("location-clash", "Two."),
        _conflict("location-clash", "Three.", offerings=3),
        _conflict("learner-clash", "Few.", learners_hit=1),
        _conflict("learner-clash", "Many.", learners_hit=9),
    ) == [
        "Conflicts: 2 location clashes, 2 learner clashes",
        "  WARNING Three.",
        "  WARNING Two.",
        "  WARNING Many.",
        "  WARNING Few.",
    ]


def test_at_most_three_of_a_kind_and_ten_in_all_are_shown() -> None:
    kinds = ("instructor-clash", "location-clash", "learner-clash", "instructor-unavailable")
    assert _lines(*(_conflict(kind, f"{kind} {number}.") for kind in kinds for number in range(4))) == [
        "Conflicts: 4 instructor clashes, 4 location clashes, 4 learner clashes, 4 instructors unavailable",
        "  WARNING instructor-clash 0.",
        "  WARNING instructor-clash 1.",
        "  WARNING instructor-clash 2.",
        "          and 1 more like these",
        "  WARNING location-clash 0.",
        "  WARNING location-clash 1.",
        "  WARNING location-clash 2.",
        "          and 1 more like these",
        "  WARNING learner-clash 0.",
        "  WARNING learner-clash 1.",
        "  WARNING learner-clash 2.",
        "          and 1 more like these",
        "  WARNING instructor-unavailable 0.",
        "          and 3 more like this",
    ]


def test_accepted_conflicts_are_counted_only() -> None:
    accepted = _conflict("location-clash", "Meant so.", accepted=True)
    assert (_lines(accepted), _lines(accepted, _conflict("over-hours", "Too much."))) == (
        ["Conflicts: 1 accepted"],
        ["Conflicts: 1 instructor over hours; 1 accepted", "  WARNING Too much."],
    )


def test_without_conflicts_nothing_is_said() -> None:
    assert _lines() == []


def test_the_last_line_leads_to_the_sheet_when_it_has_been_written() -> None:
    conflict = _conflict("over-hours", "Too much.")
    assert list(conflict_lines([conflict], is_written=True, title="Clashes")) == [
        "Clashes: 1 instructor over hours",
        "  WARNING Too much.",
        "  All of them, and columns to accept what is meant so: the sheet Conflicts in schedule.xlsx",
    ]


def test_a_message_is_cut_after_400_characters() -> None:
    assert (_lines(_conflict("over-hours", "x" * 400))[1], _lines(_conflict("over-hours", "x" * 401))[1]) == (
        f"  WARNING {'x' * 400}",
        f"  WARNING {'x' * 400} …",
    )
