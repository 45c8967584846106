import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain.forms import DATE_TOKENS, TIME_TOKENS, date_text, strange_letters, time_text

DAY = dt.date(2026, 9, 7)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("YYYY-MM-DD", "2026-09-07"),
        ("DD-MON-YYYY", "07-SEP-2026"),
        ("D Mon YY", "7 Sep 26"),
        ("M/D/YYYY", "9/7/2026"),
        ("YYYYMMDD", "20260907"),
        ("MMMM", "0909"),
        ("%DD", "%07"),
    ],
)
def test_dates(form: str, text: str) -> None:
    assert date_text(DAY, form) == text


@pytest.mark.parametrize(
    ("form", "time", "text"),
    [
        ("HHmm", "09:05", "0905"),
        ("H:mm", "00:05", "0:05"),
        ("hh:mm AM", "00:05", "12:05 AM"),
        ("h:mm am", "12:00", "12:00 pm"),
        ("h:mmAM", "23:59", "11:59PM"),
        ("HH:mm:ss", "14:30", "14:30:00"),
    ],
)
def test_times(form: str, time: str, text: str) -> None:
    assert time_text(dt.time.fromisoformat(time), form) == text


@given(st.dates())
def test_iso_dates_are_pythons(day: dt.date) -> None:
    assert date_text(day, "YYYY-MM-DD") == day.isoformat()


@given(st.times().map(lambda time: time.replace(microsecond=0, tzinfo=None)))
def test_twelve_hour_times_are_pythons(time: dt.time) -> None:
    assert dt.datetime.strptime(time_text(time, "hh:mm:ss AM"), "%I:%M:%S %p").time() == time  # noqa: DTZ007


@pytest.mark.parametrize(
    ("form", "strange"), [("YYYY-MM-DD", ""), ("dd.mm.yyyy", "dd"), ("%d/%m", "d"), ("DD de MM", "de"), ("", "")]
)
def test_letters_that_are_no_token_are_found(form: str, strange: str) -> None:
    assert strange_letters(form, DATE_TOKENS) == strange


def test_months_are_no_minutes() -> None:
    assert (strange_letters("HH:MM", TIME_TOKENS), strange_letters("HH:mm", TIME_TOKENS)) == ("MM", "")
