"""What comes of a workbook: a Plan of offerings and ILMs, and the report of a run."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from schedbatch.domain.issues import Issue, RowPlace, Severity
from schedbatch.domain.model import Catalog, GroupPath, Session, Status
from schedbatch.domain.names import joined
from schedbatch.domain.times import elapsed_minutes

if TYPE_CHECKING:  # an extra, and a quarter of a second
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Offering:
    """One meeting on the calendar. ``start`` and ``end`` are zone-aware, ``[start, end)``.

    Instructors are sorted by name, each once; ``*_waived`` says that the planner typed ``none``.
    """

    id: str
    uid: str
    session: Session
    groups: tuple[GroupPath, ...]
    start: dt.datetime
    end: dt.datetime
    locations: tuple[str, ...]
    instructors: tuple[str, ...]
    url: str
    status: Status
    notes: str
    where: RowPlace
    location_waived: bool = False
    instructors_waived: bool = False

    @property
    def location(self) -> str | None:
        """The location as one text; ``None`` if there is none."""
        return joined(self.locations) or None

    @property
    def minutes(self) -> int:
        """Elapsed minutes from start to end."""
        return elapsed_minutes(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Ilm:
    """An independent learning module: hours of a learner's own time until ``due``."""

    id: str
    uid: str
    session: Session
    groups: tuple[GroupPath, ...]
    instructors: tuple[str, ...]
    hours: Decimal
    due: dt.datetime
    due_prior_to: str | None
    url: str
    status: Status
    notes: str
    where: RowPlace


@dataclass(frozen=True, slots=True)
class Plan:
    """What the generator makes of a catalog.

    Offerings by start, then by group path in natural order; ILMs by due time. ``held`` are the ids of offerings and ILMs
    that an error in their row holds back.
    """

    offerings: tuple[Offering, ...]
    ilms: tuple[Ilm, ...]
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of a run; issues are counted completely even where the list is cut."""

    sessions: int
    offerings: int
    ilms: int
    errors: int
    warnings: int
    notes: int


@dataclass(frozen=True, slots=True)
class CourseHours:
    """A course's hours: the sum of its offerings and ILMs, and what the learner with least and with most attends.

    Learners are the groups without children that attend any of it; ``None`` if there are none.
    """

    course: str
    offerings: int
    ilms: int
    total: Decimal
    learner_least: Decimal | None
    learner_most: Decimal | None


@dataclass(frozen=True, slots=True)
class TypeHours:
    """A session type's hours."""

    type: str
    offerings: int
    ilms: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Workload:
    """What an instructor teaches. ``clock_hours`` count a time once, however many offerings share it."""

    instructor: str
    offerings: int
    offering_hours: Decimal
    clock_hours: Decimal
    ilms: int
    ilm_hours: Decimal
    hours_limit: Decimal | None

    @property
    def total_hours(self) -> Decimal:
        """Clock hours and ILM hours."""
        return self.clock_hours + self.ilm_hours


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of the Scheduled and Tentative offerings and ILMs whose type counts, with two decimals; sorted by name."""

    courses: tuple[CourseHours, ...] = ()
    types: tuple[TypeHours, ...] = ()
    workloads: tuple[Workload, ...] = ()


@dataclass(frozen=True, slots=True)
class RunReport:
    """Everything that a run found out, before a byte is written.

    ``issues`` stand in sheet order, at most 10,000 of them; ``made_at`` is when the content last changed.
    """

    input_name: str
    input_sha256: str
    schedule_id: str
    catalog: Catalog
    plan: Plan
    issues: tuple[Issue, ...]
    counts: Counts
    made_at: dt.datetime
    is_released: bool
    """False when nothing but the receipt may be written (no time zone, no sessions, or ``--strict``)."""
    hours: Hours = Hours()

    @property
    def worst(self) -> Severity | None:
        """The gravest severity of all issues."""
        if self.counts.errors:
            return Severity.ERROR
        if self.counts.warnings:
            return Severity.WARNING
        return Severity.NOTE if self.counts.notes else None

    def to_frames(self) -> "dict[str, pd.DataFrame]":
        """``offerings``, ``ilms`` and ``issues`` as pandas tables, a row each, in the order of the report.

        Moments are zone-aware, lists joined with ``; ``, hours floats. Needs pandas: ``pip install "schedbatch[frames]"``.
        """
        import pandas as pd  # noqa: PLC0415

        zone = self.catalog.settings.zone
        frames = {
            "offerings": pd.DataFrame([_offering_record(one) for one in self.plan.offerings], columns=_OFFERING_FIELDS),
            "ilms": pd.DataFrame([_ilm_record(one) for one in self.plan.ilms], columns=_ILM_FIELDS),
            "issues": pd.DataFrame([_issue_record(one) for one in self.issues], columns=_ISSUE_FIELDS),
        }
        for name, fields in (("offerings", ("start", "end")), ("ilms", ("due",))):
            for field in fields:
                # Through UTC: pandas takes the repeated hour of an autumn night only so, and an empty column has no zone.
                frames[name][field] = pd.to_datetime(frames[name][field], utc=True).dt.tz_convert(zone or dt.UTC).dt.as_unit("us")
        return frames


_OFFERING_FIELDS = (
    *("offering_id", "session_id", "course", "title", "type", "groups", "start", "end", "minutes"),
    *("location", "instructors", "url", "status", "notes", "uid"),
)
_ILM_FIELDS = (
    *("ilm_id", "session_id", "course", "title", "type", "groups", "instructors", "hours", "due", "due_prior_to"),
    *("description", "status", "notes", "uid"),
)
_ISSUE_FIELDS = ("severity", "code", "sheet", "cell", "message", "hint")


def _offering_record(one: Offering) -> tuple[object, ...]:
    session = one.session
    return (
        *(one.id, session.id, session.course, session.title, session.type, joined(one.groups)),
        *(one.start.astimezone(dt.UTC), one.end.astimezone(dt.UTC), one.minutes),
        *(joined(one.locations), joined(one.instructors), one.url, one.status.value, one.notes, one.uid),
    )


def _ilm_record(one: Ilm) -> tuple[object, ...]:
    session = one.session
    return (
        *(one.id, session.id, session.course, session.title, session.type, joined(one.groups), joined(one.instructors)),
        *(float(one.hours), one.due.astimezone(dt.UTC), one.due_prior_to or ""),
        *(session.description, one.status.value, one.notes, one.uid),
    )


def _issue_record(issue: Issue) -> tuple[object, ...]:
    sheet, cell = (issue.where.sheet, issue.where.address) if issue.where else ("", "")
    return (str(issue.severity), issue.kind.code, sheet, cell, issue.message, issue.kind.hint)


@dataclass(frozen=True, slots=True)
class Artifact:
    """A rendered file: where it goes below the output folder, and its bytes."""

    path: PurePosixPath
    content: bytes
