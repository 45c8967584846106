"""Every kind of conflict, compared with a twin that compares all pairs and looks at every minute."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.domain.conflicts import Conflict, ConflictKind
from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import (
    Catalog,
    Instructor,
    Learner,
    LearnerGroup,
    Location,
    Session,
    Settings,
    Status,
    Unavailability,
)
from schedbatch.domain.results import Ilm, Offering, Plan
from schedbatch.domain.times import later
from schedbatch.rules.conflicts import find_conflicts
from tests.rules import conflict_twin

ZONE = ZoneInfo("Europe/London")
PLACE = RowPlace("Sessions", 2, {})
NIGHTS = tuple(dt.datetime(*day, 21, tzinfo=ZONE) for day in ((2026, 10, 24), (2027, 3, 27), (2026, 9, 7)))
"""The evenings before the clocks go back, before they go forward, and another."""
PATHS = ("A", "A > 1", "A > 1 > x", "A > 2", "B", "B > 1", "C")
PARENTS = {"A > 1": "A", "A > 1 > x": "A > 1", "A > 2": "A", "B > 1": "B"}
PEOPLE = ("Abbott", "Baptiste")
PLACES = ("R1", "R2", "R3", "TBD")

few_names = st.lists(st.sampled_from(PATHS), max_size=2, unique=True).map(tuple)


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    cohorts = {top: draw(st.sampled_from(("", "2030"))) for top in "ABC"}
    groups = {
        path: LearnerGroup(
            path=path,
            name=path,
            parent=PARENTS.get(path),
            children=tuple(child for child, parent in PARENTS.items() if parent == path),
            order=order,
            where=PLACE,
            cohort=cohorts[path[0]],
            whole_cohort=path in cohorts and draw(st.booleans()),
            size=draw(st.none() | st.integers(0, 9)),
        )
        for order, path in enumerate(PATHS)
    }
    memberships = draw(st.lists(few_names, max_size=5))
    rows = draw(
        st.lists(st.tuples(st.sampled_from((*PEOPLE, *PLACES)), st.sampled_from(NIGHTS), *[st.integers(0, 3)] * 3), max_size=4)
    )
    return Catalog(
        Settings("test", ZONE),
        groups=groups,
        learners=tuple(
            Learner(f"{number:03d}", "", "", own, draw(st.sampled_from(("", "2030")))) for number, own in enumerate(memberships)
        ),
        instructors={
            "Abbott": Instructor("Abbott", hours_limit=Decimal(draw(st.integers(1, 12)))),
            "Baptiste": Instructor("Baptiste"),
        },
        locations={
            name: Location(
                name,
                draw(st.sampled_from(("", "East"))),
                capacity=draw(st.none() | st.integers(0, 12)),
                is_shared=draw(st.booleans()),
            )
            for name in PLACES
            if draw(st.booleans())
        },
        unavailabilities=tuple(
            Unavailability(
                who, night.date(), night.date() + dt.timedelta(days=days), start * 30, start * 30 + length * 30 + 1, "", PLACE
            )
            for who, night, days, start, length in rows
        ),
    )


@st.composite
def offerings(draw: st.DrawFn, number: int) -> Offering:
    session = draw(st.sampled_from(("S1", "S2")))
    start = later(draw(st.sampled_from(NIGHTS)), draw(st.integers(0, 12)) * 30)
    return Offering(
        id=f"{number}",
        uid="",
        session=Session(session, "", session, "Lab"),
        groups=draw(few_names),
        start=start,
        end=later(start, draw(st.sampled_from((30, 60, 60, 60, 120, 3 * 24 * 60)))),
        locations=draw(st.lists(st.sampled_from(PLACES), max_size=2, unique=True).map(tuple)),
        instructors=draw(st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True).map(tuple)),
        url="",
        status=draw(st.sampled_from((Status.SCHEDULED, Status.SCHEDULED, Status.TENTATIVE, Status.DRAFT, Status.CANCELLED))),
        notes="",
        where=RowPlace("Sessions", draw(st.integers(2, 3)), {}),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    count = draw(st.integers(0, 7))
    due = dt.datetime(2026, 10, 25, 12, tzinfo=ZONE)
    ilm = Ilm(
        "ILM", "", Session("I", "", "Read", "ILM"), (), ("Abbott",), Decimal("2.5"), due, None, "", Status.SCHEDULED, "", PLACE
    )
    return Plan(tuple(draw(offerings(number)) for number in range(count)), draw(st.sampled_from(((), (ilm,)))))


def told(conflict: Conflict) -> conflict_twin.Found:
    who = "" if conflict.kind is ConflictKind.LEARNER_CLASH else conflict.who
    return (
        conflict.kind.value,
        who,
        tuple(sorted(offering_or_ilm.id for offering_or_ilm in conflict.offerings_and_ilms)),
        conflict.learners,
    )


@pytest.mark.slow
@given(catalogs(), plans())
@settings(deadline=None, max_examples=300)
def test_every_kind_is_what_comparing_all_pairs_finds(catalog: Catalog, plan: Plan) -> None:
    assert sorted(map(told, find_conflicts(catalog, plan))) == conflict_twin.conflicts(catalog, plan)


@st.composite
def crowded(draw: st.DrawFn) -> Plan:
    """Many offerings in few places at few times: several clashes want one free place."""
    plan = Plan(tuple(draw(offerings(number)) for number in range(draw(st.integers(2, 9)))), ())
    places = st.lists(st.sampled_from(("R1", "R2")), min_size=1, max_size=1).map(tuple)
    return replace(plan, offerings=tuple(replace(offering, locations=draw(places)) for offering in plan.offerings))


@given(catalogs(), plans() | crowded())
@settings(deadline=None, max_examples=200)
def test_the_nearest_free_location_is_what_trying_them_all_finds(catalog: Catalog, plan: Plan) -> None:
    clashes = [conflict for conflict in find_conflicts(catalog, plan) if conflict.kind is ConflictKind.LOCATION_CLASH]
    named = [conflict.message.partition(" Free then: ")[2].partition(" (")[0].rstrip(".") for conflict in clashes]
    assert named == conflict_twin.proposals([(conflict.who, conflict.offerings) for conflict in clashes], catalog, plan)


@given(catalogs(), plans(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=50)
def test_ids_differ_and_do_not_depend_on_the_order_of_rows(catalog: Catalog, plan: Plan, dice: object) -> None:
    ids = [one.id for one in find_conflicts(catalog, plan)]
    shuffled = list(plan.offerings)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert len(set(ids)) == len(ids)
    assert sorted(one.id for one in find_conflicts(catalog, Plan(tuple(shuffled), plan.ilms))) == sorted(ids)
