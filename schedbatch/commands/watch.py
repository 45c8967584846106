"""``schedbatch watch``: the watched folder."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from schedbatch.commands.common import now, require_zone
from schedbatch.commands.maps import handoff_option, load_maps
from schedbatch.domain.issues import OutputNotWritable
from schedbatch.jobs.run import ExitCode, Options
from schedbatch.watch import loop
from schedbatch.watch.log import ERROR, Log
from schedbatch.watch.mail import WrongSettings, read_postbox
from schedbatch.watch.places import Unfit, fit_places
from schedbatch.watch.setup import Setup
from schedbatch.watch.signals import Stop

_DEFAULT_INTERVAL, _DEFAULT_SETTLE, _MAX_JOBS = 2.0, 4.0, 64


@click.command()
@click.argument("inbox", metavar="INBOX", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Folder for the results.")
@click.option("--once", is_flag=True, help="Deal with what is there, then end: for cron and the Task Scheduler.")
@click.option(
    "--interval", type=click.FloatRange(0.01, 3600), default=_DEFAULT_INTERVAL, show_default=True, help="Seconds between two looks."
)
@click.option(
    "--settle",
    type=click.FloatRange(0, 3600),
    default=_DEFAULT_SETTLE,
    show_default=True,
    help="Seconds that a file must stand still before it is taken.",
)
@click.option("--jobs", type=click.IntRange(1, _MAX_JOBS), default=1, show_default=True, help="Workbooks that are run at once.")
@click.option("--strict", is_flag=True, help="Release nothing of a workbook with any error or warning.")
@click.option("--timezone", metavar="TZ", help="IANA time zone where a workbook's own is blank, such as Europe/London.")
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Of the log on stderr.")
@click.option("--mail-to", metavar="ADDRESS", multiple=True, help="Mail every receipt there; may be given several times.")
@handoff_option
@click.option("--config", type=click.Path(path_type=Path), help="TOML file with the mail's settings.")
def watch(*, inbox: Path, out: Path, mail_to: tuple[str, ...], config: Path | None, log_format: str, **given: Any) -> None:  # noqa: ANN401
    """Run every workbook that is put into the folder INBOX; results go to OUT/<schedule id>/.

    Workbooks end up in INBOX/done or INBOX/failed with a receipt each; OUT/status.html shows what is going on. Ctrl-C and
    SIGTERM finish the workbook that is being run; a second one stops at once.

    Exit code: 0 stopped, or with --once all well; with --once also 1 a workbook has errors, 3 a workbook cannot be read,
    4 something has to wait; 2 usage, or folders that cannot be used; 75 INBOX or OUT is being watched already.
    """
    require_zone(given["timezone"])
    maps = load_maps(given["handoff"])
    log = Log(sys.stderr, log_format, now)
    try:
        setup = Setup(
            places=fit_places(inbox, out),
            options=Options(timezone=given["timezone"], is_strict=given["strict"], maps=maps),
            interval=given["interval"],
            settle=given["settle"],
            jobs=given["jobs"],
            is_once=given["once"],
            postbox=read_postbox(config, os.environ, mail_to),
        )
        code = loop.watch(setup, log, Stop(), now)
    except (Unfit, WrongSettings) as refusal:
        raise click.UsageError(str(refusal)) from refusal
    except (OutputNotWritable, OSError) as error:
        log(ERROR, str(error))
        code = ExitCode.OUTPUT_NOT_WRITABLE
    raise SystemExit(code)
