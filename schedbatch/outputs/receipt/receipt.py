"""``receipt.json``: what a run reports to other programs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from schedbatch import __version__
from schedbatch.domain.conflicts import Conflict
from schedbatch.domain.issues import Issue
from schedbatch.domain.reports import RECEIPT, Artifact, RunReport
from schedbatch.domain.revisions import Change, Changes, RulesChanged, count_kinds, count_over
from schedbatch.domain.times import utc_text
from schedbatch.outputs.staging import FileRecord

FILE_NAME = PurePosixPath(RECEIPT)

MAX_CHANGES = 10_000
_KEYS = {"version": str, "schedule_id": str, "counts": dict, "issues": list, "conflicts": list, "changes": dict, "files": list}

Receipt = Mapping[str, Any]
"""What ``receipt.json`` holds; README, "The results"."""


def make_receipt(report: RunReport, files: Iterable[FileRecord] = ()) -> Receipt:
    """What is to be known of a run; ``files`` is everything else that the release consists of, see :func:`with_files`.

    Keys keep their order.
    """
    zone = report.catalog.settings.zone
    receipt = {
        "version": __version__,
        "schedule_id": report.schedule_id,
        "timezone": zone.key if zone else None,
        "input": {"name": report.input_name, "sha256": report.input_sha256},
        "made_at": utc_text(report.made_at),
        "released": report.is_released,
        "refusal": report.refusal or None,
        "counts": {
            "sessions": report.counts.sessions,
            "offerings": report.counts.offerings,
            "ilms": report.counts.ilms,
            "errors": report.counts.errors,
            "warnings": report.counts.warnings,
            "notes": report.counts.notes,
        },
        "issues": [_issue_object(issue) for issue in report.issues],
        "conflicts": [conflict_object(conflict) for conflict in report.conflicts],
        "changes": changes_object(report.revision.changes),
        "rules": {
            "version": report.rules.version,
            "time_zone_rules": report.rules.zone_rules or None,
            "new_warnings": report.rules.new_warnings,
        },
    }
    return with_files(receipt, files)


def with_files(receipt: Receipt, files: Iterable[FileRecord]) -> Receipt:
    """The receipt with the release's files, sorted by path."""
    return {**receipt, "files": [{"path": file.path, "sha256": file.sha256} for file in sorted(files, key=lambda file: file.path)]}


def render(receipt: Receipt) -> Artifact:
    """Give ``receipt.json``. Half a surrogate pair, which UTF-8 cannot carry, stands as JSON's escape."""
    text = json.dumps(receipt, ensure_ascii=False, indent=2) + "\n"
    return Artifact(FILE_NAME, text.encode("utf-8", "backslashreplace"))


def read_receipt(folder: Path) -> Receipt | None:
    """The receipt that the last run left in ``folder``; ``None`` if there is none that can be read."""
    try:
        receipt = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    is_whole = isinstance(receipt, dict) and all(isinstance(receipt.get(key), kind) for key, kind in _KEYS.items())
    return receipt if is_whole else None


def new_warnings_of(receipt: Receipt) -> int:
    """How many warnings came with an upgrade of schedbatch; receipts of 0.1.0 do not say."""
    rules = receipt.get("rules")
    return int(rules.get("new_warnings", 0)) if isinstance(rules, dict) else 0


def files_of(receipt: Receipt | None) -> dict[str, str]:
    """Path -> SHA-256 of the files that a receipt lists, whoever may have edited it."""
    try:
        return {str(file["path"]): str(file["sha256"]) for file in (receipt["files"] if receipt else ())}
    except (KeyError, TypeError):
        return {}


def changes_object(changes: Changes, limit: int | None = MAX_CHANGES) -> Receipt:
    """Changes as the receipt has them: ``since``, ``counts`` by what became of them, and at most ``limit`` ``rows``."""
    return {
        "since": utc_text(changes.since) if changes.since else None,
        **_rows_object(changes.rows, limit),
        "rules": changes.rules and _rules_object(changes.rules, limit),
    }


def _rules_object(rules: RulesChanged, limit: int | None) -> Receipt:
    gains = [{"kind": gain.feed[0], "name": gain.feed[1], "gained": gain.number} for gain in rules.calendars[:limit]]
    return {
        "names": list(rules.names),
        "certain": rules.is_certain,
        "calendars": gains,
        **_rows_object(rules.rows, limit),
    }


def _rows_object(rows: Sequence[Change], limit: int | None) -> Receipt:
    counts = {kind.value: number for kind, number in count_kinds(rows).items()}
    return {"counts": counts, "over": count_over(rows), "rows": [_change_object(change) for change in rows[:limit]]}


def _change_object(change: Change) -> dict[str, str | bool]:
    return {
        "change": change.kind.value,
        "id": change.id,
        "title": change.title,
        "groups": change.groups,
        "field": change.field,
        "before": change.before,
        "after": change.after,
        "over": change.is_over,
    }


def conflict_object(conflict: Conflict) -> Receipt:
    """The conflict in the receipt."""
    return {
        "id": conflict.id,
        "kind": conflict.kind.value,
        "who": conflict.who,
        "start": conflict.start.isoformat(),
        "end": conflict.end.isoformat(),
        "offerings": [offering_or_ilm.id for offering_or_ilm in conflict.offerings_and_ilms],
        "learners_hit": conflict.learners_hit,
        "learners": list(conflict.learners),
        "accepted": conflict.is_accepted,
        "reason": conflict.reason,
        "message": conflict.message,
    }


def _issue_object(issue: Issue) -> dict[str, str | None]:
    return {
        "severity": str(issue.severity),
        "code": issue.kind.code,
        "sheet": issue.where.sheet if issue.where else None,
        "cell": issue.where.address if issue.where else None,
        "message": issue.message,
        "hint": issue.kind.hint,
    }
