"""What the rules find before it has an ID and words: a Finding."""

from dataclasses import dataclass

from schedbatch.domain.conflicts import FEW_LEARNERS, ConflictKind
from schedbatch.domain.names import joined
from schedbatch.domain.results import Ilm, Offering

_FEW_GROUPS = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One conflict: ``who`` (or where), its offerings by start, and all ``learners`` hit, sorted.

    ``says`` are a kind's own words: why somebody is unavailable, how many are too many.
    """

    kind: ConflictKind
    who: str
    offerings: tuple[Offering, ...]
    learners: tuple[str, ...] = ()
    ilms: tuple[Ilm, ...] = ()
    says: str = ""


def few(names: tuple[str, ...], limit: int) -> str:
    """``a, b, c and 35 more``."""
    more = f" and {len(names) - limit:,} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def learners_named(learners: tuple[str, ...], offerings: tuple[Offering, ...]) -> str:
    """Learners by their IDs where they are known, else by the groups that they are in."""
    if learners:
        return f"Learner{'' if len(learners) == 1 else 's'} {few(learners, FEW_LEARNERS)}"
    groups = tuple(dict.fromkeys(path for one in offerings for path in one.groups))
    more = f" and {len(groups) - _FEW_GROUPS:,} more" if len(groups) > _FEW_GROUPS else ""
    return f"Learners of {joined(groups[:_FEW_GROUPS])}{more}"
