"""Conflicts in the planner's words: one or two sentences each."""

import datetime as dt
from collections.abc import Sequence

from schedbatch.domain.conflicts import FEW_LEARNERS, ConflictKind
from schedbatch.domain.model import Location
from schedbatch.domain.names import joined
from schedbatch.domain.results import Offering
from schedbatch.domain.times import day_name
from schedbatch.rules.findings import Finding, few
from schedbatch.rules.overlaps import span

_FEW_OFFERINGS = 3
_FEW_GROUPS = 3


def message(finding: Finding, free: Location | None = None) -> str:
    """What is wrong, when, and with which offerings; ``free`` is another location that could be had then.

    ``Lab 3 has 2 offerings at once, Tue 8 Sep 2026 09:00–10:00: "Dissection" for Labs > 07; "Histology" for Year 2.``
    """
    if finding.kind is ConflictKind.OVER_HOURS:
        return f"{finding.who} works {finding.says}, the hours limit."
    elsewhere = f" Free then: {_described_place(free)}." if free else ""
    return f"{_says(finding)}, {_when(*span(finding.offerings))}: {_listed(finding)}.{elsewhere}"


def _says(finding: Finding) -> str:
    who, count = finding.who, len(finding.offerings)
    offerings = "an offering" if count == 1 else f"{count:,} offerings"
    match finding.kind:
        case ConflictKind.LEARNER_CLASH:
            # Each of them is in two of the offerings or more, seldom in all.
            return f"{_learners(finding)} in two places at once{f' ({offerings})' if count > 2 else ''}"  # noqa: PLR2004
        case ConflictKind.INSTRUCTOR_UNAVAILABLE | ConflictKind.LOCATION_UNAVAILABLE:
            reason = f" ({finding.says})" if finding.says else ""
            return f"{who} is unavailable{reason} but has {offerings}"
        case ConflictKind.OVER_CAPACITY:
            size, _, capacity = finding.says.partition(" in ")
            return f"{who} holds {capacity}, and {size} learners are to be there"
        case _:
            return f"{who} has {offerings} at once"


def _learners(finding: Finding) -> str:
    number = len(finding.learners)
    if number > 1:
        return f"{number:,} learners ({few(finding.learners, FEW_LEARNERS)}) are"
    return f"{finding.who} is" if number else f"{finding.who} are"


def _when(start: dt.datetime, end: dt.datetime) -> str:
    if end.utcoffset() != start.utcoffset():
        return f"{day_name(start.date())} {start:%H:%M} – {day_name(end.date())} {end:%H:%M}, a night in which the clocks change"
    if end.date() == start.date():
        return f"{day_name(start.date())} {start:%H:%M}–{end:%H:%M}"
    if end.date() - start.date() == dt.timedelta(days=1) and (end.hour, end.minute) == (0, 0):
        return f"{day_name(start.date())} {start:%H:%M}–24:00"
    return f"{day_name(start.date())} {start:%H:%M} – {day_name(end.date())} {end:%H:%M}"


def _listed(finding: Finding) -> str:
    offerings = finding.offerings
    more = f"; and {len(offerings) - _FEW_OFFERINGS:,} more" if len(offerings) > _FEW_OFFERINGS else ""
    first = offerings[0]
    tells_times = any((one.start, one.end) != (first.start, first.end) for one in offerings)
    days = len({day for one in offerings for day in (one.start.date(), one.end.date())})
    tells_places = finding.kind in (ConflictKind.INSTRUCTOR_CLASH, ConflictKind.LEARNER_CLASH)
    described = (
        _described(one, days=days, tells_times=tells_times, tells_places=tells_places) for one in offerings[:_FEW_OFFERINGS]
    )
    return joined(tuple(described)) + more


def _described(offering: Offering, *, days: int, tells_times: bool, tells_places: bool) -> str:
    groups = f" for {_groups(offering.groups)}" if offering.groups else ""
    place = f" in {joined(offering.locations)}" if tells_places and offering.locations else ""
    time = f" {_time(offering, days)}" if tells_times else ""
    return f'"{offering.session.title}"{groups}{place}{time}'


def _time(offering: Offering, days: int) -> str:
    return _when(offering.start, offering.end) if days > 1 else f"{offering.start:%H:%M}–{offering.end:%H:%M}"


def _groups(groups: Sequence[str]) -> str:
    return few(tuple(groups), _FEW_GROUPS)


def _described_place(place: Location) -> str:
    told = filter(None, (place.building, f"{place.capacity:,} places" if place.capacity is not None else ""))
    details = ", ".join(told)
    return f"{place.name} ({details})" if details else place.name
