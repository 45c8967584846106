"""How time and memory of the conflict rules grow: ``python benchmarks/conflicts.py``.

A school of 5,000 learners, 800 instructors and 400 locations at 10,000, 30,000 and 100,000 offerings; once as a timetable that
mostly holds, once with everything at random, and the two piles that must stay one finding each.
"""

import datetime as dt
import random
import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1]))  # a script finds the package whoever starts it

from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import Catalog, Instructor, Learner, LearnerGroup, Location, Session, Settings, Status, Unavailability
from schedbatch.domain.results import Offering, Plan
from schedbatch.rules.conflicts import find_conflicts

ZONE = ZoneInfo("Europe/London")
PLACE = RowPlace("Sessions", 2, {})
MONDAY = dt.datetime(2026, 9, 7, 8, tzinfo=ZONE)
HOURS = tuple(product(range(40), range(5), range(10)))
"""Weeks, days, hours of a year's teaching."""
LEARNERS, INSTRUCTORS, LOCATIONS = 5_000, 800, 400
COURSES, GROUPS, COURSES_EACH = 25, 50, 8
"""Each learner is in one of the groups of each of eight courses: 640 of 100,000 offerings."""


def school() -> Catalog:
    """The people and places, with sizes, limits and a few absences."""
    dice = random.Random(6)
    groups: dict[str, LearnerGroup] = {}
    for course in range(COURSES):
        parent, children = f"C{course:02d}", tuple(f"C{course:02d} > {number}" for number in range(GROUPS))
        groups[parent] = LearnerGroup(parent, parent, None, children, len(groups), PLACE)
        for child in children:
            groups[child] = LearnerGroup(child, child, parent, (), len(groups), PLACE, size=75)
    learners = tuple(
        Learner(
            f"{number:05d}",
            "",
            "",
            tuple(f"C{course:02d} > {dice.randrange(GROUPS)}" for course in dice.sample(range(COURSES), COURSES_EACH)),
        )
        for number in range(LEARNERS)
    )
    day = MONDAY.date()
    return Catalog(
        Settings("benchmark", ZONE),
        groups=groups,
        learners=learners,
        instructors={name: Instructor(name, hours_limit=Decimal(200)) for name in map(_instructor, range(INSTRUCTORS))},
        locations={
            name: Location(name, f"B{number % 9}", capacity=80 + number % 40)
            for number, name in enumerate(map(_location, range(LOCATIONS)))
        },
        unavailabilities=tuple(
            Unavailability(_instructor(number), day, day + dt.timedelta(days=280), 725, 735, "Lunch", PLACE)
            for number in range(INSTRUCTORS)
        ),
    )


def _instructor(number: int) -> str:
    return f"Instructor {number:03d}"


def _location(number: int) -> str:
    return f"Room {number:03d}"


def _offering(number: int, hour: tuple[int, int, int], path: str, who: int, where: int) -> Offering:
    week, day, begins = hour
    start = MONDAY + dt.timedelta(weeks=week, days=day, hours=begins)
    return Offering(
        f"{number}/{path}", "", Session(f"S{number}", "", f"Session {number}", "Lab"), (path,),
        start, start + dt.timedelta(minutes=50), (_location(where),), (_instructor(who),), "", Status.SCHEDULED, "", PLACE,
    )  # fmt: skip


def sound(count: int) -> Iterator[Offering]:
    """Hour by hour one course's groups, people and places in turn: nobody is anywhere twice; at noon people are unavailable."""
    an_hour = -(-count // len(HOURS))
    for number in range(count):
        hour, place = divmod(number, an_hour)
        path = f"C{hour % COURSES:02d} > {place % GROUPS}"
        yield _offering(number, HOURS[hour], path, (hour + place) % INSTRUCTORS, place % LOCATIONS)


def at_random(count: int) -> Iterator[Offering]:
    """Everything anywhere."""
    dice = random.Random(7)
    for number in range(count):
        path = f"C{dice.randrange(COURSES):02d}" + (f" > {dice.randrange(GROUPS)}" if dice.random() < 0.9 else "")
        yield _offering(number, dice.choice(HOURS), path, dice.randrange(INSTRUCTORS), dice.randrange(LOCATIONS))


def measure(name: str, catalog: Catalog, offerings: Iterator[Offering]) -> None:
    """Print seconds, peak memory and findings of one plan."""
    plan = Plan(tuple(offerings), ())
    started = time.process_time()
    found = find_conflicts(catalog, plan)
    seconds = time.process_time() - started
    hits = sum(one.learners_hit for one in found)
    each = seconds / len(plan.offerings) * 1e6
    told = f"{name:<34} {len(plan.offerings):>7,} {seconds:>6.2f} s {each:>6.1f} µs each {len(found):>7,} findings {hits:>8,} hits"
    print(f"{told} {_peak(catalog, plan) / 1e6:>5.0f} MB", flush=True)


def _peak(catalog: Catalog, plan: Plan) -> int:
    """Bytes, at most; measured apart, since it takes its time."""
    tracemalloc.start()
    find_conflicts(catalog, plan)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def main() -> None:
    """Measure all."""
    catalog = school()
    without_roster = replace(catalog, learners=())
    for count in (10_000, 30_000, 100_000):
        measure("sound", catalog, sound(count))
        measure("sound, without a roster", without_roster, sound(count))
        measure("at random", catalog, at_random(count))
    pile = (_offering(number, HOURS[0], "C00 > 0", number % INSTRUCTORS, 0) for number in range(5_000))
    measure("5,000 in one unshared place", Catalog(Settings("pile", ZONE)), pile)
    chain = (
        replace(one, session=Session("S", "", "Dissection", "Lab"))
        for one in (_offering(n, HOURS[0], f"T{n}", 0, 0) for n in range(38))
    )
    measure("38 of one session in one hall", Catalog(Settings("hall", ZONE)), chain)


if __name__ == "__main__":
    main()
