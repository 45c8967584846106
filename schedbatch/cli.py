"""The commands. The only click, and the only clock."""

import datetime as dt
import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from schedbatch import __version__

if TYPE_CHECKING:  # what a command needs is imported when it runs: --help and --version are to be quick
    from schedbatch.run import Options, Outcome

EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="schedbatch")
def cli() -> None:
    """Turn a planner's Excel workbook into a schedule, calendars and a receipt."""


Command = TypeVar("Command", bound=Callable[..., Any])


def _shared_options(command: Command) -> Command:
    for decorate in (
        click.option("--quiet", "-q", is_flag=True, help="Print nothing but why a workbook could not be run."),
        click.option("--json", "as_json", is_flag=True, help="Print receipts, one JSON object a line, instead of a summary."),
        click.option("--strict", is_flag=True, help="Release nothing if there is any error or warning."),
        click.option("--timezone", metavar="TZ", help="IANA time zone where the workbook's own is blank, such as Europe/London."),
        click.argument("workbooks", metavar="WORKBOOK...", nargs=-1, required=True, type=click.Path(path_type=Path)),
    ):
        command = decorate(command)
    return command


@dataclass(frozen=True, slots=True)
class _Call:
    """What a command was asked to do with its workbooks."""

    out: Path
    now: dt.datetime
    options: "Options"
    writes: bool
    as_json: bool
    is_quiet: bool


@cli.command(short_help="Write each workbook's schedule, calendars and receipt.")
@_shared_options
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Folder for the results.")
@click.option("--dry-run", is_flag=True, help="Do everything but write.")
@click.option("--allow-removals", is_flag=True, help="Let more than half of the last release vanish.")
def run(*, workbooks: tuple[Path, ...], out: Path, dry_run: bool, allow_removals: bool, **shared: Any) -> None:  # noqa: ANN401
    """Read each WORKBOOK and write its schedule, calendars and receipt to OUT/<schedule id>/.

    Exit code: 0 clean, 1 the workbook has errors (with --strict: or warnings), 2 usage, 3 a workbook cannot be read,
    4 a result cannot be written. Of several workbooks the gravest counts; one failing does not stop the others.
    """
    _run_all(workbooks, _call(out, writes=not dry_run, allow_removals=allow_removals, **shared))


@cli.command(short_help="Say the same, and write nothing.")
@_shared_options
def check(*, workbooks: tuple[Path, ...], **shared: Any) -> None:  # noqa: ANN401
    """Say what run would say of each WORKBOOK, and write nothing."""
    _run_all(workbooks, _call(Path("out"), writes=False, **shared))


@cli.command(short_help="List the workbook's sheets and columns.")
@click.argument("sheet", required=False, default="")
def columns(sheet: str) -> None:
    """List what goes into the workbook: every sheet with its columns, or those of one SHEET."""
    from schedbatch.reference import columns_text  # noqa: PLC0415

    _explain(columns_text, sheet)


@cli.command(short_help="List the kinds of issues, or explain one.")
@click.argument("code", required=False, default="")
def issues(code: str) -> None:
    """List every kind of issue, or say what to do about one CODE, such as unknown-reference."""
    from schedbatch.reference import issues_text  # noqa: PLC0415

    _explain(issues_text, code)


def _explain(explain: Callable[[str, int], str], name: str) -> None:
    from schedbatch.reference import UnknownName  # noqa: PLC0415

    try:
        click.echo(explain(name, shutil.get_terminal_size((100, 24)).columns))
    except UnknownName as error:
        raise click.UsageError(str(error)) from error


def _call(
    out: Path, *, writes: bool, strict: bool, as_json: bool, quiet: bool, timezone: str | None, allow_removals: bool = False
) -> _Call:
    from schedbatch.run import Options  # noqa: PLC0415

    _require_zone(timezone)
    options = Options(timezone=timezone, is_strict=strict, allows_removals=allow_removals)
    return _Call(out, _now(), options, writes=writes, as_json=as_json, is_quiet=quiet)


