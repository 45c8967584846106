"""The part of a plan that takes place: only Scheduled and Tentative offerings and ILMs can conflict.

Source: generator.md, "Status".
"""

from dataclasses import dataclass

from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Ilm, Plan
from schedbatch.rules.audiences import Audiences
from schedbatch.rules.overlaps import Timeline


@dataclass(frozen=True, slots=True)
class LivePlan:
    """What the conflict rules ask about: the offerings by start, the ILMs, and who attends. All rules share one such value."""

    timeline: Timeline
    ilms: tuple[Ilm, ...]
    audiences: Audiences


def live_plan(catalog: Catalog, plan: Plan) -> LivePlan:
    """The part of ``plan`` that takes place."""
    offerings = (offering for offering in plan.offerings if offering.status.is_live)
    return LivePlan(Timeline(offerings, catalog), tuple(ilm for ilm in plan.ilms if ilm.status.is_live), Audiences(catalog))
