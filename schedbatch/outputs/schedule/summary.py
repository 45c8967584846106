"""What the Summary of a schedule says: facts, next steps, and blocks of figures. ``summary_page`` draws the Summary."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from schedbatch.domain.reports import RunReport


@dataclass(frozen=True, slots=True)
class Block:
    """A small table: title, headings, rows whose first value is a name; the chart shows column ``charted`` (0: no chart)."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | int | Decimal | None, ...], ...]
    charted: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """What the page says: a title, a line below it, facts in pairs, blocks of figures, and what to do next."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str | int], ...]
    next_steps: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def numbered_steps(self) -> tuple[str, ...]:
        """The next steps, each behind its number."""
        return tuple(f"{number}. {step}" for number, step in enumerate(self.next_steps, 1))

    def cells(self) -> Iterator[str | int | Decimal]:
        """What stands on the page, cell by cell."""
        yield from (self.title, self.subtitle, NEXT_STEPS, *self.numbered_steps)
        yield from (cell for fact in self.facts for cell in fact)
        for block in self.blocks:
            yield from (block.title, *block.headings)
            yield from (cell for row in block.rows for cell in row if cell is not None)


NEXT_STEPS = "What to do next"


def make_summary(report: RunReport) -> Summary:
    """The page of a report."""
    settings, counts = report.catalog.settings, report.counts
    names = tuple(filter(None, (settings.institution, settings.term)))
    return Summary(
        title=", ".join(names) or report.schedule_id,
        subtitle=f"Schedule {report.schedule_id}, times in {settings.zone.key if settings.zone else 'no zone'}",
        facts=(
            ("Made from", report.input_name),
            ("Last change", f"{report.made_at:%Y-%m-%d %H:%M} UTC"),
            ("Sessions", counts.sessions),
            ("Offerings", counts.offerings),
            ("ILMs", counts.ilms),
            ("Conflicts", _conflicts(report)),
            ("Errors", counts.errors),
            ("Warnings", counts.warnings),
            ("Notes", counts.notes),
        ),
        next_steps=tuple(_next_steps(report)),
        blocks=tuple(block for block in _blocks(report) if block.rows),
    )


def _conflicts(report: RunReport) -> str | int:
    accepted = len(report.conflicts) - report.open_conflicts
    return f"{report.open_conflicts:,}, and {accepted:,} accepted" if accepted else report.open_conflicts


def _next_steps(report: RunReport) -> Iterator[str]:
    counts = report.counts
    if counts.errors:
        errors = "error" if counts.errors == 1 else f"{counts.errors:,} errors"
        yield f"Correct the {errors} listed in the sheet Issues: what stands in such a row is held back."
    if counts.warnings:
        warnings = "warning" if counts.warnings == 1 else f"{counts.warnings:,} warnings"
        yield f"Look at the {warnings} listed in the sheet Issues: their rows are in the schedule."
    if report.open_conflicts:
        yield (
            f"{report.open_conflicts:,} of the warnings are conflicts: people or places in two offerings at once, and the like. "
            "The sheet Conflicts lists them."
        )
    if not counts.errors and not counts.warnings:
        yield "Nothing needs mending."
    yield "Look through the sheets Offerings and ILMs, and give people the calendars' addresses (calendars/index.html)."
    yield "When something moves, change the workbook and run it again: calendars that people subscribe to follow."


def _blocks(report: RunReport) -> Iterator[Block]:
    hours = report.hours
    yield Block(
        "Hours by course",
        ("Course", "Offerings", "ILMs", "Hours", "Learner, least", "Learner, most"),
        tuple(
            (course.course or "(none)", course.offerings, course.ilms, course.total, course.learner_least, course.learner_most)
            for course in hours.courses
        ),
        charted=3,
    )
    yield Block(
        "Hours by session type",
        ("Session type", "Offerings", "ILMs", "Hours"),
        tuple((session_type.type, session_type.offerings, session_type.ilms, session_type.total) for session_type in hours.types),
        charted=3,
    )
    yield Block(
        "Hours by instructor",
        ("Instructor", "Offerings", "ILMs", "Hours"),
        tuple((load.instructor, load.offerings, load.ilms, load.total_hours) for load in hours.workloads),
        charted=3,
    )
