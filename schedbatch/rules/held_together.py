"""Offerings of one session at one time that are meant to be in one location, such as 38 dissection tables in one hall.

Source: generator.md, "Conflicts".
"""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from schedbatch.domain.model import Location
from schedbatch.domain.results import Offering
from schedbatch.rules.overlaps import Timeline

_Meeting = tuple[str, int, float, float]
"""A row by its sheet and number, and the start and end of some of its offerings."""


class HeldTogether:
    """Which offerings may share a location with other offerings of their session at the same time."""

    def __init__(self, locations: Mapping[str, Location], timeline: Timeline) -> None:
        self._locations = locations
        self._timeline = timeline

    def may_share(self, name: str, offering: Offering) -> bool:
        """Whether others may be in the location ``name`` with the offering, which is there.

        They may if the capacity of the location is known, which tells whether all fit in, or if all offerings of the row at
        that time are there. Else the groups of the row have locations of their own, and two share one by copying.
        """
        place = self._locations.get(name)
        if place and place.capacity is not None:
            return True
        meeting = _meeting(offering)
        return self._numbers_there[name, meeting] == self._numbers[meeting]

    @cached_property
    def _numbers(self) -> Counter[_Meeting]:
        """How many offerings each row has at each time."""
        return Counter(map(_meeting, self._timeline.offerings))

    @cached_property
    def _numbers_there(self) -> Counter[tuple[str, _Meeting]]:
        """How many of them are in each location."""
        return Counter(
            (name, _meeting(offering)) for offering in self._timeline.offerings for name in dict.fromkeys(offering.locations)
        )


def _meeting(offering: Offering) -> _Meeting:
    return offering.where.sheet, offering.where.row, offering.start.timestamp(), offering.end.timestamp()
