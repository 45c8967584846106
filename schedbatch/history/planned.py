"""What is compared with the last release: a plan, and what calendars say of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from schedbatch.domain.calendar_text import CalendarText
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Plan


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan that may be released, what calendars say of it, and the catalog that the plan came from.

    ``texts`` are by UID; ``held`` are the UIDs of what an error holds back.
    """

    plan: Plan
    texts: Mapping[str, CalendarText]
    held: frozenset[str]
    catalog: Catalog
