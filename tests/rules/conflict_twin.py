"""The slow, obvious twin of the conflict rules: every pair compared, every minute looked at, word by word as the rules say."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product

from schedbatch.domain.model import Catalog, Location
from schedbatch.domain.results import Offering, Plan

Found = tuple[str, str, tuple[str, ...], tuple[str, ...]]
"""Kind, who or where (blank for learners), the ids, the learners hit."""


def conflicts(catalog: Catalog, plan: Plan) -> list[Found]:
    """All conflicts, sorted."""
    live = [offering for offering in plan.offerings if offering.status.is_live]
    booked = [_as_booked(offering, catalog) for offering in live]
    return sorted((
        *_instructor_clashes(booked, catalog),
        *_location_clashes(booked, catalog),
        *_learner_clashes(live, catalog),
        *_unavailable(booked, catalog),
        *_over_capacity(live, catalog),
        *_over_hours(plan, catalog),
    ))  # fmt: skip


def _as_booked(offering: Offering, catalog: Catalog) -> Offering:
    """The offering in the places that it books: ``TBD``, if no place of the workbook is called so, is still to be announced."""
    places = tuple(name for name in offering.locations if name != "TBD" or name in catalog.locations)
    return replace(offering, locations=places)


def overlap(first: Offering, second: Offering) -> bool:
    return _utc(first.start) < _utc(second.end) and _utc(second.start) < _utc(first.end)


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)


def _meant_so(first: Offering, second: Offering) -> bool:
    """Whether both are of one session, at the same time."""
    times = (_utc(first.start), _utc(first.end)) == (_utc(second.start), _utc(second.end))
    return times and first.session.id == second.session.id


def _connected(offerings: Sequence[Offering], linked: Callable[[Offering, Offering], bool]) -> Iterator[list[Offering]]:
    left = list(offerings)
    while left:
        found = [left.pop(0)]
        for offering in found:
            found += [other for other in left if linked(offering, other)]
            left = [other for other in left if other not in found]
        yield found


def _ids(offerings: Sequence[Offering]) -> tuple[str, ...]:
    return tuple(sorted(offering.id for offering in offerings))


def _meant_in(name: str, first: Offering, second: Offering, live: Sequence[Offering], catalog: Catalog) -> bool:
    """Of one session at the same time, both in the location ``name``, and rightly so."""
    if not _meant_so(first, second) or name not in first.locations or name not in second.locations:
        return False
    if name in catalog.locations and catalog.locations[name].capacity is not None:
        return True
    rows = {first.where.row, second.where.row}
    return all(name in offering.locations for offering in live if offering.where.row in rows and _same_times(first, offering))


def _same_times(first: Offering, second: Offering) -> bool:
    return (_utc(first.start), _utc(first.end)) == (_utc(second.start), _utc(second.end))


def _instructor_clashes(live: Sequence[Offering], catalog: Catalog) -> Iterator[Found]:
    def clash(first: Offering, second: Offering) -> bool:
        return overlap(first, second) and not any(_meant_in(place, first, second, live, catalog) for place in first.locations)

    for name in {name for offering in live for name in offering.instructors}:
        for found in _connected([offering for offering in live if name in offering.instructors], clash):
            if len(found) > 1:
                yield "instructor-clash", name, _ids(found), ()


def _location_clashes(live: Sequence[Offering], catalog: Catalog) -> Iterator[Found]:
    def clash(first: Offering, second: Offering) -> bool:
        return overlap(first, second) and not _meant_in(name, first, second, live, catalog)

    for name in {name for offering in live for name in offering.locations}:
        if not (name in catalog.locations and catalog.locations[name].is_shared):
            for found in _connected([offering for offering in live if name in offering.locations], clash):
                if len(found) > 1:
                    yield "location-clash", name, _ids(found), ()


def _above(path: str, catalog: Catalog) -> set[str]:
    parent = catalog.groups[path].parent
    return {path} | (_above(parent, catalog) if parent else set())


def _holds_cohort_of(path: str, other: str, catalog: Catalog) -> bool:
    group = catalog.groups[path]
    return group.whole_cohort and bool(group.cohort) and group.cohort == catalog.groups[other].cohort


def rostered(path: str, catalog: Catalog) -> set[str]:
    group = catalog.groups[path]
    return {
        learner.id
        for learner in catalog.learners
        if any(path in _above(own, catalog) for own in learner.groups)
        or (group.whole_cohort and group.cohort and group.cohort == learner.cohort)
    }


def _groups_in_common(first: str, second: str, catalog: Catalog) -> bool:
    ours, theirs = rostered(first, catalog), rostered(second, catalog)
    if ours and theirs:
        return bool(ours & theirs)
    is_related = first in _above(second, catalog) or second in _above(first, catalog)
    return is_related or _holds_cohort_of(first, second, catalog) or _holds_cohort_of(second, first, catalog)


def _learner_clashes(live: Sequence[Offering], catalog: Catalog) -> Iterator[Found]:
    too_many = list(_too_many_at_once(live, catalog))

    def clash(first: Offering, second: Offering) -> bool:
        if any(first in found and second in found for found in too_many):
            return True
        return overlap(first, second) and any(_groups_in_common(a, b, catalog) for a, b in product(first.groups, second.groups))

    def attendance(offering: Offering) -> set[str]:
        return {learner for path in offering.groups for learner in rostered(path, catalog)}

    for found in _connected(live, clash):
        if len(found) > 1:
            hit = {learner for a, b in combinations(found, 2) if overlap(a, b) for learner in attendance(a) & attendance(b)}
            yield "learner-clash", "", _ids(found), tuple(sorted(hit))


def _too_many_at_once(live: Sequence[Offering], catalog: Catalog) -> Iterator[list[Offering]]:
    """The offerings of a cohort, but those for the whole of it, that go on at one instant and need more learners than it has."""
    for cohort in {group.cohort for group in catalog.groups.values() if group.cohort}:
        members = [path for path, group in catalog.groups.items() if group.cohort == cohort and not group.whole_cohort]
        whole = [path for path, group in catalog.groups.items() if group.cohort == cohort and group.whole_cohort]
        sizes = [size([path], catalog) for path in whole]
        cohort_size = next((known for known in sizes if known is not None), None)
        taught = [offering for offering in live if set(offering.groups) & set(members) and not set(offering.groups) & set(whole)]
        for instant in [_utc(offering.start) for offering in taught]:
            found = [offering for offering in taught if _utc(offering.start) <= instant < _utc(offering.end)]
            groups = {path for offering in found for path in offering.groups if path in members}
            topmost = [path for path in groups if not any(path != other and other in _above(path, catalog) for other in groups)]
            is_told = all(rostered(path, catalog) for path in groups)
            needed = sum(least_size([path], catalog) for path in topmost)
            if len(found) > 1 and cohort_size is not None and not is_told and needed > cohort_size:
                yield found


def is_unavailable(name: str, start: dt.datetime, end: dt.datetime, catalog: Catalog) -> bool:
    """Whether the clocks show a time at which ``name`` cannot be had at any minute of ``[start, end)``."""
    minutes = round((_utc(end) - _utc(start)).total_seconds() / 60)
    shown = [(_utc(start) + dt.timedelta(minutes=number)).astimezone(start.tzinfo) for number in range(minutes)]
    return any(
        row.first <= moment.date() <= row.last and row.start <= moment.hour * 60 + moment.minute < row.end
        for row in catalog.unavailabilities
        if row.who_or_where == name
        for moment in shown
    )


def _unavailable(live: Sequence[Offering], catalog: Catalog) -> Iterator[Found]:
    names: tuple[tuple[str, Callable[[Offering], tuple[str, ...]]], ...] = (
        ("instructor-unavailable", lambda offering: offering.instructors),
        ("location-unavailable", lambda offering: offering.locations),
    )
    for kind, names_of in names:
        for name in {row.who_or_where for row in catalog.unavailabilities}:
            hit = [
                offering
                for offering in live
                if name in names_of(offering) and is_unavailable(name, offering.start, offering.end, catalog)
            ]
            for found in _connected(hit, overlap):
                yield kind, name, _ids(found), ()


def size(groups: Sequence[str], catalog: Catalog) -> int | None:
    if not groups:
        return None
    rosters = [rostered(path, catalog) for path in groups]
    if all(rosters):
        return len(set.union(*rosters))
    sizes = [_size_of(path, catalog) for path in _disjoint(groups, catalog)]
    return None if None in sizes else sum(filter(None, sizes))


def least_size(groups: Sequence[str], catalog: Catalog) -> int:
    """What is known of the size: the rostered learners, or the sizes that are filled in."""
    whole_size = size(groups, catalog)
    if whole_size is not None or not groups:
        return whole_size or 0
    return max(
        len(set().union(*(rostered(path, catalog) for path in groups))),
        sum(_least_size_of(path, catalog) for path in _disjoint(groups, catalog)),
    )


def _least_size_of(path: str, catalog: Catalog) -> int:
    group = catalog.groups[path]
    return sum(_least_size_of(child, catalog) for child in group.children) if group.size is None else group.size


def _disjoint(groups: Sequence[str], catalog: Catalog) -> list[str]:
    kept: list[str] = []
    for path in groups:
        lies_in = [other for other in groups if other != path and _lies_in(path, other, catalog)]
        if not any(other in kept or not _lies_in(other, path, catalog) for other in lies_in):
            kept.append(path)
    return kept


def _lies_in(path: str, other: str, catalog: Catalog) -> bool:
    return other in _above(path, catalog) or _holds_cohort_of(other, path, catalog)


def _size_of(path: str, catalog: Catalog) -> int | None:
    group = catalog.groups[path]
    if group.size is not None or not group.children:
        return group.size
    sizes = [_size_of(child, catalog) for child in group.children]
    return None if None in sizes else sum(filter(None, sizes))


def _over_capacity(live: Sequence[Offering], catalog: Catalog) -> Iterator[Found]:
    def together(first: Offering, second: Offering) -> bool:
        return _meant_so(first, second) and set(first.locations) == set(second.locations)

    for found in _connected([offering for offering in live if offering.locations], together):
        places = sorted(set(found[0].locations))
        capacities = [catalog.locations[name].capacity if name in catalog.locations else None for name in places]
        needed = sum(least_size(offering.groups, catalog) for offering in found)
        if None not in capacities and needed > sum(filter(None, capacities)):
            yield "over-capacity", "; ".join(places), _ids(found), ()


def _over_hours(plan: Plan, catalog: Catalog) -> Iterator[Found]:
    for name, person in catalog.instructors.items():
        taught = [offering for offering in plan.offerings if name in offering.instructors and offering.status.is_live]
        modules = [ilm for ilm in plan.ilms if name in ilm.instructors and ilm.status.is_live]
        minutes = {
            _utc(offering.start) + dt.timedelta(minutes=number)
            for offering in taught
            for number in range(round((_utc(offering.end) - _utc(offering.start)).total_seconds() / 60))
        }
        hours = len(minutes) / 60 + float(sum(ilm.hours for ilm in modules))
        if person.hours_limit is not None and hours > float(person.hours_limit):
            yield "over-hours", name, tuple(sorted([*_ids(taught), *(ilm.id for ilm in modules)])), ()


Proposal = tuple[str, dt.datetime, dt.datetime]
"""A place that was proposed, and for when."""


def proposals(clashes: Sequence[tuple[str, Sequence[Offering]]], catalog: Catalog, plan: Plan) -> list[str]:
    """The free location for each clash over a location, in order; blank where there is none. A place is proposed once at a time."""
    taken: list[Proposal] = []
    for name, clashing in clashes:
        start = min((offering.start for offering in clashing), key=_utc)
        end = max((offering.end for offering in clashing), key=_utc)
        place = _nearest_free(name, clashing, catalog, plan, taken)
        taken.append((place.name if place else "", start, end))
    return [place for place, _, _ in taken]


def _nearest_free(
    name: str, clashing: Sequence[Offering], catalog: Catalog, plan: Plan, taken: Sequence[Proposal]
) -> Location | None:
    """The free location that is nearest to ``name`` for the time that ``clashing`` span, by trying them all."""
    start, end = min((offering.start for offering in clashing), key=_utc), max((offering.end for offering in clashing), key=_utc)
    here = catalog.locations.get(name)
    needed = _needed(clashing, here, catalog)
    live = [offering for offering in plan.offerings if offering.status.is_live]
    booked = [(place, offering.start, offering.end) for offering in live for place in offering.locations]
    free = [
        place
        for place in catalog.locations.values()
        if place.name != name
        and not place.is_shared
        and place.name != "TBD"
        and (needed is None or (place.capacity is not None and place.capacity >= needed))
        and not any(
            place.name == other and _utc(begin) < _utc(end) and _utc(start) < _utc(until)
            for other, begin, until in (*booked, *taken)
        )
        and not is_unavailable(place.name, start, end, catalog)
    ]

    def distance(place: Location) -> tuple[bool, float, str]:
        is_near = here is not None and here.building != "" and place.building == here.building
        return (not is_near, float("inf") if place.capacity is None else place.capacity, place.name)

    return min(free, key=distance, default=None)


def _needed(clashing: Sequence[Offering], here: Location | None, catalog: Catalog) -> int | None:
    """How many learners a place must hold: those that are known; where not all are, as many as the place that they are in."""
    meetings = list(_connected(clashing, _meant_so))
    known = max(sum(least_size(offering.groups, catalog) for offering in found) for found in meetings)
    if all(size(offering.groups, catalog) is not None for offering in clashing):
        return known
    if here is None or here.capacity is None:
        return known or None
    return max(here.capacity, known)
