"""A generated workbook and the last release -> the report of a run, and the snapshot for the next run. Pure."""

import dataclasses
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from schedbatch import __version__
from schedbatch.domain.issues import Issue, Severity, in_sheet_order
from schedbatch.domain.model import Catalog
from schedbatch.domain.reports import Counts, RulesUsed, RunReport
from schedbatch.domain.results import Plan
from schedbatch.domain.revisions import Changes, Revision, Stamp
from schedbatch.domain.rule_changes import RULES_VERSION
from schedbatch.history.compare import compare
from schedbatch.history.edit_records import edits_to_text
from schedbatch.history.edited import waiting_edits
from schedbatch.history.past_changes import past_changes
from schedbatch.history.snapshot import Snapshot
from schedbatch.history.store import Run, new_secret
from schedbatch.jobs.steps.generating import GeneratedWorkbook
from schedbatch.jobs.steps.options import Options
from schedbatch.jobs.steps.planning import ByHand, plan_release
from schedbatch.jobs.steps.removals import removals_refusal
from schedbatch.jobs.steps.rules_changed import Replanned, ToldApart, excused_warnings, tell_apart
from schedbatch.readers.settings import id_of_file_name
from schedbatch.readers.zone_rules import zone_rules_version
from schedbatch.rules.conflicts import conflict_issues, find_conflicts
from schedbatch.rules.hours import count_hours

MAX_ISSUES = 10_000
EDITION = 16
"""Characters of the content's digest by which a schedule.xlsx is known."""


@dataclass(frozen=True, slots=True)
class Before:
    """What a run builds on.

    ``is_redo``: the last run is done once more, to the byte, because it was interrupted or its files were touched.
    """

    number: int
    last: Run | None
    snapshot: Snapshot | None
    is_redo: bool
    secret: str = ""
    """The secret of a release that was never finished, used if there is no other release; see ``compare``."""
    restored: int = 0
    """The run whose release is made current again: it stands as it was, whatever is wrong in its workbook."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The result of a run: its report, the snapshot for the next run, a digest of all that is shown, and whether it may write."""

    report: RunReport
    snapshot: Snapshot
    content: str
    bars_writing: bool
    held: frozenset[str]
    """UIDs of what an error holds back."""


NOTHING_BY_HAND = ByHand()


def conclude(
    generated: GeneratedWorkbook,
    before: Before,
    now: dt.datetime,
    options: Options,
    by_hand: ByHand = NOTHING_BY_HAND,
    replanned: Replanned | None = None,
) -> Conclusion:
    """Apply what was done by hand, check the plan, hold back what errors hold back, and compare with the last release.

    ``now`` is in UTC, in whole seconds. ``replanned`` is what changed rules make of the last release, if rules have changed.
    """
    catalog, previous = generated.catalog, before.snapshot
    checked = plan_release(generated, by_hand, previous if not before.restored else None)
    plan = checked.planned.plan
    conflicts = find_conflicts(catalog, plan, by_hand.edits.accepted)
    waiting = waiting_edits(by_hand.edits, plan, previous)
    revision, snapshot = compare(previous, checked.planned, now, before.secret or new_secret())
    told = ToldApart(revision.changes)
    if previous and replanned:
        told = tell_apart(revision.changes, previous, checked.planned, replanned, now)
    since = past_changes(told.changes.rows, plan)
    found = in_sheet_order((*checked.found, *waiting, *since, *conflict_issues(conflicts)), generated.sheets)
    counts = _counts(catalog, plan, found)
    excused = excused_warnings(found, replanned)
    refusal = _refusal(catalog, counts, options, excused)
    guards = not (refusal or before.is_redo)
    removals = removals_refusal(previous, snapshot, told, catalog, options) if previous and guards else ""
    unsettled = RunReport(
        input_name=generated.name,
        input_sha256=generated.sha256,
        schedule_id=catalog.settings.schedule_id or id_of_file_name(generated.name),
        catalog=catalog,
        plan=plan,
        issues=found[:MAX_ISSUES],
        counts=counts,
        made_at=now,
        revision=_shown_revision(revision, told, now, is_refused=bool(refusal), is_stopped=bool(removals)),
        hours=count_hours(catalog, plan),
        edits=by_hand.edits,
        conflicts=conflicts,
        refusal=refusal or removals,
        rules=_rules_of(catalog, excused),
    )
    content = _digest(unsettled, snapshot)
    settled = dataclasses.replace(unsettled, made_at=_made_at(before, content, now), edition=content[:EDITION])
    left = dataclasses.replace(snapshot, made_at=settled.made_at, edits=by_hand.edits)
    return Conclusion(settled, left, content, bars_writing=bool(removals), held=checked.planned.held)


def _shown_revision(revision: Revision, told: ToldApart, now: dt.datetime, *, is_refused: bool, is_stopped: bool) -> Revision:
    """The revision as it is reported: empty if nothing is released, except for changed rules that are the reason."""
    if not (is_refused or is_stopped):
        return dataclasses.replace(revision, changes=told.changes)
    changes = dataclasses.replace(told.changes, rows=()) if is_stopped and told.cancelled else Changes()
    return Revision(Stamp(0, now), changes=changes)


def _rules_of(catalog: Catalog, excused: int) -> RulesUsed:
    zone = catalog.settings.zone
    return RulesUsed(RULES_VERSION, zone_rules_version(zone.key if zone else ""), excused)


def _made_at(before: Before, content: str, now: dt.datetime) -> dt.datetime:
    """The time at which the shown content changed last."""
    last = before.last
    is_same = last is not None and last.version == __version__ and (before.is_redo or last.content == content)
    return last.made_at if last and is_same else now


def _digest(run_report: RunReport, snapshot: Snapshot) -> str:
    catalog = run_report.catalog
    shown = (run_report.issues, run_report.counts, run_report.hours, run_report.refusal, catalog.settings, catalog.learners)
    acceptances = [(conflict.id, conflict.is_accepted, conflict.reason) for conflict in run_report.conflicts]
    digest = hashlib.sha256(repr((*shown, acceptances)).encode("utf-8", "surrogatepass"))
    digest.update(edits_to_text(run_report.edits).encode())
    for record in snapshot.records.values():
        digest.update(record.text.encode())
    return digest.hexdigest()


def _refusal(catalog: Catalog, counts: Counts, options: Options, excused: int) -> str:
    """Why nothing can be released, if so."""
    if not catalog.is_usable:
        return "the workbook has no Sessions sheet that can be used."
    if catalog.settings.zone is None:
        return "there is no time zone; set Time zone in the Settings sheet, or give --timezone."
    if catalog.settings.schedule_id is None:
        return "the Schedule ID cannot be used; correct it in the Settings sheet."
    if options.is_strict and (counts.errors or counts.warnings > excused):
        return "there are errors or warnings, and --strict asks for none."
    return ""


def _counts(catalog: Catalog, plan: Plan, found: Sequence[Issue]) -> Counts:
    severities = Counter(issue.severity for issue in found)
    return Counts(
        sessions=len({row.session.id for row in catalog.rows}),
        offerings=len(plan.offerings),
        ilms=len(plan.ilms),
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
        notes=severities[Severity.NOTE],
    )
