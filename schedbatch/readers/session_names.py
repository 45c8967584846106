"""Which session an ID or a title means."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from schedbatch.domain import kinds
from schedbatch.domain.model import Session
from schedbatch.domain.names import fold
from schedbatch.readers.cells import Fault
from schedbatch.readers.consequences import FOLLOWS
from schedbatch.readers.spelling import Spellings, suggestion


class SessionIndex:
    """All sessions that could be read, by folded ID; ``held`` are the IDs of those with a row in error.

    ``is_whole`` is false if a heading that tells sessions is misspelt.
    """

    def __init__(
        self, by_id: Mapping[str, Session] | None = None, held: frozenset[str] = frozenset(), *, is_whole: bool = True
    ) -> None:
        self.held = held
        self._by_id = by_id or {}
        self._is_whole = is_whole

    def holding(self, held: frozenset[str]) -> "SessionIndex":
        """The same, with ``held``."""
        return SessionIndex(self._by_id, held, is_whole=self._is_whole)

    @cached_property
    def _by_title(self) -> Mapping[str, Sequence[Session]]:
        by_title: dict[str, list[Session]] = defaultdict(list)
        for session in self._by_id.values():
            by_title[fold(session.title)].append(session)
        return dict(by_title)

    def find(self, text: str, course: str = "") -> tuple[str | None, Fault | None]:
        """The ID of the session that ``text`` (ID or title) means; ``course`` decides between sessions of one title."""
        if fold(text) in self._by_id:
            return self._by_id[fold(text)].id, None
        namesakes = self._by_title.get(fold(text), ())
        nearest = [session for session in namesakes if session.course == course] or namesakes
        if len(nearest) == 1:
            return nearest[0].id, None
        if nearest:
            ids = ", ".join(session.id for session in nearest[:4])
            return None, Fault(kinds.AMBIGUOUS_REFERENCE, f'"{text}" is the title of several sessions: {ids}.')
        if not self._is_whole:
            return None, Fault(FOLLOWS, f'"{text}" stands in a sheet that is not read.')
        if any(fold(held) == fold(text) for held in self.held):
            return None, Fault(kinds.UNKNOWN_REFERENCE, f'"{text}" cannot be used: its own row has an error.')
        names = (name for session in self._by_id.values() for name in (session.id, session.title))
        return None, Fault(
            kinds.UNKNOWN_REFERENCE, f'"{text}" is not a known session{suggestion(text, Spellings(names).likely(text)) or "."}'
        )
