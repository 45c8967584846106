"""Which learner group a name, a path (``Anatomy Labs > 07``) or a range (``Anatomy Labs > 01..19``) means.

Source: workbook.md, "Subgroups"; generator.md, "Which groups get an offering".
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from schedbatch.domain import kinds
from schedbatch.domain.model import GroupPath
from schedbatch.domain.names import clean, fold, natural_key
from schedbatch.readers.cells import Fault
from schedbatch.readers.consequences import FOLLOWS
from schedbatch.readers.name_lists import separated
from schedbatch.readers.spelling import Spellings, suggestion

_RANGE = ".."
_WRITTEN_PATHS = re.compile(r"\s*[>/:#-]\s*|\s+|(?<=[^\W\d])(?=\d)")
"""Where a path may be divided that is written with a blank, another sign, or nothing before a number."""
_ENDS = re.compile(r"\s*(?:\.{2,}|-|\u2013|\u2014|\bto\b|\u2026)\s*", re.IGNORECASE)
"""What people write between the ends of a range."""
_ENDS_OF_RANGE = 2

PathNames = tuple[str, ...]
"""A path as its names, folded."""

Found = tuple[tuple[GroupPath, ...], Fault | None]


def path_names(text: str) -> PathNames:
    """``Anatomy Labs > 07`` -> its names, cleaned but not folded."""
    return tuple(clean(name) for name in text.split(">"))


def folded(names: Iterable[str]) -> PathNames:
    """The form in which two paths are equal."""
    return tuple(fold(name) for name in names)


def are_equal_names(name: str, other: str) -> bool:
    """Whether two folded names are equal, leading zeros of whole numbers aside."""
    return name == other or (name.isdecimal() and other.isdecimal() and name.lstrip("0") == other.lstrip("0"))


class GroupNames:
    """The names of a finished group tree.

    ``paths`` maps each group's path to its names; ``broken`` maps folded names of groups whose own row is in error to
    the cell that says so. ``is_whole`` is false if a heading of the sheets that define them is misspelt.
    """

    def __init__(self, paths: Mapping[GroupPath, PathNames], broken: Mapping[str, str], *, is_whole: bool = True) -> None:
        self._names = {path: folded(names) for path, names in paths.items()}
        self._last = {path: names[-1] for path, names in paths.items()}
        self._paths = {names: path for path, names in self._names.items()}
        self._broken = broken
        self._is_whole = is_whole
        self._by_last: dict[str, list[GroupPath]] = defaultdict(list)
        self._children: dict[PathNames, list[GroupPath]] = defaultdict(list)
        for path, names in self._names.items():
            self._by_last[_number_key(names[-1])].append(path)
            self._children[names[:-1]].append(path)
        self._spellings = Spellings((*self._names, *self._last.values()))
        self.find = lru_cache(maxsize=None)(self._find)

    def _find(self, text: str) -> Found:
        """The groups that ``text`` names (several only for a range), or why none can be told."""
        whole = self._lookup((fold(text),)) if ">" in text or _RANGE in text else ()
        if len(whole) == 1:
            return whole, None
        names = folded(path_names(text))
        found = self._lookup(names)
        if not found and _RANGE in names[-1]:
            return self._find_range(text, names)
        if len(found) == 1:
            return found, None
        if found:
            return (), _ambiguous(text, found)
        return (), self._unknown(text, names)

    def is_group(self, text: str) -> bool:
        """Whether ``text`` names exactly one group."""
        return len(self.find(text)[0]) == 1

    def under(self, parent: GroupPath, text: str) -> Found:
        """The group in ``parent``'s branch that ``text`` names there (the roster's columns), ``parent`` itself included."""
        names, above = folded(path_names(text)), self._names[parent]
        branch = [path for path in self._matching(names) if self._names[path][: len(above)] == above]
        exact = [path for path in branch if self._names[path][-len(names) :] == names] or branch
        nearest = [path for path in exact if self._names[path][:-1] == above] or exact
        if len(nearest) == 1:
            return tuple(nearest), None
        if nearest:
            return (), _ambiguous(text, nearest)
        return (), Fault(kinds.UNKNOWN_REFERENCE, f'"{text}" is not a subgroup of "{parent}".')

    def _lookup(self, names: PathNames) -> tuple[GroupPath, ...]:
        """Paths that end in ``names``: the whole path before a part of it, exact spelling before leading zeros."""
        if names in self._paths:
            return (self._paths[names],)
        matching = self._matching(names)
        exact = tuple(path for path in matching if self._names[path][-len(names) :] == names)
        rooted = tuple(path for path in matching if len(self._names[path]) == len(names))
        return exact or rooted or matching

    def _matching(self, names: PathNames) -> tuple[GroupPath, ...]:
        candidates = self._by_last.get(_number_key(names[-1]), ())
        return tuple(path for path in candidates if _ends_in(self._names[path], names))

    def _find_range(self, text: str, names: PathNames) -> Found:
        first, last = path_names(text)[-1].split(_RANGE, 1)
        ends = [self._lookup((*names[:-1], fold(end))) for end in (first, last)]
        if any(len(end) != 1 for end in ends):
            missing = clean(first if len(ends[0]) != 1 else last)
            if path := self._as_path(text):
                message = f'"{text}" is not a known learner group{suggestion(text, path)}'
            else:
                message = f'In "{text}", "{missing}" is not exactly one learner group.'
            return (), Fault(kinds.UNKNOWN_REFERENCE, message)
        (start,), (stop,) = ends
        siblings = sorted(self._children[self._names[start][:-1]], key=lambda path: natural_key(self._last[path]))
        if stop not in siblings or siblings.index(stop) < siblings.index(start):
            return (), Fault(kinds.UNKNOWN_REFERENCE, f'"{text}" is no range: "{stop}" does not come after "{start}" in one group.')
        return tuple(siblings[siblings.index(start) : siblings.index(stop) + 1]), None

    def _unknown(self, text: str, names: PathNames) -> Fault:
        if not self._is_whole:
            return Fault(FOLLOWS, f'"{text}" stands in a sheet that is not read.')
        cause = self._broken.get(names[-1])
        if cause:
            return Fault(kinds.UNKNOWN_REFERENCE, f'"{text}" cannot be used: its own row has an error ({cause}).')
        closest = suggestion(text, self._as_path(text) or self._spellings.likely(text)) or "."
        return Fault(kinds.UNKNOWN_REFERENCE, f'"{text}" is not a known learner group{closest}')

    def listed(self, text: str) -> tuple[str, ...]:
        """The several groups or ranges that ``text`` lists without ``;`` between them, as typed; empty if it does not."""
        # "PBL/03" is a subgroup of PBL, not PBL and another group.
        return () if self._as_path(text) else separated(text, self._as_known)

    def _as_known(self, text: str) -> str | None:
        names = folded(path_names(text))
        return text if len(self._lookup(names)) == 1 or (_RANGE in names[-1] and self._find_range(text, names)[1] is None) else None

    def _as_path(self, text: str) -> str | None:
        """The path or range that ``text`` means, written as one: ``PBL 3`` is ``PBL > 03``, ``PBL 1-10`` is ``PBL > 01..10``."""
        for found in _WRITTEN_PATHS.finditer(text):
            parent = folded(path_names(text[: found.start()]))
            ends = [fold(end) for end in _ENDS.split(text[found.end() :]) if end.strip()]
            # The group may be named again at the range's end: ``PBL 1 - PBL 10``.
            ends = [end.removeprefix(parent[-1]).lstrip(" >") or end for end in ends]
            paths = [self._lookup((*parent, end)) for end in ends[:2]]
            if parent[-1] and 1 <= len(ends) <= _ENDS_OF_RANGE and all(len(path) == 1 for path in paths):
                last = "".join(f"{_RANGE}{self._last[path]}" for (path,) in paths[1:])
                return f"{paths[0][0]}{last}"
        return None


def _ambiguous(text: str, paths: Sequence[GroupPath]) -> Fault:
    choices = " or ".join(f'"{path}"' for path in paths[:4])
    return Fault(kinds.AMBIGUOUS_REFERENCE, f'"{text}" may mean {choices}.')


def _number_key(name: str) -> str:
    return name.lstrip("0") or "0" if name.isdecimal() else name


def _ends_in(path: PathNames, names: PathNames) -> bool:
    return len(path) >= len(names) and all(
        are_equal_names(name, other) for name, other in zip(path[-len(names) :], names, strict=True)
    )
