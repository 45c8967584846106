"""Offerings that repeat weekly -> meeting patterns: weekdays, a first and a last date, and wall times. Pure.

The rule by which a pattern is read: it meets on every date from the first to the last, both included, that falls on one of its
weekdays; a meeting ends ``days_later`` days after it begins. Read so, the patterns give exactly the offerings' wall times
again, each as often as there are offerings: whatever would break the rule (a week left out, an hour's move) makes a further
pattern. Weekdays share a pattern where the rule allows it: none of them begins or ends a week before another.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from schedbatch.domain.names import NaturalKey, natural_key
from schedbatch.domain.results import Offering
from schedbatch.outputs.handoff.released import Released

REGISTRAR_DAYS = "MTWRFSU"
_WEEK = dt.timedelta(days=7)

Meeting = Released[Offering]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Offerings as one row, by start. ``weekdays`` count from Monday = 0.

    ``begin`` and ``end`` are wall times; ``fold`` is 1 for the later of a time that occurs twice on an autumn night. ``chief``
    is the offering whose ID comes first in natural order: moving the series does not change which it is.
    """

    meetings: tuple[Meeting, ...]
    chief: Offering
    first: dt.date
    last: dt.date
    weekdays: tuple[int, ...]
    begin: dt.time
    end: dt.time
    days_later: int

    @property
    def days(self) -> str:
        """The weekdays in registrar letters: ``MW``."""
        return "".join(REGISTRAR_DAYS[number] for number in self.weekdays)

    @property
    def offerings(self) -> tuple[Offering, ...]:
        """The offerings, by start."""
        return tuple(one.thing for one in self.meetings)


@dataclass(frozen=True, slots=True)
class _Run:
    """Meetings on one weekday, in every week from the first to the last."""

    meetings: tuple[Meeting, ...]

    @property
    def first(self) -> dt.date:
        return self.meetings[0].thing.start.date()

    @property
    def last(self) -> dt.date:
        return self.meetings[-1].thing.start.date()


def fold(meetings: Iterable[Meeting], key: Callable[[Offering], Hashable]) -> tuple[Pattern, ...]:
    """Patterns of the meetings whose offerings agree in ``key``, status and wall times; by ``key`` as it comes up, then by date."""
    alike: dict[Hashable, list[Meeting]] = defaultdict(list)
    for one in meetings:
        offering = one.thing
        alike[key(offering), offering.status, *_wall(offering)].append(one)
    return tuple(pattern for group in alike.values() for pattern in _folded(group))


def _folded(alike: Sequence[Meeting]) -> Iterator[Pattern]:
    """Patterns of meetings that agree in everything but their dates."""
    if len(alike) == 1:
        yield _pattern((_Run(tuple(alike)),))
        return
    for layer in _layers(alike):
        yield from _patterns(layer)


def _wall(offering: Offering) -> tuple[dt.time, int, dt.time, int, int]:
    """Begin and end on the wall clock, and days between them. Times that differ in ``fold`` alone are equal to Python."""
    start, end = offering.start, offering.end
    return start.time(), start.fold, end.time(), end.fold, (end.date() - start.date()).days


def _layers(meetings: Sequence[Meeting]) -> Iterator[list[Meeting]]:
    """Meetings with no date twice: what falls on one date is dealt out in the order of IDs."""
    by_date: dict[dt.date, list[Meeting]] = defaultdict(list)
    for one in meetings:
        by_date[one.thing.start.date()].append(one)
    layers: list[list[Meeting]] = []
    for day in sorted(by_date):
        same_day = by_date[day]
        if len(same_day) > 1:
            same_day.sort(key=_order_of_id)
        layers.extend([] for _ in range(len(same_day) - len(layers)))
        for layer, one in zip(layers, same_day, strict=False):
            layer.append(one)
    yield from layers


def _order_of_id(meeting: Meeting) -> NaturalKey:
    return natural_key(meeting.thing.id)


def _patterns(layer: Sequence[Meeting]) -> Iterator[Pattern]:
    """``layer`` is sorted by date, no date twice."""
    runs = sorted(_runs(layer), key=lambda run: run.first)
    taken: set[int] = set()
    for number, run in enumerate(runs):
        if number not in taken:
            chosen = [run]
            for other in range(number + 1, len(runs)):
                if runs[other].first - run.first >= _WEEK:
                    break
                if other not in taken and _end_together((*chosen, runs[other])):
                    chosen.append(runs[other])
                    taken.add(other)
            yield _pattern(chosen)


def _end_together(runs: Sequence[_Run]) -> bool:
    lasts = [run.last for run in runs]
    return max(lasts) - min(lasts) < _WEEK


def _runs(layer: Sequence[Meeting]) -> Iterator[_Run]:
    """Meetings a week apart, weekday by weekday."""
    open_runs: dict[int, list[Meeting]] = {}
    for one in layer:
        day = one.thing.start.date()
        run = open_runs.setdefault(day.weekday(), [])
        if run and day - run[-1].thing.start.date() != _WEEK:
            yield _Run(tuple(run))
            run.clear()
        run.append(one)
    yield from (_Run(tuple(run)) for run in open_runs.values())


def _pattern(runs: Sequence[_Run]) -> Pattern:
    meetings = runs[0].meetings
    if len(runs) > 1:
        meetings = tuple(sorted((one for run in runs for one in run.meetings), key=lambda one: one.thing.start.date()))
    offering = meetings[0].thing
    return Pattern(
        meetings=meetings,
        chief=min(meetings, key=_order_of_id).thing if len(meetings) > 1 else offering,
        first=min(run.first for run in runs),
        last=max(run.last for run in runs),
        weekdays=tuple(sorted(run.first.weekday() for run in runs)),
        begin=offering.start.time(),
        end=offering.end.time(),
        days_later=(offering.end.date() - offering.start.date()).days,
    )
