"""Hand-offs as somebody else reads them: with ``csv`` and nothing of ours."""

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from schedbatch.domain.handoff import NO_MAPS, HandoffMaps
from schedbatch.domain.reports import RunReport
from schedbatch.domain.results import Offering
from schedbatch.outputs.handoff.render import render

Line = dict[str, str]
Moment = tuple[dt.datetime, int]
"""A wall time, and 1 for the later of two that are alike."""
Span = tuple[Moment, Moment]


def files(report: RunReport, *names: str, maps: HandoffMaps = NO_MAPS) -> dict[str, bytes]:
    """Path below ``handoff/`` -> content."""
    return {str(artifact.path.relative_to("handoff")): artifact.content for artifact in render(report, names, maps)}


def lines(content: bytes, encoding: str = "utf-8-sig") -> list[Line]:
    """The rows of a CSV file by heading."""
    return list(csv.DictReader(io.StringIO(content.decode(encoding), newline="")))


def registrar(report: RunReport) -> list[Line]:
    """The rows of registrar.csv."""
    return lines(files(report, "registrar")["registrar.csv"])


def shown(report: RunReport, *columns: str) -> list[tuple[str, ...]]:
    """Some columns of registrar.csv."""
    return [tuple(row[column] for column in columns) for row in registrar(report)]


_TIME = re.compile(
    r"(?P<begin>\d\d:\d\d)(?P<late_begin> \(second\))?-(?P<end>\d\d:\d\d)(?P<late_end> \(second\))?(?: \+(?P<later>\d+))?"
)


def expanded(row: Mapping[str, str]) -> Iterator[Span]:
    """Every meeting of a row, day by day: the slow twin of the folding, by README's rule."""
    found = _TIME.fullmatch(row["meeting_time"])
    assert found, row["meeting_time"]
    assert (row["begin_time"], row["end_time"]) == (found["begin"].replace(":", ""), found["end"].replace(":", ""))
    begin, end = dt.time.fromisoformat(found["begin"]), dt.time.fromisoformat(found["end"])
    day, last = dt.date.fromisoformat(row["start_date"]), dt.date.fromisoformat(row["end_date"])
    while day <= last:
        if "MTWRFSU"[day.weekday()] in row["days"]:
            ends_on = day + dt.timedelta(days=int(found["later"] or 0))
            yield (
                (dt.datetime.combine(day, begin), int(bool(found["late_begin"]))),
                (dt.datetime.combine(ends_on, end), int(bool(found["late_end"]))),
            )
        day += dt.timedelta(days=1)


def wall(moment: dt.datetime) -> Moment:
    """What a clock on the wall shows."""
    return moment.replace(tzinfo=None, fold=0), moment.fold


def _key(offering: Offering) -> tuple[str, ...]:
    return offering.session.type, "; ".join(offering.groups), "; ".join(offering.instructors), offering.status.value


def of_rows(rows: list[Line]) -> Counter[object]:
    """Type, groups, instructors, status, start and end of every meeting that the rows stand for."""
    columns = ("session_type", "group", "instructor_names", "status")
    return Counter((tuple(row[column] for column in columns), span) for row in rows for span in expanded(row))


def of_plan(report: RunReport) -> Counter[object]:
    """The same of every offering that takes place."""
    live = (offering for offering in report.plan.offerings if offering.status.value in ("Scheduled", "Tentative"))
    return Counter((_key(offering), (wall(offering.start), wall(offering.end))) for offering in live)
