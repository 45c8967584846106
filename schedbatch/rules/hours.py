"""How many hours are taught, learnt and worked.

Only Scheduled and Tentative offerings and ILMs count, of session types that count toward hours.
Source: generator.md, "ILMs" (hours) and "Status".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from math import inf
from typing import TypeVar

from schedbatch.domain.model import Catalog, GroupPath, Session
from schedbatch.domain.names import natural_key
from schedbatch.domain.results import CourseHours, Hours, Ilm, Offering, Plan, TypeHours, Workload

_CENT = Decimal("0.01")


def count_hours(catalog: Catalog, plan: Plan) -> Hours:
    """All sums of a plan. Five offerings at once are five times their hours, but once on an instructor's clock."""
    offerings = [one for one in plan.offerings if counts_toward_hours(one, catalog)]
    ilms = [one for one in plan.ilms if counts_toward_hours(one, catalog)]
    return Hours(
        courses=tuple(_by_course(offerings, ilms, catalog)),
        types=tuple(_by_type(offerings, ilms)),
        workloads=tuple(_by_instructor(offerings, ilms, catalog)),
    )


def counts_toward_hours(thing: Offering | Ilm, catalog: Catalog) -> bool:
    """Whether it takes place and its type counts."""
    kind = catalog.session_types.get(thing.session.type)
    return thing.status.is_live and (kind is None or kind.counts_toward_hours)


def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(_CENT)


def _total(offerings: Iterable[Offering], ilms: Iterable[Ilm]) -> Decimal:
    return _hours(sum(one.minutes for one in offerings)) + sum((one.hours for one in ilms), Decimal(0))


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(set(names), key=natural_key)


T = TypeVar("T", Offering, Ilm)


def _grouped(things: Iterable[T], name: Callable[[Session], str]) -> dict[str, list[T]]:
    grouped: dict[str, list[T]] = defaultdict(list)
    for thing in things:
        grouped[name(thing.session)].append(thing)
    return grouped


def _by_course(offerings: Sequence[Offering], ilms: Sequence[Ilm], catalog: Catalog) -> Iterator[CourseHours]:
    taught, modules = (_grouped(offerings, _course), _grouped(ilms, _course))
    for course in _sorted((*taught, *modules)):
        own, own_ilms = taught.get(course, []), modules.get(course, [])
        learners = _learner_hours(own, own_ilms, catalog)
        least, most = min(learners, default=None), max(learners, default=None)
        yield CourseHours(course, len(own), len(own_ilms), _total(own, own_ilms), least, most)


def _course(session: Session) -> str:
    return session.course


def _type(session: Session) -> str:
    return session.type


def _learner_hours(offerings: Sequence[Offering], ilms: Sequence[Ilm], catalog: Catalog) -> list[Decimal]:
    """Hours of each group without children that attends anything: its own and its ancestors', an ILM session once."""
    minutes: dict[GroupPath, int] = defaultdict(int)
    modules: dict[GroupPath, dict[str, Decimal]] = defaultdict(dict)
    for offering in offerings:
        for path in offering.groups:
            minutes[path] += offering.minutes
    for ilm in ilms:
        for path in ilm.groups:
            modules[path][ilm.session.id] = max(ilm.hours, modules[path].get(ilm.session.id, Decimal(0)))
    found: list[Decimal] = []
    for path, group in catalog.groups.items():
        lineage = [above for above in _lineage(path, catalog) if above in minutes or above in modules]
        if lineage and not group.children:
            attended = {session: hours for above in lineage for session, hours in modules.get(above, {}).items()}
            found.append(_hours(sum(minutes.get(above, 0) for above in lineage)) + sum(attended.values(), Decimal(0)))
    return found


def _lineage(path: GroupPath, catalog: Catalog) -> Iterator[GroupPath]:
    above: GroupPath | None = path
    while above is not None:
        yield above
        above = catalog.groups[above].parent


def _by_type(offerings: Sequence[Offering], ilms: Sequence[Ilm]) -> Iterator[TypeHours]:
    taught, modules = (_grouped(offerings, _type), _grouped(ilms, _type))
    for kind in _sorted((*taught, *modules)):
        own, own_ilms = taught.get(kind, []), modules.get(kind, [])
        yield TypeHours(kind, len(own), len(own_ilms), _total(own, own_ilms))


def _by_instructor(offerings: Sequence[Offering], ilms: Sequence[Ilm], catalog: Catalog) -> Iterator[Workload]:
    taught: dict[str, list[Offering]] = defaultdict(list)
    modules: dict[str, list[Ilm]] = defaultdict(list)
    for offering in offerings:
        for name in offering.instructors:
            taught[name].append(offering)
    for ilm in ilms:
        for name in ilm.instructors:
            modules[name].append(ilm)
    for name in _sorted((*taught, *modules)):
        yield workload(name, taught.get(name, ()), modules.get(name, ()), catalog)


def workload(name: str, offerings: Sequence[Offering], ilms: Sequence[Ilm], catalog: Catalog) -> Workload:
    """What one instructor teaches, given all offerings and ILMs of that person that count."""
    person = catalog.instructors.get(name)
    return Workload(
        instructor=name,
        offerings=len(offerings),
        offering_hours=_hours(sum(one.minutes for one in offerings)),
        clock_hours=_hours(_union_minutes((one.start, one.end) for one in offerings)),
        ilms=len(ilms),
        ilm_hours=sum((one.hours for one in ilms), Decimal(0)),
        hours_limit=person.hours_limit if person else None,
    )


def _union_minutes(spans: Iterable[tuple[dt.datetime, dt.datetime]]) -> int:
    """Minutes that at least one of the spans covers."""
    covered, reached = 0.0, -inf
    # All times are whole minutes, which a float of seconds holds exactly.
    for start, end in sorted([(start.timestamp(), end.timestamp()) for start, end in spans]):
        begin = max(start, reached)
        if end > begin:
            covered += end - begin
            reached = end
    return round(covered / 60)
