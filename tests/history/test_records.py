"""What history keeps of an offering or ILM is all that matters of it, and comes back as it was."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain.model import IlmEntries, Session, Status
from schedbatch.domain.results import Ilm, Offering
from schedbatch.history.records import Recorded, from_text, recorded, to_text, to_texts
from schedbatch.history.snapshot import HistoryDamaged
from tests.outputs.reports import PLACE, ZONE, ilm, offering

TEXTS = st.text(max_size=8)
LISTS = st.lists(TEXTS, max_size=2).map(tuple)
MOMENTS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2199, 12, 31), timezones=st.just(dt.UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0).astimezone(ZONE)
)
SHARED = {
    "id": TEXTS,
    "uid": TEXTS,
    "session": st.builds(Session, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS),
    "groups": LISTS,
    "instructors": LISTS,
    "url": TEXTS,
    "status": st.sampled_from(Status),
    "notes": TEXTS,
    "where": st.just(PLACE),
}
OFFERINGS = st.builds(Offering, **SHARED, start=MOMENTS, end=MOMENTS, locations=LISTS)
ILMS = st.builds(Ilm, **SHARED, hours=st.decimals("0.01", "9999.99", places=2), due=MOMENTS, due_prior_to=st.none() | TEXTS)
RECORDS = st.one_of(st.builds(Recorded, OFFERINGS, TEXTS), st.builds(Recorded, ILMS, st.just(""), st.sampled_from(IlmEntries)))


@given(RECORDS)
def test_a_record_comes_back_as_it_was(record: Recorded) -> None:
    assert from_text(to_text(record), ZONE, PLACE) == record


@given(st.lists(st.one_of(OFFERINGS, ILMS), max_size=3), st.sampled_from(IlmEntries))
def test_texts_that_are_put_together_from_shared_parts_are_those_of_each_record(
    things: list[Offering | Ilm], entries: IlmEntries
) -> None:
    folded = [replace(one, start=one.start.replace(fold=1)) for one in things if isinstance(one, Offering)]
    several = [*things, *folded, *things]
    texts = list(to_texts(several, entries, "; ".join))
    assert texts == [to_text(recorded(one, entries, "; ".join)) for one in several]
    assert texts == [json.dumps(json.loads(text), separators=(",", ":")) for text in texts]


@given(RECORDS, RECORDS)
def test_two_records_have_one_text_only_if_they_are_alike(one: Recorded, other: Recorded) -> None:
    assert (to_text(one) == to_text(other)) == (one == other)


def test_a_repeated_hour_comes_back_as_the_one_that_it_was() -> None:
    """01:30 on 1 November 2026 occurs twice in New York."""
    second = dt.datetime(2026, 11, 1, 1, 30, tzinfo=ZONE, fold=1)
    thing = from_text(to_text(Recorded(offering(start=second, end=second + dt.timedelta(hours=1)))), ZONE, PLACE).thing
    assert isinstance(thing, Offering)
    assert thing.start.astimezone(dt.UTC) == dt.datetime(2026, 11, 1, 6, 30, tzinfo=dt.UTC)


def test_times_are_shown_in_the_zone_that_is_asked_for() -> None:
    thing = from_text(to_text(Recorded(offering())), ZoneInfo("Europe/London"), PLACE).thing
    assert isinstance(thing, Offering)
    assert f"{thing.start:%H:%M %Z}" == "14:00 BST"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '["offering"]', '["offering", 1, 2, 3]', "null", "7", '["ilm",1,2,3,4,5,6,7,8,9,10]']
)
def test_what_is_no_record_is_damage(text: str) -> None:
    with pytest.raises(HistoryDamaged):
        from_text(text, ZONE, PLACE)


def test_an_ilm_is_in_calendars_unless_they_show_none() -> None:
    thing = ilm(hours=Decimal(1))
    assert [Recorded(thing, entries=form).is_in_calendars for form in IlmEntries] == [True, True, False]
    assert not Recorded(replace(thing, status=Status.DRAFT)).is_in_calendars


@given(RECORDS)
def test_a_records_text_is_the_json_that_it_would_be(record: Recorded) -> None:
    thing, session = record.thing, record.thing.session
    common: list[object] = [thing.id, thing.uid, session.id, session.course, session.title, session.type, session.description]
    common += [thing.groups, thing.instructors, thing.url, thing.status.value, thing.notes]
    if isinstance(thing, Ilm):
        own = ["ilm", *common, str(thing.hours), int(thing.due.timestamp()) // 60, thing.due_prior_to, record.entries.value]
    else:
        span = (int(moment.timestamp()) // 60 for moment in (thing.start, thing.end))
        own = ["offering", *common, *span, thing.locations, record.place]
    assert to_text(record) == json.dumps(own, separators=(",", ":"))
