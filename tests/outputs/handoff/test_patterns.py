import datetime as dt
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain.model import Catalog, Session, Settings, Status
from schedbatch.domain.names import natural_key
from schedbatch.domain.reports import RunReport
from schedbatch.domain.results import Offering
from schedbatch.domain.times import at, later
from schedbatch.jobs.run import process
from schedbatch.outputs.csv_text import one_line
from tests import drawing
from tests.outputs.handoff.reading import of_plan, of_rows, registrar, shown
from tests.outputs.reports import MADE_AT, offering, report

LONDON = ZoneInfo("Europe/London")
WHEN = ("start_date", "end_date", "days", "meeting_time")
SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.mark.parametrize("name", ["anatomy-labs.xlsx", "medical-term.xlsx", "with-mistakes.xlsx"])
def test_the_rows_of_a_sample_give_its_offerings_times_again(name: str) -> None:
    made = process(SAMPLES / name, None, MADE_AT)
    assert of_rows(registrar(made)) == of_plan(made) != {}


def test_a_weekly_series_is_one_row(workbook: Path) -> None:
    """
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    # Sessions
    | Title      | Type | Groups | Date       | Start | Minutes | Weeks |
    | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 50      | 10    |
    """
    assert shown(drawing.report(workbook), *WHEN) == [("2026-09-07", "2026-11-09", "M", "09:00-09:50")]


def test_weekdays_of_one_series_share_a_row(workbook: Path) -> None:
    """
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    # Sessions
    | Title      | Type | Groups | Date       | Start | Minutes | Days | Weeks |
    | Dissection | Lab  | Labs   | 2026-09-09 | 09:00 | 50      | MW   | 4     |
    """
    assert shown(drawing.report(workbook), *WHEN) == [
        ("2026-09-09", "2026-09-30", "MW", "09:00-09:50"),
    ]


def test_a_weekday_that_ends_a_week_or_more_earlier_has_a_row_of_its_own(workbook: Path) -> None:
    """
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    # Sessions
    | Title      | Type | Groups | Date       | Start | Minutes | Weeks |
    | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 50      | 4     |
    | Dissection | Lab  | Labs   | 2026-09-09 | 09:00 | 50      | 2     |
    """
    assert shown(drawing.report(workbook), *WHEN) == [
        ("2026-09-07", "2026-09-28", "M", "09:00-09:50"),
        ("2026-09-09", "2026-09-16", "W", "09:00-09:50"),
    ]


