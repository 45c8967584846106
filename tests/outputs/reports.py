"""RunReports for the tests of what is written: small ones, and one that looks like a planner's."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from schedbatch.domain import kinds
from schedbatch.domain.calendar_text import calendar_texts
from schedbatch.domain.issues import CellRef, Issue, Kind, RowPlace, Severity
from schedbatch.domain.model import Catalog, Session, Settings, Status
from schedbatch.domain.reports import Counts, RunReport
from schedbatch.domain.results import Hours, Ilm, Offering, Plan
from schedbatch.domain.revisions import Revision, Stamp
from schedbatch.domain.times import sequence_number

ZONE = ZoneInfo("America/New_York")
MADE_AT = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)
PLACE = RowPlace("Sessions", 7, {})

DISSECTION = Session("ANAT-03", "Anatomy", "Dissection of the thorax", "Lab", "Bring gloves.")
READING = Session("ANAT-04", "Anatomy", "Reading: the heart", "Independent study", "Read chapters 4 and 5.")


def offering(number: int = 1, **changes: object) -> Offering:
    """One of the dissections: of group ``number``, at 9:00 for 50 minutes, on 7 September 2026."""
    group = f"Anatomy Labs > {number:02d}"
    start = dt.datetime(2026, 9, 7, 9, 0, tzinfo=ZONE)
    made = Offering(
        id=f"ANAT-03/{group}/w1.1",
        uid=f"00000000-0000-5000-8000-{number:012d}",
        session=DISSECTION,
        groups=(group,),
        start=start,
        end=start + dt.timedelta(minutes=50),
        locations=(f"Lab {number}",),
        instructors=("Adeyemi, Ngozi", "Okafor, Chidi"),
        url="https://example.edu/anatomy",
        status=Status.SCHEDULED,
        notes="",
        where=PLACE,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def ilm(**changes: object) -> Ilm:
    """Two and a half hours of reading, due on 14 September 2026 at 17:00."""
    made = Ilm(
        id="ANAT-04",
        uid="00000000-0000-5000-9000-000000000001",
        session=READING,
        groups=("Anatomy Labs",),
        instructors=("Okafor, Chidi",),
        hours=Decimal("2.5"),
        due=dt.datetime(2026, 9, 14, 17, 0, tzinfo=ZONE),
        due_prior_to=None,
        url="",
        status=Status.SCHEDULED,
        notes="",
        where=PLACE,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def issue(kind: Kind = kinds.UNKNOWN_REFERENCE, message: str = '"Anatomi Labs" is not a known group', row: int = 7) -> Issue:
    """An issue at column D of the Sessions sheet."""
    return Issue(kind, message, CellRef("Sessions", row, 4))


def report(
    offerings: tuple[Offering, ...] = (), ilms: tuple[Ilm, ...] = (), found: tuple[Issue, ...] = (), **changes: object
) -> RunReport:
    """A report of ``anatomy-labs.xlsx`` whose counts fit."""
    kinds = [each.severity for each in found]
    made = RunReport(
        input_name="anatomy-labs.xlsx",
        input_sha256="ab" * 32,
        schedule_id="anatomy-labs",
        catalog=Catalog(Settings("anatomy-labs", ZONE, institution="Example University", term="Autumn 2026")),
        plan=Plan(offerings, ilms),
        issues=found,
        counts=Counts(
            sessions=len({each.session.id for each in offerings} | {each.session.id for each in ilms}),
            offerings=len(offerings),
            ilms=len(ilms),
            errors=kinds.count(Severity.ERROR),
            warnings=kinds.count(Severity.WARNING),
            notes=kinds.count(Severity.NOTE),
        ),
        made_at=MADE_AT,
        revision=Revision(Stamp(sequence_number(MADE_AT), MADE_AT)),
        hours=Hours(),
    )
    return with_texts(replace(made, **changes))  # type: ignore[arg-type]


def with_texts(made: RunReport) -> RunReport:
    """The report with what calendars say of its plan."""
    return replace(made, revision=replace(made.revision, texts=calendar_texts(made.plan, made.catalog)))


def planners_report() -> RunReport:
    """40 offerings in waves, 3 ILMs, and 12 issues of all severities."""
    offerings = tuple(
        offering(number, start=start, end=start + dt.timedelta(minutes=50), locations=(f"Lab {(number - 1) % 10 + 1}",))
        for number in range(1, 39)
        for start in (dt.datetime(2026, 9, 7, 9 + (number - 1) // 10, 0, tzinfo=ZONE),)
    )
    night = dt.datetime(2026, 9, 8, 22, 0, tzinfo=ZONE)
    late = offering(39, start=night, end=night + dt.timedelta(hours=4), status=Status.TENTATIVE, url="", notes="Night shift")
    gone = offering(40, start=night, end=night + dt.timedelta(hours=1), status=Status.CANCELLED, locations=(), instructors=())
    return report((*offerings, late, gone), _planners_ilms(), _planners_issues())


def _planners_ilms() -> tuple[Ilm, ...]:
    return (
        ilm(),
        ilm(id="ANAT-05/Anatomy Labs > 01", hours=Decimal(1), due_prior_to="ANAT-03", groups=("Anatomy Labs > 01",)),
        ilm(id="ANAT-06", hours=Decimal("0.25"), status=Status.DRAFT, instructors=()),
    )


def _planners_issues() -> tuple[Issue, ...]:
    message = '"Anatomi Labs" is not a known group; did you mean "Anatomy Labs"?'
    return (
        issue(kinds.UNKNOWN_SETTING, '"Colour" is not a setting', 2),
        issue(kinds.UNKNOWN_REFERENCE, message, 7),
        issue(kinds.UNKNOWN_REFERENCE, message.replace("Anatomi", "Anatomie"), 9),
        issue(kinds.ILM_DUE_DATE_MISSING, '"Reading: the lungs" is an ILM without a due date', 12),
        *(issue(kinds.LOCATION_MISSING, f'"Anatomy Labs > {number}" has no location', number) for number in range(20, 26)),
        issue(kinds.DATES_LEFT_OUT, "Mon 7 Sep 2026 is left out of the series, since it is on the closure Labor Day", 14),
        replace(issue(kinds.SCHEDULE_ID_MISSING, "There is no Schedule ID; the file's name is taken: anatomy-labs"), where=None),
    )
