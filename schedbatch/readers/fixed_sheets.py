"""What was changed in an edited schedule.xlsx where nothing is taken in: its other columns and sheets.

Compared with what the hidden sheet says of that edition, so that no change is lost without a word. Source: workbook.md,
"What comes back".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schedbatch.domain import kinds
from schedbatch.domain.digests import number_text, pool_digest, sheet_digest
from schedbatch.domain.edits import EDITABLE, KEYS
from schedbatch.domain.issues import CellRef, Issue
from schedbatch.domain.names import clean
from schedbatch.readers.typed import text_of
from schedbatch.xlsx.raw import CellValue, RawRow, RawSheet

_HEADING_ROWS = 20
_LISTED = 5


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """What a sheet was written with: its headings (none: a page), and the digest of its fixed cells (blank: not compared)."""

    headings: tuple[str, ...]
    digest: str


def fixed_changes(pages: Mapping[str, Sequence[tuple[RawSheet, str]]], written: Mapping[str, WrittenSheet]) -> Iterator[Issue]:
    """Notes on columns that were added, renamed or deleted, and on sheets in which anything else differs.

    ``pages`` are the sheets of the copy by the name of what they show, each with the place to name.
    """
    for name, was in written.items():
        if not was.headings:
            yield from _page_changes(name, pages.get(name, ()), was.digest)
            continue
        here = [(page, place, heading) for page, place in pages.get(name, ()) if (heading := _heading_row(page, was.headings))]
        if not here:
            if name not in KEYS:
                yield Issue(kinds.EDIT_NOT_TAKEN, f"The sheet {name} is gone, or its headings are; it comes back as it is.")
            continue
        for page, place, heading in here:
            yield from _columns(page, place, heading, was.headings)
        fixed = tuple(name_ for name_ in was.headings if name_ not in EDITABLE.get(name, ()))
        rows = (row for page, _, heading in here for row in _texts(page, heading, fixed))
        if was.digest and sheet_digest(fixed, rows) != was.digest:
            message = f"The sheet {name} was changed; its rows are made anew each time, and nothing in it is taken in."
            yield Issue(kinds.EDIT_NOT_TAKEN, message, CellRef(here[0][1], 1, 1))


def _page_changes(name: str, pages: Sequence[tuple[RawSheet, str]], digest: str) -> Iterator[Issue]:
    """Of a page without columns: whether it is there, and says what it said."""
    texts = (_text(value) for page, _ in pages for row in page.rows for value in row.cells.values())
    if not pages:
        yield Issue(kinds.EDIT_NOT_TAKEN, f"The sheet {name} is gone; it comes back as it is.")
    elif pool_digest(texts) != digest:
        message = f"The sheet {name} was changed; it is made anew each time, and nothing in it is taken in."
        yield Issue(kinds.EDIT_NOT_TAKEN, message, CellRef(pages[0][1], 1, 1))


def _heading_row(page: RawSheet, headings: Sequence[str]) -> RawRow | None:
    """The first row that holds at least half of the headings."""
    known = set(headings)
    rows = (row for row in page.rows if row.number <= _HEADING_ROWS)
    return next((row for row in rows if 2 * len(known & {clean(text_of(cell)) for cell in row.cells.values()}) >= len(known)), None)


def _columns(page: RawSheet, place: str, heading: RawRow, known: Sequence[str]) -> Iterator[Issue]:
    found = {clean(text_of(value)): number for number, value in sorted(heading.cells.items(), reverse=True)}
    filled = {number for row in page.rows if row.number > heading.number for number in row.cells}
    titled = set(found.values())
    strange = {name: number for name, number in found.items() if name and name not in known}
    nameless = sorted(number for number in filled if number not in titled)
    for name, number in sorted(strange.items(), key=lambda pair: pair[1])[:_LISTED]:
        message = f'The column "{name[:60]}" is not one of schedule.xlsx; it is not taken in.'
        yield Issue(kinds.EDIT_NOT_TAKEN, message, CellRef(place, heading.number, number))
    if nameless:
        message = "Cells right of the table, in a column without a heading, are not taken in."
        yield Issue(kinds.EDIT_NOT_TAKEN, message, CellRef(place, heading.number, nameless[0]))
    gone = [name for name in known if name not in found]
    if gone:
        message = f"Without a column now: {', '.join(gone)}. It comes back as it was."
        yield Issue(kinds.EDIT_NOT_TAKEN, message, CellRef(place, heading.number, 1))


def _texts(page: RawSheet, heading: RawRow, headings: Sequence[str]) -> Iterator[tuple[str, ...]]:
    numbers = {clean(text_of(value)): number for number, value in sorted(heading.cells.items(), reverse=True)}
    columns = [numbers.get(name, 0) for name in headings]
    for row in page.rows:
        if row.number > heading.number:
            yield tuple(_text(row.cells.get(number, "")) for number in columns)


def _text(value: CellValue) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_text(value)
    return text_of(value)
