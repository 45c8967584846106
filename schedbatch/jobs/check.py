"""Clashes between schedules that share people or places.

A room of its own because it reads several of what a run reads one of, and writes nothing. The schedules are laid on top of
each other and checked as one: instructors and locations by their names, learners by their Learner IDs. Groups of different
schedules have learners in common only through the roster: "Group A" is another group everywhere.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schedbatch.domain.attendance import Attendance
from schedbatch.domain.conflicts import Conflict, ConflictKind
from schedbatch.domain.model import Catalog, Learner, LearnerGroup, Location, Settings
from schedbatch.domain.names import fold
from schedbatch.domain.results import Offering, Plan
from schedbatch.jobs.steps.options import Options
from schedbatch.jobs.steps.released_plan import Asked, released_plan
from schedbatch.rules.conflicts import find_conflicts

_CLASHES = (ConflictKind.INSTRUCTOR_CLASH, ConflictKind.LOCATION_CLASH, ConflictKind.LEARNER_CLASH)


class ReleasesNothing(Exception):
    """A run of the schedule of this name would release nothing, so that nothing of it can clash."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """One of the schedules: its Schedule ID, what it holds and what comes of it."""

    label: str
    catalog: Catalog
    plan: Plan

    @property
    def zone(self) -> dt.tzinfo:
        """Whose clocks its times are shown by."""
        return self.catalog.settings.zone or dt.UTC

    def named(self, name: str) -> str:
        """``name`` behind the name of the schedule, so that names of two schedules are never equal."""
        return f"{self.label}: {name}"


@dataclass(frozen=True, slots=True)
class ClashesBetween:
    """The clashes between schedules, by start; ``timezone`` tells whose clocks they are shown by, where there are several."""

    conflicts: tuple[Conflict, ...]
    timezone: str = ""


def clashes_between(paths: Sequence[Path], out: Path, now: dt.datetime, options: Options) -> ClashesBetween:
    """The clashes in which offerings of two or more schedules meet: of each, what was released or a run would release.

    Ids, groups and titles have their Schedule ID before them. Times are those of the first schedule's time zone. Raises
    ReleasesNothing and InputUnreadable.
    """
    layers = [_read(Asked(path, out, now, options)) for path in paths]
    spellings = _spellings(layers)
    places = {place.name: place for place in _places(layers, spellings)}
    zone = layers[0].zone
    offerings = {offering.id: (layer.label, offering) for layer in layers for offering in _offerings(layer, spellings, zone)}
    catalog = Catalog(Settings(None, None), groups=_groups(layers), learners=_learners(layers), locations=places)
    found = find_conflicts(catalog, Plan(tuple(offering for _, offering in offerings.values()), ()))
    between = tuple(
        conflict
        for conflict in found
        if conflict.kind in _CLASHES and len({offerings[offering.id][0] for offering in conflict.offerings}) > 1
    )
    return ClashesBetween(between, str(zone) if len({str(layer.zone) for layer in layers}) > 1 else "")


def _read(asked: Asked) -> _Layer:
    report = released_plan(asked).report
    if report.refusal:
        raise ReleasesNothing(asked.path.name)
    return _Layer(report.schedule_id, report.catalog, report.plan)


def _spellings(layers: Iterable[_Layer]) -> Mapping[str, str]:
    """The spelling by which each instructor and location goes: the first that comes up."""
    found: dict[str, str] = {}
    for layer in layers:
        for offering in layer.plan.offerings:
            for name in (*offering.instructors, *offering.locations):
                found.setdefault(fold(name), name)
        for name in layer.catalog.locations:
            found.setdefault(fold(name), name)
    return found


def _offerings(layer: _Layer, spellings: Mapping[str, str], zone: dt.tzinfo) -> Iterable[Offering]:
    for offering in layer.plan.offerings:
        yield replace(
            offering,
            id=layer.named(offering.id),
            session=replace(offering.session, id=layer.named(offering.session.id), title=layer.named(offering.session.title)),
            groups=tuple(map(layer.named, offering.groups)),
            start=offering.start.astimezone(zone),
            end=offering.end.astimezone(zone),
            instructors=tuple(spellings[fold(name)] for name in offering.instructors),
            locations=tuple(spellings[fold(name)] for name in offering.locations),
        )


def _places(layers: Iterable[_Layer], spellings: Mapping[str, str]) -> Iterable[Location]:
    """Every location once; it is shared if any of the schedules says so."""
    found: dict[str, Location] = {}
    for layer in layers:
        for place in layer.catalog.locations.values():
            name = spellings[fold(place.name)]
            first = found.setdefault(name, replace(place, name=name))
            found[name] = replace(first, is_shared=first.is_shared or place.is_shared)
    return found.values()


def _groups(layers: Iterable[_Layer]) -> Mapping[str, LearnerGroup]:
    return {
        layer.named(group.path): replace(
            group,
            path=layer.named(group.path),
            parent=layer.named(group.parent) if group.parent else None,
            children=tuple(map(layer.named, group.children)),
            cohort=layer.named(group.cohort) if group.cohort else "",
        )
        for layer in layers
        for group in layer.catalog.groups.values()
    }


def _learners(layers: Iterable[_Layer]) -> tuple[Learner, ...]:
    """Every learner once, in all groups whose offerings the learner attends in any of the schedules, whole cohorts included."""
    found: dict[str, Learner] = {}
    for layer in layers:
        attendance = Attendance(layer.catalog)
        for learner in layer.catalog.learners:
            attended = sorted(attendance.groups_attended_by_learner(learner))
            first = found.setdefault(fold(learner.id), replace(learner, groups=(), cohort=""))
            found[fold(learner.id)] = replace(first, groups=(*first.groups, *map(layer.named, attended)))
    return tuple(found.values())
