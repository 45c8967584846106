"""Changes of the receipt as lines for a planner: counts, then a line for each changed offering or ILM."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from schedbatch.outputs.receipt.receipt import Receipt
from schedbatch.outputs.receipt.terminal import plain

_SHOWN_ALIKE = 3
"""So many offerings and ILMs that change in the same way are shown."""
_INDENT = " " * 12


def change_lines(changes: Receipt, limit: int | None = None) -> tuple[str, ...]:
    """How many offerings and ILMs have changed, then a line for each; none if none has.

    With a ``limit`` only the first so many are shown, of those that change alike three, and the rest is counted.
    """
    total = sum(changes["counts"].values())
    if not total:
        return ()
    by_id: dict[str, list[Receipt]] = {}
    for row in changes["rows"]:
        by_id.setdefault(row["id"], []).append(row)
    counts = ", ".join(f"{number:,} {kind}" for kind, number in changes["counts"].items() if number)
    lines = _each_change(by_id.values()) if limit is None else _first_changes(by_id.values(), total, limit)
    return tuple(plain(line) for line in (counts, *lines))


def _each_change(changed: Iterable[list[Receipt]]) -> Iterator[str]:
    for rows in changed:
        yield f"  {_gravest(rows):<9} {rows[0]['id']}  {_what_changed(rows)}"


def _first_changes(changed: Iterable[list[Receipt]], total: int, limit: int) -> Iterator[str]:
    left, rest = limit, total
    for _, changed_alike in groupby(changed, key=lambda rows: (_gravest(rows), _what_changed(rows))):
        several = list(changed_alike)
        shown = several[: min(left, _SHOWN_ALIKE)]
        if not shown:
            break
        left, rest = left - len(shown), rest - len(several)
        yield from _each_change(shown)
        if len(several) > len(shown):
            yield f"{_INDENT}and {len(several) - len(shown):,} more like {'this' if len(shown) == 1 else 'these'}"
    if rest:
        yield f"  and {rest:,} more: see the Changes sheet in schedule.xlsx"


def _gravest(rows: list[Receipt]) -> str:
    """What became of an offering or ILM: whatever moved has moved, whatever else was edited in it."""
    words = {row["change"] for row in rows}
    return "moved" if rows[0]["change"] == "edited" and "moved" in words else str(rows[0]["change"])


def _what_changed(rows: list[Receipt]) -> str:
    return f"{rows[0]['title']}: {', '.join(map(_field_changed, rows))}"


def _field_changed(row: Receipt) -> str:
    if row["field"]:
        return f"{row['field']} {row['before'] or '(blank)'} -> {row['after'] or '(blank)'}"
    return str(row["after"] or row["before"])
