"""The group of all commands, and the entry point."""

import errno
import os
import sys
from contextlib import suppress
from importlib import import_module

import click

from schedbatch import __version__

_COMMANDS = {
    "check": "Say what run would say, and write nothing.",
    "columns": "List the workbook's sheets and columns.",
    "diff": "Say what differs between two workbooks or two output folders.",
    "handoff": "Make hand-offs of a release, for the registrar's and the learning systems.",
    "history": "List the earlier runs of a schedule.",
    "issues": "List the kinds of issues, or explain one.",
    "restore": "Make an earlier release current again.",
    "run": "Write each workbook's schedule, calendars and receipt.",
    "show": "Show one week of a person, a learner group or a place.",
    "template": "Write a workbook to fill in.",
    "watch": "Run every workbook that is put into a folder.",
}
"""Each command, by the module of :mod:`schedbatch.commands` that it stands in, and what the list of commands says of it."""


class _LazyGroup(click.Group):
    """A group that imports a command's module when the command is called: ``--help`` and ``--version`` are to be quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click asks so
        """The names, in order."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, or nothing."""
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(f"schedbatch.commands.{cmd_name}"), cmd_name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="schedbatch")
def cli() -> None:
    """Turn a planner's Excel workbook into a schedule, calendars and a receipt."""


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
