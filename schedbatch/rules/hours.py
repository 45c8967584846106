"""How many hours are taught, learnt and worked.

Only Scheduled and Tentative offerings and ILMs of session types that count toward hours are added up.
Source: generator.md, "ILMs" (hours) and "Status".
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import inf
from typing import TypeVar

from schedbatch.domain.attendance import Attendance
from schedbatch.domain.model import Catalog, GroupPath, Session
from schedbatch.domain.names import fold, natural_key
from schedbatch.domain.results import CourseHours, Hours, Ilm, Offering, Plan, TypeHours, Workload
from schedbatch.domain.times import seconds

_CENT = Decimal("0.01")

Span = tuple[float, float]
"""Start and end in seconds since 1970."""

T = TypeVar("T", Offering, Ilm)


@dataclass(frozen=True, slots=True)
class _Tally:
    """The number of offerings that have the same groups and the same length in seconds."""

    groups: tuple[GroupPath, ...]
    length: float
    number: int


def count_hours(catalog: Catalog, plan: Plan) -> Hours:
    """All sums of a plan. Five offerings at once are five times their hours, but once on an instructor's clock."""
    offerings, ilms = counting(plan.offerings, catalog), counting(plan.ilms, catalog)
    spans = spans_of(offerings)
    by_course, by_type = _tallies(offerings, spans)
    return Hours(
        courses=tuple(_by_course(by_course, ilms, catalog)),
        types=tuple(_by_type(by_type, ilms)),
        workloads=tuple(_by_instructor(offerings, spans, ilms, catalog)),
    )


def counting(offerings_or_ilms: Iterable[T], catalog: Catalog) -> list[T]:
    """The offerings, or ILMs, that take place and whose type counts toward hours."""
    silent = {name for name, kind in catalog.session_types.items() if not kind.counts_toward_hours}
    return [counted for counted in offerings_or_ilms if counted.status.is_live and counted.session.type not in silent]


def spans_of(offerings: Sequence[Offering]) -> list[Span]:
    """When each of the offerings is held."""
    starts, ends = seconds([offering.start for offering in offerings]), seconds([offering.end for offering in offerings])
    return list(zip(starts, ends, strict=True))


def _tallies(offerings: Sequence[Offering], spans: Sequence[Span]) -> tuple[Mapping[str, list[_Tally]], Mapping[str, list[_Tally]]]:
    """Tallies by course and by type. Offerings with equal groups and lengths are counted in one tally."""
    numbers = Counter(
        (offering.session.course, offering.session.type, offering.groups, end - start)
        for offering, (start, end) in zip(offerings, spans, strict=True)
    )
    by_course: dict[str, list[_Tally]] = defaultdict(list)
    by_type: dict[str, list[_Tally]] = defaultdict(list)
    for (course, kind, groups, length), number in numbers.items():
        tally = _Tally(groups, length, number)
        by_course[course].append(tally)
        by_type[kind].append(tally)
    return by_course, by_type


def _hours(length: float) -> Decimal:
    """Hours of a length in seconds. All times are whole minutes, which a float of seconds holds exactly."""
    return (Decimal(round(length / 60)) / 60).quantize(_CENT)


def _count(tallies: Iterable[_Tally]) -> int:
    return sum(tally.number for tally in tallies)


def _total(tallies: Iterable[_Tally], ilms: Iterable[Ilm]) -> Decimal:
    return _hours(sum(tally.length * tally.number for tally in tallies)) + _ilm_hours(ilms)


def _ilm_hours(ilms: Iterable[Ilm]) -> Decimal:
    return sum((ilm.hours for ilm in ilms), Decimal(0))


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(set(names), key=natural_key)


def _grouped(ilms: Iterable[Ilm], name: Callable[[Session], str]) -> dict[str, list[Ilm]]:
    grouped: dict[str, list[Ilm]] = defaultdict(list)
    for ilm in ilms:
        grouped[name(ilm.session)].append(ilm)
    return grouped


def _by_course(tallies: Mapping[str, list[_Tally]], ilms: Sequence[Ilm], catalog: Catalog) -> Iterator[CourseHours]:
    learner_hours = _LearnerHours(catalog)
    modules = _grouped(ilms, _course)
    for course in _sorted((*tallies, *modules)):
        own, own_ilms = tallies.get(course, []), modules.get(course, [])
        learners = learner_hours.of(own, own_ilms)
        least, most = min(learners, default=None), max(learners, default=None)
        yield CourseHours(course, _count(own), len(own_ilms), _total(own, own_ilms), least, most)


def _course(session: Session) -> str:
    return session.course


def _type(session: Session) -> str:
    return session.type


