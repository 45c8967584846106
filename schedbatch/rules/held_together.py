"""Offerings of one session at one time that are meant to be in one location, such as 38 dissection tables in one hall.

Source: generator.md, "Conflicts".
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from schedbatch.domain.model import Location
from schedbatch.domain.results import Offering
from schedbatch.rules.overlaps import Timeline

_Meeting = tuple[str, int, float, float]
"""A row by its sheet and number, and the start and end of some of its offerings."""


class HeldTogether:
    """Whether offerings are meant to be in one location at once."""

    def __init__(self, locations: Mapping[str, Location], timeline: Timeline) -> None:
        self._locations = locations
        self._timeline = timeline

    def are_meant(self, name: str, offerings: Iterable[Offering]) -> bool:
        """Whether ``offerings``, of one session and at one time, are meant to be in the location ``name``, where all are.

        They are if the capacity of the location is known, which tells whether they fit in, or if all offerings of their rows
        at that time are there. Else the groups of a row have locations of their own, and two share one by copying.
        """
        place = self._locations.get(name)
        if place and place.capacity is not None:
            return True
        here = Counter(map(_meeting, offerings))
        return all(self._numbers[meeting] == number for meeting, number in here.items())

    @cached_property
    def _numbers(self) -> Counter[_Meeting]:
        """How many offerings each row has at each time."""
        return Counter(map(_meeting, self._timeline.offerings))


def _meeting(offering: Offering) -> _Meeting:
    return offering.where.sheet, offering.where.row, offering.start.timestamp(), offering.end.timestamp()
