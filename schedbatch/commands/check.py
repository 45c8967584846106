"""``schedbatch check``: say what run would say, and write nothing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from schedbatch.commands.common import out_option, print_json
from schedbatch.commands.workbooks import WorkbooksOrder, gravest_code, make_order, shared_options
from schedbatch.domain.issues import InputUnreadable
from schedbatch.jobs.check import ReleasesNothing, clashes_between
from schedbatch.jobs.run import ExitCode
from schedbatch.outputs.receipt.conflict_lines import conflict_lines
from schedbatch.outputs.receipt.receipt import conflict_object
from schedbatch.outputs.receipt.terminal import plain


@click.command()
@shared_options
@out_option
@click.option("--together", is_flag=True, help="Look for clashes between the workbooks too: the same people or places at once.")
def check(*, workbooks: tuple[Path, ...], out: Path, together: bool, **shared: Any) -> None:  # noqa: ANN401
    """Say what run would say of each WORKBOOK, and write nothing.

    With --together also say which people and places two or more of the workbooks need at once: instructors and locations of
    one name, learners of one Learner ID; of each workbook, what a run would release. Exit code as with run; with --strict such
    clashes count as warnings.
    """
    order = make_order(out, writes=False, **shared)
    if together and len(workbooks) < 2:  # noqa: PLR2004
        raise click.UsageError("--together needs two workbooks or more.")
    code = gravest_code(workbooks, order)
    raise SystemExit(max(code, _check_together(workbooks, order)) if together else code)


def _check_together(workbooks: Sequence[Path], order: WorkbooksOrder) -> int:
    """Say what clashes between the workbooks, and give the exit code."""
    try:
        between = clashes_between(workbooks, order.out, order.now, order.options)
    except InputUnreadable:
        return ExitCode.INPUT_UNREADABLE  # why has been said already
    except ReleasesNothing as error:
        click.secho(f"Between the workbooks: not looked at, since nothing of {error} would be released.", err=True, fg="red")
        return ExitCode.WORKBOOK_HAS_ERRORS
    found = [conflict_object(conflict) for conflict in between.conflicts]
    if order.as_json:
        told = {"together": [str(path) for path in workbooks], "conflicts": found}
        print_json({**told, "timezone": between.timezone} if between.timezone else told)
    elif not order.is_quiet:
        title = f"Between the workbooks{f' (times in {between.timezone})' if between.timezone else ''}"
        for line in list(conflict_lines(found, is_written=False, title=title)) or ["Nothing clashes between them."]:
            click.secho(plain(line), fg="yellow" if line.startswith("  WARNING") else None)
    return ExitCode.WORKBOOK_HAS_ERRORS if found and order.options.is_strict else ExitCode.CLEAN
