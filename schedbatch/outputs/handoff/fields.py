"""Offerings, patterns and ILMs -> the values of their fields, by the names that maps use (``domain.handoff``)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from schedbatch.domain.forms import date_text, time_text
from schedbatch.domain.model import GroupPath
from schedbatch.domain.names import natural_key
from schedbatch.domain.reports import RunReport
from schedbatch.domain.results import Ilm, Offering
from schedbatch.domain.times import WEEKDAYS, utc_text
from schedbatch.outputs.csv_text import one_line
from schedbatch.outputs.handoff.patterns import REGISTRAR_DAYS, Pattern, fold
from schedbatch.outputs.handoff.released import Released, change_of, released_ilms, released_offerings
from schedbatch.outputs.handoff.sections import GroupSizes, Section, Sections

Value = str | int | Decimal | dt.date | dt.time | tuple[str, ...] | None
Values = Mapping[str, Value]
"""Field -> value: lists as tuples, nothing as ``None`` or an empty text."""
Parts = tuple[Values, Values, Values, Values]
"""The fields of one row, each in one of the parts: who and what; where; at what times; and the rest."""

_CENT = Decimal("0.01")
_REMEMBERED = 10_000
"""So many moments and lengths are written once."""


def value_text(value: Value, list_separator: str = "; ", date_form: str = "YYYY-MM-DD", time_form: str = "HHmm") -> str:
    """The value as a cell shows it, in one line."""
    match value:
        case str():
            return one_line(value)
        case None:
            return ""
        case tuple():
            return one_line(list_separator.join(value)) if any(value) else ""
        case dt.date():
            return date_text(value, date_form)
        case dt.time():
            return time_text(value, time_form)
        case Decimal():
            text = f"{value:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
        case int():
            return str(value)


class FieldReader:
    """Reads the fields of what a report releases; what rows share is worked out once."""

    def __init__(self, report: RunReport) -> None:
        self._report = report
        self._catalog = report.catalog
        self._sections = Sections(report.catalog, report.schedule_id)
        self._sizes = GroupSizes(report.catalog)
        self._term = self._term_values()
        self._known: dict[tuple[object, ...], Values] = {}
        self._places: dict[tuple[str, ...], Values] = {}

    def section(self, thing: Offering | Ilm) -> Section:
        """The section that ``thing`` belongs to."""
        return self._sections.of(thing)

    def patterns(self) -> tuple[Pattern, ...]:
        """The meeting patterns by course and section, then by date and time; cancelled ones in their places."""
        by_names: dict[tuple[str, ...], list[Pattern]] = defaultdict(list)
        for pattern in fold(released_offerings(self._report), self._alike):
            by_names[self._names(pattern.meetings[0].thing)].append(pattern)
        in_order = sorted(by_names, key=lambda names: tuple(map(natural_key, names)))
        return tuple(pattern for names in in_order for pattern in sorted(by_names[names], key=_order))

    def pattern_rows(self) -> Iterator[Values]:
        """The fields of each pattern, in their order."""
        return ({**shared, **place, **when, **own} for shared, place, when, own in self.pattern_parts())

    def pattern_parts(self) -> Iterator[Parts]:
        """The same in parts, each with the same fields for all patterns; all but the last are shared by many patterns."""
        return map(self._pattern, self.patterns())

    def offering_rows(self) -> Iterator[Values]:
        """The fields of each offering."""
        return map(self._offering, released_offerings(self._report))

    def ilm_rows(self) -> Iterator[Values]:
        """The fields of each ILM."""
        return map(self._ilm, released_ilms(self._report))

    def _alike(self, offering: Offering) -> tuple[object, ...]:
        """What offerings of one pattern have in common besides their status and times."""
        # Equal sections are one object, which is told by its number faster than by its nine fields.
        section = id(self.section(offering))
        return section, offering.session.type, offering.groups, offering.locations, offering.instructors

    def _names(self, offering: Offering) -> tuple[str, ...]:
        section = self.section(offering)
        return (section.subject, section.course_number, section.course, section.section, *offering.groups)

    def _pattern(self, pattern: Pattern) -> Parts:
        one = pattern.meetings[0].thing
        begin, end = pattern.begin, pattern.end
        # Times that differ in fold alone are equal to Python.
        when = _when(pattern.weekdays, begin, begin.fold, end, end.fold, pattern.days_later)
        return self._alike_values(one), self._place(one), when, self._own(pattern)

    def _own(self, pattern: Pattern) -> Values:
        """What a pattern shares with no other."""
        offerings = pattern.offerings
        sessions = [offering.session for offering in offerings]
        titles = tuple(dict.fromkeys([session.title for session in sessions]))
        urls = tuple(dict.fromkeys([offering.url for offering in offerings]))
        return {
            "change": change_of({meeting.change for meeting in pattern.meetings}),
            "last_changed": _stamp_text(max([meeting.changed_at for meeting in pattern.meetings])),
            "title": titles[0] if len(titles) == 1 else sessions[0].course or titles,
            "meeting_id": pattern.chief.uid.partition("@")[0],
            "contact_hours": _hours(sum([offering.minutes for offering in offerings])),
            "meetings": len(offerings),
            "start_date": pattern.first,
            "end_date": pattern.last,
            "session_ids": tuple(dict.fromkeys([session.id for session in sessions])),
            "offering_ids": tuple([offering.id for offering in offerings]),
            "url": urls[0] if len(urls) == 1 else "",
            "comments": tuple(_comments(pattern, urls)),
        }

    def _offering(self, released: Released[Offering]) -> dict[str, Value]:
        one = released.thing
        return {
            **self._shared(one, released.change, released.changed_at),
            **_identity(one, "offering_id"),
            "start_date": one.start.date(),
            "start_time": one.start.time(),
            "end_date": one.end.date(),
            "end_time": one.end.time(),
            "start_utc": utc_text(one.start),
            "end_utc": utc_text(one.end),
            "weekday": WEEKDAYS[one.start.weekday()],
            "days": REGISTRAR_DAYS[one.start.weekday()],
            **_flags((one.start.weekday(),)),
            "minutes": one.minutes,
            "hours": _hours(one.minutes),
            **self._place(one),
            "url": one.url,
        }

    def _ilm(self, released: Released[Ilm]) -> dict[str, Value]:
        one = released.thing
        return {
            **self._shared(one, released.change, released.changed_at),
            **_identity(one, "ilm_id"),
            "hours": one.hours,
            "due_date": one.due.date(),
            "due_time": one.due.time(),
            "due_utc": utc_text(one.due),
            "due_prior_to": one.due_prior_to,
            "url": one.url,
        }

    def _term_values(self) -> dict[str, Value]:
        settings = self._catalog.settings
        return {
            "institution": settings.institution,
            "schedule_id": self._report.schedule_id,
            "time_zone": settings.zone.key if settings.zone else "",
            "term": settings.term,
            "term_code": settings.term_code,
        }

    def _shared(self, thing: Offering | Ilm, change: str, changed_at: dt.datetime) -> dict[str, Value]:
        """What the rows of all kinds have."""
        return {**self._alike_values(thing), "change": change, "last_changed": _stamp_text(changed_at)}

    def _alike_values(self, thing: Offering | Ilm) -> Values:
        """What many rows have in common: one object."""
        section = self.section(thing)
        key = (id(section), thing.session.type, thing.status, thing.groups, thing.instructors)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._work_out(section, thing)
        return known

    def _work_out(self, section: Section, thing: Offering | Ilm) -> Values:
        people = tuple(self._catalog.instructors.get(name) for name in thing.instructors)
        return {
            **self._term,
            "crn": section.crn,
            "course": section.course,
            "subject": section.subject,
            "course_number": section.course_number,
            "section": section.section,
            "section_id": section.id,
            "session_type": thing.session.type,
            "delivery": section.delivery,
            "credit_hours": section.credit_hours,
            "status": thing.status.value,
            "group": thing.groups,
            "cohort": tuple(dict.fromkeys(filter(None, map(self._cohort, thing.groups)))),
            "group_size": self._sizes.of(thing.groups),
            "instructor_ids": tuple(person.id if person else "" for person in people),
            "instructor_names": thing.instructors,
            "instructor_emails": tuple(person.email if person else "" for person in people),
        }

    def _cohort(self, path: GroupPath) -> str:
        group = self._catalog.groups.get(path)
        while group and not group.cohort and group.parent:
            group = self._catalog.groups.get(group.parent)
        return group.cohort if group else ""

    def _place(self, offering: Offering) -> Values:
        names = offering.locations
        if names not in self._places:
            self._places[names] = self._place_values(names)
        return self._places[names]

    def _place_values(self, names: tuple[str, ...]) -> Values:
        places = [(name, self._catalog.locations.get(name)) for name in names]
        capacities = [place.capacity if place else None for _, place in places]
        known = [capacity for capacity in capacities if capacity is not None]
        rooms = [(place.building if place else "", (place.room if place else "") or name) for name, place in places]
        return {
            "location": names,
            "building": tuple(dict.fromkeys(building for building, _ in rooms if building)),
            "room": tuple(dict.fromkeys(room for _, room in rooms)),
            "building_room": tuple(dict.fromkeys(" ".join(filter(None, pair)) for pair in rooms)),
            "room_capacity": sum(known) if capacities and len(known) == len(capacities) else None,
        }


# Stamps are in UTC, where no two moments look alike; ``fold`` is nothing to a cache.
_stamp_text = lru_cache(maxsize=_REMEMBERED)(utc_text)


def _order(pattern: Pattern) -> tuple[object, ...]:
    """Among those of one section."""
    return pattern.first, pattern.begin, pattern.last, pattern.weekdays, pattern.chief.id


def _identity(thing: Offering | Ilm, id_field: str) -> dict[str, Value]:
    session = thing.session
    return {
        id_field: thing.id,
        "uid": thing.uid,
        "session_id": session.id,
        "title": session.title,
        "description": session.description,
    }


@lru_cache(maxsize=128)
def _flags(weekdays: tuple[int, ...]) -> dict[str, Value]:
    flags: dict[str, Value] = dict.fromkeys((day.lower() for day in WEEKDAYS), "N")
    return flags | dict.fromkeys((WEEKDAYS[number].lower() for number in weekdays), "Y")


@lru_cache(maxsize=_REMEMBERED)
def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(_CENT)


@lru_cache(maxsize=_REMEMBERED)
def _when(weekdays: tuple[int, ...], begin: dt.time, _begin_fold: int, end: dt.time, _end_fold: int, days_later: int) -> Values:
    later = f" +{days_later}" if days_later else ""
    return {
        "days": "".join(REGISTRAR_DAYS[number] for number in weekdays),
        **_flags(weekdays),
        "begin_time": begin,
        "end_time": end,
        "meeting_time": f"{_clock(begin)}-{_clock(end)}{later}",
    }


def _clock(time: dt.time) -> str:
    return f"{time:%H:%M}{' (second)' if time.fold else ''}"


def _comments(pattern: Pattern, urls: tuple[str, ...]) -> Iterator[str]:
    if len(urls) == 1 and urls[0]:
        yield f"Online: {urls[0]}"
    elif any(urls):
        yield "Online: several addresses"
    # Whoever reads an end that is not after the begin as the next day's is right without being told.
    if pattern.days_later != (pattern.end <= pattern.begin):
        yield f"Ends {pattern.days_later} day{'' if pattern.days_later == 1 else 's'} later"
