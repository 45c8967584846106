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
from itertools import chain
from operator import itemgetter

from schedbatch.domain.names import NaturalKey, natural_key
from schedbatch.domain.results import Offering
from schedbatch.outputs.handoff.released import Released

REGISTRAR_DAYS = "MTWRFSU"
_WEEK = dt.timedelta(days=7)
_DATE = itemgetter(0)
_ANY_FIGURE = str.maketrans("123456789", "000000000")

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
    def offerings(self) -> tuple[Offering, ...]:
        """The offerings, by start."""
        return tuple([one.thing for one in self.meetings])


_Dated = tuple[dt.date, Meeting]
"""A meeting behind the date on which it begins."""
_Run = Sequence[_Dated]
"""Meetings on one weekday, in every week from the first to the last."""


def fold(meetings: Iterable[Meeting], key: Callable[[Offering], Hashable]) -> tuple[Pattern, ...]:
    """Patterns of the meetings whose offerings agree in ``key``, status and wall times; by ``key`` as it comes up, then by date."""
    alike: dict[Hashable, list[Meeting]] = defaultdict(list)
    for one in meetings:
        offering = one.thing
        alike[key(offering), offering.status, *_wall(offering)].append(one)
    return tuple(pattern for group in alike.values() for pattern in _folded(group))


def _folded(alike: Sequence[Meeting]) -> Iterator[Pattern]:
    """Patterns of meetings that agree in everything but their dates."""
    dated = [(one.thing.start.date(), one) for one in alike]
    if len(dated) == 1:
        yield _pattern((dated,))
        return
    for layer in _layers(dated):
        yield from _patterns(layer)


def _wall(offering: Offering) -> tuple[dt.time, int, dt.time, int, int]:
    """Begin and end on the wall clock, and days between them. Times that differ in ``fold`` alone are equal to Python."""
    start, end = offering.start, offering.end
    return start.time(), start.fold, end.time(), end.fold, (end.date() - start.date()).days


def _layers(meetings: Sequence[_Dated]) -> Iterator[list[_Dated]]:
    """Meetings with no date twice: what falls on one date is dealt out in the order of IDs."""
    by_date: dict[dt.date, list[_Dated]] = defaultdict(list)
    for one in meetings:
        by_date[one[0]].append(one)
    if len(by_date) == len(meetings):
        yield sorted(meetings, key=_DATE)
        return
    layers: list[list[_Dated]] = []
    for day in sorted(by_date):
        same_day = by_date[day]
        if len(same_day) > 1:
            same_day.sort(key=lambda dated: _order_of_id(dated[1]))
        layers.extend([] for _ in range(len(same_day) - len(layers)))
        for layer, one in zip(layers, same_day, strict=False):
            layer.append(one)
    yield from layers


def _order_of_id(meeting: Meeting) -> NaturalKey:
    return natural_key(meeting.thing.id)


def _chief(meetings: Sequence[Meeting]) -> Offering:
    """The offering whose ID comes first in natural order.

    IDs that differ in nothing but single figures stand in natural order as they are; keys are for the first ones of each kind.
    """
    firsts: dict[str, Meeting] = {}
    for one in meetings:
        own_id = one.thing.id
        kind = own_id.translate(_ANY_FIGURE)
        if kind not in firsts or own_id < firsts[kind].thing.id:
            firsts[kind] = one
    found = tuple(firsts.values())
    return (min(found, key=_order_of_id) if len(found) > 1 else found[0]).thing


def _patterns(layer: Sequence[_Dated]) -> Iterator[Pattern]:
    """``layer`` is sorted by date, no date twice."""
    runs = sorted(_runs(layer), key=_first)
    taken: set[int] = set()
    for number, run in enumerate(runs):
        if number not in taken:
            chosen = [run]
            first, earliest_last, latest_last = run[0][0], run[-1][0], run[-1][0]
            for other in range(number + 1, len(runs)):
                if runs[other][0][0] - first >= _WEEK:
                    break
                last = runs[other][-1][0]
                # They begin and end within a week of one another.
                if other not in taken and last - earliest_last < _WEEK and latest_last - last < _WEEK:
                    chosen.append(runs[other])
                    taken.add(other)
                    earliest_last, latest_last = min(earliest_last, last), max(latest_last, last)
            yield _pattern(chosen)


def _first(run: _Run) -> dt.date:
    return run[0][0]


def _runs(layer: Sequence[_Dated]) -> Iterator[_Run]:
    """Meetings a week apart, weekday by weekday."""
    open_runs: dict[int, list[_Dated]] = {}
    for one in layer:
        day = one[0]
        run = open_runs.get(weekday := day.weekday())
        if run and day - run[-1][0] == _WEEK:
            run.append(one)
        else:
            if run:
                yield run
            open_runs[weekday] = [one]
    yield from open_runs.values()


def _pattern(runs: Sequence[_Run]) -> Pattern:
    dated = runs[0] if len(runs) == 1 else sorted(chain.from_iterable(runs), key=_DATE)
    meetings = tuple([one for _, one in dated])
    offering = meetings[0].thing
    return Pattern(
        meetings=meetings,
        chief=_chief(meetings) if len(meetings) > 1 else offering,
        first=dated[0][0],
        last=dated[-1][0],
        weekdays=tuple(sorted([_first(run).weekday() for run in runs])),
        begin=offering.start.time(),
        end=offering.end.time(),
        days_later=(offering.end.date() - offering.start.date()).days,
    )
