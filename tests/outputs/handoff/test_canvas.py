"""Canvas's documented rules: SIS imports ("sections.csv") and the calendar's timetable_events."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

from schedbatch.domain.calendar_text import offering_text
from schedbatch.domain.model import Status
from schedbatch.domain.revisions import Revision, Stamp, Tombstone
from schedbatch.jobs.run import process
from tests import drawing
from tests.outputs.handoff.reading import Line, files, lines
from tests.outputs.reports import MADE_AT, offering, report

SAMPLES = Path(__file__).parents[3] / "samples"
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def sections(content: bytes) -> list[Line]:
    return lines(content, "utf-8")


def calls(content: bytes) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(content)
    return made


def test_sections_and_their_timetables(workbook: Path) -> None:
    """
    # Settings
    | Setting   | Value      |
    | Term code | 202710     |
    | First day | 2026-09-01 |
    | Last day  | 2026-12-18 |
    # Courses
    | Course  | Course number | Subject |
    | Anatomy | 101           | ANAT    |
    # Subgroups
    | Group | Subgroup | Section |
    | Labs  | 01       | 001     |
    | Labs  | 02       |         |
    # Sessions
    | Session ID | Course  | Title      | Type | Groups | Date       | Start | Minutes | Location    | Status    |
    | D          | Anatomy | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 50      | Lab 1; Lab 2 | Tentative |
    """
    made = drawing.report(workbook)
    found = files(made, "canvas")
    first, second = made.plan.offerings
    group_id = "202710_ANAT_101_Labs-02-66907d49"
    span = {"start_date": "2026-08-31T23:00:00Z", "end_date": "2026-12-19T00:00:00Z"}
    assert sections(found["canvas/sections.csv"]) == [
        {"section_id": "202710_ANAT_101_001", "course_id": "202710_ANAT_101", "name": "ANAT 101 001", "status": "active", **span},
        {"section_id": group_id, "course_id": "202710_ANAT_101", "name": "ANAT 101 Labs > 02", "status": "active", **span},
    ]
    when = {"start_at": "2026-09-07T08:00:00Z", "end_at": "2026-09-07T08:50:00Z"}
    assert calls(found["canvas/timetable_events.json"]) == [
        {
            "course_id": "sis_course_id:202710_ANAT_101",
            "course_section_id": "sis_section_id:202710_ANAT_101_001",
            "events": [{**when, "location_name": "Lab 1", "code": first.uid, "title": "Dissection"}],
        },
        {
            "course_id": "sis_course_id:202710_ANAT_101",
            "course_section_id": f"sis_section_id:{group_id}",
            "events": [{**when, "location_name": "Lab 2", "code": second.uid, "title": "Dissection"}],
        },
    ]


def test_the_samples_keep_canvas_rules() -> None:
    for name in ("anatomy-labs.xlsx", "medical-term.xlsx", "with-mistakes.xlsx"):
        made = process(SAMPLES / name, None, MADE_AT)
        found = files(made, "canvas")
        rows = sections(found["canvas/sections.csv"])
        assert list(rows[0]) == ["section_id", "course_id", "name", "status", "start_date", "end_date"]
        ids = [row["section_id"] for row in rows]
        assert len({*ids}) == len(ids)
        assert [row for row in rows if not all(row.values()) or row["status"] not in ("active", "deleted")] == []
        assert [row for row in rows if not ISO.fullmatch(row["start_date"]) or not row["start_date"] < row["end_date"]] == []
        timetables = calls(found["canvas/timetable_events.json"])
        assert [timetable["course_section_id"] for timetable in timetables] == [
            f"sis_section_id:{section_id}" for section_id in ids
        ]
        live = {planned.uid: planned for planned in made.plan.offerings if planned.status.is_live}
        moments = {
            event["code"]: (dt.datetime.fromisoformat(event["start_at"]), dt.datetime.fromisoformat(event["end_at"]))
            for timetable in timetables
            for event in timetable["events"]
        }
        assert moments == {uid: (planned.start.astimezone(dt.UTC), planned.end.astimezone(dt.UTC)) for uid, planned in live.items()}
        assert sum(len(timetable["events"]) for timetable in timetables) == len(live)


def test_a_section_whose_teaching_is_all_cancelled_is_deleted_and_its_timetable_emptied() -> None:
    gone = Tombstone(offering(2), offering_text(offering(2), "", ""), Stamp(7, MADE_AT), (("", ""),), is_new=True)
    other = offering(1, id="other", uid="other")
    half = Tombstone(other, offering_text(other, "", ""), Stamp(7, MADE_AT), (("", ""),), is_new=True)
    revision = Revision(Stamp(1, MADE_AT), tombstones=(gone, half))
    found = files(report((offering(1), offering(3, status=Status.CANCELLED)), revision=revision), "canvas")
    assert [(row["name"], row["status"]) for row in sections(found["canvas/sections.csv"])] == [
        ("Anatomy Anatomy Labs > 01", "active"),
        ("Anatomy Anatomy Labs > 02", "deleted"),
    ]
    assert [[event["code"] for event in timetable["events"]] for timetable in calls(found["canvas/timetable_events.json"])] == [
        [offering(1).uid],
        [],
    ]


def test_a_section_is_open_on_the_days_of_its_meetings_outside_the_term(workbook: Path) -> None:
    """
    # Settings
    | Setting   | Value      |
    | First day | 2026-09-14 |
    # Groups
    | Group  |
    | Year 1 |
    # Sessions
    | Title   | Type | Groups | Date       | Start | Minutes |
    | Welcome | Talk | Year 1 | 2026-09-07 | 22:00 | 180     |
    """
    (row,) = sections(files(drawing.report(workbook), "canvas")["canvas/sections.csv"])
    assert (row["start_date"], row["end_date"]) == ("2026-09-06T23:00:00Z", "2026-09-08T23:00:00Z")
