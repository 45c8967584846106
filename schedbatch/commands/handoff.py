"""``schedbatch handoff``: hand-offs of a release, made later."""

from collections.abc import Sequence
from pathlib import Path

import click

from schedbatch.commands.common import PATH, now, out_option, refuse, require_zone
from schedbatch.commands.maps import handoff_option, load_maps
from schedbatch.domain.handoff import READY_MADE, HandoffMaps
from schedbatch.domain.issues import InputUnreadable, OutputNotWritable
from schedbatch.domain.names import fold
from schedbatch.jobs.handoff import hand_over
from schedbatch.jobs.run import ExitCode, Options
from schedbatch.readers.spelling import did_you_mean

_NAMES = ", ".join(READY_MADE)
_HELP = f"""Write the hand-offs called NAME of SCHEDULE to handoff/ in the folder of its results.

SCHEDULE is that folder, the schedule.xlsx in it, or the workbook. NAME is {_NAMES} or the name of a map. They
show the release as it stands; nothing new is released.

Exit code: 0 written, 2 usage, 3 SCHEDULE cannot be read, 4 a file cannot be written.
"""


@click.command(help=_HELP)
@click.argument("schedule", type=PATH)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@out_option
@click.option("--timezone", metavar="TZ", help="IANA time zone where the workbook's own is blank, such as Europe/London.")
@handoff_option
def handoff(*, schedule: Path, names: tuple[str, ...], out: Path, timezone: str | None, handoff: tuple[Path, ...]) -> None:
    """Make hand-offs of a release; see ``_HELP``."""
    require_zone(timezone)
    maps = load_maps(handoff)
    wanted = _known((*names, *maps.asked_for), maps)
    if not schedule.exists():
        raise SystemExit(refuse(schedule, "There is no such file or folder.", ExitCode.INPUT_UNREADABLE, as_json=False))
    try:
        made = hand_over(schedule, out, now(), Options(timezone=timezone, maps=maps), wanted)
    except InputUnreadable as refusal:
        raise SystemExit(refuse(schedule, str(refusal), ExitCode.INPUT_UNREADABLE, as_json=False)) from refusal
    except OutputNotWritable as refusal:
        raise SystemExit(refuse(schedule, str(refusal), ExitCode.OUTPUT_NOT_WRITABLE, as_json=False)) from refusal
    for note in made.notes:
        click.secho(note, fg="yellow")
    click.echo(f"{'Written to' if made.has_changed else 'Nothing changed in'} {made.folder}: {', '.join(map(str, made.files))}")
    for path in made.written.kept:
        click.echo(f"Kept as {path.name}: the file that was there, which somebody else had made or changed")


def _known(names: Sequence[str], maps: HandoffMaps) -> tuple[str, ...]:
    """The names, if all of them are known and there is one. Raises UsageError."""
    known = {fold(name): name for name in (*READY_MADE, *maps.names)}
    choices = f"{', '.join(known.values())}; or give a map of your own with --handoff."
    if not names:
        raise click.UsageError(f"Name at least one hand-off: {choices}")
    for name in names:
        if fold(name) not in known:
            raise click.UsageError(f'There is no hand-off "{name}"{did_you_mean(name, known.values()) or f": there are {choices}"}')
    return tuple(known[fold(name)] for name in names)
