"""Changes of the receipt as lines for a planner: counts, then a line for each changed offering or ILM."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from schedbatch.domain.revisions import OVER
from schedbatch.outputs.receipt.receipt import Receipt
from schedbatch.outputs.receipt.terminal import plain

_SHOWN_ALIKE = 3
"""So many offerings and ILMs that change in the same way are shown."""
_INDENT = " " * 12
_MAX_VALUE = 60
"""So many characters of a value are shown, from a little before the first that differs."""
_BEFORE_DIFFERENCE = 20


def change_lines(changes: Receipt, limit: int | None = None, *, is_written: bool = False) -> tuple[str, ...]:
    """How many offerings and ILMs have changed, then a line for each; none if none has.

    With a ``limit`` only the first so many are shown, of those that change alike three, and the rest is counted.
    ``is_written``: schedule.xlsx has been written, and the last line leads to it.
    """
    total = sum(changes["counts"].values())
    if not total:
        return ()
    by_id: dict[str, list[Receipt]] = {}
    for row in changes["rows"]:
        by_id.setdefault(row["id"], []).append(row)
    counts = ", ".join(f"{number:,} {kind}" for kind, number in changes["counts"].items() if number)
    # Receipts of 0.1.0 do not tell what was over.
    if over := changes.get("over", 0):
        counts += f" ({over:,} over)"
    lines = _each_change(by_id.values()) if limit is None else _first_changes(by_id.values(), total, limit, is_written=is_written)
    return tuple(plain(line) for line in (counts, *lines))


def _each_change(changed: Iterable[list[Receipt]]) -> Iterator[str]:
    for rows in changed:
        yield f"  {_gravest(rows):<9} {rows[0]['id']}  {_what_changed(rows)}"


def _first_changes(changed: Iterable[list[Receipt]], total: int, limit: int, *, is_written: bool) -> Iterator[str]:
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
        yield f"  and {rest:,} more" + (": see the Changes sheet in schedule.xlsx" if is_written else "")


def _gravest(rows: list[Receipt]) -> str:
    """What became of an offering or ILM: whatever moved has moved, whatever else was edited in it."""
    words = {row["change"] for row in rows}
    return "moved" if rows[0]["change"] == "edited" and "moved" in words else str(rows[0]["change"])


def _what_changed(rows: list[Receipt]) -> str:
    over = OVER if rows[0].get("over") else ""
    return f"{rows[0]['title']}: {', '.join(map(_field_changed, rows))}{over}"


def _field_changed(row: Receipt) -> str:
    if row["field"]:
        before, after = _cut(row["before"], row["after"])
        return f"{row['field']} {before or '(blank)'} -> {after or '(blank)'}"
    return str(row["after"] or row["before"])


def _cut(before: str, after: str) -> tuple[str, str]:
    """Both values, long ones cut to where they begin to differ."""
    if max(len(before), len(after)) <= _MAX_VALUE:
        return before, after
    pairs = enumerate(zip(before, after, strict=False))
    differs = next((number for number, (old, new) in pairs if old != new), min(len(before), len(after)))
    first = max(0, differs - _BEFORE_DIFFERENCE)
    return _window(before, first), _window(after, first)


def _window(text: str, first: int) -> str:
    shown = text[first : first + _MAX_VALUE]
    return ("… " if first and shown else "") + shown + (" …" if len(text) > first + _MAX_VALUE else "")
