"""Which session an ID or a title means."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from schedbatch.domain import kinds
from schedbatch.domain.model import Session
from schedbatch.domain.names import fold
from schedbatch.readers.cells import Fault
from schedbatch.readers.spelling import Spellings, suggestion


@dataclass(frozen=True, slots=True)
class SessionIndex:
    """All sessions that could be read, by ID and by title; ``held`` are the IDs of those with a row in error."""

    by_id: Mapping[str, Session] = field(default_factory=dict)
    by_title: Mapping[str, tuple[Session, ...]] = field(default_factory=dict)
    held: frozenset[str] = frozenset()

    @classmethod
    def of(cls, sessions: Iterable[Session]) -> "SessionIndex":
        """Index ``sessions``, in which one session may stand for several rows."""
        by_id = {fold(session.id): session for session in sessions}
        by_title: dict[str, list[Session]] = defaultdict(list)
        for session in by_id.values():
            by_title[fold(session.title)].append(session)
        return cls(by_id, {title: tuple(alike) for title, alike in by_title.items()})

    def holding(self, held: frozenset[str]) -> "SessionIndex":
        """The same, with ``held``."""
        return replace(self, held=held)

    def find(self, text: str, course: str = "") -> tuple[str | None, Fault | None]:
        """The ID of the session that ``text`` (ID or title) means; ``course`` decides between sessions of one title."""
        if fold(text) in self.by_id:
            return self.by_id[fold(text)].id, None
        alike = self.by_title.get(fold(text), ())
        nearest = [session for session in alike if session.course == course] or alike
        if len(nearest) == 1:
            return nearest[0].id, None
        if nearest:
            ids = ", ".join(session.id for session in nearest[:4])
            return None, Fault(kinds.AMBIGUOUS_REFERENCE, f'"{text}" is the title of several sessions: {ids}.')
        if any(fold(held) == fold(text) for held in self.held):
            return None, Fault(kinds.UNKNOWN_REFERENCE, f'"{text}" cannot be used: its own row has an error.')
        names = (name for session in self.by_id.values() for name in (session.id, session.title))
        return None, Fault(
            kinds.UNKNOWN_REFERENCE, f'"{text}" is not a known session{suggestion(Spellings(names).likely(text)) or "."}'
        )
