"""Offerings that repeat weekly -> meeting patterns: weekdays, a first and a last date, and wall times. Pure.

The rule by which a pattern is read: the pattern meets on every date from the first to the last, both included, that falls on
one of the pattern's weekdays; a meeting ends ``days_later`` days after it begins. Read so, the patterns give exactly the
offerings' wall times again, each as often as there are offerings. A week left out, or a meeting at another hour, breaks the
rule and makes a further pattern. Weekdays share a pattern where the rule allows it: none of them begins or ends a week before
another.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from schedbatch.domain.names import NaturalKey, natural_key
from schedbatch.domain.results import Offering
from schedbatch.outputs.handoff.released import Released

REGISTRAR_DAYS = "MTWRFSU"
_WEEK = dt.timedelta(days=7)
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
        return tuple([meeting.offering_or_ilm for meeting in self.meetings])


_Run = Sequence[Meeting]
"""Meetings on one weekday, in every week from the first to the last."""


def fold(meetings: Iterable[Meeting], key: Callable[[Offering], Hashable]) -> tuple[Pattern, ...]:
    """Patterns of the meetings whose offerings agree in ``key``, status and wall times; by ``key`` as it comes up, then by date."""
    meetings_by_key: dict[Hashable, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        offering = meeting.offering_or_ilm
        meetings_by_key[key(offering), offering.status, *_wall(offering)].append(meeting)
    return tuple(pattern for group in meetings_by_key.values() for pattern in _folded(group))


def _folded(meetings: Sequence[Meeting]) -> Iterator[Pattern]:
    """Patterns of meetings that agree in everything but their dates."""
    if len(meetings) == 1:
        yield _pattern((meetings,))
        return
    for layer in _layers(meetings):
        yield from _patterns(layer)


def _wall(offering: Offering) -> tuple[dt.time, int, dt.time, int, int]:
    """Begin and end on the wall clock, each with its ``fold``, which Python leaves out of comparisons; and days between them."""
    start, end = offering.start, offering.end
    return start.time(), start.fold, end.time(), end.fold, (end.date() - start.date()).days


def _layers(meetings: Sequence[Meeting]) -> Iterator[list[Meeting]]:
    """Meetings with no date twice: what falls on one date is dealt out in the order of IDs."""
    by_date: dict[dt.date, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        by_date[_date(meeting)].append(meeting)
    if len(by_date) == len(meetings):
        yield sorted(meetings, key=_date)
        return
    layers: list[list[Meeting]] = []
    for day in sorted(by_date):
        same_day = by_date[day]
        if len(same_day) > 1:
            same_day.sort(key=_order_of_id)
        layers.extend([] for _ in range(len(same_day) - len(layers)))
        for layer, meeting in zip(layers, same_day, strict=False):
            layer.append(meeting)
    yield from layers


def _date(meeting: Meeting) -> dt.date:
    return meeting.offering_or_ilm.start.date()


def _order_of_id(meeting: Meeting) -> NaturalKey:
    return natural_key(meeting.offering_or_ilm.id)


def _chief(meetings: Sequence[Meeting]) -> Offering:
    """The offering whose ID comes first in natural order.

    IDs that differ in nothing but single figures stand in natural order as they are; keys are for the first ones of each kind.
    """
    firsts: dict[str, Meeting] = {}
    for meeting in meetings:
        own_id = meeting.offering_or_ilm.id
        kind = own_id.translate(_ANY_FIGURE)
        if kind not in firsts or own_id < firsts[kind].offering_or_ilm.id:
            firsts[kind] = meeting
    found = tuple(firsts.values())
    return (min(found, key=_order_of_id) if len(found) > 1 else found[0]).offering_or_ilm


def _patterns(layer: Sequence[Meeting]) -> Iterator[Pattern]:
    """``layer`` is sorted by date, no date twice."""
    runs = sorted(_runs(layer), key=_first)
    taken: set[int] = set()
    for number, run in enumerate(runs):
        if number not in taken:
            chosen = [run]
            first, earliest_last, latest_last = _first(run), _last(run), _last(run)
            for other in range(number + 1, len(runs)):
                if _first(runs[other]) - first >= _WEEK:
                    break
                last = _last(runs[other])
                # All runs of a pattern begin within one week, and end within one week.
                if other not in taken and last - earliest_last < _WEEK and latest_last - last < _WEEK:
                    chosen.append(runs[other])
                    taken.add(other)
                    earliest_last, latest_last = min(earliest_last, last), max(latest_last, last)
            yield _pattern(chosen)


def _first(run: _Run) -> dt.date:
    return _date(run[0])


def _last(run: _Run) -> dt.date:
    return _date(run[-1])


def _runs(layer: Sequence[Meeting]) -> Iterator[_Run]:
    """Meetings a week apart, weekday by weekday."""
    open_runs: dict[int, list[Meeting]] = {}
    for meeting in layer:
        day = _date(meeting)
        run = open_runs.get(weekday := day.weekday())
        if run and day - _last(run) == _WEEK:
            run.append(meeting)
        else:
            if run:
                yield run
            open_runs[weekday] = [meeting]
    yield from open_runs.values()


def _pattern(runs: Sequence[_Run]) -> Pattern:
    meetings = tuple(runs[0] if len(runs) == 1 else sorted(chain.from_iterable(runs), key=_date))
    offering = meetings[0].offering_or_ilm
    return Pattern(
        meetings=meetings,
        chief=_chief(meetings) if len(meetings) > 1 else offering,
        first=_date(meetings[0]),
        last=_date(meetings[-1]),
        weekdays=tuple(sorted([_first(run).weekday() for run in runs])),
        begin=offering.start.time(),
        end=offering.end.time(),
        days_later=(offering.end.date() - offering.start.date()).days,
    )
