"""``schedbatch show``: one week of a person, a group or a place."""

import datetime as dt
from pathlib import Path

import click

from schedbatch.commands.common import PATH, now, refuse, require_zone
from schedbatch.domain.issues import InputUnreadable
from schedbatch.jobs.run import ExitCode
from schedbatch.jobs.show import UnknownName, week_text


@click.command()
@click.argument("workbook", type=PATH)
@click.option("--who", metavar="NAME", help="An instructor, a learner (ID or name) or a learner group.")
@click.option("--where", metavar="NAME", help="A location.")
@click.option("--week", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="Any day of the week, such as 2026-09-07.")
@click.option("--timezone", metavar="TZ", help="IANA time zone where the workbook's own is blank, such as Europe/London.")
def show(*, workbook: Path, who: str | None, where: str | None, week: dt.datetime | None, timezone: str | None) -> None:
    """Show what a person, a learner group or a place of WORKBOOK has in one week, clashes marked with !!.

    Without --week it is the week of the first offering from today on, or that of the last one.

    Exit code: 0 shown, 2 usage (an unknown name too), 3 the workbook cannot be read.
    """
    require_zone(timezone)
    name = where if who is None else who
    if name is None or (who is not None and where is not None):
        raise click.UsageError("Give either --who or --where.")
    day = week.date() if week else None
    try:
        text = week_text(workbook, name, now(), is_place=who is None, week=day, timezone=timezone)
    except UnknownName as error:
        raise click.UsageError(str(error)) from error
    except InputUnreadable as refusal:
        raise SystemExit(refuse(workbook, str(refusal), ExitCode.INPUT_UNREADABLE, as_json=False)) from refusal
    for line in text.split("\n"):
        click.secho(line, fg="yellow" if "  !! " in line else None)