def _run_all(workbooks: Sequence[Path], call: _Call) -> None:
    from schedbatch.run import shared_folders  # noqa: PLC0415

    for one, other, schedule_id in shared_folders(workbooks) if len(workbooks) > 1 else ():
        raise click.UsageError(
            f"{one} and {other} have the same Schedule ID, {schedule_id}; run them one at a time or change one ID."
        )
    raise SystemExit(max(_run_one(path, call) for path in workbooks))


def _run_one(path: Path, call: _Call) -> int:
    from schedbatch.domain.issues import InputUnreadable, OutputNotWritable  # noqa: PLC0415
    from schedbatch.progress import Progress  # noqa: PLC0415
    from schedbatch.run import ExitCode, run_workbook  # noqa: PLC0415

    try:
        with Progress(is_wanted=not call.is_quiet) as progress:
            outcome = run_workbook(path, call.out, call.now, call.options, writes=call.writes, tell=progress)
    except InputUnreadable as refusal:
        return _refuse(path, str(refusal), ExitCode.INPUT_UNREADABLE, as_json=call.as_json)
    except OutputNotWritable as refusal:
        return _refuse(path, str(refusal), ExitCode.OUTPUT_NOT_WRITABLE, as_json=call.as_json)
    if call.as_json:
        click.echo(json.dumps(outcome.receipt))
    elif not call.is_quiet:
        _print_summary(outcome)
    return outcome.exit_code


def _refuse(path: Path, sentence: str, code: int, *, as_json: bool) -> int:
    click.secho(f"{path}: {sentence}", err=True, fg="red")
    if as_json:
        click.echo(json.dumps({"input": {"name": path.name}, "error": sentence, "exit_code": int(code)}))
    return code


def _print_summary(outcome: "Outcome") -> None:
    from schedbatch.outputs.report import summary  # noqa: PLC0415

    colours = {"ERROR": "red", "WARNING": "yellow"}
    for line in summary(outcome.receipt, str(outcome.folder), outcome.written, outcome.notes).splitlines():
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        click.secho(line, fg=colours.get(word))


def _require_zone(timezone: str | None) -> None:
    from schedbatch.readers.settings import closest_zone, zone_named  # noqa: PLC0415

    if timezone is not None and zone_named(timezone) is None:
        closest = closest_zone(timezone)
        hint = f"; did you mean {closest}?" if closest else "."
        raise click.BadParameter(f'"{timezone}" is not a time zone{hint}', param_hint="--timezone")


def _now() -> dt.datetime:
    epoch = os.environ.get(EPOCH_VARIABLE)
    if not epoch:
        return dt.datetime.now(dt.UTC)
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(f"{EPOCH_VARIABLE} must be a number of seconds since 1970, not {epoch!r}.") from error


@cli.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source",
    metavar="WORKBOOK",
    type=click.Path(path_type=Path),
    help="Take settings, courses, groups, subgroups, instructors, locations, closures and session types from there, not examples.",
)
def template(*, file: Path, source: Path | None) -> None:
    """Write a workbook to fill in, with all sheets, notes, drop-downs and examples, to FILE, which must be new.

    Exit code: 0 written, 2 usage, 3 the WORKBOOK cannot be read, 4 FILE is there already or cannot be written.
    """
    from schedbatch.domain.issues import InputUnreadable, OutputNotWritable  # noqa: PLC0415
    from schedbatch.run import ExitCode  # noqa: PLC0415
    from schedbatch.template.make import write_template  # noqa: PLC0415

    if file.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"{file} must end in .xlsx, as Excel's workbooks do.", param_hint="FILE")
    try:
        left_out = write_template(file, source)
    except InputUnreadable as refusal:
        raise SystemExit(_refuse(source or file, str(refusal), ExitCode.INPUT_UNREADABLE, as_json=False)) from refusal
    except OutputNotWritable as refusal:
        click.secho(str(refusal), err=True, fg="red")
        raise SystemExit(ExitCode.OUTPUT_NOT_WRITABLE) from refusal
    for sentence in left_out:
        click.secho(f"{source}: {sentence}", err=True, fg="yellow")
    click.echo(f"Written to {file}; its sheet Instructions says how to fill it in.")


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
