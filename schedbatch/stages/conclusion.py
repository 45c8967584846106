"""What is known of a workbook and the last release -> the report of a run, and what it leaves to the next. Pure."""

import dataclasses
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from schedbatch import __version__
from schedbatch.domain.edits import Edits
from schedbatch.domain.issues import Issue, Severity, in_sheet_order
from schedbatch.domain.model import Catalog
from schedbatch.domain.reports import Counts, RunReport
from schedbatch.domain.results import Plan
from schedbatch.domain.revisions import Revision, Stamp
from schedbatch.history.compare import compare
from schedbatch.history.edited import waiting_edits, with_edits
from schedbatch.history.held import with_held
from schedbatch.history.records import edits_to_text
from schedbatch.history.snapshot import Snapshot
from schedbatch.history.store import Run, new_secret
from schedbatch.readers.settings import id_of_file_name
from schedbatch.rules.all_rules import check_plan
from schedbatch.rules.conflicts import conflict_issues, find_conflicts
from schedbatch.rules.hours import count_hours
from schedbatch.stages.gathering import Gathered
from schedbatch.stages.options import Options

MAX_ISSUES = 10_000
EDITION = 16
"""Characters of the content's digest by which a schedule.xlsx is known."""
FEW_REMOVALS = 20
"""So many may vanish without a question; above that, no more than half of what was released."""


@dataclass(frozen=True, slots=True)
class Before:
    """What a run builds on. A ``redo`` does the last run once more, to the byte: it was interrupted, or its files were touched."""

    number: int
    last: Run | None
    snapshot: Snapshot | None
    redo: bool
    secret: str = ""
    """Of a release that was never finished, if there is no other; see ``compare``."""
    restored: int = 0
    """The run whose release is made current again: it stands as it was, whatever is wrong in its workbook."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """The hand edits that hold, and what is to be said of the copies that they came with."""

    edits: Edits = field(default_factory=Edits)
    found: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a run comes to: its report, what it leaves to the next, a digest of all that it shows, and whether it may write."""

    report: RunReport
    snapshot: Snapshot
    content: str
    bars_writing: bool
    held: frozenset[str]
    """UIDs of what an error holds back."""


NOTHING_BY_HAND = ByHand()


def conclude(
    gathered: Gathered, before: Before, now: dt.datetime, options: Options, by_hand: ByHand = NOTHING_BY_HAND
) -> Conclusion:
    """Apply what was done by hand, check the plan, hold back what errors hold back, and compare with the last release.

    ``now`` is in UTC, in whole seconds.
    """
    catalog, previous = gathered.catalog, before.snapshot
    edited, edit_issues = with_edits(gathered.plan, by_hand.edits, catalog)
    found = _checked(gathered, edited, (*by_hand.found, *edit_issues))
    holds = previous if not before.restored else None
    plan, held = with_held(edited, holds, catalog, found) if holds else (edited, frozenset[str]())
    found = (*found, *waiting_edits(by_hand.edits, plan, previous))
    conflicts = find_conflicts(catalog, plan, by_hand.edits.accepted)
    found = in_sheet_order((*found, *conflict_issues(conflicts)), gathered.sheets)
    revision, snapshot = compare(previous, plan, held, catalog, now, before.secret or new_secret())
    counts = _counts(catalog, plan, found)
    refusal = _refusal(catalog, counts, options)
    may_empty = refusal or before.redo
    removals = _removals(previous, snapshot, catalog, options) if previous and not may_empty else ""
    unsettled = RunReport(
        input_name=gathered.name,
        input_sha256=gathered.sha256,
        schedule_id=catalog.settings.schedule_id or id_of_file_name(gathered.name),
        catalog=catalog,
        plan=plan,
        issues=found[:MAX_ISSUES],
        counts=counts,
        made_at=now,
        revision=Revision(Stamp(0, now)) if refusal or removals else revision,
        hours=count_hours(catalog, plan),
        edits=by_hand.edits,
        conflicts=conflicts,
        refusal=refusal or removals,
    )
    content = _digest(unsettled, snapshot)
    settled = dataclasses.replace(unsettled, made_at=_made_at(before, content, now), edition=content[:EDITION])
    left = dataclasses.replace(snapshot, made_at=settled.made_at, edits=by_hand.edits)
    return Conclusion(settled, left, content, bars_writing=bool(removals), held=held)


def _checked(gathered: Gathered, plan: Plan, besides: Sequence[Issue]) -> tuple[Issue, ...]:
    """All issues but the conflicts, in sheet order."""
    catalog = gathered.catalog
    return in_sheet_order((*gathered.issues, *besides, *check_plan(catalog, plan)), gathered.sheets)


def _made_at(before: Before, content: str, now: dt.datetime) -> dt.datetime:
    """When what is shown last changed."""
    last = before.last
    is_same = last is not None and last.version == __version__ and (before.redo or last.content == content)
    return last.made_at if last and is_same else now


def _digest(run_report: RunReport, snapshot: Snapshot) -> str:
    catalog = run_report.catalog
    shown = (run_report.issues, run_report.counts, run_report.hours, run_report.refusal, catalog.settings, catalog.learners)
    acceptances = [(conflict.id, conflict.is_accepted, conflict.reason) for conflict in run_report.conflicts]
    digest = hashlib.sha256(repr((*shown, acceptances)).encode("utf-8", "surrogatepass"))
    digest.update(edits_to_text(run_report.edits).encode())
    for entry in snapshot.entries.values():
        digest.update(entry.text.encode())
    return digest.hexdigest()


def _refusal(catalog: Catalog, counts: Counts, options: Options) -> str:
    """Why nothing can be released, if so."""
    if not catalog.is_usable:
        return "the workbook has no Sessions sheet that can be used."
    if catalog.settings.zone is None:
        return "there is no time zone; set Time zone in the Settings sheet, or give --timezone."
    if catalog.settings.schedule_id is None:
        return "the Schedule ID cannot be used; correct it in the Settings sheet."
    if options.is_strict and (counts.errors or counts.warnings):
        return "there are errors or warnings, and --strict asks for none."
    return ""


def _removals(previous: Snapshot, now: Snapshot, catalog: Catalog, options: Options) -> str:
    """Why a run that would empty a schedule is stopped, if it would; what an error holds back does not count."""
    released = [uid for uid, entry in previous.entries.items() if entry.is_in_calendars]
    number = sum(uid not in now.entries for uid in released)
    is_allowed = options.allows_removals or catalog.settings.allow_removals == number
    if is_allowed or number <= FEW_REMOVALS or number * 2 <= len(released):
        return ""
    return (
        f"{number:,} of the {len(released):,} offerings and ILMs of the last release would vanish. The usual cause is a sheet "
        f"pasted over, or a wrong file. If it is meant, run again with --allow-removals, or set Allow removals to {number} in the "
        "Settings sheet."
    )


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
