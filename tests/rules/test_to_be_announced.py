"""Words for what is not known yet are shown, and are no resource; workbook.md, "To be announced"."""

import datetime as dt
from pathlib import Path

import pytest

from schedbatch.domain.to_be_announced import is_to_be_announced
from schedbatch.jobs.run import Options, run_workbook
from tests.drawing import NOW, conflicts, draw, issues, messages, report
from tests.editing import rows

WORDS = ("TBA", "tbc", "TBD", "?", "Staff", "various", "TBA (cardiology)", "TBC: ask Robin", "t.b.a.", "To be confirmed")
NAMES = ("Tbabel Hall", "Staff room", "Various, Ann", "Room ?", "The TBA room", "None", "NA", "")


@pytest.mark.parametrize("word", WORDS)
def test_the_words_that_say_later(word: str) -> None:
    assert is_to_be_announced(word)


@pytest.mark.parametrize("name", NAMES)
def test_names_that_only_look_like_them(name: str) -> None:
    assert not is_to_be_announced(name)


def test_two_offerings_in_a_place_to_be_announced_do_not_clash(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | One   | Lab  | 2026-09-07 | 09:00 | 60      | TBA      | TBC         |
    | S2         | Two   | Lab  | 2026-09-07 | 09:00 | 60      | TBA      | TBC         |
    """
    assert conflicts(workbook) == []


def test_a_defined_place_and_a_defined_person_clash_whatever_their_names(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | One   | Lab  | 2026-09-07 | 09:00 | 60      | TBA      | Staff       |
    | S2         | Two   | Lab  | 2026-09-07 | 09:00 | 60      | TBA      | Staff       |
    # Locations
    | Location |
    | TBA      |
    # Instructors
    | Instructor |
    | Staff      |
    """
    assert [conflict.kind.value for conflict in report(workbook).conflicts] == ["instructor-clash", "location-clash"]


def test_a_person_at_two_places_to_be_announced_is_in_two_places(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Subgroups
    | Group | Subgroup |
    | Labs  | a        |
    | Labs  | b        |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S1         | One   | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | TBA      | Okafor      |
    """
    assert [conflict.kind.value for conflict in report(workbook).conflicts] == ["instructor-clash"]


def test_what_is_to_be_announced_is_not_proposed_and_each_name_of_a_list_counts_by_itself(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Subgroups
    | Group | Subgroup |
    | Labs  | a        |
    | Labs  | b        |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors  |
    | S1         | One   | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | R1; TBA  | Okafor; TBC  |
    | S2         | Two   | Lab  |        | 2026-09-07 | 09:30 | 60      | R1       | none         |
    """
    assert messages(workbook) == [
        '"One" has a location that is still to be announced for Labs > b.',
        '"One" has instructors who are still to be announced for Labs > a, Labs > b.',
        '"Two" names no learner groups.',
    ]
    assert [message for message in conflicts(workbook) if "Free then" in message] == []


def test_an_address_needs_no_location_even_if_one_is_to_be_announced(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Labs  |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | URL                  | Instructors |
    | S1         | One   | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | TBA      | https://example.edu/ | none        |
    """
    assert issues(workbook) == []


def test_what_is_to_be_announced_has_no_calendar_and_no_workload_and_is_shown_as_typed(workbook: Path, tmp_path: Path) -> None:
    """
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location         | Instructors |
    | S1         | One   | Lab  | 2026-09-07 | 09:00 | 60      | TBA (cardiology) | Okafor; TBC |
    """
    folder = run_workbook(workbook, tmp_path / "out", NOW, Options()).folder
    calendars = sorted(path.relative_to(folder / "calendars").as_posix() for path in folder.rglob("*.ics"))
    assert calendars == ["all.ics", "instructors/Okafor.ics"]
    assert rows(folder / "schedule.xlsx", "Location", "Instructors") == [("TBA (cardiology)", "Okafor; TBC")]
    assert "LOCATION:TBA (cardiology)" in (folder / "calendars" / "all.ics").read_text(encoding="utf-8")
    assert [workload.instructor for workload in report(workbook).hours.workloads] == ["Okafor"]


def test_a_place_announced_later_is_a_change_of_the_same_offering(tmp_path: Path) -> None:
    drawing = """
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | One   | Lab  | 2026-09-07 | 09:00 | 60      | {place}  | none        |
    """
    out = tmp_path / "out"
    run_workbook(draw(drawing.format(place="TBA"), tmp_path / "a.xlsx"), out, NOW, Options())
    later = run_workbook(draw(drawing.format(place="R1"), tmp_path / "a.xlsx"), out, NOW + dt.timedelta(days=1), Options())
    assert [path.name for path in later.folder.glob("calendars/locations/*") if "TBA" in path.name] == []
    assert {kind: count for kind, count in later.receipt["changes"]["counts"].items() if count} == {"moved": 1}
