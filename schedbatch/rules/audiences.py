"""Audiences: people who attend the same offerings, so that 5,000 learners need only a few hundred sweeps.

Who attends what, ``domain.attendance`` says. A group without rostered learners has an audience without learners: whoever will
be in the group attends what the group attends. Source: generator.md, "Conflicts".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from schedbatch.domain.attendance import Attendance
from schedbatch.domain.model import GroupPath, LearnerGroup


@dataclass(frozen=True, slots=True)
class Audience:
    """People who attend the same groups; ``learners`` are the rostered ones' IDs."""

    groups: tuple[GroupPath, ...]
    learners: tuple[str, ...] = ()


def audiences(groups: Mapping[GroupPath, LearnerGroup], attendance: Attendance, taught: frozenset[GroupPath]) -> Iterator[Audience]:
    """Everybody who attends any of the groups ``taught``: one audience for each different set of these groups.

    Two groups have learners in common if and only if an audience has both. The audiences without learners bring no groups
    together that the roster keeps apart: a rostered group lies within its ancestors and its whole cohort, as its learners do.
    """
    rostered: dict[frozenset[GroupPath], list[str]] = {}
    for attended, learners in attendance.rosters.items():
        rostered.setdefault(attended.intersection(taught), []).extend(learners)
    for attended, ids in rostered.items():
        if attended:
            yield Audience(tuple(sorted(attended)), tuple(sorted(ids)))
    open_ends = _open_ends(groups, attendance, taught)
    not_rostered = dict.fromkeys(attendance.groups_attended_by(path).intersection(taught) for path in open_ends)
    for attended in not_rostered:
        if attended:
            yield Audience(tuple(sorted(attended)))


def _open_ends(
    groups: Mapping[GroupPath, LearnerGroup], attendance: Attendance, taught: Iterable[GroupPath]
) -> Iterator[GroupPath]:
    """Groups without children that nobody is rostered in, and groups that the workbook no longer has."""
    yield from (path for path, group in groups.items() if not group.children and path not in attendance.rosters_of)
    yield from (path for path in taught if path not in groups)
