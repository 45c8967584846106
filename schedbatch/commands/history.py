"""``schedbatch history``: the earlier runs of a schedule."""

from pathlib import Path

import click

from schedbatch.commands.common import PATH, print_json, refuse, results_folder
from schedbatch.domain.issues import InputUnreadable, OutputNotWritable
from schedbatch.history.store import Run
from schedbatch.jobs.restore import kept_runs
from schedbatch.jobs.steps.options import ExitCode
from schedbatch.outputs.receipt.terminal import counted


@click.command()
@click.argument("schedule", metavar="SCHEDULE", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a run.")
def history(*, schedule: Path, as_json: bool) -> None:
    """List the runs of SCHEDULE, the folder of its results such as out/medicine-2026: when, of what, and what changed.

    Exit code: 0, or 3 if there is no history.
    """
    try:
        runs = kept_runs(results_folder(schedule))
    except InputUnreadable as refusal:
        raise SystemExit(refuse(schedule, str(refusal), ExitCode.INPUT_UNREADABLE, as_json=as_json)) from refusal
    except OutputNotWritable as refusal:
        raise SystemExit(refuse(schedule, str(refusal), ExitCode.OUTPUT_NOT_WRITABLE, as_json=as_json)) from refusal
    for run in runs:
        if as_json:
            print_json(_object(run))
        else:
            click.echo(_line(run))


def _line(run: "Run") -> str:
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