class _Attendants:
    """People, or groups without children, by the set of groups that each attends."""

    def __init__(self, attended: Iterable[frozenset[GroupPath]]) -> None:
        self._by_group: dict[GroupPath, list[int]] = defaultdict(list)
        for number, groups in enumerate(attended):
            for path in groups:
                self._by_group[path].append(number)

    def of(self, groups: tuple[GroupPath, ...]) -> Collection[int]:
        """The numbers of those who attend what is for ``groups``, each once."""
        if len(groups) == 1:
            return self._by_group.get(groups[0], ())
        return {number for path in groups for number in self._by_group.get(path, ())}


class _LearnerHours:
    """The hours of each learner in a course: of the rostered ones who attend any of it, else of groups without children."""

    def __init__(self, catalog: Catalog) -> None:
        attendance = Attendance(catalog)
        self._rostered = _Attendants(attendance.rosters)
        self._leaves = _Attendants(map(attendance.groups_attended_by, _leaves(catalog)))

    def of(self, tallies: Iterable[_Tally], ilms: Iterable[Ilm]) -> list[Decimal]:
        """Hours of everybody who attends anything. What is for two groups of a learner counts once, and so do a session's ILMs."""
        lengths: dict[tuple[GroupPath, ...], float] = defaultdict(float)
        for tally in tallies:
            lengths[tally.groups] += tally.length * tally.number
        modules = tuple(ilms)
        return _hours_of(self._rostered, lengths, modules) or _hours_of(self._leaves, lengths, modules)


def _leaves(catalog: Catalog) -> Iterator[GroupPath]:
    """The groups without children. The learners of a whole cohort are those of its other groups, if the cohort has any."""
    divided = {fold(group.cohort) for group in catalog.groups.values() if group.cohort and not group.whole_cohort}
    for path, group in catalog.groups.items():
        if not (group.children or (group.whole_cohort and fold(group.cohort) in divided)):
            yield path


def _hours_of(attendants: _Attendants, lengths: Mapping[tuple[GroupPath, ...], float], ilms: Iterable[Ilm]) -> list[Decimal]:
    attended: dict[int, float] = defaultdict(float)
    modules: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for groups, length in lengths.items():
        for number in attendants.of(groups):
            attended[number] += length
    for ilm in ilms:
        for number in attendants.of(ilm.groups):
            modules[number][ilm.session.id] = max(ilm.hours, modules[number].get(ilm.session.id, Decimal(0)))
    everybody = dict.fromkeys((*attended, *modules))
    return [_hours(attended.get(number, 0.0)) + sum(modules.get(number, {}).values(), Decimal(0)) for number in everybody]


def _by_type(tallies: Mapping[str, list[_Tally]], ilms: Sequence[Ilm]) -> Iterator[TypeHours]:
    modules = _grouped(ilms, _type)
    for kind in _sorted((*tallies, *modules)):
        own, own_ilms = tallies.get(kind, []), modules.get(kind, [])
        yield TypeHours(kind, _count(own), len(own_ilms), _total(own, own_ilms))


def _by_instructor(
    offerings: Sequence[Offering], spans: Sequence[Span], ilms: Sequence[Ilm], catalog: Catalog
) -> Iterator[Workload]:
    spans_by_name: dict[str, list[Span]] = defaultdict(list)
    ilms_by_name: dict[str, list[Ilm]] = defaultdict(list)
    for offering, span in zip(offerings, spans, strict=True):
        for name in offering.instructors:
            spans_by_name[name].append(span)
    for ilm in ilms:
        for name in ilm.instructors:
            ilms_by_name[name].append(ilm)
    for name in _sorted((*spans_by_name, *ilms_by_name)):
        yield workload(name, spans_by_name.get(name, ()), ilms_by_name.get(name, ()), catalog)


def workload(name: str, spans: Sequence[Span], ilms: Sequence[Ilm], catalog: Catalog) -> Workload:
    """What an instructor teaches: ``spans`` are the times of the person's offerings that count, ``ilms`` the ILMs that do."""
    person = catalog.instructors.get(name)
    return Workload(
        instructor=name,
        offerings=len(spans),
        offering_hours=_hours(sum(end - start for start, end in spans)),
        clock_hours=_hours(_covered(spans)),
        ilms=len(ilms),
        ilm_hours=_ilm_hours(ilms),
        hours_limit=person.hours_limit if person else None,
    )


def _covered(spans: Iterable[Span]) -> float:
    """Seconds that at least one of the spans covers."""
    covered, reached = 0.0, -inf
    for start, end in sorted(spans):
        begin = max(reached, start)
        if end > begin:
            covered += end - begin
            reached = end
    return covered
