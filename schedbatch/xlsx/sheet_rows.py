"""Rows of a sheet -> their XML, written fast: the cells of equal values in a column are made once.

A room of its own because it knows neither XlsxWriter nor zip files. ``XlsxWriter`` and ``openpyxl`` are the oracles in the
tests. Source: ECMA-376 Part 1, 18.3.1.4 (c), 18.3.1.73 (row), 18.4.9 (sst) and 22.9.2.19 (ST_Xstring).
"""

import datetime as dt
import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, count, repeat

from schedbatch.domain.issues import Severity, column_letters
from schedbatch.domain.model import Status
from schedbatch.xlsx.shown import (
    LINE_HEIGHT,
    MAX_HEIGHT,
    MAX_UNITS,
    CellLook,
    Link,
    ShownColumn,
    ShownSheet,
    ShownValue,
    cell_text,
    lines_needed,
    looks_like_formula,
)

FIRST_DAY = dt.date(1900, 1, 1)
"""Excel's calendar begins here."""

_DAY_0 = dt.date(1899, 12, 30).toordinal()
_DAY_60 = dt.date(1900, 3, 1).toordinal()
"""Excel takes 1900 for a leap year: the days before have one number less."""
_ROWS_A_CHUNK = 1_000
_STRINGS_A_PIECE = 10_000
_KNOWN_A_COLUMN = 20_000
"""Equal cells are made once among so many different ones, so that columns of IDs do not fill the memory."""
_SPECIAL = re.compile(r"[&<>\n]|_x|^\s|\s\Z")
_MARKUP = ("&", "<", ">", "_x")
_ODD_STARTS = frozenset(" =+-@")
_ESCAPED_BY_EXCEL = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class StyleNumber:
    """A style's two cell formats by their numbers in styles.xml; ``quoted`` is for text that begins like a formula."""

    plain: int
    quoted: int


StyleNumbers = Mapping[CellLook | Severity, StyleNumber]


