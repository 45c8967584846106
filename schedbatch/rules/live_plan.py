"""The part of a plan that takes place: only Scheduled and Tentative offerings and ILMs can conflict.

Source: generator.md, "Status".
"""

from dataclasses import dataclass

from schedbatch.domain.attendance import Attendance
from schedbatch.domain.group_sizes import GroupSizes
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Ilm, Plan
from schedbatch.rules.overlaps import Timeline


@dataclass(frozen=True, slots=True)
class LivePlan:
    """What the conflict rules ask about: the offerings by start, the ILMs, who attends, and how many learners groups have.

    All rules share one such value.
    """

    timeline: Timeline
    ilms: tuple[Ilm, ...]
    attendance: Attendance
    sizes: GroupSizes


def live_plan(catalog: Catalog, plan: Plan) -> LivePlan:
    """The part of ``plan`` that takes place."""
    timeline = Timeline(offering for offering in plan.offerings if offering.status.is_live)
    attendance = Attendance(catalog)
    sizes = GroupSizes(catalog.groups, attendance)
    return LivePlan(timeline, tuple(ilm for ilm in plan.ilms if ilm.status.is_live), attendance, sizes)
