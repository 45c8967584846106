"""A receipt -> the summary that a planner reads in the terminal."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from schedbatch.domain.conflicts import ConflictKind
from schedbatch.domain.handoff import FOLDER
from schedbatch.domain.issues import Severity, place_name
from schedbatch.outputs.files import Written
from schedbatch.outputs.marked.names import is_marked_copy
from schedbatch.outputs.receipt.change_lines import change_lines
from schedbatch.outputs.receipt.conflict_lines import conflict_lines
from schedbatch.outputs.receipt.receipt import FILE_NAME, Receipt
from schedbatch.outputs.receipt.terminal import counted, plain

_SHOWN_OF_A_KIND = 3
"""So many issues of one kind are shown; the others of that kind are counted."""
_KEPT_SHOWN = 5
_CHANGES_SHOWN = 10
_MAX_MESSAGE = 300
_INDENT = " " * 10
_CONFLICT_CODES = frozenset(kind.value for kind in ConflictKind)


def summary(receipt: Receipt, folder: str, written: Written | None = None, notes: Iterable[str] = (), limit: int = 10) -> str:
    """Say what came of a workbook: counts, the gravest issues, changes, and where the files are; no newline at the end.

    Errors stand before warnings, notes are only counted. At most ``limit`` issues are shown, at most three of a kind, and
    ten changes. ``written`` is ``None`` when nothing was to be written; ``notes`` are what else the planner should know.
    """
    # A run that releases nothing leaves the schedule.xlsx of the release before.
    is_written = written is not None and not receipt.get("refusal")
    counts = receipt["counts"]
    made = (counted(counts[key], noun) for key, noun in (("sessions", "session"), ("offerings", "offering"), ("ilms", "ILM")))
    lines = (
        f"{receipt['schedule_id']}: {', '.join(made)}",
        _verdict(counts),
        *_shown_issues(receipt, written, limit),
        *conflict_lines(receipt["conflicts"], is_written=is_written),
        *(_shown_changes(receipt["changes"], is_written=is_written) if written is None or written.written else ()),
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
        shown = issues[: min(left, _SHOWN_OF_A_KIND)]
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
        if issue["severity"] != str(Severity.NOTE) and issue["code"] not in _CONFLICT_CODES:
            kinds.setdefault(issue["code"], []).append(issue)
    return sorted(kinds.values(), key=lambda issues: issues[0]["severity"] != str(Severity.ERROR))


def _shown_changes(changes: Receipt, *, is_written: bool) -> Iterator[str]:
    if not changes["since"]:
        return
    if changes.get("rules"):
        yield from _by_rules(changes["rules"], is_written=is_written)
    first, *lines = change_lines(changes, _CHANGES_SHOWN, is_written=is_written) or ("",)
    yield from (f"Since the last release: {first}", *lines) if first else ()


def _by_rules(rules: Receipt, *, is_written: bool) -> Iterator[str]:
    """What changed rules make of the last release, whatever the planner changed."""
    first, *lines = change_lines(rules, _CHANGES_SHOWN, is_written=is_written) or ("",)
    what = "Rules changed" if rules["certain"] else "Rules or workbook changed"
    number = len(rules.get("calendars") or ())
    gains = f"{counted(number, 'calendar')} hold{'s' if number == 1 else ''} more than before" if number else ""
    yield f"{what} ({'; '.join(rules['names'])}): {', '.join(filter(None, (first, gains)))}"
    yield from lines


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


_CHANGES_NAMES = {"changes.ics": "all.ics"}
"""The calendar whose changes a file holds, where the file's name does not tell it."""


def _files(paths: tuple[PurePosixPath, ...]) -> str:
    """Files by name where they lie in the folder itself, counted where they lie deeper: ``a, b and 120 calendars``."""
    named = [path.name for path in paths if len(path.parts) == 1]
    deep = [path for path in paths if len(path.parts) > 1 and path.suffix == ".ics"]
    # A calendar and the file of its changes are one calendar.
    calendars = len({path.with_name(_CHANGES_NAMES.get(path.name, path.name.replace(".changes.ics", ".ics"))) for path in deep})
    pages = [str(path) for path in paths if len(path.parts) > 1 and path.name == "index.html"]
    hand_offs = sum(path.parts[0] == FOLDER for path in paths)
    others = len(paths) - len(named) - len(deep) - len(pages) - hand_offs
    nouns = ((calendars, "calendar"), (hand_offs, "hand-off file"), (others, "other file"))
    grouped = [counted(number, noun) for number, noun in nouns if number]
    *first, last = (*named, *pages, *grouped)
    return f"{', '.join(first)} and {last}" if first else last
