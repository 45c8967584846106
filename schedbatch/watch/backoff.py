"""Waiting after a failure: with one workbook, or with everything while nothing can be written to the results."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from schedbatch.watch.trouble import wait_after


@dataclass(frozen=True, slots=True)
class Backoff:
    """After so many failures in a row, the first of them at ``since``: no try before ``until``, on the monotonic clock."""

    why: str
    until: float
    failures: int
    since: dt.datetime


def next_backoff(before: Backoff | None, why: str, moment: float, interval: float, now: dt.datetime) -> Backoff:
    """Give the backoff after another failure."""
    failures = before.failures + 1 if before else 1
    return Backoff(why, moment + wait_after(failures, interval), failures, before.since if before else now)


class Pause:
    """While nothing can be written to the results, no run begins. Only the clock is kept here: a restart tries at once."""

    def __init__(self, interval: float, now: Callable[[], dt.datetime]) -> None:
        self._interval, self._now = interval, now
        self.backoff: Backoff | None = None

    def lengthen(self, why: str, moment: float) -> Backoff:
        """Begin the pause, or go on with it for longer than the last time."""
        self.backoff = next_backoff(self.backoff, why, moment, self._interval, self._now())
        return self.backoff

    def end(self) -> None:
        """End the pause: something has been written."""
        self.backoff = None

    def is_over(self, moment: float) -> bool:
        """Whether the time for another try has come, or there is no pause."""
        return self.backoff is None or self.backoff.until <= moment
