"""What the two rules about the Unavailable sheet share."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from schedbatch.domain.model import Catalog, Unavailability
from schedbatch.domain.names import joined
from schedbatch.rules.absences import Absences, pieces
from schedbatch.rules.conflict_words import number_of, when_and_which
from schedbatch.rules.findings import Finding
from schedbatch.rules.overlaps import Timeline, runs


def unavailable(catalog: Catalog, timeline: Timeline, positions_by_name: Mapping[str, Sequence[int]]) -> Iterator[Finding]:
    """One finding for each name and each set of its offerings that overlaps connect, at times at which it cannot be had."""
    rows: dict[str, list[Unavailability]] = defaultdict(list)
    for row in catalog.unavailabilities:
        rows[row.who_or_where].append(row)
    for name, rows_of_name in rows.items():
        hit = _hit(timeline, positions_by_name.get(name, ()), rows_of_name)
        for run in runs(timeline, tuple(hit)):
            offerings = timeline.at(run)
            reasons = tuple(dict.fromkeys(hit[position].reason for position in run if hit[position].reason))
            reason = f" ({joined(reasons[:2])})" if reasons else ""
            message = f"{name} is unavailable{reason} but has {number_of(offerings)}, {when_and_which(offerings)}."
            yield Finding(name, message, offerings)


def _hit(timeline: Timeline, positions: Sequence[int], rows: Sequence[Unavailability]) -> Mapping[int, Unavailability]:
    """The positions of the offerings during which a row holds, each with such a row."""
    asked = {position: pieces(timeline.offerings[position].start, timeline.offerings[position].end) for position in positions}
    absences = Absences(rows, (piece.day for pieces_of_offering in asked.values() for piece in pieces_of_offering))
    found: dict[int, Unavailability] = {}
    for position, pieces_of_offering in asked.items():
        row = next(filter(None, map(absences.row_at, pieces_of_offering)), None)
        if row:
            found[position] = row
    return found
