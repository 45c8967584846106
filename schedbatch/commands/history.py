"""``schedbatch history`` and ``schedbatch restore``: earlier releases, for people."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from schedbatch.commands.common import PATH, now, print_json, refuse

if TYPE_CHECKING:
    from schedbatch.history.store import Run


@click.command(short_help="List the earlier runs of a schedule.")
@click.argument("schedule", metavar="SCHEDULE", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a run.")
def history(*, schedule: Path, as_json: bool) -> None:
    """List the runs of SCHEDULE, the folder of its results such as out/medicine-2026: when, of what, and what changed.

    Exit code: 0, or 3 if there is no history.
    """
    from schedbatch.domain.issues import InputUnreadable, OutputNotWritable  # noqa: PLC0415
    from schedbatch.restore import kept_runs  # noqa: PLC0415
    from schedbatch.stages.options import ExitCode  # noqa: PLC0415

    try:
        runs = kept_runs(_folder(schedule))
    except InputUnreadable as refusal:
        raise SystemExit(refuse(schedule, str(refusal), ExitCode.INPUT_UNREADABLE, as_json=as_json)) from refusal
    except OutputNotWritable as refusal:
        raise SystemExit(refuse(schedule, str(refusal), ExitCode.OUTPUT_NOT_WRITABLE, as_json=as_json)) from refusal
    for run in runs:
        if as_json:
            print_json(_object(run))
        else:
            click.echo(_line(run))


@click.command(short_help="Make an earlier release current again.")
@click.argument("schedule", metavar="SCHEDULE", type=PATH)
@click.argument("run", metavar="RUN", type=click.IntRange(min=1))
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but why it could not be done.")
def restore(*, schedule: Path, run: int, quiet: bool) -> None:
    """Make the release of RUN, as `schedbatch history` numbers it, current again: subscribers' calendars go back to it.

    Its workbook is written beside schedule.xlsx as restored-RUN.xlsx. Exit codes as those of `schedbatch run`.
    """
    from schedbatch.commands.running import print_summary  # noqa: PLC0415
    from schedbatch.domain.issues import InputUnreadable, OutputNotWritable  # noqa: PLC0415
    from schedbatch.progress import Progress  # noqa: PLC0415
    from schedbatch.restore import restore as restore_release  # noqa: PLC0415
    from schedbatch.stages.options import ExitCode  # noqa: PLC0415

    try:
        with Progress(is_wanted=not quiet) as progress:
            outcome = restore_release(_folder(schedule), run, now(), progress)
    except InputUnreadable as refusal:
        raise SystemExit(refuse(schedule, str(refusal), ExitCode.INPUT_UNREADABLE, as_json=False)) from refusal
    except OutputNotWritable as refusal:
        raise SystemExit(refuse(schedule, str(refusal), ExitCode.OUTPUT_NOT_WRITABLE, as_json=False)) from refusal
    if not quiet:
        print_summary(outcome)
    raise SystemExit(outcome.exit_code)


def _folder(schedule: Path) -> Path:
    """The folder itself, or the one that a schedule.xlsx or another result lies in."""
    return schedule.parent if schedule.is_file() else schedule


def _line(run: "Run") -> str:
    from schedbatch.outputs.report import counted  # noqa: PLC0415

    counts = f"{counted(run.counts.get('offerings', 0), 'offering')}, {counted(run.counts.get('ilms', 0), 'ILM')}"
    unchanged = "the first run" if run.id == 1 else "no changes"
    changed = ", ".join(f"{number:,} {kind}" for kind, number in run.changes.items() if number) or unchanged
    of = f"{run.source_name} ({run.source_sha256[:8]})"
    state = "" if run.is_released else "; nothing was released"
    restored = f"; restored from run {run.restored}" if run.restored else ""
    unfinished = "" if run.is_committed else "; interrupted"
    return f"{run.id:>4}  {run.ran_at:%Y-%m-%d %H:%M} UTC  {of}: {counts}; {changed}{restored}{state}{unfinished}"


def _object(run: "Run") -> dict[str, object]:
    return {
        "run": run.id,
        "ran_at": f"{run.ran_at:%Y-%m-%dT%H:%M:%SZ}",
        "input": {"name": run.source_name, "sha256": run.source_sha256},
        "version": run.version,
        "released": run.is_released,
        "committed": run.is_committed,
        "restored": run.restored or None,
        "counts": dict(run.counts),
        "changes": dict(run.changes),
    }
