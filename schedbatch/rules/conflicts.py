"""All conflicts of a plan: what the rules find gets an ID, words, and the planner's acceptance.

Only Scheduled and Tentative offerings conflict. The cost is that of sorting the offerings, and of one look at each of them
for every instructor, location and audience that it has. Source: generator.md, "Conflicts".
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import islice

from schedbatch.domain import kinds
from schedbatch.domain.conflicts import FEW_LEARNERS, Conflict, ConflictKind
from schedbatch.domain.issues import CellRef, Issue, Kind
from schedbatch.domain.model import Catalog, Location
from schedbatch.domain.names import natural_key
from schedbatch.domain.results import Ilm, Offering, Plan
from schedbatch.rules.audiences import Audiences
from schedbatch.rules.clashes import instructor_clashes, learner_clashes, location_clashes
from schedbatch.rules.conflict_words import message
from schedbatch.rules.findings import Finding
from schedbatch.rules.free_locations import FreeLocations
from schedbatch.rules.overlaps import Timeline
from schedbatch.rules.shortages import over_capacity, over_hours, unavailable

MAX_FREE_LOCATIONS = 200
"""For so many clashes another location is looked for."""

_ORDER = {kind: number for number, kind in enumerate(ConflictKind)}


def find_conflicts(catalog: Catalog, plan: Plan, accepted: Mapping[str, str] | None = None) -> tuple[Conflict, ...]:
    """Everything that generator.md calls a conflict, by start, then by kind and by who or where.

    ``accepted`` maps the Conflict IDs that the planner has accepted to the reasons given.
    """
    timeline = Timeline(offering for offering in plan.offerings if offering.status.is_live)
    audiences = Audiences(catalog)
    findings = (
        *instructor_clashes(timeline),
        *location_clashes(timeline, catalog),
        *learner_clashes(timeline, audiences),
        *unavailable(timeline, catalog),
        *over_capacity(timeline, catalog, audiences),
        *over_hours(catalog, plan),
    )
    ordered = sorted(((_span(finding), finding) for finding in findings), key=_order)
    crowded = tuple(islice((one for _, one in ordered if one.kind is ConflictKind.LOCATION_CLASH), MAX_FREE_LOCATIONS))
    free = FreeLocations(catalog, timeline, audiences, crowded) if crowded else None
    elsewhere = {id(finding): free.nearest(finding) for finding in crowded} if free else {}
    return tuple(_conflict(finding, span, elsewhere.get(id(finding)), accepted or {}) for span, finding in ordered)


_Span = tuple[dt.datetime, dt.datetime]


def _span(finding: Finding) -> _Span:
    starts = (*(one.start for one in finding.offerings), *(ilm.due for ilm in finding.ilms))
    ends = (*(one.end for one in finding.offerings), *(ilm.due for ilm in finding.ilms))
    # Date-times of one zone compare by their wall clocks: through UTC, for the hour that occurs twice.
    return min(starts, key=dt.datetime.timestamp), max(ends, key=dt.datetime.timestamp)


def _order(pair: tuple[_Span, Finding]) -> tuple[object, ...]:
    (start, end), finding = pair
    ids = tuple(one.id for one in finding.offerings[:1])
    return start.timestamp(), _ORDER[finding.kind], natural_key(finding.who), end.timestamp(), ids


def _conflict(finding: Finding, span: _Span, free: Location | None, accepted: Mapping[str, str]) -> Conflict:
    conflict_id = _id(finding)
    return Conflict(
        id=conflict_id,
        kind=finding.kind,
        who=finding.who,
        start=span[0],
        end=span[1],
        offerings=finding.offerings,
        message=message(finding, free),
        ilms=finding.ilms,
        learners_hit=len(finding.learners),
        learners=finding.learners[:FEW_LEARNERS],
        is_accepted=conflict_id in accepted,
        reason=accepted.get(conflict_id, ""),
    )


def _id(finding: Finding) -> str:
    """The same as long as kind, who or where, and the offerings with their times, places and people are the same."""
    who = finding.learners or finding.who
    things = sorted([*map(_offering_facts, finding.offerings), *map(_ilm_facts, finding.ilms)])
    facts = json.dumps([finding.kind.value, who, things])
    return "C-" + hashlib.sha256(facts.encode()).hexdigest()[:16]


def _offering_facts(one: Offering) -> list[object]:
    times = [one.start.timestamp(), one.end.timestamp()]
    return [one.id, times, sorted(one.locations), sorted(one.instructors), sorted(one.groups)]


def _ilm_facts(one: Ilm) -> list[object]:
    return [one.id, [one.due.timestamp(), str(one.hours)], [], sorted(one.instructors), sorted(one.groups)]


_KINDS: Mapping[ConflictKind, tuple[Kind, tuple[str, ...]]] = {
    ConflictKind.INSTRUCTOR_CLASH: (kinds.INSTRUCTOR_CLASH, ("Instructors",)),
    ConflictKind.LOCATION_CLASH: (kinds.LOCATION_CLASH, ("Location",)),
    ConflictKind.LEARNER_CLASH: (kinds.LEARNER_CLASH, ("Groups",)),
    ConflictKind.INSTRUCTOR_UNAVAILABLE: (kinds.INSTRUCTOR_UNAVAILABLE, ("Instructors",)),
    ConflictKind.LOCATION_UNAVAILABLE: (kinds.LOCATION_UNAVAILABLE, ("Location",)),
    ConflictKind.OVER_CAPACITY: (kinds.OVER_CAPACITY, ("Location",)),
    ConflictKind.OVER_HOURS: (kinds.OVER_HOURS, ("Instructors",)),
}
"""The kind of issue, and the headings under which the planner would mend it."""


def conflict_issues(conflicts: tuple[Conflict, ...]) -> Iterator[Issue]:
    """A warning for each conflict that is not accepted, at the row of its first offering; the other rows are related."""
    for conflict in conflicts:
        if not conflict.is_accepted:
            kind, headings = _KINDS[conflict.kind]
            first, *others = dict.fromkeys(_cell(thing, headings) for thing in conflict.things)
            yield Issue(kind, conflict.message, first, tuple(others))


def _cell(thing: Offering | Ilm, headings: tuple[str, ...]) -> CellRef:
    return thing.where.cell(*headings, "Start", "Offering ID", "Title", "Session")
