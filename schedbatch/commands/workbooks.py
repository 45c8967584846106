"""What ``schedbatch run`` and ``schedbatch check`` share: options, and workbooks one after another or some at once."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from schedbatch.commands.common import PATH, now, print_json, refuse, require_zone
from schedbatch.commands.maps import handoff_option, load_maps
from schedbatch.commands.progress import Progress
from schedbatch.jobs.run import Options, Outcome, shared_folders
from schedbatch.jobs.several import Answer, Batch, Bug, Refusal, run_or_refuse, run_some_at_once
from schedbatch.outputs.receipt.summary import summary

Command = TypeVar("Command", bound=Callable[..., Any])


def shared_options(command: Command) -> Command:
    """Give the command what it has in common with the other."""
    for decorate in (
        click.option("--jobs", type=click.IntRange(min=1), default=1, metavar="N", help="Run N workbooks at once."),
        click.option("--quiet", "-q", is_flag=True, help="Print nothing but why a workbook could not be run."),
        click.option("--json", "as_json", is_flag=True, help="Print receipts, one JSON object a line, instead of a summary."),
        click.option("--strict", is_flag=True, help="Release nothing if there is any error or warning."),
        handoff_option,
        click.option("--timezone", metavar="TZ", help="IANA time zone where the workbook's own is blank, such as Europe/London."),
        click.argument("workbooks", metavar="WORKBOOK...", nargs=-1, required=True, type=PATH),
    ):
        command = decorate(command)
    return command


@dataclass(frozen=True, slots=True)
class WorkbooksOrder:
    """What a command was asked to do with its workbooks."""

    out: Path
    now: dt.datetime
    options: Options
    writes: bool
    as_json: bool
    is_quiet: bool
    jobs: int


def make_order(  # noqa: PLR0913 - an option each
    out: Path,
    *,
    writes: bool,
    strict: bool,
    as_json: bool,
    quiet: bool,
    timezone: str | None,
    jobs: int,
    handoff: tuple[Path, ...],
    allow_removals: bool = False,
    again: bool = False,
) -> WorkbooksOrder:
    """What the options ask for; raises UsageError for a time zone or a map that is none."""
    require_zone(timezone)
    maps = load_maps(handoff)
    options = Options(timezone=timezone, is_strict=strict, allows_removals=allow_removals, runs_again=again, maps=maps)
    return WorkbooksOrder(out, now(), options, writes=writes, as_json=as_json, is_quiet=quiet, jobs=jobs)


def gravest_code(workbooks: Sequence[Path], order: WorkbooksOrder) -> int:
    """Run every workbook, say what came of it, and give the gravest exit code; two of one schedule are refused."""
    for workbook, other, schedule_id in shared_folders(workbooks) if len(workbooks) > 1 else ():
        raise click.UsageError(
            f"{workbook} and {other} have the same Schedule ID, {schedule_id}; run them one at a time or change one ID."
        )
    return max(_codes(workbooks, order))


def _codes(workbooks: Sequence[Path], order: WorkbooksOrder) -> Iterator[int]:
    """Run each workbook, say what came of it in the order in which they were named, and give the exit codes."""
    batch = Batch(order.out, order.now, order.options, order.writes)
    are_many = order.jobs > 1 and len(workbooks) > 1
    at_once = run_some_at_once(workbooks, batch, order.jobs) if are_many else iter(())
    bugs: list[BaseException] = []
    for number, path in enumerate(workbooks):
        with Progress(is_wanted=not order.is_quiet) as progress:
            progress(f"Running {len(workbooks)} workbooks, {number} done")
            answer = next(at_once) if are_many else run_or_refuse(path, batch, progress)
        if isinstance(answer, Bug):
            click.secho(f"{path}: schedbatch itself has failed; see the end.", err=True, fg="red")
            bugs.append(answer.error)
        else:
            yield _say(path, answer, order)
    if bugs:
        raise bugs[0]


def _say(path: Path, answer: Answer, order: WorkbooksOrder) -> int:
    if isinstance(answer, Refusal):
        return refuse(path, answer.sentence, answer.exit_code, as_json=order.as_json)
    if order.as_json:
        print_json(answer.receipt)
    elif not order.is_quiet:
        print_summary(answer)
    return answer.exit_code


def print_summary(outcome: Outcome) -> None:
    """The summary on standard output, gravity in colour."""
    colours = {"ERROR": "red", "WARNING": "yellow"}
    for line in summary(outcome.receipt, str(outcome.folder), outcome.written, outcome.notes).splitlines():
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        click.secho(line, fg=colours.get(word))
