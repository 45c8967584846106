"""What history keeps of an offering or ILM is all that matters of it, comes back as it was, and names what it holds."""

import datetime as dt
import json
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain.calendar_text import SHOWN_FIELDS, CalendarText, ilm_text, offering_text
from schedbatch.domain.model import IlmEntries, Session, Status
from schedbatch.domain.results import Ilm, Offering
from schedbatch.history.records import Recorded, changed_text, from_text, in_calendars, released_id, to_text
from schedbatch.history.snapshot import HistoryDamaged
from tests.outputs.reports import PLACE, ZONE, ilm, offering

TEXTS = st.text(max_size=8) | st.just("\ud800")
LISTS = st.lists(TEXTS, max_size=2).map(tuple)
MOMENTS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2199, 12, 31), timezones=st.just(dt.UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0).astimezone(ZONE)
)
SHARED = {
    "id": TEXTS,
    "uid": TEXTS,
    "session": st.builds(Session, **{field.name: TEXTS for field in fields(Session)}),
    "groups": LISTS,
    "instructors": LISTS,
    "url": TEXTS,
    "status": st.sampled_from(Status),
    "notes": TEXTS,
    "where": st.just(PLACE),
}
OFFERINGS = st.builds(Offering, **SHARED, start=MOMENTS, end=MOMENTS, locations=LISTS)
ILMS = st.builds(Ilm, **SHARED, hours=st.decimals("0.01", "9999.99", places=2), due=MOMENTS, due_prior_to=st.none() | TEXTS)


def recorded_offering(made: Offering, address: str = "") -> Recorded:
    return Recorded(made, offering_text(made, address, ZONE.key))


def recorded_ilm(made: Ilm, entries: IlmEntries) -> Recorded:
    return Recorded(made, ilm_text(made, entries, ZONE.key), entries)


RECORDS = st.builds(recorded_offering, OFFERINGS, TEXTS) | st.builds(recorded_ilm, ILMS, st.sampled_from(IlmEntries))


@given(RECORDS)
def test_a_record_comes_back_as_it_was(record: Recorded) -> None:
    advice = "A field of Session, Offering or Ilm that does not come back belongs into CalendarText, or into records._Line."
    assert from_text(to_text(record), ZONE, PLACE) == record, advice


@given(RECORDS, RECORDS)
def test_two_records_have_one_text_only_if_they_are_alike(record: Recorded, other: Recorded) -> None:
    assert (to_text(record) == to_text(other)) == (record == other)


def test_a_record_is_an_object_with_names_and_a_version() -> None:
    kept = json.loads(to_text(recorded_ilm(ilm(), IlmEntries.ALL_DAY)))
    kept["text"] = {name: kept["text"][name] for name in KNOWN_TO_VERSION_1}
    assert kept == {
        "v": 2,
        "id": "ANAT-04",
        "uid": "00000000-0000-5000-9000-000000000001",
        "session": "ANAT-04",
        "notes": "",
        "ilm": {"due": 29823660, "due_prior_to": None, "entries": "all day"},
        "text": {
            "course": "Anatomy",
            "title": "Reading: the heart",
            "type": "Independent study",
            "groups": ["Anatomy Labs"],
            "start": None,
            "end": None,
            "day": "2026-09-14",
            "locations": [],
            "address": "",
            "instructors": ["Okafor, Chidi"],
            "hours": "2.5",
            "url": "",
            "description": kept["text"]["description"],
            "status": "Scheduled",
        },
    }


def test_half_a_surrogate_pair_is_kept() -> None:
    """Excel lets it pass; UTF-8 does not carry it."""
    record = recorded_offering(offering(notes="\ud800 é"))
    text = to_text(record)
    assert text.isascii()
    assert from_text(text, ZONE, PLACE) == record


NAMES = [
    *(("text", name) for name in SHOWN_FIELDS),
    *((None, name) for name in ("notes",)),
    *(("ilm", name) for name in ("due_prior_to", "entries")),
]


@pytest.mark.parametrize(("part", "name"), NAMES)
def test_a_name_that_a_record_lacks_is_unknown_and_equal_to_anything(part: str | None, name: str) -> None:
    """An earlier version had not written it: the record is read all the same, and nothing has changed by that."""
    for whole in (recorded_offering(offering(), "1 Main Street"), recorded_ilm(ilm(), IlmEntries.ALL_DAY)):
        kept = json.loads(to_text(whole))
        if isinstance(whole.offering_or_ilm, Offering) and (part == "ilm" or name in ("start", "end")):
            continue  # no offering was ever without its times, and none has an ILM's
        del (kept[part] if part else kept)[name]
        lacking = from_text(json.dumps(kept), ZONE, PLACE)
        assert lacking.unknown == {name}
        assert changed_text(lacking, whole) == changed_text(whole, lacking) == frozenset()


