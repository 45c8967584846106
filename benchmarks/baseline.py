"""The script that a user would write: pandas reads and writes the sheets, icalendar the calendars; no checks, no history.

It makes the same offerings and the same kinds of calendars: of everything, and by course, group, parent group, instructor and
location. Each VEVENT is made once and added to each calendar that holds it.
"""

import datetime as dt
import sys
from collections import defaultdict
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import icalendar
import pandas as pd

_ZONE = ZoneInfo("Europe/London")


def main(workbook: Path, out: Path) -> None:
    """Read ``workbook`` and write ``schedule.xlsx`` and ``calendars/`` to ``out``."""
    sheets = pd.read_excel(workbook, sheet_name=None, engine="openpyxl")
    offerings = make_offerings(sheets)
    out.mkdir(parents=True, exist_ok=True)
    pd.DataFrame([{name: value for name, value in row.items() if name != "description"} for row in offerings]).to_excel(
        out / "schedule.xlsx", sheet_name="Offerings", index=False
    )
    write_calendars(offerings, out / "calendars")


def make_offerings(sheets: dict[str, pd.DataFrame]) -> list[dict[str, object]]:
    """An offering for each session, group (or subgroup, where there are some) and week."""
    addresses = dict(zip(sheets["Locations"]["Location"], sheets["Locations"]["Address"], strict=True))
    found: list[dict[str, object]] = []
    for session in sheets["Sessions"].to_dict("records"):
        for path, group in _groups_of(str(session["Groups"]), sheets):
            for week in range(int(session.get("Weeks", 1))):
                start = dt.datetime.combine(session["Date"], session["Start"]) + dt.timedelta(weeks=week)
                offering_id = f"{session['Session ID']}/{path}/w{week + 1}.1"
                location = group.get("Location", session.get("Location"))
                found.append(
                    {
                        "offering_id": offering_id,
                        "session_id": session["Session ID"],
                        "course": session["Course"],
                        "title": session["Title"],
                        "type": session["Type"],
                        "groups": path,
                        "start": start,
                        "end": start + dt.timedelta(minutes=int(session["Minutes"])),
                        "location": location,
                        "address": addresses.get(location, ""),
                        "instructors": group.get("Instructors", session.get("Instructors")),
                        "description": session["Description"],
                        "uid": str(uuid5(NAMESPACE_URL, offering_id)),
                    }
                )
    return found


def _groups_of(names: str, sheets: dict[str, pd.DataFrame]) -> list[tuple[str, dict[str, str]]]:
    if "Subgroups" not in sheets:
        return [(name, {}) for name in names.split("; ")]
    chosen = set(names.split("; "))
    rows = sheets["Subgroups"].to_dict("records")
    return [
        (f"{row['Group']} > {row['Subgroup']}", {"Location": row["Location"], "Instructors": row["Instructors"]})
        for row in rows
        if row["Group"] in chosen
    ]


def write_calendars(offerings: list[dict[str, object]], folder: Path) -> None:
    """A calendar file for everything, and for each course, group, parent group, instructor and location."""
    calendars: dict[tuple[str, str], list[icalendar.Event]] = defaultdict(list)
    for offering in offerings:
        event = make_event(offering)
        calendars["", "all"].append(event)
        for kind, name in (("courses", "course"), ("groups", "groups"), ("instructors", "instructors"), ("locations", "location")):
            calendars[kind, str(offering[name])].append(event)
        parent, separator, _ = str(offering["groups"]).partition(" > ")
        if separator:
            calendars["groups", f"{parent} (whole branch)"].append(event)
    for (kind, name), events in calendars.items():
        calendar = icalendar.Calendar()
        calendar.add("version", "2.0")
        calendar.add("prodid", "-//script//EN")
        calendar.add("x-wr-calname", name)
        for event in events:
            calendar.add_component(event)
        path = folder / kind / f"{name.replace(' > ', ' - ')}.ics"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(calendar.to_ical())


def make_event(offering: dict[str, object]) -> icalendar.Event:
    """The VEVENT of one offering."""
    event = icalendar.Event()
    event.add("uid", f"{offering['uid']}@example.edu")
    event.add("dtstamp", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    for name in ("start", "end"):
        moment = offering[name]
        assert isinstance(moment, dt.datetime)  # noqa: S101 - tells the type
        event.add(f"dt{name}", moment.replace(tzinfo=_ZONE))
    event.add("summary", f"{offering['title']} ({offering['groups']})")
    event.add("location", offering["location"])
    event.add("categories", [offering["type"]])
    told = (("Course", "course"), ("Type", "type"), ("Groups", "groups"), ("Instructors", "instructors"), ("Place", "address"))
    event.add("description", "\n".join([*(f"{what}: {offering[name]}" for what, name in told), "", str(offering["description"])]))
    event.add("contact", offering["instructors"])
    return event


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
