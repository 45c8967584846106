"""``schedbatch history``: the earlier runs of a schedule."""

import datetime as dt
from pathlib import Path

import click

from schedbatch.commands.common import PATH, out_option, print_json, refuse
from schedbatch.domain.issues import InputUnreadable, OutputNotWritable
from schedbatch.history.store import Run
from schedbatch.jobs.history import changes_of, first_release, kept_runs, zone_of
from schedbatch.jobs.steps.folders import results_folder
from schedbatch.jobs.steps.options import ExitCode
from schedbatch.outputs.receipt.change_lines import change_lines
from schedbatch.outputs.receipt.receipt import Receipt, changes_object
from schedbatch.outputs.receipt.terminal import counted

_LAST = "last"


@click.command()
@click.argument("schedule", metavar="SCHEDULE", type=PATH)
@click.argument("run", metavar="[RUN]", required=False)
@out_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a run.")
def history(*, schedule: Path, run: str | None, out: Path, as_json: bool) -> None:
    """List the runs of SCHEDULE: when, of what, and what changed. With RUN, a number or last, tell that run's changes.

    SCHEDULE is the folder of its results such as out/medicine-2026, a file in it, or the workbook. Times are those of the
    schedule's time zone.

    Exit code: 0, 2 usage (no such run too), or 3 if there is no history.
    """
    try:
        folder = results_folder(schedule, out)
        runs = kept_runs(folder)
        shown = runs if run is None else (_named(run, runs),)
        changes = changes_object(changes_of(folder, shown[0]), limit=None) if run is not None else None
    except InputUnreadable as refusal:
        raise SystemExit(refuse(schedule, str(refusal), ExitCode.INPUT_UNREADABLE, as_json=as_json)) from refusal
    except OutputNotWritable as refusal:
        raise SystemExit(refuse(schedule, str(refusal), ExitCode.OUTPUT_NOT_WRITABLE, as_json=as_json)) from refusal
    for kept in shown:
        if as_json:
            print_json({**_object(kept), **({"rows": changes["rows"]} if changes else {})})
        else:
            click.echo(_line(kept, zone_of(runs), first_release(runs)))
            click.echo("\n".join(_lines_of(changes)), nl=bool(_lines_of(changes)))


def _named(run: str, runs: tuple[Run, ...]) -> Run:
    """The run that ``run`` names. Raises UsageError."""
    found = {_LAST: runs[-1]} if runs else {}
    found |= {str(kept.id): kept for kept in runs}
    if run.lower() not in found:
        raise click.UsageError(f'There is no run "{run}"; give a number that schedbatch history lists, or {_LAST}.')
    return found[run.lower()]


def _lines_of(changes: Receipt | None) -> tuple[str, ...]:
    return change_lines(changes)[1:] if changes else ()


def _line(run: Run, zone: dt.tzinfo, first: int) -> str:
    counts = f"{counted(run.counts.get('offerings', 0), 'offering')}, {counted(run.counts.get('ilms', 0), 'ILM')}"
    of = f"{run.source_name} ({run.source_sha256[:8]})"
    restored = f"; restored from run {run.restored}" if run.restored else ""
    told = f"{_changed(run, first)}{restored}" if run.is_released else "nothing was released"
    unfinished = "" if run.is_committed else "; interrupted"
    return f"{run.id:>4}  {run.ran_at.astimezone(zone):%Y-%m-%d %H:%M} {zone}  {of}: {counts}; {told}{unfinished}"


def _changed(run: Run, first: int) -> str:
    """What changed, in figures; ``first`` is the run that released the schedule for the first time."""
    changed = ", ".join(f"{number:,} {kind}" for kind, number in run.changes.items() if number and kind != "over")
    if changed:
        over = run.changes.get("over", 0)
        return f"{changed} ({over:,} over)" if over else changed
    if run.id == first:
        return "the first run" if run.id == 1 else "the first release"
    return "no changes"


def _object(run: Run) -> dict[str, object]:
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