class SharedStrings:
    """The texts of all sheets of a file, numbered from ``first``. A text may have several numbers: nobody forbids it."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._xml: list[str] = []

    def __len__(self) -> int:
        return len(self._xml)

    def add(self, elements: Iterable[str]) -> int:
        """Add ``si`` elements, and give the number of the first of them."""
        first = self._first + len(self._xml)
        self._xml += elements
        return first

    def xml(self) -> Iterator[bytes]:
        """All ``si`` elements, in order, in pieces."""
        return ("".join(self._xml[start : start + _STRINGS_A_PIECE]).encode() for start in range(0, len(self), _STRINGS_A_PIECE))


def _string_xml(text: str) -> str:
    if not _SPECIAL.search(text):
        return f"<si><t>{text}</t></si>"
    shown = html.escape(_ESCAPED_BY_EXCEL.sub("_x005F_", text), quote=False)
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<si><t{space}>{shown}</t></si>"


def _plain_texts(values: Sequence[ShownValue]) -> list[str] | None:
    """The values if all are texts that are written as they stand and begin like no formula: asked of many at once."""
    texts = [value for value in values if isinstance(value, str)]
    together = "".join(texts)
    lengths = [*map(len, texts)]
    are_plain = (
        len(texts) == len(values)
        and together.isprintable()
        and not any(special in together for special in _MARKUP)
        and min(lengths) > 0
        and max(lengths) <= MAX_UNITS // 2
        and _ODD_STARTS.isdisjoint([text[0] for text in texts])
        and " " not in {text[-1] for text in texts}
    )
    return texts if are_plain else None


def rows_xml(sheet: ShownSheet, styles: StyleNumbers, strings: SharedStrings) -> Iterator[bytes]:
    """The ``row`` elements of all rows of ``sheet``, which begin in row 2, in pieces.

    A cell's XML is all the same in every row but for the row's number, which stands wherever two pieces meet.
    """
    columns = [_Cells(number, sheet.columns, styles) for number in range(len(sheet.columns))]
    wrapped = [(number, column) for number, column in enumerate(sheet.columns) if column.look is CellLook.WRAPPED]
    for start in range(0, len(sheet.rows), _ROWS_A_CHUNK):
        rows = sheet.rows[start : start + _ROWS_A_CHUNK]
        heads = [f'"{_height(row, wrapped)}><c r="A' for row in rows] if wrapped else repeat('"><c r="A', len(rows))
        cells = _cells(columns, [*zip(*rows, strict=True)], strings)
        pieces = zip(repeat('<row r="', len(rows)), heads, *cells, strict=True)
        yield "".join([str(number).join(row) for number, row in enumerate(pieces, start + 2)]).encode()


def _height(row: tuple[ShownValue, ...], wrapped: list[tuple[int, ShownColumn]]) -> str:
    """The attributes that make a row as high as its lines: LibreOffice does not fit heights when it opens a file."""
    lines = max(lines_needed(row[number], column) for number, column in wrapped)
    return f' ht="{min(lines * LINE_HEIGHT, MAX_HEIGHT)}" customHeight="1"' if lines > 1 else ""


def _cells(
    columns: "Sequence[_Cells]", by_column: Sequence[tuple[ShownValue, ...]], strings: SharedStrings
) -> Sequence[Sequence[str | None]]:
    """The cells of some rows, column by column; new strings are numbered row by row."""
    cells: list[Sequence[str | None]] = [[*map(known.get, values)] for known, values in zip(columns, by_column, strict=True)]
    new = {number: columns[number].new_strings(by_column[number]) for number, known in enumerate(cells) if None in known}
    # A cell's place is counted row by row.
    places = {number: [row * len(columns) + number for row in fresh.rows] for number, fresh in new.items()}
    elements = dict(chain.from_iterable(zip(places[number], new[number].elements, strict=True) for number in new))
    in_order = sorted(elements)
    numbers = dict(zip(in_order, count(strings.add(map(elements.__getitem__, in_order)))))
    for number, fresh in new.items():
        cells[number] = columns[number].made(by_column[number], fresh, [*map(numbers.__getitem__, places[number])])
    return cells


@dataclass(frozen=True, slots=True)
class _NewStrings:
    """The rows of a column whose cells need strings, and an ``si`` element for each; ``texts`` of all rows, if all are plain."""

    rows: Sequence[int]
    elements: Sequence[str]
    texts: Sequence[str] | None = None


class _Cells(dict[ShownValue, str]):
    """Value -> a cell's XML from behind its row number up to the next cell's row number, or to the end of the row."""

    def __init__(self, number: int, columns: tuple[ShownColumn, ...], styles: StyleNumbers) -> None:
        super().__init__()
        self._look = columns[number].look
        self._styles = styles
        is_last = number + 1 == len(columns)
        self._after = "</row>" if is_last else f'<c r="{column_letters(number + 2)}'

    def new_strings(self, values: Sequence[ShownValue]) -> _NewStrings:
        """The strings for which :meth:`made` needs numbers."""
        if self._are_all_new(values) and (texts := _plain_texts(values)):
            return _NewStrings(range(len(texts)), [f"<si><t>{text}</t></si>" for text in texts], texts)
        known: Collection[ShownValue] = self
        new: set[ShownValue] = set()
        rows, elements = [], []
        for row, value in enumerate(values):
            if value not in new and value not in known:
                if len(known) + len(new) >= _KNOWN_A_COLUMN:
                    known, new = (), set()
                new.add(value)
                text, figures = shown(value)
                if not figures and value != "":
                    rows.append(row)
                    elements.append(_string_xml(text))
        return _NewStrings(rows, elements)

    def _are_all_new(self, values: Sequence[ShownValue]) -> bool:
        """Whether each value needs a new cell; known cells are forgotten before the first value or not at all.

        The gain: 0.08 s (groups) to 0.23 s (rows) of a first run with 10,000 offerings, which takes 1.2 s and 2.2 s; 1 s of
        8.5 s with 100,000 offerings (groups).
        The slow twin in the tests writes one cell at a time.
        """
        is_full = len(self) >= _KNOWN_A_COLUMN
        has_room = len(self) + len(values) <= _KNOWN_A_COLUMN
        return (is_full or has_room) and len(set(values)) == len(values) and self.keys().isdisjoint(values)

    def made(self, values: Sequence[ShownValue], new: _NewStrings, numbers: Iterable[int]) -> list[str]:
        """The cells of ``values``; ``numbers`` are those of the ``new`` strings."""
        if new.texts is None:
            number = iter(numbers)
            return [self.get(value) or self._make(value, number) for value in values]
        if len(self) >= _KNOWN_A_COLUMN:
            self.clear()
        style, after = self._styles[self._look].plain, self._after
        cells = [f'" s="{style}" t="s"><v>{number}</v></c>{after}' for number in numbers]
        self.update(zip(new.texts, cells, strict=True))
        return cells

    def _make(self, value: ShownValue, numbers: Iterator[int]) -> str:
        if len(self) >= _KNOWN_A_COLUMN:
            self.clear()
        xml = self[value] = f"{self._cell(value, numbers)}{self._after}"
        return xml

    def _cell(self, value: ShownValue, numbers: Iterator[int]) -> str:
        style = self._styles[value if isinstance(value, Severity) else self._look]
        if value == "":
            return f'" s="{style.plain}"/>'
        text, figures = shown(value)
        if figures:
            return f'" s="{style.plain}"><v>{figures}</v></c>'
        form = style.quoted if isinstance(value, str | Link) and looks_like_formula(text) else style.plain
        return f'" s="{form}" t="s"><v>{next(numbers)}</v></c>'


def shown(value: ShownValue) -> tuple[str, str]:
    """What a cell holds for ``value``: a text, or the figures of a number; the other one is blank."""
    match value:
        case Severity():
            return str(value).capitalize(), ""
        case Status():
            return value.value, ""
        case Link():
            return cell_text(value.text), ""
        case str():
            return cell_text(value), ""
        case dt.date():
            return (value.isoformat(), "") if value < FIRST_DAY else ("", str(_serial(value)))
        case dt.time():
            return "", _figures((value.hour * 3600 + value.minute * 60 + value.second) / 86_400)
        case int() | Decimal():
            return "", _figures(float(value))


def _serial(day: dt.date) -> int:
    ordinal = day.toordinal()
    return ordinal - _DAY_0 - (ordinal < _DAY_60)


def _figures(number: float) -> str:
    # As many digits as Excel itself writes.
    return f"{number:.16G}"
