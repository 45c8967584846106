"""Offerings, patterns and ILMs -> the values of their fields, by the names that maps use (``domain.handoff``)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from schedbatch.domain.attendance import Attendance
from schedbatch.domain.group_sizes import GroupSizes
from schedbatch.domain.model import GroupPath
from schedbatch.domain.names import natural_key
from schedbatch.domain.reports import RunReport
from schedbatch.domain.results import Ilm, Offering
from schedbatch.domain.times import WEEKDAYS, utc_text
from schedbatch.outputs.handoff.field_values import Value, Values
from schedbatch.outputs.handoff.patterns import REGISTRAR_DAYS, Pattern, fold
from schedbatch.outputs.handoff.released import Released, change_of, released_ilms, released_offerings
from schedbatch.outputs.handoff.sections import Section, Sections


@dataclass(frozen=True, slots=True, eq=False)
class SharedFields:
    """Fields that several rows have in common. The rows point to one object, which is equal to itself alone."""

    values: Values


@dataclass(frozen=True, slots=True)
class PatternFields:
    """The fields of one pattern: who is taught what, where, and at what times; ``own`` are those of this pattern alone.

    Each of the four has the same field names for all patterns.
    """

    teaching: SharedFields
    place: SharedFields
    times: SharedFields
    own: Values

    def together(self) -> Values:
        """All fields in one mapping."""
        return {**self.teaching.values, **self.place.values, **self.times.values, **self.own}


_CENT = Decimal("0.01")
_REMEMBERED = 10_000
"""So many moments and lengths are written once."""


class FieldReader:
    """Reads the fields of what a report releases; what rows share is worked out once."""

    def __init__(self, report: RunReport) -> None:
        self._report = report
        self._catalog = report.catalog
        self._sections = Sections(report.catalog, report.schedule_id)
        self._sizes = GroupSizes(report.catalog.groups, Attendance(report.catalog))
        self._term = self._term_values()
        self._known: dict[tuple[object, ...], SharedFields] = {}
        self._places: dict[tuple[str, ...], SharedFields] = {}

    def section(self, offering_or_ilm: Offering | Ilm) -> Section:
        """The section that ``thing`` belongs to."""
        return self._sections.of(offering_or_ilm)

    def patterns(self) -> tuple[Pattern, ...]:
        """The meeting patterns by course and section, then by date and time; cancelled ones in their places."""
        by_names: dict[tuple[str, ...], list[Pattern]] = defaultdict(list)
        for pattern in fold(released_offerings(self._report), self._in_common):
            by_names[self._names(pattern.meetings[0].offering_or_ilm)].append(pattern)
        in_order = sorted(by_names, key=lambda names: tuple(map(natural_key, names)))
        return tuple(pattern for names in in_order for pattern in sorted(by_names[names], key=_order))

    def pattern_rows(self) -> Iterator[Values]:
        """The fields of each pattern, in their order."""
        return (fields.together() for fields in self.pattern_fields())

    def pattern_fields(self) -> Iterator[PatternFields]:
        """The fields of each pattern, in the patterns' order, with what patterns share apart."""
        return map(self._pattern, self.patterns())

    def offering_rows(self) -> Iterator[Values]:
        """The fields of each offering."""
        return map(self._offering, released_offerings(self._report))

    def ilm_rows(self) -> Iterator[Values]:
        """The fields of each ILM."""
        return map(self._ilm, released_ilms(self._report))

    def _in_common(self, offering: Offering) -> tuple[object, ...]:
        """The values, besides status and times, in which the offerings of one pattern agree."""
        return self.section(offering), offering.session.type, offering.groups, offering.locations, offering.instructors

    def _names(self, offering: Offering) -> tuple[str, ...]:
        section = self.section(offering)
        return (section.subject, section.course_number, section.course, section.section, *offering.groups)

    def _pattern(self, pattern: Pattern) -> PatternFields:
        first = pattern.meetings[0].offering_or_ilm
        begin, end = pattern.begin, pattern.end
        # Two times compare equal whatever their ``fold``, so the cache is given ``fold`` too.
        times = _times(pattern.weekdays, begin, begin.fold, end, end.fold, pattern.days_later)
        return PatternFields(self._teaching(first), self._place(first), times, self._own(pattern))

    def _own(self, pattern: Pattern) -> Values:
        """The fields that no other pattern shares."""
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
        offering = released.offering_or_ilm
        return {
            **self._shared(offering, released.change, released.changed_at),
            **_identity(offering, "offering_id"),
            "start_date": offering.start.date(),
            "start_time": offering.start.time(),
            "end_date": offering.end.date(),
            "end_time": offering.end.time(),
            "start_utc": utc_text(offering.start),
            "end_utc": utc_text(offering.end),
            "weekday": WEEKDAYS[offering.start.weekday()],
            "days": REGISTRAR_DAYS[offering.start.weekday()],
            **_flags((offering.start.weekday(),)),
            "minutes": offering.minutes,
            "hours": _hours(offering.minutes),
            **self._place(offering).values,
            "url": offering.url,
        }

    def _ilm(self, released: Released[Ilm]) -> dict[str, Value]:
        ilm = released.offering_or_ilm
        return {
            **self._shared(ilm, released.change, released.changed_at),
            **_identity(ilm, "ilm_id"),
            "hours": ilm.hours,
            "due_date": ilm.due.date(),
            "due_time": ilm.due.time(),
            "due_utc": utc_text(ilm.due),
            "due_prior_to": ilm.due_prior_to,
            "url": ilm.url,
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

    def _shared(self, offering_or_ilm: Offering | Ilm, change: str, changed_at: dt.datetime) -> dict[str, Value]:
        """The fields that rows of all kinds have."""
        return {**self._teaching(offering_or_ilm).values, "change": change, "last_changed": _stamp_text(changed_at)}

    def _teaching(self, offering_or_ilm: Offering | Ilm) -> SharedFields:
        """Who is taught what: the term, section, groups and instructors of an offering or ILM."""
        section = self.section(offering_or_ilm)
        key = (section, offering_or_ilm.session.type, offering_or_ilm.status, offering_or_ilm.groups, offering_or_ilm.instructors)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = SharedFields(self._teaching_values(section, offering_or_ilm))
        return known

    def _teaching_values(self, section: Section, offering_or_ilm: Offering | Ilm) -> Values:
        people = tuple(self._catalog.instructors.get(name) for name in offering_or_ilm.instructors)
        return {
            **self._term,
            "crn": section.crn,
            "course": section.course,
            "subject": section.subject,
            "course_number": section.course_number,
            "section": section.section,
            "section_id": section.id,
            "session_type": offering_or_ilm.session.type,
            "delivery": section.delivery,
            "credit_hours": section.credit_hours,
            "status": offering_or_ilm.status.value,
            "group": offering_or_ilm.groups,
            "cohort": tuple(dict.fromkeys(filter(None, map(self._cohort, offering_or_ilm.groups)))),
            "group_size": self._sizes.of(offering_or_ilm.groups),
            "instructor_ids": tuple(person.id if person else "" for person in people),
            "instructor_names": offering_or_ilm.instructors,
            "instructor_emails": tuple(person.email if person else "" for person in people),
        }

    def _cohort(self, path: GroupPath) -> str:
        group = self._catalog.groups.get(path)
        while group and not group.cohort and group.parent:
            group = self._catalog.groups.get(group.parent)
        return group.cohort if group else ""

    def _place(self, offering: Offering) -> SharedFields:
        names = offering.locations
        if names not in self._places:
            self._places[names] = SharedFields(self._place_values(names))
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


# Stamps are in UTC, where each moment has one wall time: a cache may ignore ``fold``.
_stamp_text = lru_cache(maxsize=_REMEMBERED)(utc_text)


def _order(pattern: Pattern) -> tuple[object, ...]:
    """The order of a pattern among the patterns of one section."""
    return pattern.first, pattern.begin, pattern.last, pattern.weekdays, pattern.chief.id


def _identity(offering_or_ilm: Offering | Ilm, id_field: str) -> dict[str, Value]:
    session = offering_or_ilm.session
    return {
        id_field: offering_or_ilm.id,
        "uid": offering_or_ilm.uid,
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
def _times(
    weekdays: tuple[int, ...], begin: dt.time, _begin_fold: int, end: dt.time, _end_fold: int, days_later: int
) -> SharedFields:
    later = f" +{days_later}" if days_later else ""
    return SharedFields({
        "days": "".join(REGISTRAR_DAYS[number] for number in weekdays),
        **_flags(weekdays),
        "begin_time": begin,
        "end_time": end,
        "meeting_time": f"{_clock(begin)}-{_clock(end)}{later}",
    })  # fmt: skip


def _clock(time: dt.time) -> str:
    return f"{time:%H:%M}{' (second)' if time.fold else ''}"


def _comments(pattern: Pattern, urls: tuple[str, ...]) -> Iterator[str]:
    if len(urls) == 1 and urls[0]:
        yield f"Online: {urls[0]}"
    elif any(urls):
        yield "Online: several addresses"
    # An end that is not after the begin is read as the next day's; any other number of days has to be said.
    if pattern.days_later != (pattern.end <= pattern.begin):
        yield f"Ends {pattern.days_later} day{'' if pattern.days_later == 1 else 's'} later"
