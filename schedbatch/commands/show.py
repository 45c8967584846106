"""``schedbatch show``: one week of a person, a group or a place."""

import datetime as dt
import re
from pathlib import Path

import click

from schedbatch.commands.common import PATH, now, out_option, refuse, require_zone
from schedbatch.domain.issues import InputUnreadable
from schedbatch.jobs.run import ExitCode, Options
from schedbatch.jobs.show import UnknownName, week_text
from schedbatch.jobs.steps.released_plan import Asked

_NUMBER = re.compile(r"0*[1-9]\d{0,2}", re.ASCII)


@click.command()
@click.argument("schedule", type=PATH)
@click.option("--who", metavar="NAME", help="An instructor, a learner (ID or name) or a learner group.")
@click.option("--where", metavar="NAME", help="A location.")
@click.option("--week", metavar="WEEK", help="A week of the term, such as 3, or any day of the week, such as 2026-09-07.")
@out_option
@click.option("--timezone", metavar="TZ", help="IANA time zone where the workbook's own is blank, such as Europe/London.")
def show(*, schedule: Path, who: str | None, where: str | None, week: str | None, out: Path, timezone: str | None) -> None:
    """Show what a person, a learner group or a place of SCHEDULE has in one week, clashes marked with !!.

    SCHEDULE is a workbook, which stands for what a run would release; or a folder such as out/<schedule id> or the
    schedule.xlsx in it, which stand for what was released. Weeks are counted from the week of First day, or else of the
    first offering. Without --week it is the week of the first offering from today on, or that of the last one.

    Exit code: 0 shown, 2 usage (an unknown name too), 3 SCHEDULE cannot be read.
    """
    require_zone(timezone)
    name = where if who is None else who
    if name is None or (who is not None and where is not None):
        raise click.UsageError("Give either --who or --where.")
    asked_week = _week(week) if week is not None else None
    try:
        text = week_text(Asked(schedule, out, now(), Options(timezone=timezone)), name, is_place=who is None, week=asked_week)
    except UnknownName as error:
        raise click.UsageError(str(error)) from error
    except InputUnreadable as refusal:
        raise SystemExit(refuse(schedule, str(refusal), ExitCode.INPUT_UNREADABLE, as_json=False)) from refusal
    for line in text.split("\n"):
        click.secho(line, fg="yellow" if "  !! " in line else None)


def _week(text: str) -> dt.date | int:
    """The number of a week, or a day in it. Raises UsageError."""
    if _NUMBER.fullmatch(text.strip()):
        return int(text)
    try:
        return dt.datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
    except ValueError as error:
        message = f'"{text}" is neither a week of the term, such as 3, nor a day, such as 2026-09-07.'
        raise click.BadParameter(message, param_hint="--week") from error
