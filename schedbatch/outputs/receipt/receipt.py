"""What a run reports: ``receipt.json`` for machines, and a summary that a planner reads in the terminal."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

from schedbatch import __version__
from schedbatch.domain.conflicts import ConflictKind
from schedbatch.domain.handoff import FOLDER
from schedbatch.domain.issues import Issue, Severity, place_name
from schedbatch.domain.reports import RECEIPT, Artifact, RunReport
from schedbatch.domain.revisions import Change, Changes, count_kinds
from schedbatch.domain.times import utc_text
from schedbatch.outputs.files import Written
from schedbatch.outputs.marked.names import is_marked_copy
from schedbatch.outputs.receipt.conflict_lines import conflict_lines, conflict_object
from schedbatch.outputs.staging import FileRecord

FILE_NAME = PurePosixPath(RECEIPT)

_ALIKE = 3
"""So many issues of one kind are shown, and the rest of that kind counted."""
_KEPT_SHOWN = 5
_CHANGES_SHOWN = 10
MAX_CHANGES = 10_000
_MAX_MESSAGE = 300
_INDENT = " " * 10
# Line ends would break the layout; control characters and turned writing directions would let a workbook play tricks on a terminal.
_NOT_FOR_TERMINALS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


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
    is_whole = isinstance(receipt, dict) and all(isinstance(receipt.get(key), kind) for key, kind in _KINDS.items())
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


_CONFLICTS = {kind.value for kind in ConflictKind}
_KINDS = {"version": str, "schedule_id": str, "counts": dict, "issues": list, "conflicts": list, "changes": dict, "files": list}


def changes_object(changes: Changes, limit: int | None = MAX_CHANGES) -> Receipt:
    """Changes as the receipt has them: ``since``, ``counts`` by what became of them, and at most ``limit`` ``rows``."""
    return {
        "since": utc_text(changes.since) if changes.since else None,
        **_rows_object(changes.rows, limit),
        "rules": changes.rules
        and {"names": list(changes.rules.names), "certain": changes.rules.is_certain, **_rows_object(changes.rules.rows, limit)},
    }


def _rows_object(rows: Sequence[Change], limit: int | None) -> Receipt:
    counts = {kind.value: number for kind, number in count_kinds(rows).items()}
    return {"counts": counts, "rows": [_change_object(change) for change in rows[:limit]]}


def _change_object(change: Change) -> dict[str, str]:
    return {
        "change": change.kind.value,
        "id": change.id,
        "title": change.title,
        "groups": change.groups,
        "field": change.field,
        "before": change.before,
        "after": change.after,
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


def summary(receipt: Receipt, folder: str, written: Written | None = None, notes: Iterable[str] = (), limit: int = 10) -> str:
    """Say what came of a workbook: counts, the gravest issues, changes, and where the files are; no newline at the end.

    Errors stand before warnings, notes are only counted. At most ``limit`` issues are shown, at most three of a kind, and
    ten changes. ``written`` is ``None`` when nothing was to be written; ``notes`` are what else the planner should know.
    """
    counts = receipt["counts"]
    made = (counted(counts[key], noun) for key, noun in (("sessions", "session"), ("offerings", "offering"), ("ilms", "ILM")))
    lines = (
        f"{receipt['schedule_id']}: {', '.join(made)}",
        _verdict(counts),
        *_shown_issues(receipt, written, limit),
        *conflict_lines(receipt["conflicts"], is_written=written is not None),
        *(_shown_changes(receipt["changes"]) if written is None or written.written else ()),
        *_outcome(receipt, folder, written),
        *notes,
    )
    return "\n".join(plain(line) for line in lines)


def _verdict(counts: Mapping[str, int]) -> str:
    pairs = ((counts["errors"], "error"), (counts["warnings"], "warning"), (counts["notes"], "note"))
    return ", ".join(counted(number, noun) for number, noun in pairs if number) or "No issues"


def _shown_issues(receipt: Receipt, written: Written | None, limit: int) -> Iterator[str]:
    conflicts = sum(not conflict["accepted"] for conflict in receipt["conflicts"])
    left, rest = limit, receipt["counts"]["errors"] + receipt["counts"]["warnings"] - conflicts
    for issues in _by_kind(receipt["issues"]):
        shown = issues[: min(left, _ALIKE)]
        if not shown:
            break
        left, rest = left - len(shown), rest - len(issues)
        for issue in shown:
            yield _issue_line(issue)
        if len(issues) > len(shown):
            yield f"{_INDENT}and {len(issues) - len(shown):,} more like {'this' if len(shown) == 1 else 'these'}"
        yield _INDENT + issues[0]["hint"]
    if rest:
        yield f"  and {rest:,} more" + _where_to_look(written)


def _by_kind(issues: Iterable[Receipt]) -> list[list[Receipt]]:
    """Errors and warnings by kind: errors first, then in the order in which the kinds come up; conflicts are told apart."""
    kinds: dict[str, list[Receipt]] = {}
    for issue in issues:
        if issue["severity"] != str(Severity.NOTE) and issue["code"] not in _CONFLICTS:
            kinds.setdefault(issue["code"], []).append(issue)
    return sorted(kinds.values(), key=lambda alike: alike[0]["severity"] != str(Severity.ERROR))


def _shown_changes(changes: Receipt) -> Iterator[str]:
    if not changes["since"]:
        return
    if changes.get("rules"):
        yield from _by_rules(changes["rules"])
    first, *lines = change_lines(changes, _CHANGES_SHOWN) or ("",)
    yield from (f"Since the last release: {first}", *lines) if first else ()


def _by_rules(rules: Receipt) -> Iterator[str]:
    """What changed rules make of the last release, whatever the planner changed."""
    first, *lines = change_lines(rules, _CHANGES_SHOWN) or ("",)
    what = "Rules changed" if rules["certain"] else "Rules or workbook changed"
    yield f"{what} ({'; '.join(rules['names'])}): {first}"
    yield from lines


def change_lines(changes: Receipt, limit: int | None = None) -> tuple[str, ...]:
    """How many offerings and ILMs have changed, then a line for each; none if none has.

    With a ``limit`` only the first so many are shown, of those that change alike three, and the rest is counted.
    """
    total = sum(changes["counts"].values())
    if not total:
        return ()
    by_id: dict[str, list[Receipt]] = {}
    for row in changes["rows"]:
        by_id.setdefault(row["id"], []).append(row)
    counted = ", ".join(f"{number:,} {kind}" for kind, number in changes["counts"].items() if number)
    lines = _each_change(by_id.values()) if limit is None else _first_changes(by_id.values(), total, limit)
    return tuple(plain(line) for line in (counted, *lines))


def _each_change(changed: Iterable[list[Receipt]]) -> Iterator[str]:
    for rows in changed:
        yield f"  {_gravest(rows):<9} {rows[0]['id']}  {_what_changed(rows)}"


def _first_changes(changed: Iterable[list[Receipt]], total: int, limit: int) -> Iterator[str]:
    left, rest = limit, total
    for _, alike in groupby(changed, key=lambda rows: (_gravest(rows), _what_changed(rows))):
        several = list(alike)
        shown = several[: min(left, _ALIKE)]
        if not shown:
            break
        left, rest = left - len(shown), rest - len(several)
        yield from _each_change(shown)
        if len(several) > len(shown):
            yield f"{_INDENT}  and {len(several) - len(shown):,} more like {'this' if len(shown) == 1 else 'these'}"
    if rest:
        yield f"  and {rest:,} more: see the Changes sheet in schedule.xlsx"


def _gravest(rows: list[Receipt]) -> str:
    """What became of an offering or ILM: whatever moved has moved, whatever else was edited in it."""
    words = {row["change"] for row in rows}
    return "moved" if rows[0]["change"] == "edited" and "moved" in words else str(rows[0]["change"])


def _what_changed(rows: list[Receipt]) -> str:
    return f"{rows[0]['title']}: {', '.join(map(_field_changed, rows))}"


def _field_changed(row: Receipt) -> str:
    if row["field"]:
        return f"{row['field']} {row['before'] or '(blank)'} -> {row['after'] or '(blank)'}"
    return str(row["after"] or row["before"])


def _issue_line(issue: Receipt) -> str:
    message = issue["message"] if len(issue["message"]) <= _MAX_MESSAGE else issue["message"][:_MAX_MESSAGE] + " …"
    place = f"{place_name(issue['sheet'], issue['cell'])}  " if issue["sheet"] else ""
    return f"  {issue['severity'].upper():<7} {place}{message}"


def _where_to_look(written: Written | None) -> str:
    if written is None:
        return ""
    paths = (*written.written, *written.unchanged)
    workbook = next((path.name for path in paths if path.name == "schedule.xlsx" or is_marked_copy(path)), None)
    return f": see the Issues sheet in {workbook}" if workbook else f": see {FILE_NAME}"


def _outcome(receipt: Receipt, folder: str, written: Written | None) -> Iterator[str]:
    if receipt.get("refusal"):
        yield f"Nothing was released: {receipt['refusal']}"
    if written is None:
        return
    if written.written:
        unchanged = f"; {counted(len(written.unchanged), 'file')} unchanged" if written.unchanged else ""
        yield f"Written to {folder}: {_files(written.written)}{unchanged}"
    else:
        yield f"Nothing changed in {folder}: {_files(written.unchanged)}"
    marked = next((path.name for path in (*written.written, *written.unchanged) if is_marked_copy(path)), None)
    if marked:
        yield f"The mistakes are marked in a copy of your workbook: see {marked}"
    # Calendars of changes alone go by themselves with the next run.
    removed = tuple(path for path in written.removed if not path.name.endswith("changes.ics"))
    if removed:
        yield f"Removed, since they are no longer part of the schedule: {_files(removed)}"
    for path in written.kept[:_KEPT_SHOWN]:
        yield f"Kept as {path.name}: the file that was there, which somebody else had made or changed"
    if len(written.kept) > _KEPT_SHOWN:
        yield f"and {len(written.kept) - _KEPT_SHOWN} more files kept in the same way"


def _files(paths: tuple[PurePosixPath, ...]) -> str:
    """Files by name where they lie in the folder itself, counted where they lie deeper: ``a, b and 120 calendars``."""
    named = [path.name for path in paths if len(path.parts) == 1]
    calendars = sum(path.suffix == ".ics" for path in paths if len(path.parts) > 1)
    pages = [str(path) for path in paths if len(path.parts) > 1 and path.name == "index.html"]
    hand_offs = sum(path.parts[0] == FOLDER for path in paths)
    others = len(paths) - len(named) - calendars - len(pages) - hand_offs
    nouns = ((calendars, "calendar"), (hand_offs, "hand-off file"), (others, "other file"))
    grouped = [counted(number, noun) for number, noun in nouns if number]
    *first, last = (*named, *pages, *grouped)
    return f"{', '.join(first)} and {last}" if first else last


def counted(number: int, noun: str) -> str:
    """``1 error``, ``1,234 errors``"""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def plain(line: str) -> str:
    """The line without characters that would play tricks on a terminal."""
    return _NOT_FOR_TERMINALS.sub(" ", line)
