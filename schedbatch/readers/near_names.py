"""Names written in another way than the known ones: ``Oneill, Siobhan``, ``Okafor``, ``Smith, J``, ``Dr. Chidi Okafor``.

Near names are asked about, never taken for one another.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from schedbatch.domain.names import fold

_TITLES = frozenset(
    (
        *("dr", "doctor", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "rev", "herr", "frau"),
        *("associate", "assistant", "assoc", "asst", "emeritus", "adjunct", "md", "phd", "msc", "bsc", "mbbs", "rn"),
    )
)
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i"})
_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc\u00b4`\u2032]")
_WORDS = re.compile(r"\w+")
_SHOWN = 4

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    surname: Words
    given: Words


class NearNames:
    """The known names, by what people leave out or put in. ``are_people``: surnames, initials and titles are looked at too."""

    def __init__(self, names: Iterable[str], *, are_people: bool) -> None:
        self._names = tuple(names)
        self._are_people = are_people
        self.find = lru_cache(maxsize=4096)(self._find)

    @cached_property
    def _by_words(self) -> dict[Words, list[str]]:
        found: dict[Words, list[str]] = defaultdict(list)
        for name in self._names:
            found[tuple(sorted(self._words(name)))].append(name)
        return found

    @cached_property
    def _by_surname(self) -> dict[Words, list[_Person]]:
        found: dict[Words, list[_Person]] = defaultdict(list)
        for name in self._names if self._are_people else ():
            surname, given = self._parts(name)
            found[surname].append(_Person(name, surname, given))
        return found

    def _find(self, text: str) -> tuple[str, ...]:
        """The known names that ``text`` may be another way of writing, a few at most; those of the same words before others."""
        words = self._words(text)
        same = self._by_words.get(tuple(sorted(words)), ()) if words else ()
        return tuple(same or self._with_surname(text))[:_SHOWN]

    def one(self, text: str) -> str | None:
        """The one known name that ``text`` may be; ``None`` if there are several, or none."""
        found = self.find(text)
        return found[0] if len(found) == 1 else None

    def _with_surname(self, text: str) -> list[str]:
        if not self._are_people:
            return []
        words = self._words(text)
        ways = [self._parts(text)] if "," in text else [(words, ()), (words[-1:], words[:-1]), (words[:1], words[1:])]
        found = (person for surname, given in ways for person in self._by_surname.get(surname, ()) if _agree(given, person.given))
        return list(dict.fromkeys(person.name for person in found))

    def _parts(self, text: str) -> tuple[Words, Words]:
        """The surname and the other names: ``Surname, First``, or ``First Surname``."""
        surname, comma, given = text.partition(",")
        if comma:
            return self._words(surname), self._words(given)
        words = self._words(text)
        return words[-1:], words[:-1]

    def _words(self, text: str) -> Words:
        """The words without accents, apostrophes and titles."""
        plain = _APOSTROPHES.sub("", fold(text)).translate(_PLAIN)
        letters = "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))
        words = tuple(_WORDS.findall(letters))
        without = tuple(word for word in words if word not in _TITLES) if self._are_people else words
        return without or words


def _agree(given: Words, known: Words) -> bool:
    """Whether the first names, or initials, are those of the known person, as far as both have them."""
    return len(given) <= len(known) and all(_is_same(word, other) for word, other in zip(given, known, strict=False))


def _is_same(word: str, other: str) -> bool:
    return word == other or (1 in (len(word), len(other)) and word[0] == other[0])


def listed(names: Sequence[str], most: int) -> str:
    """``A, B, C``, and how many more there are than ``most``."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
