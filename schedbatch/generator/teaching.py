"""Where, by whom and at which address: a row's own cells, else the groups' defaults.

Each group on its own: one without a location gets none, never its neighbour's.
Source: generator.md, "Location, instructors, URL".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from schedbatch.domain.model import GroupPath, LearnerGroup, Strategy, TeachingCells
from schedbatch.generator.strategies import Audience, Groups

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Teaching:
    """Locations, instructors and URL of an offering. ``*_waived`` says that the planner typed ``none``."""

    locations: tuple[str, ...]
    instructors: tuple[str, ...]
    url: str
    location_waived: bool
    instructors_waived: bool


@dataclass(frozen=True, slots=True)
class Defaults:
    """The groups' own locations, instructors and URLs."""

    groups: Groups
    is_inherited: bool

    def of(self, path: GroupPath, value: Callable[[LearnerGroup], T | None]) -> T | None:
        """The group's own value. Where values are inherited, the nearest ancestor with a value stands in."""
        above: GroupPath | None = path
        while above is not None:
            own = value(self.groups[above])
            if own is not None or not self.is_inherited:
                return own
            above = self.groups[above].parent
        return None


def teaching(cells: TeachingCells, audience: Audience, slot: int, strategy: Strategy, defaults: Defaults) -> Teaching:
    """Locations, instructors and URL of the audience's offering. ``slot`` is the audience's place in its wave.

    ``together`` takes all the locations listed. An offering for several groups takes the row's own cells only: defaults of
    several groups are not mixed.
    """
    has_defaults = len(audience) == 1
    locations = cells.locations
    if locations and strategy is not Strategy.TOGETHER:
        locations = (locations[slot % len(locations)],)
    if locations is None and has_defaults:
        locations = defaults.of(audience[0], lambda group: group.locations)
    url = cells.url
    if url is None and has_defaults:
        url = defaults.of(audience[0], lambda group: group.url)
    instructors = _instructors(cells, audience, defaults, has_defaults=has_defaults)
    return Teaching(locations or (), instructors or (), url or "", locations == (), instructors == ())


def _instructors(
    cells: TeachingCells, audience: Sequence[GroupPath], defaults: Defaults, *, has_defaults: bool
) -> tuple[str, ...] | None:
    own = [defaults.of(path, lambda group: group.instructors) for path in audience]
    if cells.adds_default_instructors:
        return tuple(sorted({*(cells.instructors or ()), *(name for names in own for name in names or ())})) or None
    if cells.instructors is None and has_defaults:
        return own[0]
    return cells.instructors
