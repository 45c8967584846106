"""``schedbatch diff``: what differs between two workbooks or two releases."""

from pathlib import Path

import click

from schedbatch.commands.common import PATH, now, out_option, print_json, refuse, require_zone
from schedbatch.jobs.diff import SideUnreadable, difference
from schedbatch.jobs.run import ExitCode
from schedbatch.outputs.receipt.change_lines import change_lines
from schedbatch.outputs.receipt.receipt import changes_object


@click.command()
@click.argument("old", type=PATH)
@click.argument("new", type=PATH)
@click.option("--exit-code", "tells", is_flag=True, help="Exit with 1 if anything differs, like git diff.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with all changes.")
@out_option
@click.option("--timezone", metavar="TZ", help="IANA time zone where a workbook's own is blank, such as Europe/London.")
def diff(*, old: Path, new: Path, tells: bool, as_json: bool, out: Path, timezone: str | None) -> None:
    """Say field by field what differs between OLD and NEW.

    Each is a workbook, a folder such as out/<schedule id>, or the schedule.xlsx in it. A workbook stands for what a run would
    release, a folder for what was released last, a schedule.xlsx for its release. Offerings and ILMs are matched by ID.

    Exit code: 0 compared (with --exit-code: and nothing differs), 1 with --exit-code if anything differs, 2 usage,
    3 one of the two cannot be read.
    """
    require_zone(timezone)
    for path in (old, new):
        if not path.exists():
            raise SystemExit(refuse(path, "There is no such file or folder.", ExitCode.INPUT_UNREADABLE, as_json=as_json))
    try:
        changes = difference(old, new, timezone, out=out, now=now())
    except SideUnreadable as refusal:
        raise SystemExit(refuse(refusal.path, str(refusal), ExitCode.INPUT_UNREADABLE, as_json=as_json)) from refusal
    found = changes_object(changes, limit=None)
    if as_json:
        print_json({"old": str(old), "new": str(new), "counts": found["counts"], "rows": found["rows"]})
    else:
        click.echo("\n".join(change_lines(found, limit=None)) or "Nothing differs.")
    raise SystemExit(ExitCode.WORKBOOK_HAS_ERRORS if tells and changes.rows else ExitCode.CLEAN)
