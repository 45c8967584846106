"""``schedbatch template``: a workbook to fill in."""

from pathlib import Path

import click

from schedbatch.commands.common import PATH, refuse
from schedbatch.domain.issues import InputUnreadable, OutputNotWritable
from schedbatch.jobs.run import ExitCode
from schedbatch.jobs.template.make import write_template


@click.command()
@click.argument("file", metavar="FILE", type=PATH)
@click.option(
    "--from",
    "source",
    metavar="WORKBOOK",
    type=PATH,
    help="Take settings, courses, groups, subgroups, instructors, locations, closures and session types from there, not examples.",
)
def template(*, file: Path, source: Path | None) -> None:
    """Write a workbook to fill in, with all sheets, notes, drop-downs and examples, to FILE, which must be new.

    Exit code: 0 written, 2 usage, 3 the WORKBOOK cannot be read, 4 FILE is there already or cannot be written.
    """
    if file.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"{file} must end in .xlsx, as Excel's workbooks do.", param_hint="FILE")
    try:
        left_out = write_template(file, source)
    except InputUnreadable as refusal:
        raise SystemExit(refuse(source or file, str(refusal), ExitCode.INPUT_UNREADABLE, as_json=False)) from refusal
    except OutputNotWritable as refusal:
        click.secho(str(refusal), err=True, fg="red")
        raise SystemExit(ExitCode.OUTPUT_NOT_WRITABLE) from refusal
    for sentence in left_out:
        click.secho(f"{source}: {sentence}", err=True, fg="yellow")
    click.echo(f"Written to {file}; its sheet Instructions says how to fill it in.")
