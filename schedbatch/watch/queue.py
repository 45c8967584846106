"""The workbooks that wait: in which order they are dealt with, and why each has to wait longer.

Everything here is a sighting or a clock, made anew by the polls after a restart. Workbooks are only in the inbox and in
``working/``; their tries are only in the journal.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from schedbatch.watch.backoff import Backoff, next_backoff
from schedbatch.watch.claim import Claim
from schedbatch.watch.readiness import Inspection, Readiness
from schedbatch.watch.sightings import Settling, Sighting

SETTLES_OF_PATIENCE = 15
LEAST_PATIENCE = 10.0
"""A file that stands still but is not whole is refused after so many settle times, and not before so many seconds."""


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


class Step(Enum):
    """What comes next for a candidate."""

    WAIT = "wait"
    INSPECT = "inspect"
    RUN = "run"


class Queue:
    """The candidates, and what the inspections and tries of each have shown; by a monotonic clock that is handed in."""

    def __init__(self, settle: float, interval: float, now: Callable[[], dt.datetime]) -> None:
        self.settle = settle
        self.patience = max(SETTLES_OF_PATIENCE * settle, LEAST_PATIENCE)
        self.candidates: tuple[Candidate, ...] = ()
        self.is_stale = True
        """Whether a candidate was dropped since the last poll: the next poll may find it again, as a claim."""
        self._interval, self._now = interval, now
        self._settling = Settling()
        self._first_seen: dict[Path, tuple[dt.datetime, float]] = {}
        self._inspections: dict[Path, tuple[Sighting, Inspection, float]] = {}
        self._backoffs: dict[Path, tuple[Sighting, Backoff]] = {}

    def bring_up_to_date(self, candidates: Iterable[Candidate], moment: float) -> None:
        """Take in the candidates that are there now, and forget the others."""
        found = tuple(candidates)
        self.is_stale = False
        self._settling.observe((candidate.sighting for candidate in found), moment)
        now = self._now()
        paths = [candidate.path for candidate in found]
        self._first_seen = {path: self._first_seen.get(path, (now, moment)) for path in paths}
        self._inspections = {path: self._inspections[path] for path in paths if path in self._inspections}
        self._backoffs = {path: self._backoffs[path] for path in paths if path in self._backoffs}
        self.candidates = tuple(sorted(found, key=_order))

    def drop(self, candidate: Candidate) -> None:
        """Forget a candidate until a poll sees it again."""
        self.candidates = tuple(other for other in self.candidates if other.path != candidate.path)
        self.is_stale = True

    def bring_back(self, candidate: Candidate) -> None:
        """Take a candidate in again, at the end, after a failure."""
        self.drop(candidate)
        self.candidates = (*self.candidates, candidate)

    def since(self, candidate: Candidate) -> dt.datetime:
        """When a poll saw the candidate first."""
        return self._first_seen[candidate.path][0] if candidate.path in self._first_seen else self._now()

    def seen_for(self, candidate: Candidate, moment: float) -> float:
        """For how many seconds the candidate has been there, changing or not."""
        return moment - self._first_seen[candidate.path][1] if candidate.path in self._first_seen else 0.0

    def back_off(self, candidate: Candidate, why: str, moment: float) -> Backoff:
        """Leave the candidate alone after a failure, each time for longer."""
        self._inspections.pop(candidate.path, None)
        backoff = next_backoff(self._last_backoff(candidate), why, moment, self._interval, self._now())
        self._backoffs[candidate.path] = (candidate.sighting, backoff)
        return backoff

    def backoff_of(self, candidate: Candidate, moment: float) -> Backoff | None:
        """The backoff that keeps the candidate waiting now."""
        backoff = self._last_backoff(candidate)
        return backoff if backoff and backoff.until > moment else None

    def _last_backoff(self, candidate: Candidate) -> Backoff | None:
        """The backoff after the last try, over or not; ``None`` if somebody has touched the file since."""
        known = self._backoffs.get(candidate.path)
        return known[1] if known and known[0] == candidate.sighting else None

    @property
    def has_backoffs(self) -> bool:
        """Whether the last try with a candidate that is still there has failed."""
        return any(self._last_backoff(candidate) for candidate in self.candidates)

    def learn(self, candidate: Candidate, inspection: Inspection, moment: float) -> bool:
        """Keep what an inspection found; say whether that is new."""
        before = self._inspections.get(candidate.path)
        self._inspections[candidate.path] = (candidate.sighting, inspection, moment)
        return before is None or before[:2] != (candidate.sighting, inspection)

    def inspection_of(self, candidate: Candidate) -> Inspection | None:
        """What the last inspection found, if nobody has touched the file since."""
        known = self._inspections.get(candidate.path)
        return known[1] if known and known[0] == candidate.sighting else None

    def next_step(self, candidate: Candidate, moment: float) -> tuple[Step, str]:
        """What to do with the candidate now, or why to wait."""
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


def _order(candidate: Candidate) -> tuple[int, bool, int, str]:
    """Candidates without a failed try first; of these the claimed, then those saved first."""
    return candidate.tries, candidate.claim is None, candidate.sighting.modified_ns, candidate.name
