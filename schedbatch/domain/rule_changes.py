"""The rules that can alter what a workbook releases, by the version in which each came.

Add an entry whenever an unchanged workbook may be released otherwise than before: a time read differently, another offering,
another id, place or person. Wording, layout and new issues need none. The first run of a schedule after that tells apart what
the rule changed and what the planner did. Source: house.md, "One statement for each fact".
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One changed rule: the version of the rules that it made, and its name as planners are told it."""

    version: int
    name: str


FIRST_VERSION = 1
"""The rules of schedbatch 0.1.0."""
RULE_CHANGES: tuple[RuleChange, ...] = (
    RuleChange(2, "a row's own Session ID wins over one that is made from another row's title"),
    RuleChange(3, "a joint offering for one single group has that group's default location, instructors and URL"),
    RuleChange(4, "calendars of groups and branches hold what is for the whole cohort"),
    RuleChange(5, "a learner's Cohort decides which teaching of a whole cohort is the learner's"),
)
"""In order; each has the next version."""
RULES_VERSION = RULE_CHANGES[-1].version


def rules_since(version: int) -> tuple[str, ...]:
    """The names of the rules that have changed since the rules of that version."""
    return tuple(change.name for change in RULE_CHANGES if change.version > version)
