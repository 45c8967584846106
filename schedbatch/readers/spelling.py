"""Did you mean …? The door to rapidfuzz."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from schedbatch.domain.names import fold

_CLOSE = 0.8
"""Two spellings of which four letters in five agree are close: close enough to make an error of the unknown one."""
_LIKELY = 0.7
"""Enough for a question, where the name is an error whatever it resembles: "Lobs", "Labs"."""

_ROUNDING = 1e-6
"""A similarity of exactly four fifths falls short of the float 0.8 by a little."""

_DESIGNATORS = re.compile(r"\d+|\b[^\W\d_]\b")
_WORDS = re.compile(r"\w+")


class Spellings:
    """The names that a misspelt one may have meant."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_figures: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        for name in names:
            folded = fold(name)
            self._by_figures[_figures(folded)].append((folded, name))
        self._nearest = lru_cache(maxsize=4096)(self._nearest_of)

    def closest(self, text: str) -> str | None:
        """The known name that ``text`` can hardly but mean; ``None`` if there is none."""
        return self._nearest(text, _CLOSE)

    def likely(self, text: str) -> str | None:
        """The known name to ask about; ``None`` if all are far off."""
        return self._nearest(text, _LIKELY)

    def _nearest_of(self, text: str, cutoff: float) -> str | None:
        """The known name closest to ``text``, if it is as similar as ``cutoff``.

        Names whose figures or single letters differ (Lab 3, Lab 4; Room A, Room B) are different things, not
        misspellings; the order of words does not matter (``John Smith``, ``Smith, John``).
        """
        folded = fold(text)
        candidates = self._by_figures.get(_figures(folded), ())
        words = sorted(_WORDS.findall(folded))
        same_words = next((name for key, name in candidates if sorted(_WORDS.findall(key)) == words), None)
        return same_words or _most_similar(folded, candidates, cutoff)


def _figures(folded: str) -> tuple[str, ...]:
    return tuple(figures.lstrip("0") for figures in _DESIGNATORS.findall(folded))


def _most_similar(folded: str, candidates: Sequence[tuple[str, str]], cutoff: float) -> str | None:
    from rapidfuzz import process  # noqa: PLC0415 - only a workbook with mistakes needs it
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    keys = [key for key, _ in candidates]
    best = process.extractOne(folded, keys, scorer=OSA.normalized_similarity, score_cutoff=cutoff - _ROUNDING)
    return candidates[best[2]][1] if best else None


def did_you_mean(text: str, names: Iterable[str]) -> str:
    """``; did you mean "Anatomy Labs"?`` or nothing: the end of a message."""
    return suggestion(Spellings(names).likely(text))


def suggestion(closest: str | None) -> str:
    """The end of a message that suggests ``closest``."""
    return f'; did you mean "{closest}"?' if closest else ""
