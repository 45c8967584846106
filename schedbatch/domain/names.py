"""Names as people write them: matching and natural order.

A room of its own because readers (matching), generator (order) and outputs (order, identity) share it.
"""

import re
import unicodedata
from functools import lru_cache

LIST_SEPARATOR = "; "
PATH_SEPARATOR = " > "

_REMEMBERED = 65_536
"""So many names are worked out once; a large workbook mentions few names often."""

_NUMBERS = re.compile(r"(\d+)")

_NEVER_SEEN = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Soft hyphens, zero-width spaces, marks of direction, word joiners and byte order marks: no name is told by them."""
_JOINERS = "\u200c\u200d"
"""They shape the letters of some scripts, so that they count between letters; at a word's end they are not seen either."""
_AT_ENDS = _NEVER_SEEN + _JOINERS + "".join(character for character in map(chr, range(0x3001)) if character.isspace())
_IN_WORD = rf"[^\s;,>/&{_NEVER_SEEN}]"
# Possessive, and from the first joiner of a run only: a cell of 32,767 joiners takes no more time than others.
_UNSEEN = re.compile(rf"[{_NEVER_SEEN}]+|(?<!{_IN_WORD})[{_JOINERS}]++|(?<![{_JOINERS}])[{_JOINERS}]++(?!{_IN_WORD})")

NaturalKey = tuple[tuple[int, int, str], ...]


@lru_cache(maxsize=_REMEMBERED)
def clean(text: str) -> str:
    """Trim, collapse white space and compose (Unicode NFC): the spelling that is shown."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text).split())


def seen(text: str) -> str:
    """The text without the characters that nobody sees; for readers only, because ids keep what they were made of."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def trimmed(text: str) -> str:
    """The text without blanks and unseen characters at its ends; those within it stay."""
    return text.strip(_AT_ENDS)


def fold_once(text: str) -> str:
    """The same as :func:`fold`, without a cache: for names that are folded once, such as ids."""
    if text.isascii():
        return " ".join(text.split()).lower()
    composed = unicodedata.normalize("NFC", text).casefold()
    return " ".join(unicodedata.normalize("NFC", composed).split())


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """The form in which two spellings of one name are equal; never shown."""
    return fold_once(text)


def natural_key(text: str) -> NaturalKey:
    """Sort key by which ``Lab 2`` stands before ``Lab 10``, whatever the case.

    Equal keys (``7`` and ``07``, ``a`` and ``A``) are told apart by their spelling, which comes last and below everything
    that a longer name may have there.
    """
    return (*map(_part_key, filter(None, _NUMBERS.split(fold(text)))), (-1, 0, text))


@lru_cache(maxsize=_REMEMBERED)
def _part_key(part: str) -> tuple[int, int, str]:
    """The key of figures, or of a text without figures. Names have few different parts."""
    return _number_key(part) if part.isdecimal() else (1, 0, part)


def _number_key(digits: str) -> tuple[int, int, str]:
    # Longer is larger; int() would refuse the 5,000 digits that a hostile cell may hold.
    figures = digits if digits.isascii() else "".join(str(unicodedata.decimal(figure)) for figure in digits)
    significant = figures.lstrip("0")
    return (0, len(significant), significant)


def display_width(text: str) -> int:
    """How many columns a terminal or a cell takes for ``text``: two for a wide character, none for an accent on its own."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, unicodedata.normalize("NFC", text)))


def _character_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    # Unicode Standard Annex 11: ambiguous ones are narrow outside of East Asian typography.
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def joined(names: tuple[str, ...]) -> str:
    """A list cell's text: the names, ``; `` between them."""
    return LIST_SEPARATOR.join(names)
