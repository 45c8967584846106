"""What the messages of conflicts have in common: when a conflict is, and between which offerings."""

import datetime as dt
from collections.abc import Sequence

from schedbatch.domain.model import Location
from schedbatch.domain.names import joined
from schedbatch.domain.results import Offering
from schedbatch.domain.times import day_name
from schedbatch.rules.overlaps import span

_FEW_OFFERINGS = 3
_FEW_GROUPS = 3


def number_of(offerings: Sequence[Offering]) -> str:
    """``an offering``, ``3 offerings``."""
    return "an offering" if len(offerings) == 1 else f"{len(offerings):,} offerings"


def few(first: Sequence[str], number: int) -> str:
    """``a, b, c and 35 more``: the ``first`` of so many."""
    more = number - len(first)
    return ", ".join(first) + (f" and {more:,} more" if more else "")


def described_place(place: Location) -> str:
    """``Lab 4 (East, 30 places)``, as far as the workbook tells."""
    told = filter(None, (place.building, f"{place.capacity:,} places" if place.capacity is not None else ""))
    details = ", ".join(told)
    return f"{place.name} ({details})" if details else place.name


def when_and_which(offerings: Sequence[Offering], *, tells_places: bool = False) -> str:
    """``Tue 8 Sep 2026 09:00–10:00: "Dissection" for Labs > 07; "Histology" for Year 2``.

    Each offering's own times are told where they differ; places, where the offerings may be in several.
    """
    described = (_described(offering, offerings, tells_places=tells_places) for offering in offerings[:_FEW_OFFERINGS])
    more = f"; and {len(offerings) - _FEW_OFFERINGS:,} more" if len(offerings) > _FEW_OFFERINGS else ""
    return f"{_when(*span(offerings))}: {joined(tuple(described))}{more}"


def _described(offering: Offering, offerings: Sequence[Offering], *, tells_places: bool) -> str:
    groups = f" for {few(offering.groups[:_FEW_GROUPS], len(offering.groups))}" if offering.groups else ""
    place = f" in {joined(offering.locations)}" if tells_places and offering.locations else ""
    return f'"{offering.session.title}"{groups}{place}{_own_time(offering, offerings)}'


def _own_time(offering: Offering, offerings: Sequence[Offering]) -> str:
    """When the offering is; blank where all of the offerings are at one time."""
    first = offerings[0]
    if all((other.start, other.end) == (first.start, first.end) for other in offerings):
        return ""
    days = {day for other in offerings for day in (other.start.date(), other.end.date())}
    return f" {_when(offering.start, offering.end)}" if len(days) > 1 else f" {offering.start:%H:%M}–{offering.end:%H:%M}"


def _when(start: dt.datetime, end: dt.datetime) -> str:
    if end.utcoffset() != start.utcoffset():
        return f"{day_name(start.date())} {start:%H:%M} – {day_name(end.date())} {end:%H:%M}, a night in which the clocks change"
    if end.date() == start.date():
        return f"{day_name(start.date())} {start:%H:%M}–{end:%H:%M}"
    if end.date() - start.date() == dt.timedelta(days=1) and (end.hour, end.minute) == (0, 0):
        return f"{day_name(start.date())} {start:%H:%M}–24:00"
    return f"{day_name(start.date())} {start:%H:%M} – {day_name(end.date())} {end:%H:%M}"
