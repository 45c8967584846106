"""The group of all commands, and the entry point."""

import errno
import os
import sys
from contextlib import suppress

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
    """Run the command line; exits with one of ``run.ExitCode``.

    A folder that may not be looked into is refused here: any step may be the first to meet it.
    """
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
    except PermissionError as error:
        click.secho(f"{error.filename}: There is no permission to open it. Ask for it, or name another place.", err=True, fg="red")
        sys.exit(3)
    except OSError as error:
        # A stream has no file name: what is printed goes into a file on a full disk.
        if error.errno != errno.ENOSPC or error.filename is not None:
            raise
        with suppress(OSError):
            click.secho("There is no room left for what is printed. Make room, and run again.", err=True, fg="red")
        sys.exit(4)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        sys.exit(130)
