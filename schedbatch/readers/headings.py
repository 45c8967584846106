"""A sheet's heading row: which row it is, which column each heading stands for, and what is wrong with the headings.

Source: workbook.md, "Reading rules".
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schedbatch.domain import kinds
from schedbatch.domain.issues import CellRef, Issue, Kind
from schedbatch.domain.names import clean, fold
from schedbatch.domain.sheets import Column, Need, Sheet, heading_key, heading_words
from schedbatch.readers.brackets import as_bracketed, split_heading
from schedbatch.readers.merged import spread
from schedbatch.readers.spelling import Spellings, did_you_mean
from schedbatch.readers.typed import text_of
from schedbatch.xlsx.raw import RawRow, RawSheet

HEADING_ROWS = 20
"""So many rows are searched for the headings."""

IsGroup = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Heading:
    """A cell that heads a column: which column, and how its cells are read. ``rank`` is 0 for its own name, else a synonym's."""

    number: int
    text: str
    column: Column
    reads: Column
    rank: int


@dataclass(frozen=True, slots=True)
class Headings:
    """The heading row: ``columns`` are those that are read, each with its headings; several only of a list, whose cells add up."""

    row: int
    columns: Mapping[Column, tuple[Heading, ...]]
    group_columns: Mapping[int, str]
    left_out: tuple[Heading, ...] = ()
    misspelt: frozenset[Column] = frozenset()
    """Required columns that the sheet lacks, while an unknown heading is a near miss of each."""
    known: frozenset[int] = field(init=False)
    """The numbers of all columns that are read."""

    def __post_init__(self) -> None:
        numbers = (heading.number for headings in self.columns.values() for heading in headings)
        object.__setattr__(self, "known", frozenset((*numbers, *self.group_columns)))

    @property
    def numbers(self) -> dict[str, int]:
        """Where each column stands, by its name; of several that add up, the first."""
        return {column.heading: headings[0].number for column, headings in self.columns.items()}


def find_headings(raw: RawSheet, sheet: Sheet, is_group: IsGroup) -> tuple[Headings | None, tuple[Issue, ...]]:
    """The heading row and what is to be said of it: of the first 20 rows the one with the most known headings, at least two.

    Of equals the first counts. If there is none: the first row whose only filled cell is a required heading, else the first that
    has a required heading among others that are not known, or a near miss of one. ``is_group`` says whether a heading names a
    learner group.
    """
    rows = [row for row in raw.rows if row.number <= HEADING_ROWS]
    rows = list(spread(replace(raw, rows=tuple(rows)))[0].rows)
    words = _words(sheet)
    candidates = [(row, _headings_in(row, sheet, words, is_group)) for row in rows]
    several = [(row, headings) for row, headings in candidates if headings.columns and _count(headings) > 1]
    required = [(row, headings) for row, headings in candidates if any(column.need is not Need.NO for column in headings.columns)]
    alone = [(row, headings) for row, headings in required if len(row.cells) == 1]
    most = max(several, key=lambda candidate: _count(candidate[1]), default=None)
    chosen = most or next(iter((*alone, *required)), None)
    if chosen is None:
        near = (pair for pair in candidates if _near_misses(sheet, pair[1], _unknown_texts(*pair)))
        chosen = next(near, None)
    row, headings = chosen or (None, None)
    if row is None or headings is None:
        return None, (_no_headings(raw, sheet),)
    unknown = _unknown_texts(row, headings)
    misses = _near_misses(sheet, headings, unknown)
    headings = replace(headings, misspelt=frozenset(misses.values()))
    return headings, (*_heading_issues(raw.name, sheet, headings, unknown, misses), *_missing(raw.name, sheet, headings))


def _unknown_texts(row: RawRow, headings: Headings) -> dict[int, str]:
    known = headings.known | {heading.number for heading in headings.left_out}
    return {number: clean(text_of(value)) for number, value in sorted(row.cells.items()) if number not in known}


def _count(headings: Headings) -> int:
    return len(headings.columns) + len(headings.group_columns)


_Words = Mapping[str, tuple[Column, int]]
"""By its key, the column that a word stands for, and the word's rank."""


def _words(sheet: Sheet) -> _Words:
    words: dict[str, tuple[Column, int]] = {}
    for column in sheet.columns:
        for name in (column.heading, *column.aliases):
            words.setdefault(heading_key(name), (column, 0))
    for column in sheet.columns:
        for rank, name in enumerate(column.synonyms, 1):
            words.setdefault(heading_key(name), (column, rank))
    return words


def known_heading(text: str, words: _Words) -> tuple[Column, Column, int] | None:
    """The column that a heading stands for, how its cells are read, and the rank of the word; ``None`` if it is not known."""
    found = _known_word(text, words)
    if found:
        return found[0], found[0], found[1]
    parts = split_heading(text)
    found = _known_word(parts[0], words) if parts else None
    reads = as_bracketed(found[0], parts[1]) if found and parts else None
    return (found[0], reads, found[1]) if found and reads else None


