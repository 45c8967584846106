"""The corridor: a workbook's path -> RunReport -> artifacts -> files. It knows every floor.

Gather, think, apply: between reading the file and writing the results everything is pure; the clock is an argument.

From Python::

    from datetime import UTC, datetime
    from pathlib import Path
    from schedbatch.run import process

    report = process(Path("anatomy-labs.xlsx"), previous=None, now=datetime.now(UTC))
    for offering in report.plan.offerings:
        print(offering.start, offering.location, *offering.groups)
    for issue in report.issues:
        print(issue.severity, issue.where, issue.message)
"""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from schedbatch import __version__
from schedbatch.domain.issues import InputUnreadable, Issue, Severity, in_sheet_order
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Artifact, Counts, Plan, RunReport
from schedbatch.generator.plan import make_plan
from schedbatch.history import Release, read_release
from schedbatch.outputs import calendars, files, report, workbook
from schedbatch.readers.catalog import build_catalog, is_settings_sheet, schedule_id_of
from schedbatch.readers.guard import load_bytes
from schedbatch.readers.settings import id_of_file_name
from schedbatch.readers.workbook import read_workbook_bytes
from schedbatch.rules.hours import count_hours
from schedbatch.rules.ilms import ilm_issues
from schedbatch.rules.limits import limit_issues

MAX_ISSUES = 10_000
MAX_ROWS = 500_000


class ExitCode(IntEnum):
    """What the command says to whoever called it; the gravest of several workbooks decides."""

    CLEAN = 0
    WORKBOOK_HAS_ERRORS = 1
    USAGE = 2
    INPUT_UNREADABLE = 3
    OUTPUT_NOT_WRITABLE = 4
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Options:
    """How a workbook is to be run. ``timezone`` stands in where the workbook's own is blank."""

    timezone: str | None = None
    is_strict: bool = False
    max_rows: int = MAX_ROWS


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished run: its report, its folder, its receipt, and what became of the files (``None``: nothing was written)."""

    report: RunReport
    folder: Path
    receipt: Artifact
    written: files.Written | None
    exit_code: ExitCode


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What is known of a workbook before anybody asks about earlier runs."""

    name: str
    sha256: str
    catalog: Catalog
    plan: Plan
    issues: tuple[Issue, ...]


def _say_nothing(_: str) -> None:
    pass


def process(
    path: Path,
    previous: Release | None,
    now: dt.datetime,
    *,
    timezone: str | None = None,
    strict: bool = False,
) -> RunReport:
    """Read a workbook, generate its offerings and ILMs, and check them; nothing is written.

    ``now`` is zone-aware. Raises InputUnreadable if the file is no workbook that can be read.
    """
    options = Options(timezone=timezone, is_strict=strict)
    return _conclude(_gather(path, options), previous, now, options)


def run_workbook(
    path: Path, out: Path, now: dt.datetime, options: Options, *, writes: bool = True, tell: Callable[[str], None] = _say_nothing
) -> Outcome:
    """Process one workbook and write its results to its folder below ``out``; ``tell`` hears of each stage.

    Raises InputUnreadable and OutputNotWritable; in either case no file has been replaced.
    """
    tell(f"Reading {path.name}")
    gathered = _gather(path, options)
    folder = out / _folder_name(gathered)
    previous = read_release(folder)
    run_report = _conclude(gathered, previous, now, options)
    if not run_report.is_released:
        standing = previous.files if previous else {}
        records = tuple(files.FileRecord(path, sha256) for path, sha256 in standing.items())
        receipt = report.render(run_report, records)
        written = files.write((receipt,), folder, {}) if writes else None
        return Outcome(run_report, folder, receipt, written, _exit_code(run_report, options))
    tell(f"Making the sheets and calendars of {run_report.counts.offerings:,} offerings")
    artifacts = (*workbook.render(run_report), *calendars.render(run_report))
    tell(f"Writing {len(artifacts) + 1:,} files")
    receipt = report.render(run_report, files.file_records(artifacts))
    written = files.write((*artifacts, receipt), folder, previous.files if previous else {}) if writes else None
    return Outcome(run_report, folder, receipt, written, _exit_code(run_report, options))


def shared_folders(paths: Sequence[Path]) -> list[tuple[Path, Path, str]]:
    """Pairs of workbooks whose Schedule IDs would share a folder, with the ID; unreadable ones are left to their own run."""
    first: dict[str, Path] = {}
    clashes: list[tuple[Path, Path, str]] = []
    for path in paths:
        try:
            schedule_id = schedule_id_of(read_workbook_bytes(load_bytes(path), path.name, only=is_settings_sheet))
        except InputUnreadable:
            continue
        other = first.setdefault(schedule_id.casefold(), path)
        if other is not path:
            clashes.append((other, path, schedule_id))
    return clashes


def _gather(path: Path, options: Options) -> _Gathered:
    content = load_bytes(path)
    raw = read_workbook_bytes(content, path.name, max_rows=options.max_rows)
    catalog, catalog_issues = build_catalog(raw, options.timezone)
    plan, plan_issues = make_plan(catalog)
    rule_issues = (*ilm_issues(catalog, plan), *limit_issues(catalog, plan))
    found = in_sheet_order((*catalog_issues, *plan_issues, *rule_issues), [sheet.name for sheet in raw.sheets])
    return _Gathered(path.name, hashlib.sha256(content).hexdigest(), catalog, plan, found)


def _conclude(gathered: _Gathered, previous: Release | None, now: dt.datetime, options: Options) -> RunReport:
    settings = gathered.catalog.settings
    counts = _counts(gathered)
    is_usable = gathered.catalog.is_usable and settings.zone is not None and settings.schedule_id is not None
    is_refused = options.is_strict and bool(counts.errors or counts.warnings)
    unsettled = RunReport(
        input_name=gathered.name,
        input_sha256=gathered.sha256,
        schedule_id=_folder_name(gathered),
        catalog=gathered.catalog,
        plan=gathered.plan,
        issues=gathered.issues[:MAX_ISSUES],
        counts=counts,
        made_at=now.astimezone(dt.UTC).replace(microsecond=0),
        is_released=is_usable and not is_refused,
        hours=count_hours(gathered.catalog, gathered.plan),
    )
    return unsettled if previous is None else _dated(unsettled, previous)


def _dated(new: RunReport, previous: Release) -> RunReport:
    """The report with the time of the last change in content: the last run's, if nothing is new since."""
    zone = new.catalog.settings.zone
    is_same = (
        previous.input_sha256 == new.input_sha256
        and previous.version == __version__
        and previous.timezone == (zone.key if zone else None)
        and previous.is_released == new.is_released
    )
    return dataclasses.replace(new, made_at=previous.made_at) if is_same else new


def _folder_name(gathered: _Gathered) -> str:
    return gathered.catalog.settings.schedule_id or id_of_file_name(gathered.name)


def _counts(gathered: _Gathered) -> Counts:
    severities = [issue.severity for issue in gathered.issues]
    return Counts(
        sessions=len({row.session.id for row in gathered.catalog.rows}),
        offerings=len(gathered.plan.offerings),
        ilms=len(gathered.plan.ilms),
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        notes=severities.count(Severity.NOTE),
    )


def _exit_code(run_report: RunReport, options: Options) -> ExitCode:
    counts = run_report.counts
    is_bad = counts.errors or (options.is_strict and counts.warnings)
    return ExitCode.WORKBOOK_HAS_ERRORS if is_bad else ExitCode.CLEAN
