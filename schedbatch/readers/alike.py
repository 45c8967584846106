"""What rows that are alike in some of their cells have in common, worked out once.

A room of its own because a large sheet has few different cells: most of what a row comes to, many rows come to.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

from schedbatch.domain.issues import Issue
from schedbatch.domain.sheets import Column
from schedbatch.readers.records import Record, RecordLayout

T = TypeVar("T")
B = TypeVar("B", bound=Hashable)


class Alike(Generic[T, B]):
    """Works out something from the cells of ``columns`` and something ``besides``; ``work_out`` must look at nothing else.

    All records are of ``layout``. Where two values may be equal and yet different (3 and 3.00), ``work_out`` must not care.
    Rows with a bad cell, and those of which there is something to say, are worked out one by one: an issue names its row.
    """

    def __init__(
        self, layout: RecordLayout, columns: Iterable[Column], work_out: Callable[[Record, B], tuple[T, tuple[Issue, ...]]]
    ) -> None:
        self._pick = layout.picker(columns)
        self._work_out = work_out
        self._known: dict[object, tuple[T, tuple[Issue, ...]]] = {}

    def of(self, record: Record, besides: B) -> tuple[T, tuple[Issue, ...]]:
        """What the record comes to, and what is to be said of it."""
        if record.faulty:
            return self._work_out(record, besides)
        key = (self._pick(record.cells), besides)
        known = self._known.get(key)
        if known is None:
            known = self._work_out(record, besides)
            if not known[1]:
                self._known[key] = known
        return known
