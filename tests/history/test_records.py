"""Records are written as ``json.dumps`` would write them, whatever the texts; see the twin."""

import json
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import IlmEntries, Session, Status
from schedbatch.domain.results import Ilm, Offering
from schedbatch.history.records import Recorded, from_text, to_text
from tests.outputs.reports import ZONE, ilm, offering

NOWHERE = RowPlace("Sessions", 1, {})
texts = st.text(st.characters(exclude_categories=()), max_size=8)
names = st.lists(texts, max_size=3).map(tuple)
sessions = st.builds(Session, id=texts, course=texts, title=texts, type=texts, description=texts)
shared = {
    "session": sessions,
    "groups": names,
    "instructors": names,
    "url": texts,
    "status": st.sampled_from(Status),
    "notes": texts,
}
offerings = st.fixed_dictionaries({**shared, "locations": names}).map(lambda own: offering(**own))
ilms = st.fixed_dictionaries({**shared, "hours": st.decimals(0, 99, places=2), "due_prior_to": st.one_of(st.none(), texts)}).map(
    lambda own: ilm(**own)
)


def slow_text(record: Recorded) -> str:
    """The slow, obvious twin."""
    thing, session = record.thing, record.thing.session
    common: list[object] = [thing.id, thing.uid]
    common += [session.id, session.course, session.title, session.type, session.description]
    common += [thing.groups, thing.instructors, thing.url, thing.status.value, thing.notes]
    if isinstance(thing, Ilm):
        own = [str(thing.hours), int(thing.due.timestamp()) // 60, thing.due_prior_to, record.entries.value]
        return json.dumps(["ilm", *common, *own], separators=(",", ":"))
    own = [int(thing.start.timestamp()) // 60, int(thing.end.timestamp()) // 60, thing.locations, record.place]
    return json.dumps(["offering", *common, *own], separators=(",", ":"))


@given(st.one_of(offerings, ilms), texts, st.sampled_from(IlmEntries))
@settings(deadline=None)
def test_a_record_is_the_json_that_it_would_be(thing: Offering | Ilm, place: str, entries: IlmEntries) -> None:
    record = Recorded(thing, entries=entries) if isinstance(thing, Ilm) else Recorded(thing, place)
    assert to_text(record) == slow_text(record)


def test_a_record_comes_back_as_it_was() -> None:
    for record in (Recorded(offering(7), "1 College Road"), Recorded(ilm(hours=Decimal("2.50")), entries=IlmEntries.ALL_DAY)):
        thing = from_text(to_text(record), ZONE, NOWHERE).thing
        assert (thing.id, thing.uid, thing.session, thing.groups) == (
            *(record.thing.id, record.thing.uid, record.thing.session, record.thing.groups),
        )
