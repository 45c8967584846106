"""``schedbatch run``: write each workbook's schedule, calendars and receipt."""

from pathlib import Path
from typing import Any

import click

from schedbatch.commands.common import PATH
from schedbatch.commands.workbooks import gravest_code, make_order, shared_options


@click.command()
@shared_options
@click.option("--out", type=PATH, default=Path("out"), show_default=True, help="Folder for the results.")
@click.option("--dry-run", is_flag=True, help="Do everything but write.")
@click.option("--allow-removals", is_flag=True, help="Let more than half of the last release vanish.")
@click.option("--again", is_flag=True, help="Run although nothing has changed.")
def run(
    *,
    workbooks: tuple[Path, ...],
    out: Path,
    dry_run: bool,
    allow_removals: bool,
    again: bool,
    **shared: Any,  # noqa: ANN401
) -> None:
    """Read each WORKBOOK and write its schedule, calendars and receipt to OUT/<schedule id>/.

    Exit code: 0 clean, 1 the workbook has errors (with --strict: or warnings), 2 usage, 3 a workbook cannot be read,
    4 a result cannot be written. Of several workbooks the gravest counts; one failing does not stop the others.
    """
    raise SystemExit(
        gravest_code(workbooks, make_order(out, writes=not dry_run, allow_removals=allow_removals, again=again, **shared))
    )
