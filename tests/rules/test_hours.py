"""Hours of courses, types, learners and instructors."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import Catalog, LearnerGroup, Session, SessionType, Settings, Status
from schedbatch.domain.results import CourseHours, Ilm, Offering, Plan, TypeHours, Workload
from schedbatch.rules.hours import count_hours

ZONE = ZoneInfo("Europe/London")
PLACE = RowPlace("Sessions", 2, {})
LAB = Session("LAB", "Anatomy", "Dissection", "Lab")


def _group(path: str, parent: str | None = None, children: tuple[str, ...] = ()) -> LearnerGroup:
    return LearnerGroup(path, path.rpartition(" > ")[2], parent, children, 0, PLACE)


GROUPS = {
    "Labs": _group("Labs", children=("Labs > 01", "Labs > 02")),
    "Labs > 01": _group("Labs > 01", "Labs"),
    "Labs > 02": _group("Labs > 02", "Labs"),
    "Staff": _group("Staff"),
}
CATALOG = Catalog(Settings("test", ZONE), groups=GROUPS)


def _offering(groups: tuple[str, ...], hour: int = 9, minutes: int = 60, **changes: object) -> Offering:
    start = dt.datetime(2026, 9, 8, hour, tzinfo=ZONE)
    made = Offering(
        f"{groups}/{hour}",
        "",
        LAB,
        groups,
        start,
        start + dt.timedelta(minutes=minutes),
        (),
        ("Abbott",),
        "",
        Status.SCHEDULED,
        "",
        PLACE,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def _ilm(groups: tuple[str, ...], hours: str, **changes: object) -> Ilm:
    due = dt.datetime(2026, 9, 8, 9, tzinfo=ZONE)
    return replace(Ilm("ILM", "", LAB, groups, (), Decimal(hours), due, None, "", Status.SCHEDULED, "", PLACE), **changes)  # type: ignore[arg-type]


def test_course_hours_are_summed_and_a_learners_are_what_it_attends() -> None:
    plan = Plan(
        (_offering(("Labs > 01",)), _offering(("Labs > 02",), minutes=120), _offering(("Labs",), 14)), (_ilm(("Labs",), "1.5"),)
    )
    assert count_hours(CATALOG, plan).courses == (
        CourseHours("Anatomy", 3, 1, Decimal("5.50"), learner_least=Decimal("3.50"), learner_most=Decimal("4.50")),
    )


def test_an_ilm_of_several_due_times_counts_once_for_a_learner() -> None:
    plan = Plan((), (_ilm(("Labs",), "2"), _ilm(("Labs > 01",), "2", id="ILM/Labs > 01")))
    assert count_hours(CATALOG, plan).courses == (CourseHours("Anatomy", 0, 2, Decimal(4), Decimal(2), Decimal(2)),)


def test_drafts_and_cancelled_ones_do_not_count() -> None:
    plan = Plan((_offering(("Labs",), status=Status.DRAFT), _offering(("Labs",), status=Status.CANCELLED)), ())
    assert count_hours(CATALOG, plan).types == ()


def test_a_type_that_does_not_count_toward_hours_is_left_out() -> None:
    catalog = replace(CATALOG, session_types={"Lab": SessionType("Lab", counts_toward_hours=False)})
    assert count_hours(catalog, Plan((_offering(("Labs",)),), ())).types == ()


def test_types_add_up_offerings_and_ilms() -> None:
    plan = Plan((_offering(("Labs",), minutes=50),), (_ilm(("Labs",), "0.25"),))
    assert count_hours(CATALOG, plan).types == (TypeHours("Lab", 1, 1, Decimal("1.08")),)


def test_five_tables_at_once_count_once_on_the_clock() -> None:
    plan = Plan(
        tuple(_offering(("Labs",), id=str(number)) for number in range(5)), (_ilm(("Labs",), "1", instructors=("Abbott",)),)
    )
    assert count_hours(CATALOG, plan).workloads == (Workload("Abbott", 5, Decimal(5), Decimal(1), 1, Decimal(1), None),)


@given(st.lists(st.tuples(st.integers(0, 22), st.integers(1, 300)), max_size=12))
@settings(deadline=None, max_examples=50)
def test_clock_hours_are_the_minutes_in_which_anything_is_taught(spans: list[tuple[int, int]]) -> None:
    plan = Plan(tuple(_offering(("Labs",), hour, minutes) for hour, minutes in spans), ())
    taught = {minute for hour, minutes in spans for minute in range(hour * 60, hour * 60 + minutes)}
    workloads = count_hours(CATALOG, plan).workloads
    assert [workload.clock_hours for workload in workloads] == (
        [(Decimal(len(taught)) / 60).quantize(Decimal("0.01"))] if spans else []
    )


SESSIONS = tuple(
    Session(f"{course}-{kind}", course, "A title", kind) for course in ("Anatomy", "Physics") for kind in ("Lab", "Exam")
)
TAUGHT = st.tuples(
    *(st.sampled_from(SESSIONS), st.sampled_from([("Labs",), ("Labs > 01",), ("Labs > 01", "Staff")]), st.integers(0, 23)),
    *(st.integers(1, 300), st.sampled_from(Status)),
)


@given(st.lists(TAUGHT, max_size=12))
def test_offerings_that_are_added_up_as_one_come_to_what_each_comes_to_by_itself(
    taught: list[tuple[Session, tuple[str, ...], int, int, Status]],
) -> None:
    catalog = replace(CATALOG, session_types={"Exam": SessionType("Exam", counts_toward_hours=False)})
    offerings = [
        _offering(groups, hour, minutes, session=session, status=status) for session, groups, hour, minutes, status in taught
    ]
    counted = [offering for offering in offerings if offering.session.type == "Lab" and offering.status.is_live]
    hours = count_hours(catalog, Plan(tuple(offerings), ()))
    told = [(course.course, course.offerings, course.total, course.learner_least, course.learner_most) for course in hours.courses]
    assert told == [
        (course, len(own), _slow_hours(own), min(learners), max(learners))
        for course in ("Anatomy", "Physics")
        if (own := [offering for offering in counted if offering.session.course == course])
        and (
            learners := [
                _slow_hours(mine)
                for leaf in LINEAGES
                if (mine := [offering for offering in own for path in offering.groups if path in leaf])
            ]
        )
    ]
    assert [(row.type, row.offerings, row.total) for row in hours.types] == [("Lab", len(counted), _slow_hours(counted))] * bool(
        counted
    )


LINEAGES = (("Labs > 01", "Labs"), ("Labs > 02", "Labs"), ("Staff",))


def _slow_hours(offerings: list[Offering]) -> Decimal:
    return (Decimal(sum(offering.minutes for offering in offerings)) / 60).quantize(Decimal("0.01"))
