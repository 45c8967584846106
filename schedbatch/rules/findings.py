"""What the rules find before it has an ID and words: a Finding."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import xor

from schedbatch.domain.conflicts import FEW_LEARNERS, ConflictKind
from schedbatch.domain.names import joined
from schedbatch.domain.results import Ilm, Offering

_FEW_GROUPS = 3


@dataclass(frozen=True, slots=True)
class LearnersHit:
    """Learners by what is told of them: their number, the first few IDs, and a digest that is the same in whatever order."""

    number: int = 0
    first: tuple[str, ...] = ()
    digest: int = 0

    def __add__(self, others: "LearnersHit") -> "LearnersHit":
        """These and ``others``, who are other people."""
        first = self.first
        if others.first and (len(first) < FEW_LEARNERS or others.first[0] < first[-1]):
            first = tuple(sorted((*first, *others.first))[:FEW_LEARNERS])
        return LearnersHit(self.number + others.number, first, self.digest ^ others.digest)


NOBODY = LearnersHit()


def learners_hit(learners: Iterable[str]) -> LearnersHit:
    """What is told of ``learners``, who are different people."""
    ids = sorted(learners)
    digests = (int.from_bytes(hashlib.sha256(one.encode("utf-8", "surrogatepass")).digest()[:8], "big") for one in ids)
    return LearnersHit(len(ids), tuple(ids[:FEW_LEARNERS]), reduce(xor, digests, 0))


@dataclass(frozen=True, slots=True)
class Finding:
    """One conflict: ``who`` (or where), its offerings by start, and the learners hit.

    ``says`` are a kind's own words: why somebody is unavailable, how many are too many.
    """

    kind: ConflictKind
    who: str
    offerings: tuple[Offering, ...]
    learners: LearnersHit = NOBODY
    ilms: tuple[Ilm, ...] = ()
    says: str = ""


def few(first: Sequence[str], number: int) -> str:
    """``a, b, c and 35 more``: the ``first`` of so many."""
    more = number - len(first)
    return ", ".join(first) + (f" and {more:,} more" if more else "")


def learners_named(learners: LearnersHit, offerings: tuple[Offering, ...]) -> str:
    """Learners by their IDs where they are known, else by the groups that they are in."""
    if learners.number:
        return f"Learner{'' if learners.number == 1 else 's'} {few(learners.first, learners.number)}"
    groups = tuple(dict.fromkeys(path for one in offerings for path in one.groups))
    more = f" and {len(groups) - _FEW_GROUPS:,} more" if len(groups) > _FEW_GROUPS else ""
    return f"Learners of {joined(groups[:_FEW_GROUPS])}{more}"
