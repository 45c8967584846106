"""Which days are closed: the quick lookup against a walk through all closures."""

import datetime as dt
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.domain.closed_days import ClosedDays
from schedbatch.domain.model import Closure

START = dt.date(2026, 9, 7)
CLOSURES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12)), max_size=8)


def closure(first: int, length: int = 0, name: str = "closed") -> Closure:
    """Days counted from the start."""
    return Closure(START + dt.timedelta(first), START + dt.timedelta(first + length), name)


def names(closed: ClosedDays, days: int) -> list[str | None]:
    found = (closed.on(START + dt.timedelta(day)) for day in range(-1, days))
    return [holiday.name if holiday else None for holiday in found]


def test_without_closures_every_day_is_open() -> None:
    assert names(ClosedDays([]), 3) == [None] * 4


def test_both_ends_of_a_closure_are_closed() -> None:
    assert names(ClosedDays([closure(1, 2, "Reading week")]), 5) == [None, None, *["Reading week"] * 3, None]


def test_a_day_within_two_closures_is_called_after_the_first_to_begin() -> None:
    assert names(ClosedDays([closure(2, 0, "Founders' Day"), closure(1, 2, "Reading week"), closure(3, 2, "Fair")]), 7) == [
        None, None, "Reading week", "Reading week", "Reading week", "Fair", "Fair", None,
    ]  # fmt: skip


def test_the_order_of_the_closures_does_not_matter() -> None:
    closures = (closure(0, 5, "a"), closure(2, 1, "b"), closure(4, 4, "c"))
    assert {tuple(names(ClosedDays(some), 10)) for some in permutations(closures)} == {
        (None, *"aaaaaa", *"ccc", None),
    }


def test_closures_at_the_ends_of_the_calendar_are_found() -> None:
    closed = ClosedDays([Closure(dt.date.min, dt.date(1990, 1, 1), "before"), Closure(dt.date(2199, 12, 31), dt.date.max, "after")])
    found = [closed.on(day) for day in (dt.date.min, dt.date(1990, 1, 2), dt.date.max)]
    assert [holiday.name if holiday else None for holiday in found] == ["before", None, "after"]


@given(CLOSURES)
@settings(max_examples=100, deadline=None)
def test_a_day_is_closed_when_any_closure_holds_it(spans: list[tuple[int, int]]) -> None:
    closures = [closure(first, length, str(number)) for number, (first, length) in enumerate(spans)]
    closed = ClosedDays(closures)
    days = [START + dt.timedelta(day) for day in range(-1, 45)]
    assert [closed.on(day) is not None for day in days] == [
        any(holiday.first <= day <= holiday.last for holiday in closures) for day in days
    ]


@given(CLOSURES)
@settings(max_examples=100, deadline=None)
def test_a_closed_day_is_called_after_a_closure_that_holds_it(spans: list[tuple[int, int]]) -> None:
    closures = {str(number): closure(first, length, str(number)) for number, (first, length) in enumerate(spans)}
    closed = ClosedDays(tuple(closures.values()))
    named = [(day, closed.on(day)) for day in (START + dt.timedelta(day) for day in range(45))]
    assert [
        day for day, holiday in named if holiday and not closures[holiday.name].first <= day <= closures[holiday.name].last
    ] == []
