"""The report of a run, and the files made from it."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from schedbatch.domain.conflicts import Conflict
from schedbatch.domain.edits import Edits
from schedbatch.domain.issues import Issue, Severity
from schedbatch.domain.model import Catalog
from schedbatch.domain.names import joined
from schedbatch.domain.results import Hours, Ilm, Offering, Plan
from schedbatch.domain.revisions import Revision
from schedbatch.domain.rule_changes import RULES_VERSION

RECEIPT = "receipt.json"
"""The file beside the results that says what was made."""

if TYPE_CHECKING:  # an extra, and a quarter of a second
    import pandas as pd


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
class RulesUsed:
    """The rules that a run went by: schedbatch's and the time zones' versions.

    ``new_warnings`` came with an upgrade, and do not count for ``--strict`` in this run.
    """

    version: int
    zone_rules: str
    new_warnings: int = 0


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
    revision: Revision
    hours: Hours
    edits: Edits = field(default_factory=Edits)
    """What was done by hand in schedule.xlsx and still holds."""
    edition: str = ""
    """The name of this edition of schedule.xlsx, by which an edited copy is known; the same content has the same name."""
    conflicts: tuple[Conflict, ...] = ()
    """All of them, by start, those that the planner has accepted too; the others are among the issues as well."""
    refusal: str = ""
    """Why nothing but the receipt may be written (no time zone, no sessions, ``--strict``), in one sentence; blank otherwise."""

    rules: RulesUsed = RulesUsed(RULES_VERSION, "")

    @property
    def is_released(self) -> bool:
        """Whether the schedule is published."""
        return not self.refusal

    @property
    def open_conflicts(self) -> int:
        """How many conflicts the planner has not accepted."""
        return sum(not conflict.is_accepted for conflict in self.conflicts)

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
            "offerings": pd.DataFrame([_offering_record(offering) for offering in self.plan.offerings], columns=_OFFERING_FIELDS),
            "ilms": pd.DataFrame([_ilm_record(ilm) for ilm in self.plan.ilms], columns=_ILM_FIELDS),
            "issues": pd.DataFrame([_issue_record(issue) for issue in self.issues], columns=_ISSUE_FIELDS),
        }
        for name, fields in (("offerings", ("start", "end")), ("ilms", ("due",))):
            for heading in fields:
                # Through UTC: pandas takes the repeated hour of an autumn night only so, and an empty column has no zone.
                frames[name][heading] = (
                    pd.to_datetime(frames[name][heading], utc=True).dt.tz_convert(zone or dt.UTC).dt.as_unit("us")
                )
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


def _offering_record(offering: Offering) -> tuple[object, ...]:
    session = offering.session
    return (
        *(offering.id, session.id, session.course, session.title, session.type, joined(offering.groups)),
        *(offering.start.astimezone(dt.UTC), offering.end.astimezone(dt.UTC), offering.minutes),
        *(
            joined(offering.locations),
            joined(offering.instructors),
            offering.url,
            offering.status.value,
            offering.notes,
            offering.uid,
        ),
    )


def _ilm_record(ilm: Ilm) -> tuple[object, ...]:
    session = ilm.session
    return (
        *(ilm.id, session.id, session.course, session.title, session.type, joined(ilm.groups), joined(ilm.instructors)),
        *(float(ilm.hours), ilm.due.astimezone(dt.UTC), ilm.due_prior_to or ""),
        *(session.description, ilm.status.value, ilm.notes, ilm.uid),
    )


def _issue_record(issue: Issue) -> tuple[object, ...]:
    sheet, cell = (issue.where.sheet, issue.where.address) if issue.where else ("", "")
    return (str(issue.severity), issue.kind.code, sheet, cell, issue.message, issue.kind.hint)


@dataclass(frozen=True, slots=True)
class Joined:
    """An artifact whose bytes are pieces that other artifacts share; they are joined as long as they are looked at."""

    path: PurePosixPath
    pieces: tuple[bytes, ...]

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        return b"".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Artifact:
    """A rendered file: where it goes below the output folder, and its bytes."""

    path: PurePosixPath
    content: bytes
