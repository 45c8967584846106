"""``schedbatch run`` and ``schedbatch check``."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from schedbatch.commands.common import PATH, now, print_json, refuse, require_zone
from schedbatch.commands.maps import handoff_option, load_maps

if TYPE_CHECKING:  # what a command needs is imported when it runs: --help and --version are to be quick
    from schedbatch.parallel import Answer
    from schedbatch.run import Options, Outcome

Command = TypeVar("Command", bound=Callable[..., Any])


def _shared_options(command: Command) -> Command:
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


class _Call(NamedTuple):  # a dataclass takes a while to define, for which --help would wait
    """What a command was asked to do with its workbooks."""

    out: Path
    now: dt.datetime
    options: "Options"
    writes: bool
    as_json: bool
    is_quiet: bool
    jobs: int


@click.command(short_help="Write each workbook's schedule, calendars and receipt.")
@_shared_options
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
    _run_all(workbooks, _call(out, writes=not dry_run, allow_removals=allow_removals, again=again, **shared))


@click.command(short_help="Say the same, and write nothing.")
@_shared_options
@click.option("--together", is_flag=True, help="Look for clashes between the workbooks too: the same people or places at once.")
def check(*, workbooks: tuple[Path, ...], together: bool, **shared: Any) -> None:  # noqa: ANN401
    """Say what run would say of each WORKBOOK, and write nothing.

    With --together also say which people and places two or more of the workbooks need at once: instructors and locations of
    one name, learners of one Learner ID. Exit code as with run; with --strict such clashes count as warnings.
    """
    call = _call(Path("out"), writes=False, **shared)
    if together and len(workbooks) < 2:  # noqa: PLR2004
        raise click.UsageError("--together needs two workbooks or more.")
    code = _gravest_code(workbooks, call)
    raise SystemExit(max(code, _check_together(workbooks, call)) if together else code)


def _call(  # noqa: PLR0913 - an option each
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
) -> _Call:
    from schedbatch.run import Options  # noqa: PLC0415

    require_zone(timezone)
    maps = load_maps(handoff)
    options = Options(timezone=timezone, is_strict=strict, allows_removals=allow_removals, runs_again=again, maps=maps)
    return _Call(out, now(), options, writes=writes, as_json=as_json, is_quiet=quiet, jobs=jobs)


def _run_all(workbooks: Sequence[Path], call: _Call) -> None:
    raise SystemExit(_gravest_code(workbooks, call))


def _gravest_code(workbooks: Sequence[Path], call: _Call) -> int:
    from schedbatch.run import shared_folders  # noqa: PLC0415

    for one, other, schedule_id in shared_folders(workbooks) if len(workbooks) > 1 else ():
        raise click.UsageError(
            f"{one} and {other} have the same Schedule ID, {schedule_id}; run them one at a time or change one ID."
        )
    return max(_codes(workbooks, call))


def _check_together(workbooks: Sequence[Path], call: _Call) -> int:
    """Say what clashes between the workbooks, and give the exit code."""
    from schedbatch.domain.issues import InputUnreadable  # noqa: PLC0415
    from schedbatch.outputs.conflict_lines import conflict_lines, conflict_object  # noqa: PLC0415
    from schedbatch.outputs.report import plain  # noqa: PLC0415
    from schedbatch.run import ExitCode  # noqa: PLC0415
    from schedbatch.together import clashes_between  # noqa: PLC0415

    try:
        found = [conflict_object(one) for one in clashes_between(workbooks, call.options)]
    except InputUnreadable:
        return ExitCode.INPUT_UNREADABLE  # why has been said already
    if call.as_json:
        print_json({"together": [str(path) for path in workbooks], "conflicts": found})
    elif not call.is_quiet:
        for line in list(conflict_lines(found, is_written=False, title="Between the workbooks")) or [
            "Nothing clashes between them."
        ]:
            click.secho(plain(line), fg="yellow" if line.startswith("  WARNING") else None)
    return ExitCode.WORKBOOK_HAS_ERRORS if found and call.options.is_strict else ExitCode.CLEAN


def _codes(workbooks: Sequence[Path], call: _Call) -> Iterator[int]:
    """Run each workbook, say what came of it in the order in which they were named, and give the exit codes."""
    from schedbatch.parallel import Bug, Request, run_or_refuse, run_some_at_once  # noqa: PLC0415
    from schedbatch.progress import Progress  # noqa: PLC0415

    request = Request(call.out, call.now, call.options, call.writes)
    are_many = call.jobs > 1 and len(workbooks) > 1
    at_once = run_some_at_once(workbooks, request, call.jobs) if are_many else iter(())
    bugs: list[BaseException] = []
    for number, path in enumerate(workbooks):
        with Progress(is_wanted=not call.is_quiet) as progress:
            progress(f"Running {len(workbooks)} workbooks, {number} done")
            answer = next(at_once) if are_many else run_or_refuse(path, request, progress)
        if isinstance(answer, Bug):
            click.secho(f"{path}: schedbatch itself has failed; see the end.", err=True, fg="red")
            bugs.append(answer.error)
        else:
            yield _say(path, answer, call)
    if bugs:
        raise bugs[0]


def _say(path: Path, answer: "Answer", call: _Call) -> int:
    from schedbatch.parallel import Refusal  # noqa: PLC0415

    if isinstance(answer, Refusal):
        return refuse(path, answer.sentence, answer.exit_code, as_json=call.as_json)
    if call.as_json:
        print_json(answer.receipt)
    elif not call.is_quiet:
        print_summary(answer)
    return answer.exit_code


def print_summary(outcome: "Outcome") -> None:
    """The summary on standard output, gravity in colour."""
    from schedbatch.outputs.report import summary  # noqa: PLC0415

    colours = {"ERROR": "red", "WARNING": "yellow"}
    for line in summary(outcome.receipt, str(outcome.folder), outcome.written, outcome.notes).splitlines():
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        click.secho(line, fg=colours.get(word))
