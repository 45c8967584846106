"""Rows that are alike share dates, times and teaching: a plan must be what the plans of its sessions by themselves add up to."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import (
    Catalog,
    Closure,
    LearnerGroup,
    Recurrence,
    Selection,
    Session,
    SessionRow,
    Settings,
    Strategy,
    TeachingCells,
    Timing,
)
from schedbatch.domain.results import Plan, in_order
from schedbatch.generator.plan import make_plan

ZONE = ZoneInfo("Europe/London")
COLUMNS = {"Date": 1, "Start": 2, "Except groups": 3, "At once": 4}
PLACE = RowPlace("Groups", 2, {})
GROUPS = {
    "A": LearnerGroup("A", "A", None, ("A > 1", "A > 2"), 0, PLACE),
    "A > 1": LearnerGroup("A > 1", "1", "A", (), 1, PLACE, locations=("R1",), instructors=("Abbott",), url="https://example.edu/1"),
    "A > 2": LearnerGroup("A > 2", "2", "A", (), 2, PLACE, locations=()),
    "B": LearnerGroup("B", "B", None, (), 3, PLACE, instructors=("Bell",)),
}
CATALOG = Catalog(
    Settings("labs", ZONE),
    GROUPS,
    closures=(Closure(dt.date(2026, 9, 14), dt.date(2026, 9, 14), "Holiday"),),
)
selections = st.builds(
    Selection,
    groups=st.sampled_from([("B",), ("A",), ("A > 2",), ()]),
    excepted=st.sampled_from([(), (), (), ("A > 1",), ("B",)]),
    strategy=st.sampled_from(Strategy),
)
timings = st.builds(
    Timing,
    # On 25 October the clocks show 1:30 twice; on 29 March there is none.
    date=st.sampled_from([dt.date(2026, 9, 7), dt.date(2026, 9, 14), dt.date(2026, 10, 25), dt.date(2027, 3, 28), None]),
    start=st.sampled_from([540, 90, 1410, None]),
    end=st.sampled_from([None, None, 600, 1430]),
    minutes=st.sampled_from([60, 30, None]),
    recurrence=st.sampled_from(
        [Recurrence(), Recurrence(weeks=2), Recurrence((0, 6), weeks=2), Recurrence(weeks=2, except_dates=(dt.date(2026, 9, 14),))]
    ),
    at_once=st.sampled_from([None, None, 1, 2]),
    stagger=st.sampled_from([None, 15]),
)
teachings = st.builds(
    TeachingCells,
    locations=st.sampled_from([None, (), ("R1",), ("R1", "R2")]),
    instructors=st.sampled_from([None, (), ("Abbott",)]),
    adds_default_instructors=st.booleans(),
    url=st.sampled_from([None, "", "https://example.edu"]),
)


@st.composite
def _rows(draw: st.DrawFn) -> tuple[SessionRow, ...]:
    """Rows of few sessions that share the few things they are made of."""
    made = st.builds(
        SessionRow,
        st.just(PLACE),
        st.sampled_from([Session(f"S-{number}", "Anatomy", "Dissection", "Lab") for number in range(3)]),
        st.sampled_from(draw(st.lists(selections, min_size=1, max_size=2))),
        st.sampled_from(draw(st.lists(timings, min_size=1, max_size=2))),
        st.sampled_from(draw(st.lists(teachings, min_size=1, max_size=2))),
        is_held=st.booleans(),
    )
    rows = draw(st.lists(made, min_size=1, max_size=6))
    return tuple(replace(row, where=RowPlace("Sessions", number, COLUMNS)) for number, row in enumerate(rows, 2))


def _by_sessions(rows: tuple[SessionRow, ...]) -> tuple[Plan, list[str]]:
    """The plans of the sessions by themselves, no object of one row in another."""
    unshared = [
        replace(row, selection=replace(row.selection), timing=replace(row.timing), teaching=replace(row.teaching)) for row in rows
    ]
    ids = dict.fromkeys(row.session.id for row in rows)
    made = [make_plan(replace(CATALOG, rows=tuple(row for row in unshared if row.session.id == own_id))) for own_id in ids]
    offerings = in_order((offering for plan, _ in made for offering in plan.offerings), GROUPS)
    issues = [str(issue) for _, found in made for issue in found]
    return Plan(offerings, (), tuple(offering_id for plan, _ in made for offering_id in plan.held)), issues


@given(_rows())
@settings(max_examples=300)
def test_a_plan_is_what_its_sessions_add_up_to(rows: tuple[SessionRow, ...]) -> None:
    plan, found = make_plan(replace(CATALOG, rows=rows))
    expected, issues = _by_sessions(rows)
    assert (plan.offerings, sorted(plan.held)) == (expected.offerings, sorted(expected.held))
    # Offerings that differ in nothing but fold are equal to Python.
    assert [offering.start.fold for offering in plan.offerings] == [offering.start.fold for offering in expected.offerings]
    assert sorted(map(str, found)) == sorted(issues)
