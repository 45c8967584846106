"""What a run reports: ``receipt.json`` for machines, and a summary that a planner reads in the terminal."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from schedbatch import __version__
from schedbatch.domain.issues import Issue, Kind, Severity
from schedbatch.domain.results import Artifact, RunReport
from schedbatch.outputs.files import FileRecord, Written

FILE_NAME = PurePosixPath("receipt.json")

_ALIKE = 3
"""So many issues of one kind are shown, and the rest of that kind counted."""
_KEPT_SHOWN = 5
_MAX_MESSAGE = 300
_INDENT = " " * 10
# Line ends would break the layout; control characters and turned writing directions would let a workbook play tricks on a terminal.
_NOT_FOR_TERMINALS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


def render(report: RunReport, files: tuple[FileRecord, ...]) -> Artifact:
    """Give ``receipt.json``; ``files`` is everything else that the release consists of.

    Keys keep their order, files are sorted by path. Half a surrogate pair, which UTF-8 cannot carry, stands as JSON's escape.
    """
    zone = report.catalog.settings.zone
    receipt = {
        "version": __version__,
        "schedule_id": report.schedule_id,
        "timezone": zone.key if zone else None,
        "input": {"name": report.input_name, "sha256": report.input_sha256},
        "made_at": f"{report.made_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "released": report.is_released,
        "counts": {
            "sessions": report.counts.sessions,
            "offerings": report.counts.offerings,
            "ilms": report.counts.ilms,
            "errors": report.counts.errors,
            "warnings": report.counts.warnings,
            "notes": report.counts.notes,
        },
        "issues": [_issue_object(issue) for issue in report.issues],
        "files": [{"path": file.path, "sha256": file.sha256} for file in sorted(files, key=lambda file: file.path)],
    }
    text = json.dumps(receipt, ensure_ascii=False, indent=2) + "\n"
    return Artifact(FILE_NAME, text.encode("utf-8", "backslashreplace"))


def _issue_object(issue: Issue) -> dict[str, str | None]:
    return {
        "severity": str(issue.severity),
        "code": issue.kind.code,
        "sheet": issue.where.sheet if issue.where else None,
        "cell": issue.where.address if issue.where else None,
        "message": issue.message,
        "hint": issue.kind.hint,
    }


def summary(report: RunReport, folder: str, written: Written | None = None, limit: int = 10) -> str:
    """Say what came of a workbook: counts, the gravest issues, and where the files are; without a newline at the end.

    Errors stand before warnings, notes are only counted. At most ``limit`` issues are shown, at most three of a kind.
    ``written`` is ``None`` when nothing was to be written.
    """
    counts = report.counts
    made = (_counted(counts.sessions, "session"), _counted(counts.offerings, "offering"), _counted(counts.ilms, "ILM"))
    lines = (
        f"{report.schedule_id}: {', '.join(made)}",
        _verdict(report),
        *_shown_issues(report, written, limit),
        *_outcome(report, folder, written),
    )
    return "\n".join(_plain(line) for line in lines)


def _verdict(report: RunReport) -> str:
    counts = ((report.counts.errors, "error"), (report.counts.warnings, "warning"), (report.counts.notes, "note"))
    return ", ".join(_counted(number, noun) for number, noun in counts if number) or "No issues"


def _shown_issues(report: RunReport, written: Written | None, limit: int) -> Iterator[str]:
    left, rest = limit, report.counts.errors + report.counts.warnings
    for kind, issues in _by_kind(report.issues):
        shown = issues[: min(left, _ALIKE)]
        if not shown:
            break
        left, rest = left - len(shown), rest - len(issues)
        for issue in shown:
            yield _issue_line(issue)
        if len(issues) > len(shown):
            yield f"{_INDENT}and {len(issues) - len(shown):,} more like {'this' if len(shown) == 1 else 'these'}"
        yield _INDENT + kind.hint
    if rest:
        yield f"  and {rest:,} more" + _where_to_look(written)


def _by_kind(issues: tuple[Issue, ...]) -> list[tuple[Kind, list[Issue]]]:
    """Errors and warnings by kind: errors first, then in the order in which the kinds come up."""
    kinds: dict[Kind, list[Issue]] = {}
    for issue in issues:
        if issue.severity > Severity.NOTE:
            kinds.setdefault(issue.kind, []).append(issue)
    return sorted(kinds.items(), key=lambda pair: -pair[0].severity)


def _issue_line(issue: Issue) -> str:
    message = issue.message if len(issue.message) <= _MAX_MESSAGE else issue.message[:_MAX_MESSAGE] + " …"
    place = f"{issue.where}  " if issue.where else ""
    return f"  {issue.severity.name:<7} {place}{message}"


def _where_to_look(written: Written | None) -> str:
    if written is None:
        return ""
    names = [path.name for path in (*written.written, *written.unchanged)]
    workbooks = (name for name in names if name == "schedule.xlsx" or name.endswith(".marked.xlsx"))
    workbook = next(workbooks, None)
    return f": see the Issues sheet in {workbook}" if workbook else f": see {FILE_NAME}"


def _outcome(report: RunReport, folder: str, written: Written | None) -> Iterator[str]:
    if not report.is_released:
        yield f"Nothing was released: {_reason(report)}"
    if written is None:
        return
    if written.written:
        unchanged = f"; {_counted(len(written.unchanged), 'file')} unchanged" if written.unchanged else ""
        yield f"Written to {folder}: {_files(written.written)}{unchanged}"
    else:
        yield f"Nothing has changed in {folder}: {_files(written.unchanged)}"
    if written.removed:
        yield f"Removed, since they are no longer part of the schedule: {_files(written.removed)}"
    for path in written.kept[:_KEPT_SHOWN]:
        yield f"Kept as {path.name}: the file that was there, which somebody else had made or changed"
    if len(written.kept) > _KEPT_SHOWN:
        yield f"and {len(written.kept) - _KEPT_SHOWN} more files kept in the same way"


def _reason(report: RunReport) -> str:
    if not report.catalog.is_usable:
        return "the workbook has no Sessions sheet that can be used."
    if report.catalog.settings.zone is None:
        return "there is no time zone; set Time zone in the Settings sheet, or give --timezone."
    if report.catalog.settings.schedule_id is None:
        return "the Schedule ID cannot be used; correct it in the Settings sheet."
    return "there are errors or warnings, and --strict asks for none."


def _files(paths: tuple[PurePosixPath, ...]) -> str:
    """Files by name where they lie in the folder itself, counted where they lie deeper: ``a, b and 120 calendars``."""
    named = [path.name for path in paths if len(path.parts) == 1]
    calendars = sum(path.suffix == ".ics" for path in paths if len(path.parts) > 1)
    pages = [str(path) for path in paths if len(path.parts) > 1 and path.name == "index.html"]
    others = len(paths) - len(named) - calendars - len(pages)
    counted = [_counted(number, noun) for number, noun in ((calendars, "calendar"), (others, "other file")) if number]
    *first, last = (*named, *pages, *counted)
    return f"{', '.join(first)} and {last}" if first else last


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _plain(line: str) -> str:
    return _NOT_FOR_TERMINALS.sub(" ", line)
