"""Names of instructors, teams, locations, courses and types as cells mention them -> the names that are shown.

Source of the rules for unknown names: workbook.md, "Instructors" and "Locations".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from schedbatch.domain import kinds
from schedbatch.domain.issues import CellRef, Issue, Kind
from schedbatch.domain.names import fold
from schedbatch.domain.sheets import Column
from schedbatch.domain.to_be_announced import is_to_be_announced
from schedbatch.readers.name_lists import not_separated, separated
from schedbatch.readers.near_names import NearNames, listed
from schedbatch.readers.records import Record
from schedbatch.readers.spelling import Spellings, suggestion

_GUEST = "(guest)"
_SHOWN_CELLS = 20
_SHOWN_NAMES = 12


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a cell, which may list others beside it."""

    name: str
    place: CellRef
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What the sheet that defines such names says.

    ``known`` maps each defined name to the names that it stands for (a team stands for its members). ``defined_in`` is
    the sheet, or blank if the workbook does not have it: then names are taken as they are. ``is_strict``: a name that the
    sheet does not define is an error, close or not. ``unlisted`` is the kind of warning for a name that is taken as typed.
    ``later_allowed``: words for what is still to be announced are no names.
    """

    what: str
    known: Mapping[str, tuple[str, ...]]
    defined_in: str = ""
    is_strict: bool = False
    unlisted: Kind = kinds.UNKNOWN_NAME
    are_people: bool = False
    later_allowed: bool = False


class NameBook:
    """What every mentioned name stands for; names in error are absent.

    ``announced_later`` are the folded words that stand for what is still to be announced: shown as typed, and no names.
    """

    def __init__(self, shown: Mapping[str, tuple[str, ...]], announced_later: frozenset[str] = frozenset()) -> None:
        self.shown = shown
        self._announced_later = announced_later
        self.resolve = lru_cache(maxsize=None)(self._resolve)

    def _resolve(self, names: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
        """The names that ``names`` stand for, each once, and whether all of them could be resolved."""
        found: dict[str, None] = {}
        is_complete = True
        for name in names:
            shown = self.shown.get(fold(name))
            is_complete = is_complete and shown is not None
            found.update(dict.fromkeys(shown or ()))
        return tuple(found), is_complete

    def all_names(self) -> tuple[str, ...]:
        """Every name that anything stands for, sorted."""
        named = (shown for folded, shown in self.shown.items() if folded not in self._announced_later)
        return tuple(sorted({name for shown in named for name in shown}))


def unknown_mentions(
    records: Iterable[Record], column: Column, names: KnownNames, besides: Sequence[str] = ()
) -> Iterator[Mention]:
    """Where the ``column`` cells, lists or single, name what ``names`` does not define: all that is to be decided.

    Words with a meaning of their own (``besides``) are no names. Where no sheet defines any names, the places do not matter:
    then the first of equal cells stands for all of them.
    """
    known = {*map(fold, names.known), *besides}
    # By cell: a large sheet has few different cells. This saves 15 ms of 1.3 s with 10,000 session rows.
    unknown: dict[object, tuple[str, ...]] = {}
    for record in records:
        cell = record.value(column)
        if not cell:
            continue
        is_first = cell not in unknown
        if is_first:
            listed = (record.text(column),) if isinstance(cell, str) else record.names(column) or ()
            unknown[cell] = tuple([name for name in listed if fold(name) not in known])
        if unknown[cell] and (is_first or names.defined_in):
            listed = cell if isinstance(cell, tuple) else ()
            yield from [Mention(name, record.cell_of(column, name), listed) for name in unknown[cell]]


def resolve_mentions(mentioned: Iterable[Mention], names: KnownNames) -> tuple[NameBook, tuple[Issue, ...]]:
    """Decide what each mentioned name stands for.

    Unknown ones: an error at every cell if they list several known names, or if a known name is near or close; else taken as
    typed, with one warning for each name. A name that ends in ``(guest)`` is taken as typed without a word, as all names are
    when no sheet defines them.
    """
    shown = {fold(name): stands_for for name, stands_for in names.known.items()}
    unknown: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentioned:
        folded = fold(mention.name)
        if folded not in shown:
            unknown[folded].append(mention)
    found: list[Issue] = []
    guesses = _Guesses(names)
    announced_later = frozenset(filter(is_to_be_announced, unknown)) if names.later_allowed else frozenset[str]()
    for folded, cells in unknown.items():
        is_checked = names.defined_in and not folded.endswith(_GUEST) and folded not in announced_later
        errors = [guesses.error(mention) for mention in cells] if is_checked else []
        if any(errors):
            found.extend(issue for issue in errors if issue)
            continue
        # The smallest spelling, not the first: the order of rows must not matter.
        shown[folded] = (min(mention.name for mention in cells),)
        if is_checked:
            found.append(_taken_as_typed(cells, names))
    return NameBook(shown, announced_later), tuple(found)


class _Guesses:
    """What unknown names may have meant."""

    def __init__(self, names: KnownNames) -> None:
        self._names = names
        self._by_fold = {fold(name): name for name in names.known}
        self._near = NearNames(names.known, are_people=names.are_people)
        self._spellings = Spellings(names.known)
        self.several = lru_cache(maxsize=4096)(self._several)

    def _several(self, text: str) -> tuple[str, ...]:
        return separated(text, lambda piece: self._by_fold.get(fold(piece)), self._near.one)

    def error(self, mention: Mention) -> Issue | None:
        """Why the name cannot be taken as typed; ``None`` if nothing speaks against that."""
        names, text = self._names, mention.name
        if several := self.several(text):
            message = not_separated(text, several, mention.listed)
            return Issue(kinds.NAMES_NOT_SEPARATED, message, mention.place)
        # What is an error in any case may as well be answered with a guess.
        close = self._spellings.likely(text) if names.is_strict else self._spellings.closest(text)
        near = self._near.find(text) or ((close,) if close else ())
        if not (near or names.is_strict):
            return None
        end = suggestion(text, *near) or (_all_names(names) if names.is_strict else ".")
        return Issue(kinds.UNKNOWN_REFERENCE, f'"{text}" is not a known {names.what}{end}', mention.place)


def _all_names(names: KnownNames) -> str:
    """The end of a message that lists what there is to choose from."""
    return f"; the {names.what}s are {listed(tuple(names.known), _SHOWN_NAMES)}." if names.known else "."


def _taken_as_typed(cells: Sequence[Mention], names: KnownNames) -> Issue:
    further = tuple(mention.place for mention in cells[1:])
    count = f" in {len(cells)} cells" if further else ""
    return Issue(
        names.unlisted,
        f'"{cells[0].name}"{count} is not in the sheet {names.defined_in}; it is taken as typed.',
        cells[0].place,
        further[:_SHOWN_CELLS],
    )
