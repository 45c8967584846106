"""Lists that people write with ``,``, ``&``, ``/`` or ``and`` between names, where ``;`` is what separates them.

Names are written "Surname, First", so such a list is never taken as one: it is shown as it should be. Source: workbook.md,
"Reading rules".
"""

import re
from collections.abc import Callable, Sequence

from schedbatch.domain.names import clean, fold, joined

_SEPARATOR = re.compile(r"(?:\s*(?:,|&|/|\band\b)\s*)+", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"(?:\s*(?:&|/|\band\b)\s*)+", re.IGNORECASE)
"""Separators that stand within no person's name."""
_MOST_PIECES = 60
_LONGEST = 6
"""Pieces of one name: ``Hall, North, 2 and 3``. Both bound the work on a cell that somebody has filled with commas."""


def separated(text: str, known: Callable[[str], str | None], near: Callable[[str], str | None] = lambda _: None) -> tuple[str, ...]:
    """The several names that ``text`` lists; empty if it is not a list of known names.

    ``known`` gives the name that a text is exactly, ``near`` the one that it can hardly but mean; near names count between
    separators that stand within no name.
    """
    pieces = _pieces(text, _SEPARATOR)
    names = _as_names(text, pieces, known) if 1 < len(pieces) <= _MOST_PIECES else None
    if names is None:
        wide = [text[start:end] for start, end in _pieces(text, _BETWEEN_NAMES)]
        found = [known(piece) or near(piece) for piece in wide] if 1 < len(wide) <= _MOST_PIECES else []
        names = [name for name in found if name] if all(found) else None
    distinct = tuple(dict.fromkeys(names or ()))
    return distinct if len(distinct) > 1 else ()


def _pieces(text: str, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    """From where to where the pieces between separators stand; blank ones are left out."""
    edges = [0, *(edge for found in separator.finditer(text) for edge in found.span()), len(text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if text[start:end].strip()]


def _as_names(text: str, pieces: Sequence[tuple[int, int]], known: Callable[[str], str | None]) -> list[str] | None:
    """The pieces as known names, of which each takes as many pieces as it can; ``None`` if some piece belongs to none."""
    # By the number of pieces that are left: the names of these.
    rest: dict[int, list[str] | None] = {0: []}
    for left in range(1, len(pieces) + 1):
        first = len(pieces) - left
        rest[left] = None
        for count in range(min(left, _LONGEST), 0, -1):
            behind = rest[left - count]
            name = known(clean(text[pieces[first][0] : pieces[first + count - 1][1]])) if behind is not None else None
            if name is not None and behind is not None:
                rest[left] = [name, *behind]
                break
    return rest[len(pieces)]


def not_separated(text: str, names: Sequence[str], listed: Sequence[str]) -> str:
    """What is said of ``text``, which is one entry of the cell that lists ``listed``: the cell as it should be."""
    cell = [name for entry in listed or (text,) for name in (names if fold(entry) == fold(text) else (entry,))]
    return f'"{text}" lists {len(names)} names; write "{joined(tuple(dict.fromkeys(cell)))}".'
