"""``schedbatch restore``: an earlier release made current again."""

from pathlib import Path

import click

from schedbatch.commands.common import PATH, now, out_option, refuse
from schedbatch.commands.progress import Progress
from schedbatch.commands.workbooks import print_summary
from schedbatch.domain.issues import InputUnreadable, OutputNotWritable
from schedbatch.jobs.restore import restore as restore_release
from schedbatch.jobs.steps.folders import results_folder
from schedbatch.jobs.steps.options import ExitCode


@click.command()
@click.argument("schedule", metavar="SCHEDULE", type=PATH)
@click.argument("run", metavar="RUN", type=click.IntRange(min=1))
@out_option
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but why it could not be done.")
def restore(*, schedule: Path, run: int, out: Path, quiet: bool) -> None:
    """Make the release of RUN, as `schedbatch history` numbers it, current again: subscribers' calendars go back to it.

    SCHEDULE is the folder of its results, a file in it, or the workbook. The run's workbook is written beside schedule.xlsx as
    restored-RUN.xlsx. Exit codes as those of `schedbatch run`.
    """
    try:
        with Progress(is_wanted=not quiet) as progress:
            outcome = restore_release(results_folder(schedule, out), run, now(), progress)
    except InputUnreadable as refusal:
        raise SystemExit(refuse(schedule, str(refusal), ExitCode.INPUT_UNREADABLE, as_json=False)) from refusal
    except OutputNotWritable as refusal:
        raise SystemExit(refuse(schedule, str(refusal), ExitCode.OUTPUT_NOT_WRITABLE, as_json=False)) from refusal
    if not quiet:
        print_summary(outcome)
    raise SystemExit(outcome.exit_code)
