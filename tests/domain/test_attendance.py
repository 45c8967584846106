"""Who attends what, compared with a twin that asks for every learner and group and every offering by itself."""

from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain.attendance import Attendance
from schedbatch.domain.group_sizes import GroupSizes
from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import Catalog, Learner, LearnerGroup, Settings

PLACE = RowPlace("Groups", 2, {})
PARENTS = {"Labs > 1": "Labs", "Labs > 1 > a": "Labs > 1", "Labs > 2": "Labs", "PBL > 1": "PBL"}
PATHS = ("Year 1", "Year 2", "Labs", "Labs > 1", "Labs > 1 > a", "Labs > 2", "PBL", "PBL > 1")


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """Two cohorts, three trees, partial rosters, and groups of the whole cohort."""
    cohorts = {top: draw(st.sampled_from(("", "2030", "2031"))) for top in ("Year 1", "Year 2", "Labs", "PBL")}
    groups = {
        path: LearnerGroup(
            path=path,
            name=path,
            parent=PARENTS.get(path),
            children=tuple(child for child, parent in PARENTS.items() if parent == path),
            order=order,
            where=PLACE,
            cohort=cohorts[path.partition(" > ")[0]],
            whole_cohort=path in cohorts and draw(st.booleans()),
            size=draw(st.none() | st.integers(0, 9)),
        )
        for order, path in enumerate(PATHS)
    }
    memberships = draw(st.lists(st.lists(st.sampled_from(PATHS), max_size=2, unique=True), max_size=4))
    return Catalog(
        Settings("test", ZoneInfo("Europe/London")),
        groups=groups,
        learners=tuple(
            Learner(f"{number:02d}", "", "", tuple(own), draw(st.sampled_from(("", "2030", "2031"))))
            for number, own in enumerate(memberships)
        ),
    )


def _lies_in(path: str, other: str) -> bool:
    return path == other or path.startswith(f"{other} > ")


def learner_attends(learner: Learner, path: str, catalog: Catalog) -> bool:
    group = catalog.groups[path]
    is_whole = group.whole_cohort and bool(group.cohort) and group.cohort == learner.cohort
    return is_whole or any(_lies_in(own, path) for own in learner.groups)


def group_attends(member: str, path: str, catalog: Catalog) -> bool:
    group = catalog.groups[path]
    is_whole = group.whole_cohort and bool(group.cohort) and group.cohort == catalog.groups[member].cohort
    return is_whole or _lies_in(member, path)


named_groups = st.lists(st.sampled_from(PATHS), max_size=3, unique=True).map(tuple)


@given(catalogs(), named_groups)
def test_everybody_who_attends_is_who_a_look_at_each_of_them_finds(catalog: Catalog, named: tuple[str, ...]) -> None:
    attendance = Attendance(catalog)
    groups = {member for member, path in product(PATHS, named) if group_attends(member, path, catalog)}
    branches = {above for above in PATHS if any(_lies_in(member, above) for member in groups) and catalog.groups[above].children}
    learners = {learner.id for learner, path in product(catalog.learners, named) if learner_attends(learner, path, catalog)}
    assert (
        set(attendance.groups_attending(named)),
        set(attendance.branches_attending(named)),
        set(attendance.learners_attending(named)),
    ) == (groups, branches, learners)


@given(catalogs())
def test_what_each_attends_is_what_a_look_at_each_group_finds(catalog: Catalog) -> None:
    attendance = Attendance(catalog)
    by_group = {member: {path for path in PATHS if group_attends(member, path, catalog)} for member in PATHS}
    by_learner = {learner.id: {path for path in PATHS if learner_attends(learner, path, catalog)} for learner in catalog.learners}
    rosters = {learner: groups for groups, learners in attendance.rosters.items() for learner in learners}
    assert {member: set(attendance.groups_attended_by(member)) for member in PATHS} == by_group
    assert {learner.id: set(attendance.groups_attended_by_learner(learner)) for learner in catalog.learners} == by_learner
    assert {learner: set(groups) for learner, groups in rosters.items()} == {
        learner: groups for learner, groups in by_learner.items() if groups
    }


@given(catalogs(), named_groups)
def test_a_size_that_is_known_is_the_least_size(catalog: Catalog, named: tuple[str, ...]) -> None:
    sizes = GroupSizes(catalog.groups, Attendance(catalog))
    rostered = {learner.id for learner, path in product(catalog.learners, named) if learner_attends(learner, path, catalog)}
    assert sizes.at_least(named) in (sizes.of(named), max(sizes.at_least(named), len(rostered)))
    assert sizes.of(named) in (None, sizes.at_least(named))


def test_a_group_that_the_catalog_does_not_have_attends_what_names_it() -> None:
    attendance = Attendance(Catalog(Settings("test", None)))
    assert (
        attendance.groups_attended_by("Gone"),
        attendance.groups_attending(("Gone",)),
        attendance.branches_attending(("Gone",)),
    ) == (frozenset({"Gone"}), ("Gone",), ())
