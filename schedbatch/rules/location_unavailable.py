"""A location that is unavailable. Source: generator.md, "Conflicts"."""

from collections.abc import Iterator

from schedbatch.domain.model import Catalog
from schedbatch.rules.findings import Finding
from schedbatch.rules.live_plan import LivePlan
from schedbatch.rules.unavailable import unavailable


def location_unavailable(catalog: Catalog, plan: LivePlan) -> Iterator[Finding]:
    """One finding for each location and each set of overlapping offerings at times at which the location cannot be had."""
    return unavailable(catalog, plan.timeline, plan.timeline.by_location)