def test_a_name_that_this_version_does_not_know_is_passed_over() -> None:
    record = recorded_offering(offering())
    kept = json.loads(to_text(record))
    kept["of a later version"] = kept["text"]["of a later version"] = "white"
    back = from_text(json.dumps(kept), ZONE, PLACE)
    assert (back.offering_or_ilm, back.text) == (record.offering_or_ilm, record.text)


def test_a_repeated_hour_comes_back_as_the_one_that_it_was() -> None:
    """01:30 on 1 November 2026 occurs twice in New York."""
    second = dt.datetime(2026, 11, 1, 1, 30, tzinfo=ZONE, fold=1)
    made = offering(start=second, end=second + dt.timedelta(hours=1))
    offering_or_ilm = from_text(to_text(recorded_offering(made)), ZONE, PLACE).offering_or_ilm
    assert isinstance(offering_or_ilm, Offering)
    assert offering_or_ilm.start.astimezone(dt.UTC) == dt.datetime(2026, 11, 1, 6, 30, tzinfo=dt.UTC)


def test_times_are_shown_in_the_zone_that_is_asked_for() -> None:
    offering_or_ilm = from_text(to_text(recorded_offering(offering())), ZoneInfo("Europe/London"), PLACE).offering_or_ilm
    assert isinstance(offering_or_ilm, Offering)
    assert f"{offering_or_ilm.start:%H:%M %Z}" == "14:00 BST"


NO_RECORDS = [
    *("", "{", "[]", '["offering"]', '["offering", 1, 2, 3]', "null", "7", '["ilm",1,2,3,4,5,6,7,8,9,10]', "{}", '{"v":2}'),
    *('{"v":2,"id":"a","uid":"b","text":{"start":1}}', '{"v":2,"id":7,"uid":"b","text":{"start":1,"end":2}}'),
]


@pytest.mark.parametrize("text", NO_RECORDS)
def test_what_is_no_record_is_damage(text: str) -> None:
    with pytest.raises(HistoryDamaged):
        from_text(text, ZONE, PLACE)


def test_an_ilm_is_in_calendars_unless_they_show_none() -> None:
    made = ilm(hours=Decimal(1))
    assert [in_calendars(made, form) for form in IlmEntries] == [True, True, False]
    assert not in_calendars(replace(made, status=Status.DRAFT), IlmEntries.DUE_TIME)


KNOWN_TO_VERSION_1 = (
    *("course", "title", "type", "groups", "start", "end", "day", "locations", "address", "instructors"),
    *("hours", "url", "description", "status"),
)
SESSION_OF_VERSION_1 = st.builds(Session, id=TEXTS, course=TEXTS, title=TEXTS, type=TEXTS, description=TEXTS)


def version_1(record: Recorded) -> str:
    """The record as schedbatch 0.1.0 wrote it: kind, then values by position."""
    offering_or_ilm, session = record.offering_or_ilm, record.offering_or_ilm.session
    common: list[object] = [
        offering_or_ilm.id,
        offering_or_ilm.uid,
        session.id,
        session.course,
        session.title,
        session.type,
        session.description,
    ]
    common += [
        offering_or_ilm.groups,
        offering_or_ilm.instructors,
        offering_or_ilm.url,
        offering_or_ilm.status.value,
        offering_or_ilm.notes,
    ]
    own: list[Any]
    if isinstance(offering_or_ilm, Ilm):
        own = [
            "ilm",
            *common,
            str(offering_or_ilm.hours),
            int(offering_or_ilm.due.timestamp()) // 60,
            offering_or_ilm.due_prior_to,
            record.entries.value,
        ]
    else:
        span = (int(moment.timestamp()) // 60 for moment in (offering_or_ilm.start, offering_or_ilm.end))
        own = ["offering", *common, *span, offering_or_ilm.locations, record.text.address]
    return json.dumps(own, separators=(",", ":"))


@given(OFFERINGS | ILMS, SESSION_OF_VERSION_1, st.sampled_from(IlmEntries))
def test_a_record_of_0_1_0_comes_back_with_all_that_it_told(
    offering_or_ilm: Offering | Ilm, session: Session, entries: IlmEntries
) -> None:
    """It said nothing of the entry's time zone, nor of what came later: that is unknown."""
    made = replace(offering_or_ilm, session=session)
    record = recorded_ilm(made, entries) if isinstance(made, Ilm) else recorded_offering(made, "1 Main Street")
    back = from_text(version_1(record), ZONE, PLACE)
    assert back == replace(record, unknown=frozenset(SHOWN_FIELDS.keys() - {*KNOWN_TO_VERSION_1}))
    assert released_id(version_1(record)) == released_id(to_text(record)) == record.offering_or_ilm.id


def test_every_field_of_calendar_text_says_what_its_change_means() -> None:
    """Each is Annotated with Shown: the heading in Changes, and whether a change raises SEQUENCE."""
    assert list(SHOWN_FIELDS) == [field.name for field in msgspec.structs.fields(CalendarText)]
    assert {name for name, shown in SHOWN_FIELDS.items() if shown.raises_sequence} == {
        *("groups", "start", "end", "day", "locations", "instructors", "status")
    }
