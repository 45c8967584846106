"""The week of one person, learner group or place, as text for the terminal.

A room of its own because it looks at what was released and writes nothing.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schedbatch.domain.attendance import Attendance
from schedbatch.domain.conflicts import ConflictKind
from schedbatch.domain.issues import InputUnreadable
from schedbatch.domain.model import Catalog, Status
from schedbatch.domain.names import fold, joined
from schedbatch.domain.reports import RunReport
from schedbatch.domain.results import Offering
from schedbatch.domain.times import WEEKDAYS, day_name
from schedbatch.jobs.steps.released_plan import Asked, released_plan
from schedbatch.outputs.receipt.terminal import plain
from schedbatch.readers.spelling import did_you_mean
from schedbatch.rules.overlaps import Timeline, clusters

_FEW = 4
"""So many groups are named."""


class UnknownName(Exception):
    """Nobody, or no place, of that name; the message says so and suggests another."""


@dataclass(frozen=True, slots=True)
class _Calendar:
    """One calendar: its owner, its offerings and ILMs by start, what is wrong with offerings, by id, and remarks about all."""

    name: str
    offerings: tuple[Offering, ...]
    marks: Mapping[str, tuple[str, ...]]
    note: str = ""


def week_text(asked: Asked, name: str, *, is_place: bool, week: dt.date | int | None = None) -> str:
    """What ``name`` (an instructor, learner or group; or a place) has in one week of what was released, clashes marked.

    ``week`` is a day in it or the week's number in the term. Without it the week is that of the first offering on or after
    today, else that of the last. Raises UnknownName and InputUnreadable.
    """
    report = released_plan(asked).report
    if report.refusal:
        raise InputUnreadable(f"Nothing can be shown: {report.refusal}")
    calendar = _place(name, report) if is_place else _person(name, report)
    today = asked.now.astimezone(report.catalog.settings.zone or dt.UTC).date()
    if isinstance(week, int):
        monday = _monday(_first_day(report, today)) + dt.timedelta(weeks=week - 1)
    else:
        monday = _monday(week or _next_day(calendar.offerings, today))
    return "\n".join(map(plain, _lines(calendar, monday)))


def _monday(day: dt.date) -> dt.date:
    """The first day of the week; Week starts knows no other day yet."""
    return day - dt.timedelta(days=day.weekday())


def _first_day(report: RunReport, today: dt.date) -> dt.date:
    """The day whose week is the term's first: First day, or else that of the first offering."""
    offerings = report.plan.offerings
    return report.catalog.settings.first_day or (offerings[0].start.date() if offerings else today)


def _next_day(offerings: Sequence[Offering], today: dt.date) -> dt.date:
    ahead = (offering.start.date() for offering in offerings if offering.start.date() >= today)
    return next(ahead, offerings[-1].start.date() if offerings else today)


def _place(name: str, report: RunReport) -> _Calendar:
    names = (*report.catalog.locations, *(place for offering in report.plan.offerings for place in offering.locations))
    found = _match(name, names, "place")
    return _booked(found, report, lambda offering: offering.locations)


def _person(name: str, report: RunReport) -> _Calendar:
    """An instructor, a learner (ID or name) or a learner group (path, or its own name), whichever it is."""
    catalog = report.catalog
    instructors = (*catalog.instructors, *(person for offering in report.plan.offerings for person in offering.instructors))
    attendance = Attendance(catalog)
    attending = {**_learners(catalog, attendance), **{path: attendance.groups_attended_by(path) for path in catalog.groups}}
    found = _match(name, (*instructors, *attending), "instructor, learner or learner group")
    if found in attending:
        return _attended(found, report, attending[found], attendance)
    return _booked(found, report, lambda offering: offering.instructors)


def _learners(catalog: Catalog, attendance: Attendance) -> dict[str, frozenset[str]]:
    """The groups whose offerings each learner attends, by ID and by the names that only one learner has."""
    count = Counter(learner.name for learner in catalog.learners)
    by_id = {learner.id: attendance.groups_attended_by_learner(learner) for learner in catalog.learners}
    named = (learner for learner in catalog.learners if learner.name and count[learner.name] == 1)
    return {learner.name: by_id[learner.id] for learner in named} | by_id


