"""The week of one person, learner group or place, as text for the terminal.

A room of its own because it looks at a workbook and writes nothing.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from schedbatch.domain.conflicts import ConflictKind
from schedbatch.domain.model import Catalog, Status
from schedbatch.domain.names import fold, joined
from schedbatch.domain.reports import RunReport
from schedbatch.domain.results import Offering
from schedbatch.domain.times import WEEKDAYS, day_name
from schedbatch.jobs.steps.conclusion import Before, conclude
from schedbatch.jobs.steps.gathering import gather
from schedbatch.jobs.steps.options import Options
from schedbatch.outputs.receipt.terminal import plain
from schedbatch.readers.spelling import did_you_mean
from schedbatch.rules.audiences import Audiences
from schedbatch.rules.overlaps import Timeline, clusters
from schedbatch.xlsx.workbook import load_workbook

_FEW = 4
"""So many groups are named."""


class UnknownName(Exception):
    """Nobody, or no place, of that name; the message says so and suggests another."""


@dataclass(frozen=True, slots=True)
class _Calendar:
    """Whose it is, what is in it by start, what is wrong with offerings of it, by id, and what is to be said of all of it."""

    name: str
    offerings: tuple[Offering, ...]
    marks: Mapping[str, tuple[str, ...]]
    note: str = ""


def week_text(
    path: Path, name: str, now: dt.datetime, *, is_place: bool, week: dt.date | None = None, timezone: str | None = None
) -> str:
    """What ``name`` (an instructor, learner or group; or a place) has in the week that ``week`` lies in, clashes marked.

    Without ``week`` it is that of the first offering on or after today, else that of the last. Raises UnknownName and
    InputUnreadable.
    """
    options = Options(timezone=timezone)
    gathered = gather(load_workbook(path), options)
    report = conclude(gathered, Before(1, None, None, redo=False), now.astimezone(dt.UTC).replace(microsecond=0), options).report
    calendar = _place(name, report) if is_place else _person(name, report)
    zone = report.catalog.settings.zone or dt.UTC
    day = week or _next_day(calendar.offerings, now.astimezone(zone).date())
    return "\n".join(map(plain, _lines(calendar, day - dt.timedelta(days=day.weekday()))))


def _next_day(offerings: Sequence[Offering], today: dt.date) -> dt.date:
    ahead = (one.start.date() for one in offerings if one.start.date() >= today)
    return next(ahead, offerings[-1].start.date() if offerings else today)


def _place(name: str, report: RunReport) -> _Calendar:
    names = (*report.catalog.locations, *(place for one in report.plan.offerings for place in one.locations))
    found = _match(name, names, "place")
    return _booked(found, report, lambda one: one.locations)


def _person(name: str, report: RunReport) -> _Calendar:
    """An instructor, a learner (ID or name) or a learner group (path, or its own name), whichever it is."""
    catalog = report.catalog
    instructors = (*catalog.instructors, *(person for one in report.plan.offerings for person in one.instructors))
    attending = {**_learners(catalog), **_groups(catalog)}
    found = _match(name, (*instructors, *attending), "instructor, learner or learner group")
    if found in attending:
        return _attended(found, report, attending[found])
    return _booked(found, report, lambda one: one.instructors)


def _learners(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """The groups of each learner, by ID and by the names that only one learner has."""
    count = Counter(learner.name for learner in catalog.learners)
    by_name = {learner.name: learner.groups for learner in catalog.learners if learner.name and count[learner.name] == 1}
    return by_name | {learner.id: learner.groups for learner in catalog.learners}


def _groups(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    return {path: (path,) for path in catalog.groups}


def _match(name: str, names: Iterable[str], what: str) -> str:
    """The name that is meant, as it is spelt in the workbook; the last part of a group's path will do where only one has it."""
    known = {fold(one): one for one in names}
    found = known.get(fold(name))
    if found is not None:
        return found
    ends = [one for one in known.values() if fold(one.rpartition(" > ")[2]) == fold(name)]
    if len(ends) == 1:
        return ends[0]
    if ends:
        raise UnknownName(f'"{name}" may be {joined(tuple(sorted(ends)[:5]))}; write the whole of it.')
    raise UnknownName(f'There is no {what} "{name}"{did_you_mean(name, known.values()) or "."}')


