"""More hours than an instructor's limit. Source: generator.md, "Conflicts"."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Ilm, Offering
from schedbatch.rules.findings import Finding
from schedbatch.rules.hours import counting, spans_of, workload
from schedbatch.rules.live_plan import LivePlan

T = TypeVar("T", Offering, Ilm)


def over_hours(catalog: Catalog, plan: LivePlan) -> Iterator[Finding]:
    """One finding for each instructor who works more hours than the limit: clock hours and ILM hours, as in Workload."""
    limited = frozenset(name for name, person in catalog.instructors.items() if person.hours_limit is not None)
    taught = _by_instructor(counting(plan.timeline.offerings, catalog), limited)
    modules = _by_instructor(counting(plan.ilms, catalog), limited)
    for name in {**taught, **modules}:
        offerings, ilms = tuple(taught.get(name, ())), tuple(modules.get(name, ()))
        work = workload(name, spans_of(offerings), ilms, catalog)
        if work.hours_limit is not None and work.total_hours > work.hours_limit:
            total, limit = work.total_hours.normalize(), work.hours_limit.normalize()
            message = f"{name} works {total:f} hours, more than {limit:f}, the hours limit."
            yield Finding(name, message, offerings, ilms)


def _by_instructor(taught: Iterable[T], names: frozenset[str]) -> dict[str, list[T]]:
    """The workload of each of the instructors ``names``."""
    found: dict[str, list[T]] = defaultdict(list)
    for offering_or_ilm in taught:
        for name in offering_or_ilm.instructors:
            if name in names:
                found[name].append(offering_or_ilm)
    return found
