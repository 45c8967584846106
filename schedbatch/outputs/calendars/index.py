"""``calendars/index.html``: all calendars on one page, with subscribe links where the address is known.

Source: calendars.md, "Size".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from urllib.parse import quote

from schedbatch.domain.model import Settings

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
table { border-collapse: collapse; width: 100% } td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #ddd }
td:first-child { width: 60%; overflow-wrap: anywhere } td.count { text-align: right; color: #555 } td + td { white-space: nowrap }
small { display: block; color: #555 } a { color: #1f3864 }
"""
_HEADINGS = {"": "Everything", "courses": "Courses", "groups": "Groups", "instructors": "Instructors", "locations": "Locations"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A calendar on the page: kind, title, path below ``calendars/``, number of entries, and its parts by month, if any."""

    kind: str
    title: str
    path: str
    entries: int
    parts: tuple[tuple[str, str], ...] = ()


def render_index(settings: Settings, schedule_id: str, calendars: Sequence[Listed]) -> bytes:
    """The page, self-contained, in UTF-8."""
    title = ", ".join(filter(None, (settings.institution, settings.term))) or schedule_id
    by_kind = groupby(calendars, key=lambda calendar: calendar.kind)
    sections = "".join(_section(kind, of_kind, settings.calendar_address) for kind, of_kind in by_kind)
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}: calendars</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}: calendars</h1>\n<p>Subscribe to a calendar rather than importing it: "
        f"an imported copy never changes again.</p>\n{sections}</body>\n</html>\n"
    )
    return page.encode("utf-8", "replace")


def _section(kind: str, calendars: Iterable[Listed], address: str) -> str:
    rows = "".join(_row(calendar, address) for calendar in calendars)
    return f"<h2>{_HEADINGS[kind]}</h2>\n<table>\n{rows}</table>\n"


def _row(calendar: Listed, address: str) -> str:
    path = quote(calendar.path.encode("utf-8", "replace"))
    cells = [f'<td><a href="{path}">{escape(calendar.title)}</a>{_parts(calendar)}</td>']
    if address:
        cells.append(f"<td>{_subscribe_links(address.rstrip('/') + '/' + path, calendar.title)}</td>")
    noun = "entry" if calendar.entries == 1 else "entries"
    return f'<tr>{"".join(cells)}<td class="count">{calendar.entries} {noun}</td></tr>\n'


def _parts(calendar: Listed) -> str:
    """Links to the parts of a calendar that may be larger than Google takes."""
    links = (f'<a href="{quote(path.encode("utf-8", "replace"))}">{escape(month)}</a>' for month, path in calendar.parts)
    return f"<small>large; also by month: {', '.join(links)}</small>" if calendar.parts else ""


def _subscribe_links(address: str, title: str) -> str:
    webcal = "webcal:" + address.partition(":")[2]
    name = quote(title.encode("utf-8", "replace"), safe="")
    links = (
        ("Apple", webcal),
        ("Google", f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}"),
        ("Outlook", f"https://outlook.office.com/calendar/0/addfromweb?url={quote(address, safe='')}&name={name}"),
    )
    return " · ".join(f'<a href="{escape(link)}">{name}</a>' for name, link in links)
