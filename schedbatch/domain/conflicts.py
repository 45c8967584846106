"""What a planner must know before publishing: who or what is in two places, cannot be had, or is too small.

Source: generator.md, "Conflicts".
"""

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from schedbatch.domain.results import Ilm, Offering

FEW_LEARNERS = 5
"""So many of the learners hit are named."""


class ConflictKind(Enum):
    """What is wrong; the gravest first: nobody can be in two places, a full room can be borne."""

    INSTRUCTOR_CLASH = "instructor-clash"
    LOCATION_CLASH = "location-clash"
    LEARNER_CLASH = "learner-clash"
    INSTRUCTOR_UNAVAILABLE = "instructor-unavailable"
    LOCATION_UNAVAILABLE = "location-unavailable"
    OVER_CAPACITY = "over-capacity"
    OVER_HOURS = "over-hours"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One finding: a person, place or set of learners, and all the offerings that it is about, by start.

    ``start`` and ``end`` span the offerings (and, of ``over-hours``, the ``ilms``). ``learners_hit`` counts the rostered
    learners who attend two offerings at once, ``learners`` names the first few of them. The ``id`` stays the same as long
    as kind, who or where, and the offerings with their times, places and people do.
    """

    id: str
    kind: ConflictKind
    who: str
    start: dt.datetime
    end: dt.datetime
    offerings: tuple[Offering, ...]
    message: str
    ilms: tuple[Ilm, ...] = ()
    learners_hit: int = 0
    learners: tuple[str, ...] = ()
    is_accepted: bool = False
    reason: str = ""
    """Why the planner accepts it."""

    @property
    def offerings_and_ilms(self) -> tuple[Offering | Ilm, ...]:
        """Offerings, then ILMs."""
        return (*self.offerings, *self.ilms)
