"""A generated workbook -> the plan that may be released, with hand edits and with held offerings and ILMs. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from schedbatch.domain.calendar_text import calendar_texts
from schedbatch.domain.edits import Edits
from schedbatch.domain.issues import Issue, in_sheet_order
from schedbatch.domain.results import Plan
from schedbatch.history.edited import with_edits
from schedbatch.history.held import with_held
from schedbatch.history.planned import Planned
from schedbatch.history.snapshot import Snapshot
from schedbatch.jobs.steps.generating import GeneratedWorkbook
from schedbatch.rules.all_rules import check_plan


@dataclass(frozen=True, slots=True)
class ByHand:
    """The hand edits that hold, and the issues of the edited copies that they came with."""

    edits: Edits = field(default_factory=Edits)
    found: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A plan to be released, and all its issues but the conflicts, in sheet order."""

    planned: Planned
    found: tuple[Issue, ...]


def plan_release(generated: GeneratedWorkbook, by_hand: ByHand, holding: Snapshot | None) -> Checked:
    """Apply what was done by hand, check the plan, and hold back what errors hold back of the release ``holding``."""
    catalog = generated.catalog
    if generated.is_as_released:
        plan, found = generated.plan, _issues(generated, generated.plan, by_hand.found)
        return Checked(Planned(plan, calendar_texts(plan, catalog), frozenset(), catalog), found)
    edited, edit_issues = with_edits(generated.plan, by_hand.edits, catalog)
    found = _issues(generated, edited, (*by_hand.found, *edit_issues))
    plan, held = with_held(edited, holding, catalog, found) if holding else (edited, frozenset[str]())
    return Checked(Planned(plan, calendar_texts(plan, catalog), held, catalog), found)


def _issues(generated: GeneratedWorkbook, plan: Plan, besides: Sequence[Issue]) -> tuple[Issue, ...]:
    catalog = generated.catalog
    return in_sheet_order((*generated.issues, *besides, *check_plan(catalog, plan)), generated.sheets)