def test_sessions_of_one_course_and_type_fold_whatever_they_are_called(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | Year 1 |
    # Sessions
    | Session ID | Course  | Title    | Type    | Groups | Date       | Start | Minutes |
    | L1         | Anatomy | The arm  | Lecture | Year 1 | 2026-09-07 | 09:00 | 50      |
    | L2         | Anatomy | The hand | Lecture | Year 1 | 2026-09-14 | 09:00 | 50      |
    | L3         | Anatomy | The hip  | Seminar | Year 1 | 2026-09-21 | 09:00 | 50      |
    """
    assert shown(drawing.report(workbook), *WHEN, "title", "session_ids", "contact_hours") == [
        ("2026-09-07", "2026-09-14", "M", "09:00-09:50", "Anatomy", "L1; L2", "1.67"),
        ("2026-09-21", "2026-09-21", "M", "09:00-09:50", "The hip", "L3", "0.83"),
    ]


def test_a_week_left_out_or_moved_breaks_a_row(workbook: Path) -> None:
    """
    # Subgroups
    | Group | Subgroup |
    | Labs  | 01       |
    # Closures
    | Date       |
    | 2026-09-21 |
    # Sessions
    | Session ID | Title      | Type | Groups | Date       | Start | Minutes | Weeks |
    | D          | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 50      | 6     |
    # Offerings
    | Offering ID      | Start |
    | D/Labs > 01/w5.1 | 11:00 |
    """
    assert shown(drawing.report(workbook), *WHEN) == [
        ("2026-09-07", "2026-09-14", "M", "09:00-09:50"),
        ("2026-09-28", "2026-09-28", "M", "09:00-09:50"),
        ("2026-10-05", "2026-10-05", "M", "11:00-11:50"),
        ("2026-10-12", "2026-10-12", "M", "09:00-09:50"),
    ]


def test_two_offerings_at_one_time_are_two_rows(workbook: Path) -> None:
    """
    # Groups
    | Group  |
    | Year 1 |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Weeks |
    | A          | Station | OSCE | Year 1 | 2026-09-07 | 09:00 | 50      | 3     |
    | B          | Station | OSCE | Year 1 | 2026-09-14 | 09:00 | 50      | 1     |
    """
    assert shown(drawing.report(workbook), *WHEN, "session_ids") == [
        ("2026-09-07", "2026-09-21", "M", "09:00-09:50", "A"),
        ("2026-09-14", "2026-09-14", "M", "09:00-09:50", "B"),
    ]


def test_what_runs_past_midnight_says_on_which_day_it_ends(workbook: Path) -> None:
    """
    # Groups
    | Group  |
    | Year 1 |
    # Sessions
    | Title       | Type | Groups | Date       | Start | Minutes | Weeks |
    | Night shift | Ward | Year 1 | 2026-09-07 | 22:00 | 240     | 2     |
    | Weekend     | Ward | Year 1 | 2026-09-11 | 18:00 | 3000    | 1     |
    """
    assert shown(drawing.report(workbook), *WHEN, "begin_time", "end_time", "comments") == [
        ("2026-09-07", "2026-09-14", "M", "22:00-02:00 +1", "2200", "0200", ""),
        ("2026-09-11", "2026-09-11", "F", "18:00-20:00 +2", "1800", "2000", "Ends 2 days later"),
    ]


def test_a_change_of_clocks_leaves_the_wall_clock_but_not_the_end_of_that_night(workbook: Path) -> None:
    """
    # Groups
    | Group  |
    | Year 1 |
    # Sessions
    | Title   | Type    | Groups | Date       | Start | Minutes | Weeks |
    | The arm | Lecture | Year 1 | 2026-10-18 | 09:00 | 60      | 2     |
    | Ward    | Night   | Year 1 | 2026-10-17 | 23:00 | 120     | 2     |
    | Early   | Night   | Year 1 | 2026-10-18 | 00:30 | 90      | 2     |
    """
    assert shown(drawing.report(workbook), "session_type", *WHEN) == [
        ("Night", "2026-10-17", "2026-10-24", "S", "23:00-01:00 +1"),
        ("Night", "2026-10-18", "2026-10-18", "U", "00:30-02:00"),
        ("Lecture", "2026-10-18", "2026-10-25", "U", "09:00-10:00"),
        ("Night", "2026-10-25", "2026-10-25", "U", "00:30-01:00 (second)"),
    ]


def test_course_status_location_and_instructors_keep_rows_apart() -> None:
    offerings = (
        offering(),
        offering(locations=("Lab 2",)),
        offering(instructors=("Okafor, Chidi",)),
        offering(status=Status.TENTATIVE),
        offering(session=Session("X", "Physiology", "Dissection", "Lab")),
    )
    weekly = (_weeks_later(planned, number) for number, planned in enumerate(offerings))
    assert len(registrar(report(tuple(weekly)))) == 5


def _weeks_later(planned: Offering, weeks: int) -> Offering:
    shift = dt.timedelta(days=7 * weeks)
    return replace(planned, start=planned.start + shift, end=planned.end + shift, id=f"D/w{weeks}.1", uid=f"uid-{weeks}@schedbatch")


def _series(numbers: list[tuple[int, int, int, int]], zone: ZoneInfo) -> RunReport:
    """Offerings by (day from 1 October, start in half hours, length in half hours, group)."""
    made = []
    for number, (day, start, length, group) in enumerate(numbers):
        moment = at(dt.date(2026, 10, 1) + dt.timedelta(days=day), start * 30, zone)
        made.append(
            offering(group, start=moment, end=later(moment, length * 30), id=f"S/{number}", uid=f"uid-{number}", locations=())
        )
    offerings: tuple[Offering, ...] = tuple(sorted(made, key=lambda planned: (planned.start.astimezone(dt.UTC), planned.id)))
    return report(offerings, catalog=Catalog(Settings("test", zone)))


DAYS = st.integers(0, 45) | st.sampled_from([0, 4, 7, 11, 14, 18, 21, 24, 25, 28, 32])
STARTS = st.sampled_from([0, 1, 2, 3, 18, 19, 46, 47])
SERIES = st.lists(st.tuples(DAYS, STARTS, st.sampled_from([1, 2, 3, 4, 48, 49, 96, 336]), st.integers(1, 2)), max_size=40)


@given(SERIES, st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]))
def test_expanding_the_rows_gives_exactly_the_offerings_times(numbers: list[tuple[int, int, int, int]], zone: str) -> None:
    made = _series(numbers, ZoneInfo(zone))
    assert of_rows(registrar(made)) == of_plan(made)


@given(SERIES, st.randoms(use_true_random=False))
def test_the_order_of_offerings_changes_no_row(numbers: list[tuple[int, int, int, int]], chance: object) -> None:
    made = _series(numbers, LONDON)
    mixed = list(made.plan.offerings)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis hands out a random.Random
    again = report(tuple(mixed), catalog=made.catalog)
    assert registrar(again) == registrar(made)


@given(st.sets(st.integers(0, 30), min_size=1), st.sets(st.integers(0, 6), min_size=1, max_size=3))
def test_whole_weeks_of_several_weekdays_take_as_few_rows_as_there_are_runs_of_weeks(weeks: set[int], weekdays: set[int]) -> None:
    runs = sum(week - 1 not in weeks for week in weeks)
    made = _series([(4 + week * 7 + day, 18, 2, 1) for week in sorted(weeks) for day in sorted(weekdays)], ZoneInfo("Asia/Kolkata"))
    assert len(registrar(made)) == runs


IDS = st.text("Ss0129\u0661\xb2/w. é", max_size=8) | st.from_regex(r"S-\d{1,3}/Labs/w\d{1,2}\.\d", fullmatch=True)


@given(st.lists(IDS, min_size=1, max_size=8, unique=True))
def test_the_id_of_a_row_is_that_of_its_first_offering_in_natural_order(ids: list[str]) -> None:
    series = [replace(_weeks_later(offering(), number), id=own_id, uid=f"uid of {own_id}") for number, own_id in enumerate(ids)]
    assert shown(report(tuple(series)), "meeting_id") == [(one_line(f"uid of {min(ids, key=natural_key)}"),)]


def test_a_row_keeps_its_id_when_the_series_moves_or_grows() -> None:
    def series(count: int, shift: dt.timedelta) -> list[tuple[str, ...]]:
        first = offering(start=offering().start + shift, end=offering().end + shift)
        return shown(report(tuple(_weeks_later(first, number) for number in range(1, count + 1))), "meeting_id")

    still, an_hour, two_weeks = dt.timedelta(), dt.timedelta(hours=1), dt.timedelta(days=14)
    assert series(4, still) == series(4, an_hour) == series(4, two_weeks) == series(12, still) == [("uid-1",)]
