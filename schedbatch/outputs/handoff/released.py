"""What a hand-off tells: Scheduled and Tentative offerings and ILMs, and offerings and ILMs that were released and then cancelled.

What is cancelled comes from the tombstones, so it stays as long as calendars keep it: until 30 days after its date.
Source: generator.md, "Status"; calendars.md, "Events".
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from schedbatch.domain.model import Status
from schedbatch.domain.reports import RunReport
from schedbatch.domain.results import Ilm, Offering
from schedbatch.domain.revisions import ChangeKind, Tombstone, kinds_by_id

T = TypeVar("T", Offering, Ilm)


@dataclass(frozen=True, slots=True)
class Released(Generic[T]):
    """An offering or ILM with what became of it since the last release (blank: nothing), and when it last changed (UTC)."""

    offering_or_ilm: T
    change: str
    changed_at: dt.datetime


def released_offerings(report: RunReport) -> tuple[Released[Offering], ...]:
    """Those of the plan in its order, cancelled ones last."""
    return tuple(_released(report, report.plan.offerings, Offering))


def released_ilms(report: RunReport) -> tuple[Released[Ilm], ...]:
    """Those of the plan in its order, cancelled ones last."""
    return tuple(_released(report, report.plan.ilms, Ilm))


def _released(report: RunReport, planned: tuple[T, ...], kind: type[T]) -> Iterator[Released[T]]:
    changes = kinds_by_id(report.revision.changes.all_rows)
    live = [offering_or_ilm for offering_or_ilm in planned if offering_or_ilm.status.is_live]
    for offering_or_ilm in live:
        yield Released(offering_or_ilm, _word(changes, offering_or_ilm.id), report.revision.stamp(offering_or_ilm.uid).changed_at)
    there = {offering_or_ilm.uid for offering_or_ilm in live}
    for tombstone in _last_words(report).values():
        gone = tombstone.offering_or_ilm
        if isinstance(gone, kind) and gone.uid not in there:
            change = ChangeKind.CANCELLED.value if tombstone.is_new else ""
            yield Released(replace(gone, status=Status.CANCELLED), change, tombstone.stamp.changed_at)


def _word(changes: Mapping[str, ChangeKind], own_id: str) -> str:
    return changes[own_id].value if own_id in changes else ""


def _last_words(report: RunReport) -> Mapping[str, Tombstone]:
    """The latest tombstone of each UID: what left several calendars at different times has several."""
    latest: dict[str, Tombstone] = {}
    for tombstone in report.revision.tombstones:
        uid = tombstone.offering_or_ilm.uid
        if uid not in latest or latest[uid].stamp.sequence < tombstone.stamp.sequence:
            latest[uid] = tombstone
    return latest


def change_of(changes: set[str]) -> str:
    """The change of several offerings as a whole: the change of all, else ``moved`` if an offering was moved, else ``edited``."""
    if len(changes) == 1:
        return min(changes)
    return ChangeKind.MOVED.value if ChangeKind.MOVED.value in changes else ChangeKind.EDITED.value
