"""An offering or ILM as schedule.xlsx shows it: heading -> text of each field, and whether a cell still holds that text."""

from schedbatch.domain.names import clean, joined
from schedbatch.domain.results import Ilm, Offering
from schedbatch.history.fields import (
    COURSE,
    DATE,
    DUE_DATE,
    DUE_TIME,
    END,
    END_DATE,
    GROUPS,
    HOURS,
    INSTRUCTORS,
    LOCATION,
    MINUTES,
    NOTES,
    SESSION_ID,
    START,
    STATUS,
    TITLE,
    TYPE,
    UID,
    URL,
)

_COMPARED = 30_000
"""Characters: what a cell cannot hold is cut in schedule.xlsx."""


def shown_fields(offering_or_ilm: Offering | Ilm) -> dict[str, str]:
    """The fields that can be edited, as schedule.xlsx shows them."""
    shared = {
        INSTRUCTORS: joined(offering_or_ilm.instructors),
        STATUS: offering_or_ilm.status.value,
        NOTES: offering_or_ilm.notes,
    }
    if isinstance(offering_or_ilm, Ilm):
        ilm = offering_or_ilm
        own = {HOURS: f"{ilm.hours.normalize():f}", DUE_DATE: f"{ilm.due:%Y-%m-%d}", DUE_TIME: f"{ilm.due:%H:%M}"}
        return {**shared, **own}
    offering = offering_or_ilm
    return {
        **shared,
        DATE: f"{offering.start:%Y-%m-%d}",
        START: f"{offering.start:%H:%M}",
        END_DATE: f"{offering.end:%Y-%m-%d}",
        END: f"{offering.end:%H:%M}",
        MINUTES: str(offering.minutes),
        LOCATION: joined(offering.locations),
        URL: offering.url,
    }


def fixed_fields(offering_or_ilm: Offering | Ilm) -> dict[str, str]:
    """The fields that cannot be edited, as schedule.xlsx shows them."""
    session = offering_or_ilm.session
    fixed = {SESSION_ID: session.id, COURSE: session.course, TITLE: session.title, TYPE: session.type}
    return {**fixed, GROUPS: joined(offering_or_ilm.groups), UID: offering_or_ilm.uid}


def is_as_shown(text: str, shown: str) -> bool:
    """Whether a cell with ``text`` still holds what was ``shown`` there."""
    return text == shown or _bare(text) == _bare(shown)


def _bare(text: str) -> str:
    """The text without what a cell may change in it: how much is blank, characters that a cell cannot hold."""
    kept = (character for character in text[:_COMPARED] if character.isprintable() or character.isspace())
    return clean("".join(kept).replace("\ufffd", ""))
