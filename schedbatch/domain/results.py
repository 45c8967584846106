"""What comes of a workbook: a Plan of offerings and ILMs, and the hours in it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import GroupPath, LearnerGroup, Session, Status
from schedbatch.domain.names import joined, natural_key
from schedbatch.domain.times import elapsed_minutes, seconds


@dataclass(frozen=True, slots=True)
class Offering:
    """One meeting on the calendar. ``start`` and ``end`` are zone-aware, ``[start, end)``.

    Instructors are sorted by name, each once; ``*_waived`` says that the planner typed ``none``.
    """

    id: str
    uid: str
    session: Session
    groups: tuple[GroupPath, ...]
    start: dt.datetime
    end: dt.datetime
    locations: tuple[str, ...]
    instructors: tuple[str, ...]
    url: str
    status: Status
    notes: str
    where: RowPlace
    location_waived: bool = False
    instructors_waived: bool = False

    @property
    def location(self) -> str | None:
        """The location as one text; ``None`` if there is none."""
        return joined(self.locations) or None

    @property
    def minutes(self) -> int:
        """Elapsed minutes from start to end."""
        return elapsed_minutes(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Ilm:
    """An independent learning module: hours of a learner's own time until ``due``."""

    id: str
    uid: str
    session: Session
    groups: tuple[GroupPath, ...]
    instructors: tuple[str, ...]
    hours: Decimal
    due: dt.datetime
    due_prior_to: str | None
    url: str
    status: Status
    notes: str
    where: RowPlace


@dataclass(frozen=True, slots=True)
class Plan:
    """What the generator makes of a catalog.

    Offerings by start, then by group path in natural order; ILMs by due time. ``held`` are the ids of offerings and ILMs
    that an error in their row holds back.
    """

    offerings: tuple[Offering, ...]
    ilms: tuple[Ilm, ...]
    held: tuple[str, ...] = ()

    @property
    def offerings_and_ilms(self) -> "tuple[Offering | Ilm, ...]":
        """Offerings, then ILMs."""
        return (*self.offerings, *self.ilms)


def in_order(offerings: Iterable[Offering], groups: Mapping[GroupPath, LearnerGroup]) -> tuple[Offering, ...]:
    """By start, then by group path in natural order, then by id; groups that are no longer known stand last."""
    found = tuple(offerings)
    by_start: dict[float, list[Offering]] = defaultdict(list)
    for start, offering in zip(seconds([offering.start for offering in found]), found, strict=True):
        by_start[start].append(offering)
    ranks = _ranks([offering.groups for offering in found], groups)
    return tuple(
        offering for _, at_once in sorted(by_start.items(), key=itemgetter(0)) for offering in _by_groups_and_id(at_once, ranks)
    )


def in_plan_order(
    offerings_and_ilms: Iterable[Offering | Ilm], groups: Mapping[GroupPath, LearnerGroup]
) -> tuple[tuple[Offering, ...], tuple[Ilm, ...]]:
    """Offerings and ILMs, apart, each in the order in which a plan lists them."""
    offerings: list[Offering] = []
    ilms: list[Ilm] = []
    for offering_or_ilm in offerings_and_ilms:
        if isinstance(offering_or_ilm, Ilm):
            ilms.append(offering_or_ilm)
        else:
            offerings.append(offering_or_ilm)
    return in_order(offerings, groups), tuple(sorted(ilms, key=by_due_time))


def _ranks(
    audiences: Iterable[tuple[GroupPath, ...]], groups: Mapping[GroupPath, LearnerGroup]
) -> dict[tuple[GroupPath, ...], int]:
    """Each audience's place in the natural order of their groups; all groups that are no longer known have the last place."""
    orders = {path: group.order for path, group in groups.items()}
    keys = {audience: [orders.get(path, len(orders)) for path in audience] for audience in dict.fromkeys(audiences)}
    ranks: dict[tuple[GroupPath, ...], int] = {}
    for rank, (_, same) in enumerate(groupby(sorted(keys, key=keys.__getitem__), keys.__getitem__)):
        ranks.update(dict.fromkeys(same, rank))
    return ranks


def _by_groups_and_id(offerings: Sequence[Offering], ranks: Mapping[tuple[GroupPath, ...], int]) -> Iterator[Offering]:
    keyed = sorted([(ranks[offering.groups], offering) for offering in offerings], key=itemgetter(0))
    # Few offerings share both start and groups; the natural keys of all ids would take longer than everything else here.
    for _, same_groups in groupby(keyed, itemgetter(0)):
        together = [offering for _, offering in same_groups]
        yield from sorted(together, key=lambda offering: natural_key(offering.id)) if len(together) > 1 else together


def by_due_time(ilm: Ilm) -> tuple[dt.datetime, str]:
    """Sort key of ILMs."""
    return ilm.due.astimezone(dt.UTC), ilm.id


@dataclass(frozen=True, slots=True)
class CourseHours:
    """A course's hours: the sum of its offerings and ILMs, and what the learner with least and with most attends.

    Learners are the rostered ones who attend any of it, or else the groups without children that do; ``None`` if there are none.
    """

    course: str
    offerings: int
    ilms: int
    total: Decimal
    learner_least: Decimal | None
    learner_most: Decimal | None


@dataclass(frozen=True, slots=True)
class TypeHours:
    """A session type's hours."""

    type: str
    offerings: int
    ilms: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Workload:
    """What an instructor teaches. ``clock_hours`` count a time once, however many offerings share it."""

    instructor: str
    offerings: int
    offering_hours: Decimal
    clock_hours: Decimal
    ilms: int
    ilm_hours: Decimal
    hours_limit: Decimal | None

    @property
    def total_hours(self) -> Decimal:
        """Clock hours and ILM hours."""
        return self.clock_hours + self.ilm_hours


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of the Scheduled and Tentative offerings and ILMs whose type counts, with two decimals; sorted by name."""

    courses: tuple[CourseHours, ...] = ()
    types: tuple[TypeHours, ...] = ()
    workloads: tuple[Workload, ...] = ()
