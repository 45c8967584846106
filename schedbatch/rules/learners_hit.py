"""The learners whom a conflict hits: their number and a few of them, because a finding may hit thousands."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import xor

from schedbatch.domain.conflicts import FEW_LEARNERS


@dataclass(frozen=True, slots=True)
class LearnersHit:
    """Learners by their number, the first few of their IDs, and a digest of all IDs that does not depend on their order."""

    number: int = 0
    first: tuple[str, ...] = ()
    digest: int = 0

    def __add__(self, others: "LearnersHit") -> "LearnersHit":
        """These learners and ``others``, who must be other people."""
        first = self.first
        if others.first and (len(first) < FEW_LEARNERS or others.first[0] < first[-1]):
            first = tuple(sorted((*first, *others.first))[:FEW_LEARNERS])
        return LearnersHit(self.number + others.number, first, self.digest ^ others.digest)


NOBODY = LearnersHit()


def learners_hit(learners: Iterable[str]) -> LearnersHit:
    """The number and first IDs of ``learners``, who must be different people."""
    ids = sorted(learners)
    digests = (hashlib.sha256(own_id.encode("utf-8", "surrogatepass")).digest() for own_id in ids)
    return LearnersHit(
        len(ids), tuple(ids[:FEW_LEARNERS]), reduce(xor, (int.from_bytes(digest[:8], "big") for digest in digests), 0)
    )
