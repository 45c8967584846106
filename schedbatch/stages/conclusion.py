"""What is known of a workbook and the last release -> the report of a run, and what it leaves to the next. Pure."""

import dataclasses
import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from schedbatch import __version__
from schedbatch.domain.issues import Issue, Severity, in_sheet_order
from schedbatch.domain.model import Catalog
from schedbatch.domain.reports import Counts, RunReport
from schedbatch.domain.results import Plan
from schedbatch.domain.revisions import Revision, Stamp
from schedbatch.history.compare import compare
from schedbatch.history.held import with_held
from schedbatch.history.snapshot import Snapshot
from schedbatch.history.store import Run, new_secret
from schedbatch.readers.settings import id_of_file_name
from schedbatch.rules.hours import count_hours
from schedbatch.rules.ilms import ilm_issues
from schedbatch.rules.limits import limit_issues
from schedbatch.stages.gathering import Gathered
from schedbatch.stages.options import Options

MAX_ISSUES = 10_000
FEW_REMOVALS = 20
"""So many may vanish without a question; above that, no more than half of what was released."""


@dataclass(frozen=True, slots=True)
class Before:
    """What a run builds on. A ``redo`` does the last run once more, to the byte: it was interrupted, or its files were touched."""

    number: int
    last: Run | None
    snapshot: Snapshot | None
    redo: bool


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a run comes to: its report, what it leaves to the next, a digest of all that it shows, and whether it may write."""

    report: RunReport
    snapshot: Snapshot
    content: str
    bars_writing: bool


def conclude(gathered: Gathered, before: Before, now: dt.datetime, options: Options) -> Conclusion:
    """Check the plan, hold back what errors hold back, and compare with the last release.

    ``now`` is in UTC, in whole seconds.
    """
    catalog, previous = gathered.catalog, before.snapshot
    found = _checked(gathered)
    plan, held = with_held(gathered.plan, previous, catalog, found) if previous else (gathered.plan, frozenset[str]())
    revision, snapshot = compare(previous, plan, held, catalog, now, new_secret())
    removals = "" if before.redo or previous is None else _removals(previous, snapshot, catalog, options)
    counts = _counts(catalog, plan, found)
    refusal = _refusal(catalog, counts, options) or removals
    unsettled = RunReport(
        input_name=gathered.name,
        input_sha256=gathered.sha256,
        schedule_id=catalog.settings.schedule_id or id_of_file_name(gathered.name),
        catalog=catalog,
        plan=plan,
        issues=found[:MAX_ISSUES],
        counts=counts,
        made_at=now,
        revision=revision if not refusal else Revision(Stamp(0, now)),
        hours=count_hours(catalog, plan),
        refusal=refusal,
    )
    content = _digest(unsettled, snapshot)
    settled = dataclasses.replace(unsettled, made_at=_made_at(before, content, now))
    return Conclusion(settled, dataclasses.replace(snapshot, made_at=settled.made_at), content, bars_writing=bool(removals))


def _checked(gathered: Gathered) -> tuple[Issue, ...]:
    """All issues, in sheet order."""
    catalog, plan = gathered.catalog, gathered.plan
    return in_sheet_order((*gathered.issues, *ilm_issues(catalog, plan), *limit_issues(catalog, plan)), gathered.sheets)


def _made_at(before: Before, content: str, now: dt.datetime) -> dt.datetime:
    """When what is shown last changed."""
    last = before.last
    is_same = last is not None and last.version == __version__ and (before.redo or last.content == content)
    return last.made_at if last and is_same else now


def _digest(run_report: RunReport, snapshot: Snapshot) -> str:
    catalog = run_report.catalog
    shown = (run_report.issues, run_report.counts, run_report.hours, run_report.refusal, catalog.settings, catalog.learners)
    digest = hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass"))
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