def _match(name: str, names: Iterable[str], what: str) -> str:
    """The name that is meant, as it is spelt in the workbook; the last part of a group's path will do where only one has it."""
    known = {fold(known_name): known_name for known_name in names}
    found = known.get(fold(name))
    if found is not None:
        return found
    ends = [path for path in known.values() if fold(path.rpartition(" > ")[2]) == fold(name)]
    if len(ends) == 1:
        return ends[0]
    if ends:
        raise UnknownName(f'"{name}" may be {joined(tuple(sorted(ends)[:5]))}; write the whole of it.')
    raise UnknownName(f'There is no {what} "{name}"{did_you_mean(name, known.values()) or "."}')


def _booked(name: str, report: RunReport, names_of: Callable[[Offering], tuple[str, ...]]) -> _Calendar:
    """The calendar of an instructor or a place; the conflicts tell what is wrong in the calendar."""
    marks: dict[str, dict[str, None]] = defaultdict(dict)
    for conflict in report.conflicts:
        for offering in conflict.offerings if name in conflict.who.split("; ") or conflict.who == name else ():
            marks[offering.id][conflict.kind.value] = None
    listed = tuple(
        offering for offering in report.plan.offerings if name in names_of(offering) and offering.status is not Status.CANCELLED
    )
    return _Calendar(name, listed, {own_id: tuple(kinds) for own_id, kinds in marks.items()})


def _attended(name: str, report: RunReport, groups: frozenset[str], attendance: Attendance) -> _Calendar:
    """Of a learner or a group: what is for any of ``groups``. Whoever attends one of two that overlap attends both."""
    offerings = report.plan.offerings
    listed = tuple(
        offering for offering in offerings if groups.intersection(offering.groups) and offering.status is not Status.CANCELLED
    )
    timeline = Timeline(offering for offering in listed if offering.status.is_live)
    clashing = (offering for cluster in clusters(timeline, range(len(timeline.offerings))) for offering in timeline.at(cluster))
    marks: dict[str, tuple[str, ...]] = {offering.id: (ConflictKind.LEARNER_CLASH.value,) for offering in clashing}
    return _Calendar(name, listed, marks, "" if listed else _below(name, attendance, offerings))


def _below(name: str, attendance: Attendance, offerings: Iterable[Offering]) -> str:
    """Where the offerings are of a group that has none itself: in its subgroups, which do not attend each other's."""
    attending = dict.fromkeys(group for offering in offerings for group in offering.groups)
    inside = next((group for group in attending if name in attendance.groups_attended_by(group)), None)
    return f'Only its subgroups have offerings: ask for one of them, such as "{inside}".' if inside else ""


def _lines(calendar: _Calendar, monday: dt.date) -> Iterator[str]:
    sunday = monday + dt.timedelta(days=6)
    shown = [offering for offering in calendar.offerings if offering.start.date() <= sunday and _last_day(offering) >= monday]
    marked = sum(offering.id in calendar.marks for offering in shown)
    yield f"{calendar.name}: {day_name(monday)} to {day_name(sunday)}"
    count = f"{len(shown):,} offering{'' if len(shown) == 1 else 's'}"
    yield f"{count}, {marked:,} of them with a conflict" if marked else count
    if calendar.note:
        yield calendar.note
    day = None
    for offering in shown:
        if offering.start.date() != day:
            day = offering.start.date()
            yield f"{WEEKDAYS[day.weekday()]}, {day_name(day)[4:]}"
        yield "  " + _line(offering, calendar.marks.get(offering.id, ()))


def _last_day(offering: Offering) -> dt.date:
    return (offering.end - dt.timedelta(minutes=1)).date()


def _line(offering: Offering, marks: Sequence[str]) -> str:
    until = (
        f"{offering.end:%H:%M}"
        if offering.end.date() == offering.start.date()
        else f"{day_name(offering.end.date())} {offering.end:%H:%M}"
    )
    status = "" if offering.status is Status.SCHEDULED else offering.status.value
    groups = joined(offering.groups[:_FEW]) + (f" and {len(offering.groups) - _FEW} more" if len(offering.groups) > _FEW else "")
    told = filter(None, (offering.session.title, groups, joined(offering.locations), joined(offering.instructors), status))
    mark = f"  !! {', '.join(marks)}" if marks else ""
    return f"{offering.start:%H:%M}–{until}  {' · '.join(told)}{mark}"
