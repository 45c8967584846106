"""``status.html``: the status for people, a page that loads itself again."""

import datetime as dt
from collections.abc import Iterable
from html import escape

from schedbatch import __version__
from schedbatch.watch.journal import ClaimRecord
from schedbatch.watch.log import plain, utc
from schedbatch.watch.receipts import shown_time
from schedbatch.watch.status import SHOWN, Trouble, Waiting, WatchStatus

_STATES = {
    "watching": ("good", "The folder is being watched."),
    "running": ("good", "The folder is being watched, and workbooks are being run."),
    "trouble": ("bad", "Something keeps the work from going on; it goes on by itself when that is mended."),
    "stopping": ("idle", "Stopping, once the workbooks that are being run are finished."),
    "stopped": ("idle", "Not running. Workbooks wait until the watch is started again."),
}
_OUTCOMES = {
    "released": ("good", "released"),
    "already done": ("idle", "already done"),
    "refused": ("bad", "nothing released"),
    "unreadable": ("bad", "not readable"),
    "broken": ("bad", "program failed"),
}
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
table { border-collapse: collapse; width: 100% } th { text-align: left; font-weight: 600; color: #555; font-size: .85rem }
td, th { padding: .35rem .8rem .35rem 0; border-bottom: 1px solid #ddd; vertical-align: top; overflow-wrap: anywhere }
td.time, td.mark { white-space: nowrap } p.small { color: #555; font-size: .9rem; margin: .3rem 0 }
td.name { width: 22% }
.state { padding: .6rem .9rem; border-left: .4rem solid; margin: 1rem 0 }
.state.good { border-color: #2e7d32; background: #edf7ed }
.state.bad { border-color: #b71c1c; background: #fdecea }
.state.idle { border-color: #757575; background: #f3f3f3 }
.mark.good { color: #2e7d32 } .mark.amber { color: #8a5a00 } .mark.bad { color: #b71c1c } .mark.idle { color: #555 }
dl { display: flex; flex-wrap: wrap; gap: .5rem 2.2rem; margin: 1rem 0 }
dt { color: #555; font-size: .85rem } dd { margin: 0; font-size: 1.4rem }
"""
# Without it the page of a watch that has died looks like that of one that lives.
_SCRIPT = """
const made = new Date(document.body.dataset.at), limit = Number(document.body.dataset.limit);
function age() {
  if (document.body.dataset.state === "stopped" || (Date.now() - made) / 1000 < limit) return;
  const box = document.getElementById("state");
  box.className = "state bad";
  box.textContent = "This page has not been brought up to date for " + Math.round((Date.now() - made) / 60000) + " minutes: "
    + "the watch is not running, or cannot write here. Tell whoever looks after it.";
}
age(); setInterval(age, 5000);
"""


def render_page(status: WatchStatus, now: dt.datetime) -> bytes:
    """The status for people: one page, self-contained, that loads itself again."""
    colour, sentence = _STATES[status.state]
    # A page is late when several writings have failed to come.
    limit = max(60, int(status.every * 4))
    polled = f"It was looked into last at {status.polled_at.astimezone():%H:%M:%S}." if status.polled_at else ""
    waiting = status.waiting[:SHOWN]
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="refresh" content="15">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>schedbatch: watched folder</title>\n'
        f'<style>{_STYLE}</style>\n</head>\n<body data-at="{utc(now)}" data-limit="{limit}" data-state="{status.state}">\n'
        f'<h1>Watched folder</h1>\n<p class="small">{_shown(status.inbox)}</p>\n'
        f'<div id="state" class="state {colour}">{sentence} {polled}</div>\n'
        f"{_figures(status)}{_last_trouble(status.trouble)}{_waiting_table('Being run', status.running)}"
        f"{_waiting_table('Waiting', waiting)}{_more(status.waiting_count - len(waiting), 'waiting')}"
        f"{_recent_table(status.recent)}{_not_taken_table(status)}"
        f'<p class="small">Results are in {_shown(status.out)}. schedbatch {__version__}, process {status.pid} on '
        f"{_shown(status.host)}, since {shown_time(status.started_at.astimezone())}.</p>\n"
        f"<script>{_SCRIPT}</script>\n</body>\n</html>\n"
    )
    return page.encode("utf-8", "replace")


def _shown(text: object) -> str:
    return escape(plain(str(text)))


def _figures(status: WatchStatus) -> str:
    counts = status.counts
    failed = sum(counts.get(outcome, 0) for outcome in ("refused", "unreadable", "broken"))
    figures = (
        ("waiting", status.waiting_count),
        ("being run", len(status.running)),
        ("released", counts.get("released", 0)),
        ("already done", counts.get("already done", 0)),
        ("came to nothing", failed),
    )
    return "<dl>" + "".join(f"<div><dt>{name}</dt><dd>{number:,}</dd></div>" for name, number in figures) + "</dl>\n"


def _short(moment: dt.datetime) -> str:
    """``1 Sep, 09:30``, in the machine's zone, which the foot of the page names."""
    local = moment.astimezone()
    return f"{local.day} {local:%b, %H:%M}"


def _last_trouble(trouble: Trouble | None) -> str:
    if trouble is None:
        return ""
    name = f"{_shown(trouble.name)}: " if trouble.name else ""
    return f"<h2>Last trouble</h2>\n<p>{_short(trouble.at)}: {name}{_shown(trouble.sentence)}</p>\n"


def _waiting_table(title: str, workbooks: Iterable[Waiting]) -> str:
    cells = "".join(
        f'<tr><td class="name">{_shown(workbook.name)}</td><td>{_shown(workbook.why)}</td>'
        f'<td class="time">{_short(workbook.since)}</td></tr>\n'
        for workbook in workbooks
    )
    headings = "<tr><th>Workbook</th><th>Why</th><th>Since</th></tr>"
    return f"<h2>{title}</h2>\n<table>\n{headings}\n{cells}</table>\n" if cells else ""


def _recent_table(records: Iterable[ClaimRecord]) -> str:
    cells = []
    for record in records:
        colour, word = _OUTCOMES.get(record.outcome, ("idle", record.outcome))
        if record.exit_code and record.outcome == "released":
            colour, word = "amber", "released, with errors"
        when = _short(dt.datetime.fromisoformat(record.finished_at))
        cells.append(
            f'<tr><td class="time">{when}</td><td class="name">{_shown(record.name)}</td>'
            f'<td class="mark {colour}">{escape(word)}</td><td>{_shown(record.sentence)}</td></tr>\n'
        )
    headings = "<tr><th>When</th><th>Workbook</th><th>What came of it</th><th></th></tr>"
    return (
        f"<h2>Finished last</h2>\n<table>\n{headings}\n{''.join(cells)}</table>\n" if cells else "<p>Nothing has come in yet.</p>\n"
    )


def _not_taken_table(status: WatchStatus) -> str:
    cells = "".join(f'<tr><td class="name">{_shown(file.name)}</td><td>{_shown(file.why)}</td></tr>\n' for file in status.not_taken)
    if not cells:
        return ""
    more = _more(status.not_taken_count - len(status.not_taken), "that are not taken")
    return f"<h2>Not taken</h2>\n<table>\n<tr><th>File</th><th>Why</th></tr>\n{cells}</table>\n{more}"


def _more(number: int, what: str) -> str:
    return f'<p class="small">and {number:,} more {what}</p>\n' if number > 0 else ""