def _known_word(text: str, words: _Words) -> tuple[Column, int] | None:
    found = words.get(heading_key(text))
    return None if found and heading_words(text) in map(fold, found[0].not_read) else found


def _headings_in(row: RawRow, sheet: Sheet, words: _Words, is_group: IsGroup) -> Headings:
    by_column: dict[Column, list[Heading]] = defaultdict(list)
    group_columns: dict[int, str] = {}
    for number, value in sorted(row.cells.items()):
        text = clean(text_of(value))
        known = known_heading(text, words)
        # A group of the roster outranks a word that 0.1.0 did not know.
        if sheet.has_group_columns and (known is None or known[2]) and is_group(text):
            group_columns[number] = text
        elif known:
            by_column[known[0]].append(Heading(number, text, *known))
    columns = {column: _read_headings(column, by_column[column]) for column in sheet.columns if column in by_column}
    read = {heading.number for headings in columns.values() for heading in headings}
    left_out = [heading for headings in by_column.values() for heading in headings if heading.number not in read]
    return Headings(row.number, columns, group_columns, tuple(sorted(left_out, key=lambda heading: heading.number)))


def _read_headings(column: Column, headings: Sequence[Heading]) -> tuple[Heading, ...]:
    return tuple(headings) if column.is_list else (min(headings, key=lambda heading: heading.rank),)


def _no_headings(raw: RawSheet, sheet: Sheet) -> Issue:
    expected = ", ".join(column.heading for column in sheet.columns[:4])
    place = CellRef(raw.name, raw.rows[0].number, min(raw.rows[0].cells))
    return Issue(
        kinds.SHEET_UNUSABLE,
        f'No row among the first {HEADING_ROWS} of "{raw.name}" holds its headings ({expected}, …); the sheet is not read.',
        place,
    )


def _near_misses(sheet: Sheet, headings: Headings, unknown: Mapping[int, str]) -> dict[int, Column]:
    """The unknown headings that are plainly near misses of required columns which the sheet lacks; one for each column."""
    misses: dict[int, Column] = {}
    for column in sheet.columns:
        if column.need is Need.NO or column in headings.columns:
            continue
        names = Spellings((column.heading, *column.aliases, *column.synonyms))
        near = (number for number, text in unknown.items() if number not in misses and names.is_typo(text))
        if (number := next(near, None)) is not None:
            misses[number] = column
    return misses


def _heading_issues(
    sheet_name: str, sheet: Sheet, headings: Headings, unknown: Mapping[int, str], misses: Mapping[int, Column]
) -> Iterator[Issue]:
    said = [(heading.number, _left_out(heading, headings)) for heading in headings.left_out]
    said += [(number, _unknown(text, sheet, misses.get(number))) for number, text in unknown.items()]
    for column, read in headings.columns.items():
        said += [(heading.number, _added_up(column, read)) for heading in read[1:2]]
    for number, (kind, message) in sorted(said, key=lambda pair: pair[0]):
        yield Issue(kind, message, CellRef(sheet_name, headings.row, number))


_Said = tuple[Kind, str]


def _left_out(heading: Heading, headings: Headings) -> _Said:
    read = headings.columns[heading.column][0]
    if heading.rank and not read.rank:
        return kinds.UNKNOWN_COLUMN, f'Column "{heading.text}" is not used, because there is a column "{read.text}".'
    return kinds.DUPLICATE_COLUMN, f'Column "{heading.text}" stands for {heading.column} a second time; it is not read.'


def _added_up(column: Column, read: Sequence[Heading]) -> _Said:
    names = ", ".join(f'"{heading.text}"' for heading in read[:-1]) + f' and "{read[-1].text}"'
    both = "both" if len(read) == 2 else "all"  # noqa: PLR2004 - a pair
    return kinds.COLUMNS_ADDED_UP, f"The columns {names} {both} stand for {column}; what they hold adds up."


def _unknown(text: str, sheet: Sheet, missed: Column | None) -> _Said:
    if missed:
        return kinds.HEADING_MISSPELT, f'There is no column {missed}, but one headed "{text}"; did you mean "{missed}"?'
    like = next((column for column in sheet.columns if heading_words(text) in map(fold, column.not_read)), None)
    if like:
        return kinds.UNKNOWN_COLUMN, f'Column "{text}" is not used; it is not the column {like} of {sheet.name}.'
    names = (column.heading for column in sheet.columns)
    return kinds.UNKNOWN_COLUMN, f'Column "{text}" is not a column of {sheet.name}{did_you_mean(text, names) or "."}'


def _missing(sheet_name: str, sheet: Sheet, headings: Headings) -> Iterator[Issue]:
    for column in sheet.columns:
        if column.need is Need.ALWAYS and column not in headings.columns and column not in headings.misspelt:
            place = CellRef(sheet_name, headings.row, 1)
            message = f'"{sheet_name}" has no column {column}, which is required; the sheet is not read.'
            yield Issue(kinds.REQUIRED_COLUMN_MISSING, message, place)
