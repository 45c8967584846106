"""The group of all commands, and the entry point."""

import os
import sys

import click

from schedbatch import __version__
from schedbatch.commands.diff import diff
from schedbatch.commands.handoff import handoff
from schedbatch.commands.history import history, restore
from schedbatch.commands.reference import columns, issues
from schedbatch.commands.running import check, run
from schedbatch.commands.show import show
from schedbatch.commands.template import template
from schedbatch.commands.watch import watch


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="schedbatch")
def cli() -> None:
    """Turn a planner's Excel workbook into a schedule, calendars and a receipt."""


for _command in (run, check, show, watch, diff, history, restore, handoff, template, columns, issues):
    cli.add_command(_command)


def main() -> None:
    """Run the command line; exits with one of ``run.ExitCode``."""
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a character shows a substitute rather than stopping the run.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        # https://no-color.org: set and not empty.
        cli.main(standalone_mode=False, color=False if os.environ.get("NO_COLOR") else None)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        sys.exit(130)
