"""What waits, in which order it is dealt with, and why something has to wait longer."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from schedbatch.watch.candidates import Settling, Sighting
from schedbatch.watch.claim import Claim
from schedbatch.watch.readiness import Look, Readiness
from schedbatch.watch.trouble import wait_after

SETTLES_OF_PATIENCE = 15
LEAST_PATIENCE = 10.0
"""What stands still but is not whole is waited for so many settle times, and at least so many seconds, and then refused."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A workbook in the inbox, or in ``working/`` (``claim``) that no run has finished yet."""

    sighting: Sighting
    claim: Claim | None = None
    tries: int = 0

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.sighting.path

    @property
    def name(self) -> str:
        """As the planner named it."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Hold:
    """Something that is left alone until a moment of the monotonic clock; how often it has failed in a row, since when, and why."""

    why: str
    until: float
    failures: int
    since: dt.datetime


class Step(Enum):
    """What comes next for a candidate."""

    WAIT = "wait"
    LOOK = "look"
    RUN = "run"


class Queue:
    """The candidates, what is known of each, and since when; by a monotonic clock that is handed in."""

    def __init__(self, settle: float, interval: float, now: Callable[[], dt.datetime]) -> None:
        self.settle = settle
        self.patience = max(SETTLES_OF_PATIENCE * settle, LEAST_PATIENCE)
        self.candidates: tuple[Candidate, ...] = ()
        self._interval, self._now = interval, now
        self._settling = Settling()
        self._first_seen: dict[Path, dt.datetime] = {}
        self._looks: dict[Path, tuple[Sighting, Look, float]] = {}
        self._holds: dict[Path, tuple[Sighting, Hold]] = {}

    def bring_up_to_date(self, candidates: Iterable[Candidate], moment: float) -> None:
        """Take in what is there now: what has failed stands behind, then come those that were claimed, then the oldest."""
        found = tuple(candidates)
        self._settling.observe((one.sighting for one in found), moment)
        now = self._now()
        self._first_seen = {one.path: self._first_seen.get(one.path, now) for one in found}
        self._looks = {one.path: self._looks[one.path] for one in found if one.path in self._looks}
        self._holds = {one.path: self._holds[one.path] for one in found if one.path in self._holds}
        self.candidates = tuple(sorted(found, key=lambda one: (one.tries, one.claim is None, one.sighting.modified_ns, one.name)))

    def drop(self, candidate: Candidate) -> None:
        """Forget a candidate until it is seen again."""
        self.candidates = tuple(one for one in self.candidates if one.path != candidate.path)

    def bring_back(self, candidate: Candidate) -> None:
        """Take a candidate in again that could not be dealt with."""
        self.drop(candidate)
        self.candidates = (*self.candidates, candidate)

    def since(self, candidate: Candidate) -> dt.datetime:
        """When it was seen first."""
        return self._first_seen.get(candidate.path) or self._now()

    def hold(self, candidate: Candidate, why: str, moment: float) -> Hold:
        """Leave it alone for a while, each time for longer."""
        self._looks.pop(candidate.path, None)
        known = self._holds.get(candidate.path)
        before = known[1] if known and known[0] == candidate.sighting else None
        hold = next_hold(before, why, moment, self._interval, self._now())
        self._holds[candidate.path] = (candidate.sighting, hold)
        return hold

    def hold_of(self, candidate: Candidate, moment: float) -> Hold | None:
        """The hold that keeps it now."""
        known = self._holds.get(candidate.path)
        return known[1] if known and known[0] == candidate.sighting and known[1].until > moment else None

    @property
    def has_holds(self) -> bool:
        """Whether the last try with anything that is still there has failed."""
        return any(one.path in self._holds and self._holds[one.path][0] == one.sighting for one in self.candidates)

    def learn(self, candidate: Candidate, look: Look, moment: float) -> bool:
        """Keep what a look found; say whether it is something new."""
        before = self._looks.get(candidate.path)
        self._looks[candidate.path] = (candidate.sighting, look, moment)
        return before is None or before[:2] != (candidate.sighting, look)

    def look_of(self, candidate: Candidate) -> Look | None:
        """What the last look found, if nobody has touched the file since."""
        known = self._looks.get(candidate.path)
        return known[1] if known and known[0] == candidate.sighting else None

    def next_step(self, candidate: Candidate, moment: float) -> tuple[Step, str]:
        """What to do with it now, or why to wait."""
        hold = self.hold_of(candidate, moment)
        if hold:
            return Step.WAIT, hold.why
        still = self._settling.still_for(candidate.sighting, moment)
        if still < self.settle:
            return Step.WAIT, "it has just been saved, or is still being copied"
        look = self.look_of(candidate)
        if look is None:
            return Step.LOOK, "it waits to be looked into"
        if look.readiness is not Readiness.UNFINISHED or (still > self.patience and not look.has_writer):
            return Step.RUN, "it waits for its turn"
        # Bytes may still come in though size and time stay: room was allocated for them.
        is_due = moment - self._looks[candidate.path][2] > max(self.settle, still / 10)
        return (Step.LOOK if is_due else Step.WAIT), look.why


def next_hold(before: Hold | None, why: str, moment: float, interval: float, now: dt.datetime) -> Hold:
    """The hold after one more failure."""
    failures = before.failures + 1 if before else 1
    return Hold(why, moment + wait_after(failures, interval), failures, before.since if before else now)
