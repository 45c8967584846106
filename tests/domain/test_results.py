"""The order in which offerings are listed."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import LearnerGroup
from schedbatch.domain.names import natural_key
from schedbatch.domain.results import Offering, in_order
from schedbatch.domain.times import elapsed_minutes
from tests.outputs.reports import ZONE, offering

PLACE = RowPlace("Groups", 2, {})
GROUPS = {path: LearnerGroup(path, path, None, (), order, PLACE) for order, path in enumerate("ABC")}
NIGHT = dt.datetime(2026, 11, 1, 0, 30, tzinfo=ZONE)  # the clocks go back at 2:00
moments = st.builds(
    lambda minutes: (NIGHT.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)).astimezone(ZONE), st.integers(0, 200)
)


def made(number: int, groups: tuple[str, ...], start: dt.datetime) -> Offering:
    return offering(number, groups=groups, start=start, end=start + dt.timedelta(hours=1))


offerings = st.builds(made, st.integers(1, 12), st.lists(st.sampled_from("ABCX"), max_size=2).map(tuple), moments)


def slow_order(offerings: list[Offering]) -> list[Offering]:
    """The slow, obvious twin."""

    def key(made_offering: Offering) -> tuple[object, ...]:
        orders = tuple(GROUPS[path].order if path in GROUPS else len(GROUPS) for path in made_offering.groups)
        return made_offering.start.astimezone(dt.UTC), orders, natural_key(made_offering.id)

    return sorted(offerings, key=key)


@given(st.lists(offerings, max_size=12))
@settings(deadline=None)
def test_offerings_stand_by_start_then_groups_then_id(found: list[Offering]) -> None:
    assert list(in_order(found, GROUPS)) == slow_order(found)


def test_elapsed_minutes_tell_the_repeated_hour_from_the_first() -> None:
    zone = ZoneInfo("America/New_York")
    first, again = (dt.datetime(2026, 11, 1, 1, 30, tzinfo=zone, fold=fold) for fold in (0, 1))
    end = dt.datetime(2026, 11, 1, 3, 0, tzinfo=zone)
    assert [elapsed_minutes(first, end), elapsed_minutes(again, end), elapsed_minutes(first, again)] == [150, 90, 60]
