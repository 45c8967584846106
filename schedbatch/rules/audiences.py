"""Audiences: people who attend the same offerings, so that 5,000 learners need only a few hundred sweeps.

Who attends what, ``domain.attendance`` says. A group without rostered learners has an audience without learners: whoever will
be in the group attends what the group attends. Source: generator.md, "Conflicts".
"""

from collections.abc import Iterator, Mapping
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

    Two groups have learners in common if and only if an audience has both: the roster alone tells it of two rostered groups,
    else the tree and the cohort do.
    """
    rostered: dict[frozenset[GroupPath], list[str]] = {}
    for attended, learners in attendance.rosters.items():
        rostered.setdefault(attended.intersection(taught), []).extend(learners)
    for attended, ids in rostered.items():
        if attended:
            yield Audience(tuple(sorted(attended)), tuple(sorted(ids)))
    leaves = (path for path, group in groups.items() if not group.children)
    gone = sorted(path for path in taught if path not in groups)
    attended_by_leaf = dict.fromkeys(attendance.groups_attended_by(path).intersection(taught) for path in (*leaves, *gone))
    expected = dict.fromkeys(paths for attended in attended_by_leaf for paths in _expected(attended, attendance))
    yield from (Audience(tuple(sorted(paths))) for paths in expected)


def _expected(attended: frozenset[GroupPath], attendance: Attendance) -> Iterator[frozenset[GroupPath]]:
    """What those attend who are not rostered yet: it brings no two of the rostered groups together."""
    not_rostered = attended.difference(attendance.rosters_of)
    if not_rostered:
        yield not_rostered
        yield from (not_rostered | {path} for path in sorted(attended - not_rostered))
