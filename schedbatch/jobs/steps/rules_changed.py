"""What changed rules make of the last released workbook, told apart from what the planner changed.

The first run after a rise of RULES_VERSION, newer time zone rules or another version of the program plans the last released
workbook once more: what differs from its release, the rules have changed. Source: house.md, "One statement for each fact".
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from schedbatch import __version__
from schedbatch.domain.feeds import in_listing_order
from schedbatch.domain.issues import InputUnreadable, Issue, Severity
from schedbatch.domain.names import joined
from schedbatch.domain.revisions import CalendarGain, ChangeKind, Changes, Revision, RulesChanged
from schedbatch.domain.rule_changes import RULES_VERSION, rules_since
from schedbatch.history.compare import compare
from schedbatch.history.planned import Planned
from schedbatch.history.records import released_id
from schedbatch.history.snapshot import Snapshot
from schedbatch.history.store import History, Run
from schedbatch.jobs.steps.copies import take_copies
from schedbatch.jobs.steps.generating import generate
from schedbatch.jobs.steps.planning import ByHand, plan_release
from schedbatch.jobs.steps.request import RunRequest, timezone_asked_for
from schedbatch.outputs.receipt.receipt import Receipt
from schedbatch.readers.zone_rules import zone_rules_version
from schedbatch.rules.conflicts import conflict_issues, find_conflicts
from schedbatch.xlsx.workbook import WorkbookFile

_LISTED = 5


@dataclass(frozen=True, slots=True)
class Replanned:
    """The last released workbook under the rules as they are now.

    ``names`` are those of the rules that may have changed it. ``planned`` is ``None`` if the workbook is not kept or cannot
    be read any more. ``new_warnings`` are codes and messages that its release did not have.
    """

    names: tuple[str, ...]
    planned: Planned | None
    new_warnings: frozenset[tuple[str, str]] = frozenset()


def replan(request: RunRequest, history: History, run: int, release: Snapshot, receipt: Receipt | None) -> Replanned | None:
    """Plan the workbook of the last ``release`` up to ``run`` once more, if rules may have changed since; else ``None``.

    ``receipt`` is the one in the folder, which tells the warnings of that release if it is its own.
    """
    last = history.last_release(run)
    names = _reasons(last, request) if last else ()
    if last is None or not names:
        return None
    source = history.source(last.id)
    if source is None:
        return Replanned(names, None)
    options = replace(request.options, timezone=timezone_asked_for(last.fingerprint))
    try:
        read = generate(WorkbookFile(source.content, source.name), options)
    except InputUnreadable:
        return Replanned(names, None)
    generated = take_copies((), release.edits, lambda _: None, read, options).generated
    checked = plan_release(generated, ByHand(release.edits), release)
    conflicts = find_conflicts(generated.catalog, checked.planned.plan, release.edits.accepted)
    warnings = frozenset(_warnings((*checked.found, *conflict_issues(conflicts))))
    return Replanned(names, checked.planned, _new_warnings(warnings, receipt, last))


def _reasons(last: Run, request: RunRequest) -> tuple[str, ...]:
    """The names of what may make the same workbook be released otherwise than in that run."""
    names = list(rules_since(last.rules))
    if not names and last.rules != RULES_VERSION:
        names.append(f"rules version {RULES_VERSION} instead of {last.rules}")
    zone_rules = zone_rules_version(last.timezone)
    if last.zone_rules not in ("", zone_rules):
        names.append(f"time zone rules {zone_rules} instead of {last.zone_rules}")
    if not names and last.version != __version__:
        names.append(f"schedbatch {__version__} instead of {last.version}")
    if not names and request.options.runs_again:
        names.append("run again")
    return tuple(names)


def _warnings(found: Iterable[Issue]) -> Iterator[tuple[str, str]]:
    return ((issue.kind.code, issue.message) for issue in found if issue.severity is Severity.WARNING)


def _new_warnings(now: frozenset[tuple[str, str]], receipt: Receipt | None, last: Run) -> frozenset[tuple[str, str]]:
    """Those that the last release did not have. Its receipt tells them until another run has written its own there."""
    # Anybody may have edited a receipt: one that does not tell is as good as none.
    with suppress(KeyError, TypeError):
        if receipt and receipt["released"] is True and receipt["input"]["sha256"] == last.source_sha256:
            return now - {(issue["code"], issue["message"]) for issue in receipt["issues"]}
    return now if last.counts.get("warnings") == 0 else frozenset()


def excused_warnings(found: Iterable[Issue], replanned: Replanned | None) -> int:
    """How many of the warnings came with the upgrade, so that ``--strict`` does not count them in this run."""
    return sum(warning in replanned.new_warnings for warning in _warnings(found)) if replanned else 0


@dataclass(frozen=True, slots=True)
class ToldApart:
    """The changes of a run, those of the rules apart; ``cancelled`` are the ids of what only the rules cancel."""

    changes: Changes
    cancelled: tuple[str, ...] = ()


def tell_apart(changes: Changes, previous: Snapshot, planned: Planned, replanned: Replanned, now: dt.datetime) -> ToldApart:
    """Split the ``changes`` since the release ``previous`` into those of the rules and those of the planner."""
    if replanned.planned is None:
        uncertain = RulesChanged(replanned.names, changes.rows, is_certain=False)
        return ToldApart(replace(changes, rows=(), rules=uncertain if changes.rows else None))
    by_rules, between = compare(previous, replanned.planned, now)
    rows = tuple(row for row in by_rules.changes.rows if row.kind is not ChangeKind.HELD)
    calendars = _calendar_gains(by_rules, replanned.planned)
    if not (rows or calendars):
        return ToldApart(changes)
    by_planner, _ = compare(between, planned, now)
    told = replace(changes, rows=by_planner.changes.rows, rules=RulesChanged(replanned.names, rows, calendars=calendars))
    return ToldApart(told, _cancelled(previous, between, planned))


def _calendar_gains(by_rules: Revision, planned: Planned) -> tuple[CalendarGain, ...]:
    """The calendars that hold more of the last workbook under the new rules, in the order in which calendars are listed."""
    live = (taught for taught in planned.plan.offerings_and_ilms if taught.status.is_live)
    gained = Counter(feed for taught in live for feed in by_rules.gained.get(taught.groups, ()))
    return tuple(CalendarGain(feed, gained[feed]) for feed in in_listing_order(gained, planned.catalog))


def _cancelled(previous: Snapshot, between: Snapshot, planned: Planned) -> tuple[str, ...]:
    """Ids of offerings and ILMs of the last release that the new rules cancel, both in the last workbook and in this workbook."""
    live = {uid for uid, record in between.records.items() if record.is_in_calendars}
    live |= {offering_or_ilm.uid for offering_or_ilm in planned.plan.offerings_and_ilms if offering_or_ilm.status.is_live}
    gone = [record for uid, record in previous.records.items() if record.is_in_calendars and uid not in live]
    return tuple(sorted(released_id(record.text) for record in gone))


def cancellation_refusal(told: ToldApart) -> str:
    """Why a run is stopped in which the rules alone cancel teaching; blank if they do not."""
    number, rules = len(told.cancelled), told.changes.rules
    if not number or rules is None:
        return ""
    listed = joined(told.cancelled[:_LISTED]) + (f" and {number - _LISTED:,} more" if number > _LISTED else "")
    are = "1 offering or ILM is" if number == 1 else f"{number:,} offerings and ILMs are"
    return (
        f"{are} cancelled only because rules have changed since the last release ({'; '.join(rules.names)}): {listed}. Look at "
        f"the changes; if they are meant, run again with --allow-removals, or set Allow removals to {number} in the Settings sheet."
    )
