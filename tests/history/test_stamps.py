"""Within one version an entry's bytes change if and only if its stamp does, whatever field of the model was changed."""

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from schedbatch.domain.calendar_text import SEQUENCE_FIELDS, SHOWN_FIELDS, CalendarText, calendar_texts
from schedbatch.domain.model import Catalog, IlmEntries, Location, Session, Settings, Status
from schedbatch.domain.results import Ilm, Offering, Plan
from schedbatch.domain.revisions import Revision
from schedbatch.history.compare import compare
from schedbatch.history.planned import Planned
from schedbatch.outputs.calendars.render import render
from tests.outputs.reports import PLACE, ilm, offering, report

FIRST = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
LATER = FIRST + dt.timedelta(days=1)
ZONE = ZoneInfo("America/New_York")
LAB = Location("Lab 1", building="North", room="1.01", address="1 Main Street")
OFFERING = offering(1, end=dt.datetime(2026, 9, 7, 10, tzinfo=ZONE))
ILM = ilm()
SETTINGS = Settings("anatomy-labs", ZONE, institution="Example University", term="Autumn 2026", learner_calendars=True)

OTHER: dict[str, Any] = {
    "str": "Other",
    "str | None": "Other",
    "bool": True,
    "int": 7,
    "int | None": 7,
    "tuple[str, ...]": ("Other",),
    "tuple[str, ...] | None": ("Other",),
    "Status": Status.TENTATIVE,
    "Decimal": Decimal("3.25"),
    "Decimal | None": Decimal("3.25"),
    "date | None": dt.date(2026, 10, 1),
    "datetime": dt.datetime(2026, 9, 7, 9, 30, tzinfo=ZONE),
    "IlmEntries": IlmEntries.ALL_DAY,
    "ZoneInfo | None": ZoneInfo("America/Toronto"),  # the same clocks under another name
    "RowPlace": dataclasses.replace(PLACE, row=8),
    "Session": None,
    "tuple[Unavailability, ...]": (),
}
"""For each type of a field of the model, a value that the examples do not have."""


def other(model: Any, name: str) -> Any:  # noqa: ANN401 - any value of the model
    """The model's value with another value in that field."""
    kind = {field.name: field.type for field in dataclasses.fields(model)}[name]
    word = str(getattr(kind, "__name__", kind)) if isinstance(kind, type) else str(kind)
    for prefix in ("datetime.", "decimal.", "zoneinfo.", "schedbatch.domain.model.", "schedbatch.domain.issues."):
        word = word.replace(prefix, "")
    assert word in OTHER, f"Give OTHER a second value for the type {word} of {type(model).__name__}.{name}."
    value = OTHER[word]
    return dataclasses.replace(model, **{name: not getattr(model, name) if word == "bool" else value})


def _planned(plan: Plan, settings: Settings, location: Location) -> Planned:
    catalog = Catalog(settings, locations={"Lab 1": location})
    return Planned(plan, calendar_texts(plan, catalog), frozenset(), catalog)


def _entries(planned: Planned, revision: Revision) -> dict[str, tuple[str, ...]]:
    """UID -> the lines of its VEVENT in all.ics, without what its stamp says."""
    made = report(planned.plan.offerings, planned.plan.ilms, catalog=planned.catalog)
    made = dataclasses.replace(made, revision=dataclasses.replace(revision, texts=planned.texts))
    (content,) = [artifact.content for artifact in render(made) if artifact.path.name == "all.ics"]
    found: dict[str, tuple[str, ...]] = {}
    for part in content.decode().split("BEGIN:VEVENT\r\n")[1:]:
        lines = part.partition("END:VEVENT")[0].replace("\r\n ", "").split("\r\n")
        uid = next(line for line in lines if line.startswith("UID:"))
        found[uid[4:]] = tuple(line for line in lines if not line.startswith(("DTSTAMP", "SEQUENCE", "LAST-MODIFIED")))
    return found


