"""All conflicts of a plan: what the conflict rules find gets an ID and the planner's acceptance.

The cost is that of sorting the offerings, and of one look at each of them for every instructor, location and audience
that it has. Source: generator.md, "Conflicts".
"""

import hashlib
import json
from collections.abc import Iterator, Mapping

from schedbatch.domain.columns import OFFERINGS, SESSIONS
from schedbatch.domain.conflicts import Conflict, ConflictKind
from schedbatch.domain.issues import CellRef, Issue
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Ilm, Offering, Plan
from schedbatch.domain.sheets import Column
from schedbatch.rules.all_rules import CONFLICT_RULES
from schedbatch.rules.findings import Finding, order
from schedbatch.rules.live_plan import live_plan

_GRAVITY = {kind: number for number, kind in enumerate(ConflictKind)}


def find_conflicts(catalog: Catalog, plan: Plan, accepted: Mapping[str, str] | None = None) -> tuple[Conflict, ...]:
    """Everything that generator.md calls a conflict, by start, then by kind and by who or where.

    ``accepted`` maps the Conflict IDs that the planner has accepted to the reasons given.
    """
    live = live_plan(catalog, plan)
    found = [(rule.kind, finding) for rule in CONFLICT_RULES for finding in rule.find(catalog, live)]
    return tuple(_conflict(kind, finding, accepted or {}) for kind, finding in sorted(found, key=_order))


def _order(pair: tuple[ConflictKind, Finding]) -> tuple[object, ...]:
    kind, finding = pair
    start, *others = order(finding)
    return start, _GRAVITY[kind], *others


def _conflict(kind: ConflictKind, finding: Finding, accepted: Mapping[str, str]) -> Conflict:
    conflict_id = _id(kind, finding)
    return Conflict(
        id=conflict_id,
        kind=kind,
        who=finding.who,
        start=finding.start,
        end=finding.end,
        offerings=finding.offerings,
        message=finding.message,
        ilms=finding.ilms,
        learners_hit=finding.learners.number,
        learners=finding.learners.first,
        is_accepted=conflict_id in accepted,
        reason=accepted.get(conflict_id, ""),
    )


def _id(kind: ConflictKind, finding: Finding) -> str:
    """The ID stays the same as long as kind, who or where, and the offerings with their times, places and people do."""
    who = f"{finding.learners.number} {finding.learners.digest:016x}" if finding.learners.number else finding.who
    taught = sorted([*map(_offering_facts, finding.offerings), *map(_ilm_facts, finding.ilms)])
    facts = json.dumps([kind.value, who, taught])
    return "C-" + hashlib.sha256(facts.encode()).hexdigest()[:16]


def _offering_facts(offering: Offering) -> list[object]:
    times = [offering.start.timestamp(), offering.end.timestamp()]
    return [offering.id, times, sorted(offering.locations), sorted(offering.instructors), sorted(offering.groups)]


def _ilm_facts(ilm: Ilm) -> list[object]:
    return [ilm.id, [ilm.due.timestamp(), str(ilm.hours)], [], sorted(ilm.instructors), sorted(ilm.groups)]


def conflict_issues(conflicts: tuple[Conflict, ...]) -> Iterator[Issue]:
    """A warning for each conflict that is not accepted, at the row of its first offering; the other rows are related."""
    rules = {rule.kind: rule for rule in CONFLICT_RULES}
    for conflict in conflicts:
        if not conflict.is_accepted:
            rule = rules[conflict.kind]
            taught: tuple[Offering | Ilm, ...] = (*conflict.offerings, *conflict.ilms)
            first, *others = dict.fromkeys(_cell(offering_or_ilm, rule.column) for offering_or_ilm in taught)
            yield Issue(rule.issue_kind, conflict.message, first, tuple(others))


def _cell(offering_or_ilm: Offering | Ilm, column: Column) -> CellRef:
    return offering_or_ilm.where.cell(column, SESSIONS.start, OFFERINGS.offering_id, SESSIONS.title, OFFERINGS.session)
