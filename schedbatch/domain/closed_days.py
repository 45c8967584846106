"""Which days are closed.

A room of its own because the generator (series leave closures out) and the rules (single offerings are warned of) share it.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence

from schedbatch.domain.model import Closure


class ClosedDays:
    """The days on which nothing is taught, and what they are called."""

    def __init__(self, closures: Sequence[Closure]) -> None:
        self._closures: list[Closure] = []
        for closure in sorted(closures, key=lambda closure: (closure.first, closure.last)):
            reached = self._closures[-1].last if self._closures else dt.date.min
            if closure.last > reached:
                # Without overlaps, the last closure to begin is the only one that can hold a day.
                first = max(closure.first, reached + dt.timedelta(days=1)) if self._closures else closure.first
                self._closures.append(Closure(first, closure.last, closure.name))
        self._firsts = [closure.first for closure in self._closures]

    def on(self, day: dt.date) -> Closure | None:
        """The closure that ``day`` lies in."""
        index = bisect_right(self._firsts, day) - 1
        if index >= 0 and day <= self._closures[index].last:
            return self._closures[index]
        return None
