"""The hours of learners, compared with a twin that adds up every offering and ILM for every learner and group by itself."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import Catalog, Session, Status
from schedbatch.domain.results import Ilm, Offering, Plan
from schedbatch.rules.hours import count_hours
from tests.domain.test_attendance import PATHS, catalogs, group_attends, learner_attends

PLACE = RowPlace("Sessions", 2, {})
START = dt.datetime(2026, 9, 7, 9, tzinfo=ZoneInfo("Europe/London"))
COURSES = ("Anatomy", "Ethics")
groups_named = st.lists(st.sampled_from(PATHS), max_size=3, unique=True).map(tuple)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Offerings of one, two or three hours and ILMs of two sessions in each of two courses."""
    taught = draw(st.lists(st.tuples(st.sampled_from(COURSES), groups_named, st.integers(1, 3)), max_size=6))
    given_out = draw(st.lists(st.tuples(st.sampled_from(COURSES), groups_named, st.integers(1, 3), st.booleans()), max_size=4))
    offerings = tuple(
        Offering(
            f"{number}",
            "",
            Session("S", course, "Session", "Lab"),
            groups,
            START,
            START + dt.timedelta(hours=hours),
            (),
            (),
            "",
            Status.SCHEDULED,
            "",
            PLACE,
        )
        for number, (course, groups, hours) in enumerate(taught)
    )
    ilms = tuple(
        Ilm(
            f"{number}",
            "",
            Session(f"I{is_second}", course, "Read", "ILM"),
            groups,
            (),
            Decimal(hours),
            START,
            None,
            "",
            Status.SCHEDULED,
            "",
            PLACE,
        )
        for number, (course, groups, hours, is_second) in enumerate(given_out)
    )
    return Plan(offerings, ilms)


def _hours(attended: set[str], plan: Plan, course: str) -> Decimal | None:
    """The hours of somebody who attends what is for the groups ``attended``; ``None`` if that is nothing of the course."""
    offerings = [taught for taught in plan.offerings if taught.session.course == course and attended & set(taught.groups)]
    ilms = [module for module in plan.ilms if module.session.course == course and attended & set(module.groups)]
    by_session: dict[str, Decimal] = {}
    for module in ilms:
        by_session[module.session.id] = max(module.hours, by_session.get(module.session.id, Decimal(0)))
    seconds = sum((taught.end - taught.start).total_seconds() for taught in offerings)
    return Decimal(seconds) / 3600 + sum(by_session.values()) if offerings or ilms else None


def _is_divided(path: str, catalog: Catalog) -> bool:
    """Whether the learners of a whole cohort are also those of the other groups of the cohort."""
    group = catalog.groups[path]
    others = (other for other in catalog.groups.values() if not other.whole_cohort and other.cohort == group.cohort)
    return group.whole_cohort and bool(group.cohort) and any(others)


def _range(catalog: Catalog, plan: Plan, course: str) -> tuple[Decimal | None, Decimal | None]:
    learners = [{path for path in PATHS if learner_attends(learner, path, catalog)} for learner in catalog.learners]
    leaves = [
        {path for path in PATHS if group_attends(leaf, path, catalog)}
        for leaf in PATHS
        if not catalog.groups[leaf].children and not _is_divided(leaf, catalog)
    ]
    for everybody in (learners, leaves):
        found = [hours for attended in everybody if (hours := _hours(attended, plan, course)) is not None]
        if found:
            return min(found), max(found)
    return None, None


@given(catalogs(), plans())
def test_the_least_and_the_most_are_those_of_adding_up_for_each(catalog: Catalog, plan: Plan) -> None:
    told = {course.course: (course.learner_least, course.learner_most) for course in count_hours(catalog, plan).courses}
    assert told == {course: _range(catalog, plan, course) for course in told}
    assert set(told) == {taught.session.course for taught in plan.offerings_and_ilms}