def _booked(name: str, report: RunReport, names_of: Callable[[Offering], tuple[str, ...]]) -> _Calendar:
    """Of an instructor or a place: what is wrong, the conflicts say."""
    marks: dict[str, dict[str, None]] = defaultdict(dict)
    for conflict in report.conflicts:
        for offering in conflict.offerings if name in conflict.who.split("; ") or conflict.who == name else ():
            marks[offering.id][conflict.kind.value] = None
    listed = tuple(one for one in report.plan.offerings if name in names_of(one) and one.status is not Status.CANCELLED)
    return _Calendar(name, listed, {own_id: tuple(kinds) for own_id, kinds in marks.items()})


def _attended(name: str, report: RunReport, groups: tuple[str, ...]) -> _Calendar:
    """Of a learner or a group: whoever is in all of its groups attends all of this, so that whatever overlaps is a clash."""
    audiences = Audiences(report.catalog)
    everything = audiences.everything_above(groups)
    offerings = report.plan.offerings
    listed = tuple(one for one in offerings if everything.intersection(one.groups) and one.status is not Status.CANCELLED)
    timeline = Timeline(one for one in listed if one.status.is_live)
    clashing = (one for cluster in clusters(timeline, range(len(timeline.offerings))) for one in timeline.at(cluster))
    marks: dict[str, tuple[str, ...]] = {one.id: (ConflictKind.LEARNER_CLASH.value,) for one in clashing}
    return _Calendar(name, listed, marks, "" if listed else _below(name, audiences, offerings))


def _below(name: str, audiences: Audiences, offerings: Iterable[Offering]) -> str:
    """Where the offerings are of a group that has none itself: in its subgroups, which do not attend each other's."""
    attending = dict.fromkeys(group for one in offerings for group in one.groups)
    inside = next((group for group in attending if name in audiences.everything_above((group,))), None)
    return f'Only its subgroups have offerings: ask for one of them, such as "{inside}".' if inside else ""


def _lines(calendar: _Calendar, monday: dt.date) -> Iterator[str]:
    sunday = monday + dt.timedelta(days=6)
    shown = [one for one in calendar.offerings if one.start.date() <= sunday and _last_day(one) >= monday]
    marked = sum(one.id in calendar.marks for one in shown)
    yield f"{calendar.name}: {day_name(monday)} to {day_name(sunday)}"
    count = f"{len(shown):,} offering{'' if len(shown) == 1 else 's'}"
    yield f"{count}, {marked:,} of them with a conflict" if marked else count
    if calendar.note:
        yield calendar.note
    day = None
    for one in shown:
        if one.start.date() != day:
            day = one.start.date()
            yield f"{WEEKDAYS[day.weekday()]}, {day_name(day)[4:]}"
        yield "  " + _line(one, calendar.marks.get(one.id, ()))


def _last_day(one: Offering) -> dt.date:
    return (one.end - dt.timedelta(minutes=1)).date()


def _line(one: Offering, marks: Sequence[str]) -> str:
    until = f"{one.end:%H:%M}" if one.end.date() == one.start.date() else f"{day_name(one.end.date())} {one.end:%H:%M}"
    status = "" if one.status is Status.SCHEDULED else one.status.value
    groups = joined(one.groups[:_FEW]) + (f" and {len(one.groups) - _FEW} more" if len(one.groups) > _FEW else "")
    told = filter(None, (one.session.title, groups, joined(one.locations), joined(one.instructors), status))
    mark = f"  !! {', '.join(marks)}" if marks else ""
    return f"{one.start:%H:%M}–{until}  {' · '.join(told)}{mark}"
