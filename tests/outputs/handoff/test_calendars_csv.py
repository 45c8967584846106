import datetime as dt
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain.model import Session, Status
from schedbatch.jobs.run import process
from tests.outputs.handoff.reading import files, lines
from tests.outputs.reports import MADE_AT, ZONE, offering, report

SAMPLES = Path(__file__).parents[3] / "samples"


def test_google_gets_us_dates_and_twelve_hour_times() -> None:
    start = dt.datetime(2026, 9, 7, 12, 5, tzinfo=ZONE)
    made = report((offering(start=start, end=start + dt.timedelta(minutes=725)),))
    assert lines(files(made, "google")["google.csv"]) == [
        {
            "Subject": "Dissection of the thorax (Anatomy Labs > 01)",
            "Start Date": "09/07/2026",
            "Start Time": "12:05 PM",
            "End Date": "09/08/2026",
            "End Time": "12:10 AM",
            "All Day Event": "False",
            "Description": "Course: Anatomy; Type: Lab; Instructors: Adeyemi, Ngozi; Okafor, Chidi; Online: "
            "https://example.edu/anatomy. Bring gloves.",
            "Location": "Lab 1",
            "Private": "False",
        }
    ]


def test_outlook_gets_its_own_headings_and_shows_tentative_time_as_such() -> None:
    made = report((offering(1), offering(2, status=Status.TENTATIVE, groups=(), url="")))
    first, second = lines(files(made, "outlook")["outlook.csv"])
    assert first == {
        "Subject": "Dissection of the thorax (Anatomy Labs > 01)",
        "Start Date": "09/07/2026",
        "Start Time": "9:00 AM",
        "End Date": "09/07/2026",
        "End Time": "9:50 AM",
        "All day event": "False",
        "Reminder on/off": "False",
        "Categories": "Lab",
        "Description": "Course: Anatomy; Type: Lab; Instructors: Adeyemi, Ngozi; Okafor, Chidi; Online: "
        "https://example.edu/anatomy. Bring gloves.",
        "Location": "Lab 1",
        "Private": "False",
        "Show time as": "2",
    }
    assert (second["Subject"], second["Show time as"]) == ("Dissection of the thorax", "1")


def test_what_does_not_take_place_is_left_out() -> None:
    made = report((offering(1), offering(2, status=Status.CANCELLED), offering(3, status=Status.DRAFT)))
    shown = [len(lines(files(made, name)[f"{name}.csv"])) for name in ("google", "outlook")]
    assert shown == [1, 1]


def test_the_times_of_a_sample_are_read_back_by_the_wall_clock() -> None:
    made = process(SAMPLES / "medical-term.xlsx", None, MADE_AT)
    rows = lines(files(made, "google")["google.csv"])
    read = [
        tuple(dt.datetime.strptime(f"{row[f'{end} Date']} {row[f'{end} Time']}", "%m/%d/%Y %I:%M %p") for end in ("Start", "End"))  # noqa: DTZ007
        for row in rows
    ]
    live = [offering for offering in made.plan.offerings if offering.status.is_live]
    assert read == [(offering.start.replace(tzinfo=None, fold=0), offering.end.replace(tzinfo=None, fold=0)) for offering in live]
    assert len(read) > 100


@given(st.text(max_size=40))
def test_a_description_stays_in_one_line(text: str) -> None:
    (row,) = lines(files(report((offering(session=Session("S", "C", "T", "Lab", text)),)), "google")["google.csv"])
    assert len(row["Description"].splitlines()) == 1
