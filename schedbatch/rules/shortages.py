"""Who or what cannot be had, is too small, or works too much. Source: generator.md, "Conflicts"."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from schedbatch.domain.conflicts import ConflictKind
from schedbatch.domain.model import Catalog, Unavailability
from schedbatch.domain.names import joined
from schedbatch.domain.results import Ilm, Offering, Plan
from schedbatch.rules.audiences import Audiences, known_sum
from schedbatch.rules.findings import Finding
from schedbatch.rules.hours import counts_toward_hours, workload
from schedbatch.rules.overlaps import Timeline, runs
from schedbatch.rules.unavailable import Absences, Piece, pieces


def unavailable(timeline: Timeline, catalog: Catalog) -> Iterator[Finding]:
    """Offerings whose instructor or location cannot be had: one finding for each connected set of them."""
    rows: dict[str, list[Unavailability]] = defaultdict(list)
    for row in catalog.unavailabilities:
        rows[row.who_or_where].append(row)
    for kind, positions_of in (
        (ConflictKind.INSTRUCTOR_UNAVAILABLE, timeline.by_instructor()),
        (ConflictKind.LOCATION_UNAVAILABLE, timeline.by_location()),
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
    together: dict[tuple[str, float, float, tuple[str, ...]], list[int]] = defaultdict(list)
    for position, one in enumerate(timeline.offerings):
        if one.locations:
            places = tuple(sorted(set(one.locations)))
            together[one.session.id, timeline.starts[position], timeline.ends[position], places].append(position)
    for (*_, places), positions in together.items():
        capacity = known_sum(catalog.locations[name].capacity if name in catalog.locations else None for name in places)
        size = None if capacity is None else known_sum(audiences.size(timeline.offerings[one].groups) for one in positions)
        if capacity is not None and size is not None and size > capacity:
            yield Finding(ConflictKind.OVER_CAPACITY, joined(places), timeline.at(positions), says=f"{size:,} in {capacity:,}")


def over_hours(catalog: Catalog, plan: Plan) -> Iterator[Finding]:
    """Instructors who work more hours than their limit: clock hours and ILM hours, as in Workload."""
    limited = {name for name, person in catalog.instructors.items() if person.hours_limit is not None}
    taught: dict[str, list[Offering]] = defaultdict(list)
    modules: dict[str, list[Ilm]] = defaultdict(list)
    for offering in plan.offerings if limited else ():
        for name in offering.instructors if counts_toward_hours(offering, catalog) else ():
            if name in limited:
                taught[name].append(offering)
    for ilm in plan.ilms if limited else ():
        for name in ilm.instructors if counts_toward_hours(ilm, catalog) else ():
            if name in limited:
                modules[name].append(ilm)
    for name in {**taught, **modules}:
        work = workload(name, taught.get(name, ()), modules.get(name, ()), catalog)
        if work.hours_limit is not None and work.total_hours > work.hours_limit:
            says = f"{work.total_hours.normalize():f} hours, more than {work.hours_limit.normalize():f}"
            yield Finding(ConflictKind.OVER_HOURS, name, tuple(taught.get(name, ())), (), tuple(modules.get(name, ())), says)
