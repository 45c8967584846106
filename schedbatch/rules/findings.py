"""What the conflict rules find, and what a conflict rule is."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schedbatch.domain.conflicts import ConflictKind
from schedbatch.domain.issues import Kind
from schedbatch.domain.model import Catalog
from schedbatch.domain.names import natural_key
from schedbatch.domain.results import Ilm, Offering
from schedbatch.domain.sheets import Column
from schedbatch.rules.learners_hit import NOBODY, LearnersHit
from schedbatch.rules.live_plan import LivePlan


@dataclass(frozen=True, slots=True)
class Finding:
    """One conflict before it has an ID: ``who`` (or where), what the planner reads, and the offerings by start."""

    who: str
    message: str
    offerings: tuple[Offering, ...]
    ilms: tuple[Ilm, ...] = ()
    learners: LearnersHit = NOBODY

    @property
    def start(self) -> dt.datetime:
        """The first start; an ILM counts with its due time."""
        starts = (*(offering.start for offering in self.offerings), *(ilm.due for ilm in self.ilms))
        # Python compares date-times of one zone by their wall clocks; in an autumn night an hour occurs twice.
        return min(starts, key=dt.datetime.timestamp)

    @property
    def end(self) -> dt.datetime:
        """The last end; an ILM counts with its due time."""
        ends = (*(offering.end for offering in self.offerings), *(ilm.due for ilm in self.ilms))
        return max(ends, key=dt.datetime.timestamp)


@dataclass(frozen=True, slots=True)
class ConflictRule:
    """A rule whose findings are conflicts of one kind: the kind of issue, and the column in which the planner mends it."""

    kind: ConflictKind
    issue_kind: Kind
    column: Column
    find: Callable[[Catalog, LivePlan], Iterator[Finding]]


def order(finding: Finding) -> tuple[object, ...]:
    """The sort key of one rule's findings: by start, then by who or where, then by end."""
    ids = tuple(offering.id for offering in finding.offerings[:1])
    return finding.start.timestamp(), natural_key(finding.who), finding.end.timestamp(), ids
