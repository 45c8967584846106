"""The edited times of one offering: which of Date, Start, End date, End and Minutes count when they do not agree. Pure.

Source: workbook.md, "What comes back".
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from schedbatch.domain import kinds
from schedbatch.domain.issues import Issue, RowPlace
from schedbatch.domain.results import Offering
from schedbatch.domain.schedule_sheets import SHOWN_OFFERINGS
from schedbatch.history.fields import DATE, END, END_DATE, MINUTES, START


@dataclass(frozen=True, slots=True)
class SettledTimes:
    """The edited fields that count, the headings of earlier edits that no longer do, and why a time is refused."""

    changed: Mapping[str, str]
    dropped: tuple[str, ...] = ()
    issue: Issue | None = None


def settled_times(
    offering: Offering, shown: Mapping[str, str], changed: Mapping[str, str], earlier: Collection[str], where: RowPlace
) -> SettledTimes:
    """The ``changed`` fields of an offering whose times agree: the length stays if neither End nor Minutes was changed.

    ``shown`` are the texts that the copy was written with, ``earlier`` the headings that were edited before.
    """
    if END_DATE in changed and DATE in changed and _nights(changed) == _nights(shown):
        changed = _without(changed, END_DATE)
    if not changed.keys().isdisjoint((END, END_DATE)):
        return _with_edited_end(offering, shown, changed, where)
    if MINUTES in changed:
        return SettledTimes(changed, dropped=(END, END_DATE))
    is_moved = not changed.keys().isdisjoint((DATE, START))
    if is_moved and not {END, END_DATE}.isdisjoint(earlier):
        # The end was edited before: the end moves along, because the length is meant to stay.
        end = _start(shown, changed) + dt.timedelta(minutes=offering.minutes)
        return SettledTimes({**changed, END_DATE: end.date().isoformat(), END: f"{end:%H:%M}"})
    return SettledTimes(changed)


def _with_edited_end(offering: Offering, shown: Mapping[str, str], changed: Mapping[str, str], where: RowPlace) -> SettledTimes:
    start = _start(shown, changed)
    last = changed.get(END_DATE) or dt.date.fromordinal(start.date().toordinal() + _nights(shown)).isoformat()
    length = round((_moment(last, changed.get(END, shown[END])) - start).total_seconds() / 60)
    without_end = _without(changed, END, END_DATE, MINUTES)
    if length <= 0:
        message = f"{offering.id} would end before it starts."
        return SettledTimes(without_end, issue=Issue(kinds.END_BEFORE_START, message, where.cell(SHOWN_OFFERINGS.end)))
    if MINUTES in changed and changed[MINUTES] != str(length):
        message = f"End of {offering.id} makes it {length} minutes long, but Minutes says {changed[MINUTES]}."
        minutes, end = where.cell(SHOWN_OFFERINGS.minutes), where.cell(SHOWN_OFFERINGS.end)
        return SettledTimes(without_end, issue=Issue(kinds.END_MINUTES_DIFFER, message, minutes, (end,)))
    with_end = {**changed, END_DATE: last, END: changed.get(END, shown[END])}
    return SettledTimes(_without(with_end, MINUTES), dropped=(MINUTES,))


def _start(shown: Mapping[str, str], changed: Mapping[str, str]) -> dt.datetime:
    return _moment(changed.get(DATE, shown[DATE]), changed.get(START, shown[START]))


def _without(fields: Mapping[str, str], *headings: str) -> dict[str, str]:
    return {heading: value for heading, value in fields.items() if heading not in headings}


def _nights(fields: Mapping[str, str]) -> int:
    """How many days after Date the End date is."""
    return (dt.date.fromisoformat(fields[END_DATE]) - dt.date.fromisoformat(fields[DATE])).days


def _moment(day: str, time: str) -> dt.datetime:
    hour, minute = map(int, time.split(":"))
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time()) + dt.timedelta(hours=hour, minutes=minute)
