"""What all commands share: the clock, and how a refusal is said."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
PATH = click.Path(path_type=Path, readable=False)
"""A path given on the command line. Whether it can be read is for its reader to say: click's answer would be exit code 2."""

Command = TypeVar("Command", bound=Callable[..., Any])


def out_option(command: Command) -> Command:
    """Give the command the option ``--out``, by which it finds what was released of a workbook."""
    return click.option("--out", type=PATH, default=Path("out"), show_default=True, help="Folder of a workbook's results.")(command)


def now() -> dt.datetime:
    """The time in UTC; ``SOURCE_DATE_EPOCH`` sets it for every command."""
    epoch = os.environ.get(EPOCH_VARIABLE)
    if not epoch:
        return dt.datetime.now(dt.UTC)
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(f"{EPOCH_VARIABLE} must be a number of seconds since 1970, not {epoch!r}.") from error


def print_json(value: object) -> None:
    """Print ``value`` as one line of JSON."""
    import json  # noqa: PLC0415 - --help and --version are to be quick

    click.echo(json.dumps(value))


def refuse(path: Path, sentence: str, code: int, *, as_json: bool) -> int:
    """Say why ``path`` could not be dealt with, and give the exit code."""
    click.secho(f"{path}: {sentence}", err=True, fg="red")
    if as_json:
        print_json({"input": {"name": path.name}, "error": sentence, "exit_code": int(code)})
    return code


def require_zone(timezone: str | None) -> None:
    """Refuse a --timezone that is none."""
    from schedbatch.readers.settings import closest_zone, zone_named  # noqa: PLC0415

    if timezone is not None and zone_named(timezone) is None:
        closest = closest_zone(timezone)
        hint = f"; did you mean {closest}?" if closest else "."
        raise click.BadParameter(f'"{timezone}" is not a time zone{hint}', param_hint="--timezone")