CASES = [
    *(("offering", field.name) for field in dataclasses.fields(Offering) if field.name not in ("id", "uid", "session")),
    *(("offering's session", field.name) for field in dataclasses.fields(Session)),
    *(("ILM", field.name) for field in dataclasses.fields(Ilm) if field.name not in ("id", "uid", "session")),
    *(("ILM's session", field.name) for field in dataclasses.fields(Session)),
    *(("settings", field.name) for field in dataclasses.fields(Settings)),
    *(("location", field.name) for field in dataclasses.fields(Location) if field.name != "name"),
]


@pytest.mark.parametrize(("what", "name"), CASES)
def test_an_entrys_bytes_change_if_and_only_if_its_stamp_does(what: str, name: str) -> None:
    meeting, reading, settings, location = OFFERING, ILM, SETTINGS, LAB
    match what:
        case "offering":
            meeting = other(meeting, name)
        case "offering's session":
            meeting = dataclasses.replace(meeting, session=other(meeting.session, name))
        case "ILM":
            reading = other(reading, name)
        case "ILM's session":
            reading = dataclasses.replace(reading, session=other(reading.session, name))
        case "settings":
            settings = other(settings, name)
        case _:
            location = other(location, name)
    before = _planned(Plan((OFFERING,), (ILM,)), SETTINGS, LAB)
    after = _planned(Plan((meeting,), (reading,)), settings, location)
    first, snapshot = compare(None, before, FIRST, "secret")
    second, _ = compare(snapshot, after, LATER)
    old, new = _entries(before, first), _entries(after, second)
    assert old.keys() == new.keys() == {OFFERING.uid, ILM.uid}
    have_new_bytes = {uid for uid in old if old[uid] != new[uid]}
    have_new_stamp = {uid for uid in old if second.stamp(uid).changed_at != first.stamp(uid).changed_at}
    assert have_new_bytes == have_new_stamp, f"{what}: {name} must be a field of CalendarText if and only if an entry shows it."


OTHER_TEXT: dict[str, Any] = {
    **dict.fromkeys(("course", "title", "type", "zone", "address", "url", "description"), "Other"),
    **dict.fromkeys(("groups", "locations", "instructors"), ("Other",)),
    "start": 29813340,
    "end": 29813520,
    "hours": Decimal("3.25"),
    "day": "2026-09-15",
    "status": Status.TENTATIVE,
}
"""For each field of CalendarText a value that the examples do not have."""


@pytest.mark.parametrize("name", SHOWN_FIELDS)
def test_every_field_of_calendar_text_is_shown_stamped_and_told(name: str) -> None:
    """A field that no entry shows does not belong into CalendarText; a new one needs a second value in OTHER_TEXT."""
    assert name in OTHER_TEXT, f"Give OTHER_TEXT a second value for CalendarText.{name}."
    offering_or_ilm: Offering | Ilm = ILM if name in ("hours", "day") else OFFERING
    settings = dataclasses.replace(SETTINGS, ilm_entries=IlmEntries.ALL_DAY if name == "day" else IlmEntries.DUE_TIME)
    plan = Plan((offering_or_ilm,), ()) if isinstance(offering_or_ilm, Offering) else Plan((), (offering_or_ilm,))
    before = _planned(plan, settings, LAB)
    changed = _replaced(before.texts[offering_or_ilm.uid], name)
    after = dataclasses.replace(before, texts={offering_or_ilm.uid: changed})
    first, snapshot = compare(None, before, FIRST, "secret")
    second, _ = compare(snapshot, after, LATER)
    assert _entries(before, first) != _entries(after, second), f"No VEVENT shows CalendarText.{name}: see calendar_entries."
    stamp = first.stamp(offering_or_ilm.uid)
    assert second.stamp(offering_or_ilm.uid).changed_at > stamp.changed_at
    assert second.stamp(offering_or_ilm.uid).sequence == stamp.sequence + (name in SEQUENCE_FIELDS)
    heading = SHOWN_FIELDS[name].heading
    assert heading in {"", *(row.field for row in second.changes.rows)}, f"Changes does not tell {heading}."


def _replaced(text: CalendarText, name: str) -> CalendarText:
    values = {field: getattr(text, field) for field in SHOWN_FIELDS}
    return CalendarText(**{**values, name: OTHER_TEXT[name]})
