"""Who or what cannot be had, is too small, or works too much. Source: generator.md, "Conflicts"."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, islice, pairwise
from operator import eq

from schedbatch.domain.conflicts import ConflictKind
from schedbatch.domain.model import Catalog, Unavailability
from schedbatch.domain.names import joined
from schedbatch.domain.results import Ilm, Offering, Plan
from schedbatch.rules.audiences import Audiences, known_sum
from schedbatch.rules.findings import Finding
from schedbatch.rules.hours import counting, spans_of, workload
from schedbatch.rules.overlaps import Timeline, runs
from schedbatch.rules.unavailable import Absences, Piece, pieces


def unavailable(timeline: Timeline, catalog: Catalog) -> Iterator[Finding]:
    """Offerings whose instructor or location cannot be had: one finding for each connected set of them."""
    rows: dict[str, list[Unavailability]] = defaultdict(list)
    for row in catalog.unavailabilities:
        rows[row.who_or_where].append(row)
    if not rows:
        return
    for kind, positions_of in (
        (ConflictKind.INSTRUCTOR_UNAVAILABLE, timeline.by_instructor),
        (ConflictKind.LOCATION_UNAVAILABLE, timeline.by_location),
    ):
        for name, held in rows.items():
            yield from _unavailable(kind, timeline, positions_of.get(name, ()), held)


def _unavailable(
    kind: ConflictKind, timeline: Timeline, positions: Sequence[int], rows: Sequence[Unavailability]
) -> Iterator[Finding]:
    asked: Mapping[int, tuple[Piece, ...]] = {
        position: pieces(timeline.offerings[position].start, timeline.offerings[position].end) for position in positions
    }
    absences = Absences(rows, (piece.day for several in asked.values() for piece in several))
    hit: dict[int, Unavailability] = {}
    for position, several in asked.items():
        row = next(filter(None, map(absences.row_at, several)), None)
        if row:
            hit[position] = row
    for run in runs(timeline, tuple(hit)):
        reasons = tuple(dict.fromkeys(hit[position].reason for position in run if hit[position].reason))
        yield Finding(kind, rows[0].who_or_where, timeline.at(run), says=joined(reasons[:2]))


def over_capacity(timeline: Timeline, catalog: Catalog, audiences: Audiences) -> Iterator[Finding]:
    """Offerings too large for where they are.

    Offerings of one session at one time in the same locations are held against these together; an offering in several
    locations, against the sum of their capacities. Nothing is said where a size or a capacity is not known.
    """
    sizes = [audiences.size(one.groups) for one in timeline.offerings]
    together: dict[tuple[str, float, float, tuple[str, ...]], list[int]] = defaultdict(list)
    for position in sorted(_perhaps_too_many(timeline, catalog, sizes)):
        one = timeline.offerings[position]
        places = tuple(sorted(set(one.locations)))
        together[one.session.id, timeline.starts[position], timeline.ends[position], places].append(position)
    for (*_, places), positions in together.items():
        capacity = known_sum(catalog.locations[name].capacity if name in catalog.locations else None for name in places)
        size = known_sum(sizes[one] for one in positions)
        if capacity is not None and size is not None and size > capacity:
            yield Finding(ConflictKind.OVER_CAPACITY, joined(places), timeline.at(positions), says=f"{size:,} in {capacity:,}")


def _perhaps_too_many(timeline: Timeline, catalog: Catalog, sizes: Sequence[int | None]) -> set[int]:
    """Where a location would be too small by itself for the offering there, or for all that start there together.

    What several locations cannot hold is more than each of them can.
    """
    found: set[int] = set()
    for name, positions in timeline.by_location.items():
        capacity = catalog.locations[name].capacity if name in catalog.locations else None
        if capacity is not None:
            found.update(one for one in positions if (sizes[one] or 0) > capacity)
            starts = [timeline.starts[one] for one in positions]
            for at_once in compress(pairwise(positions), map(eq, starts, islice(starts, 1, None))):
                found.update(at_once)
    return found


def over_hours(catalog: Catalog, plan: Plan) -> Iterator[Finding]:
    """Instructors who work more hours than their limit: clock hours and ILM hours, as in Workload."""
    limited = {name for name, person in catalog.instructors.items() if person.hours_limit is not None}
    taught: dict[str, list[Offering]] = defaultdict(list)
    modules: dict[str, list[Ilm]] = defaultdict(list)
    for offering in counting(plan.offerings, catalog) if limited else ():
        for name in offering.instructors:
            if name in limited:
                taught[name].append(offering)
    for ilm in counting(plan.ilms, catalog) if limited else ():
        for name in ilm.instructors:
            if name in limited:
                modules[name].append(ilm)
    for name in {**taught, **modules}:
        work = workload(name, spans_of(taught.get(name, ())), modules.get(name, ()), catalog)
        if work.hours_limit is not None and work.total_hours > work.hours_limit:
            says = f"{work.total_hours.normalize():f} hours, more than {work.hours_limit.normalize():f}"
            offerings, ilms = tuple(taught.get(name, ())), tuple(modules.get(name, ()))
            yield Finding(ConflictKind.OVER_HOURS, name, offerings, ilms=ilms, says=says)
