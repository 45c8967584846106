"""Days and minutes at which somebody cannot be had, compared with looking at every row and every minute."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import Unavailability
from schedbatch.domain.times import later
from schedbatch.rules.absences import Absences, Piece, pieces

ZONE = ZoneInfo("Europe/London")
PLACE = RowPlace("Unavailable", 2, {})
DAY = dt.date(2026, 9, 7)

days = st.integers(0, 12).map(lambda number: DAY + dt.timedelta(days=number))
minutes = st.tuples(st.integers(0, 8), st.integers(1, 9)).map(lambda pair: (pair[0], pair[0] + pair[1]))
rows = st.tuples(days, st.integers(0, 8), minutes).map(
    lambda row: Unavailability("R1", row[0], row[0] + dt.timedelta(days=row[1]), *row[2], "", PLACE)
)


@given(st.lists(rows, max_size=12), st.lists(st.tuples(days, minutes).map(lambda pair: Piece(pair[0], *pair[1])), min_size=1))
@settings(deadline=None, max_examples=200)
def test_a_row_is_found_whenever_any_row_holds(held: list[Unavailability], asked: list[Piece]) -> None:
    absences = Absences(held, (piece.day for piece in asked))
    for piece in asked:
        holding = [row for row in held if row.first <= piece.day <= row.last and row.start < piece.last and piece.first < row.end]
        found = absences.row_at(piece)
        assert found in holding if holding else found is None


EVENINGS = tuple(dt.datetime(*day, 22, tzinfo=ZONE) for day in ((2026, 10, 24), (2027, 3, 27)))


@given(st.sampled_from(EVENINGS), st.integers(0, 400), st.integers(1, 3000))
@settings(deadline=None, max_examples=100)
def test_pieces_hold_the_minutes_that_the_clocks_show(evening: dt.datetime, delay: int, length: int) -> None:
    start = later(evening, delay)
    shown = [later(start, number) for number in range(length)]
    told = [(piece.day, minute) for piece in pieces(start, later(start, length)) for minute in range(piece.first, piece.last)]
    assert told == [(moment.date(), moment.hour * 60 + moment.minute) for moment in shown]


def test_a_night_in_which_the_clocks_change_is_cut_only_where_they_jump() -> None:
    autumn = dt.datetime(2026, 10, 25, 0, 30, tzinfo=ZONE)
    spring = dt.datetime(2027, 3, 28, 0, 30, tzinfo=ZONE)
    assert (pieces(autumn, later(autumn, 120)), pieces(spring, later(spring, 60))) == (
        (Piece(autumn.date(), 30, 120), Piece(autumn.date(), 60, 90)),
        (Piece(spring.date(), 30, 60), Piece(spring.date(), 120, 150)),
    )
