"""What waits, in which order it is dealt with, and why something has to wait longer."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from schedbatch.watch.claim import Claim
from schedbatch.watch.readiness import Inspection, Readiness
from schedbatch.watch.sightings import Settling, Sighting
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
class Backoff:
    """Something that is left alone until a moment of the monotonic clock; how often it has failed in a row, since when, and why."""

    why: str
    until: float
    failures: int
    since: dt.datetime


class Step(Enum):
    """What comes next for a candidate."""

    WAIT = "wait"
    INSPECT = "inspect"
    RUN = "run"


class Queue:
    """The candidates, what is known of each, and since when; by a monotonic clock that is handed in."""

    def __init__(self, settle: float, interval: float, now: Callable[[], dt.datetime]) -> None:
        self.settle = settle
        self.patience = max(SETTLES_OF_PATIENCE * settle, LEAST_PATIENCE)
        self.candidates: tuple[Candidate, ...] = ()
        self.is_stale = True
        """Whether something was dropped since the folder was looked at: it may be there all the same, as a claim."""
        self._interval, self._now = interval, now
        self._settling = Settling()
        self._first_seen: dict[Path, tuple[dt.datetime, float]] = {}
        self._inspections: dict[Path, tuple[Sighting, Inspection, float]] = {}
        self._backoffs: dict[Path, tuple[Sighting, Backoff]] = {}

    def bring_up_to_date(self, candidates: Iterable[Candidate], moment: float) -> None:
        """Take in what is there now: what has failed stands behind, then come those that were claimed, then the oldest."""
        found = tuple(candidates)
        self.is_stale = False
        self._settling.observe((one.sighting for one in found), moment)
        now = self._now()
        self._first_seen = {one.path: self._first_seen.get(one.path, (now, moment)) for one in found}
        self._inspections = {one.path: self._inspections[one.path] for one in found if one.path in self._inspections}
        self._backoffs = {one.path: self._backoffs[one.path] for one in found if one.path in self._backoffs}
        self.candidates = tuple(sorted(found, key=lambda one: (one.tries, one.claim is None, one.sighting.modified_ns, one.name)))

    def drop(self, candidate: Candidate) -> None:
        """Forget a candidate until it is seen again."""
        self.candidates = tuple(one for one in self.candidates if one.path != candidate.path)
        self.is_stale = True

    def bring_back(self, candidate: Candidate) -> None:
        """Take a candidate in again that could not be dealt with."""
        self.drop(candidate)
        self.candidates = (*self.candidates, candidate)

    def since(self, candidate: Candidate) -> dt.datetime:
        """When it was seen first."""
        return self._first_seen[candidate.path][0] if candidate.path in self._first_seen else self._now()

    def seen_for(self, candidate: Candidate, moment: float) -> float:
        """For how many seconds it has been there, changing or not."""
        return moment - self._first_seen[candidate.path][1] if candidate.path in self._first_seen else 0.0

    def back_off(self, candidate: Candidate, why: str, moment: float) -> Backoff:
        """Leave it alone for a while, each time for longer."""
        self._inspections.pop(candidate.path, None)
        known = self._backoffs.get(candidate.path)
        before = known[1] if known and known[0] == candidate.sighting else None
        backoff = next_backoff(before, why, moment, self._interval, self._now())
        self._backoffs[candidate.path] = (candidate.sighting, backoff)
        return backoff

    def backoff_of(self, candidate: Candidate, moment: float) -> Backoff | None:
        """The hold that keeps it now."""
        known = self._backoffs.get(candidate.path)
        return known[1] if known and known[0] == candidate.sighting and known[1].until > moment else None

    @property
    def has_backoffs(self) -> bool:
        """Whether the last try with anything that is still there has failed."""
        return any(one.path in self._backoffs and self._backoffs[one.path][0] == one.sighting for one in self.candidates)

    def learn(self, candidate: Candidate, inspection: Inspection, moment: float) -> bool:
        """Keep what a look found; say whether it is something new."""
        before = self._inspections.get(candidate.path)
        self._inspections[candidate.path] = (candidate.sighting, inspection, moment)
        return before is None or before[:2] != (candidate.sighting, inspection)

    def inspection_of(self, candidate: Candidate) -> Inspection | None:
        """What the last look found, if nobody has touched the file since."""
        known = self._inspections.get(candidate.path)
        return known[1] if known and known[0] == candidate.sighting else None

    def next_step(self, candidate: Candidate, moment: float) -> tuple[Step, str]:
        """What to do with it now, or why to wait."""
        backoff = self.backoff_of(candidate, moment)
        if backoff:
            return Step.WAIT, backoff.why
        still = self._settling.still_for(candidate.sighting, moment)
        if still < self.settle:
            return Step.WAIT, "it has just been saved, or is still being copied"
        inspection = self.inspection_of(candidate)
        if inspection is None:
            return Step.INSPECT, "it waits to be looked into"
        if inspection.readiness is not Readiness.UNFINISHED or (still > self.patience and not inspection.has_writer):
            return Step.RUN, "it waits for its turn"
        # Bytes may still come in though size and time stay: room was allocated for them.
        is_due = moment - self._inspections[candidate.path][2] > max(self.settle, still / 10)
        return (Step.INSPECT if is_due else Step.WAIT), inspection.why


def next_backoff(before: Backoff | None, why: str, moment: float, interval: float, now: dt.datetime) -> Backoff:
    """The hold after one more failure."""
    failures = before.failures + 1 if before else 1
    return Backoff(why, moment + wait_after(failures, interval), failures, before.since if before else now)
