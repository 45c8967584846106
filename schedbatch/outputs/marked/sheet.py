"""A sheet's part, rewritten as it streams by: formats of bad cells, cells that are not there yet, links, and the comments' anchor.

The part is never in memory as a whole. Only what stands next to a mark changes; rows and cells without numbers keep
counting.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.parsers import expat

from schedbatch.outputs.marked.links import CellLinks
from schedbatch.outputs.marked.marks import Mark
from schedbatch.outputs.marked.styles import Styles
from schedbatch.xlsx.addresses import area_of, column_of
from schedbatch.xlsx.comment_boxes import SheetMeasures
from schedbatch.xlsx.edit_stream import EditStream, whole_tags
from schedbatch.xlsx.namespaces import RELATIONS, STRICT, STRICT_RELATIONS
from schedbatch.xlsx.row_search import RowSearch, style_pattern
from schedbatch.xlsx.sheet_xml import local
from schedbatch.xlsx.spans import (
    UnpatchablePart,
    filled_tag,
    new_parser,
    prefix_of,
    with_attribute,
)
from schedbatch.xlsx.worksheet_order import ELEMENT_ORDER, ELEMENT_RANK

_DEFAULT_WIDTH, _DEFAULT_HEIGHT = 8.43, 15.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """The marks for a sheet, the name of the Issues sheet, and the relation of a new anchor for comments (blank: none)."""

    marks: Sequence[Mark]
    issues_sheet: str
    drawing_id: str


class SheetPatch:
    """One sheet part in UTF-8, in and out piece by piece; ``layout`` is known when all have come out."""

    def __init__(self, wishes: Wishes, styles: Styles) -> None:
        self._wishes = wishes
        self._styles = styles
        self._rows = _by_row(wishes.marks)
        self._row_order = sorted(self._rows, reverse=True)
        self._restored = {str(number) for number in styles.learnt}
        self._restored_style = style_pattern(self._restored)
        self._stream = EditStream()
        self._parser = new_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartNamespaceDeclHandler = self._namespace
        self._depth = 0
        self._is_strict = False
        self._prefix = b""
        self._relations_prefix = ""
        self._cell = self._row_name = self._rows_name = ""
        self._rank = -1
        self._in_rows = False
        self._row = 0
        self._row_tag = b""
        self._row_style: int | None = None
        self._cells: list[Mark] = []
        self._last_marked: Mark | None = None
        self._filled: list[Mark] = []
        self._column = 0
        self._column_styles: list[tuple[int, int, int]] = []
        self._widths: dict[int, float] = {}
        self._width, self._height = _DEFAULT_WIDTH, _DEFAULT_HEIGHT
        self._links: CellLinks | None = None
        self._pending: dict[str, Callable[[], bytes]] = {"hyperlinks": self._new_links}
        if wishes.drawing_id:
            self._pending["legacyDrawing"] = self._new_drawing
        self._drawing_id = ""

    @property
    def has_changed(self) -> bool:
        """Whether anything in the part has changed."""
        return self._stream.has_changed

    @property
    def layout(self) -> SheetMeasures:
        """The sheet's measures, for the boxes of comments."""
        return SheetMeasures(self._widths, self._width, self._height, self._drawing_id)

    def run(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The part with its marks. Raises UnpatchablePart, perhaps after some pieces."""
        try:
            for chunk in whole_tags(chunks):
                for piece, is_awake in self._pieces(chunk):
                    self._parser.StartElementHandler = self._start if is_awake else None
                    self._parser.EndElementHandler = self._end if is_awake else None
                    self._stream.feed(piece)
                    self._parser.Parse(piece, False)  # noqa: FBT003 - expat takes it by position
                yield self._stream.ready(self._here())
            self._parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as error:
            raise UnpatchablePart(str(error)) from error
        yield self._stream.rest()

    def _pieces(self, chunk: bytes) -> Iterator[tuple[bytes, bool]]:
        """The chunk in pieces. The flag says whether the handlers must see the piece: most rows are only checked and passed on."""
        position = 0
        search = RowSearch(chunk, self._restored_style)
        while position < len(chunk):
            if not self._in_rows:
                end = search.start_of_rows(position)
                yield chunk[position:end], True
                position = end
                continue
            wake, self._row = search.next_concern(position, self._row_order[-1] if self._row_order else 0, self._row)
            if self._row_tag:  # a marked row, whose end has not come yet
                wake = position
            yield chunk[position:wake], False
            position = search.next_row(wake)
            yield chunk[wake:position], True

    def _here(self) -> int:
        return self._parser.CurrentByteIndex

    # -- elements

    def _namespace(self, prefix: str | None, uri: str) -> None:
        if self._depth == 0 and prefix and uri in (RELATIONS, STRICT_RELATIONS):
            self._relations_prefix = prefix

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        # Within the rows nobody counts: they are nearly all of the part.
        if self._in_rows:
            if name == self._cell:
                self._start_cell(attributes)
            elif name == self._row_name:
                self._start_row(attributes)
            elif self._last_marked:
                # A link on a blank cell would become its text: openpyxl writes its target into the cell.
                self._filled.append(self._last_marked)
                self._last_marked = None
            return
        self._depth += 1
        if self._depth > 1:
            self._start_around(local(name), name, attributes)
        else:
            self._start_root(name)

    def _end(self, name: str) -> None:
        if self._in_rows:
            if name == self._row_name:
                self._end_row()
            elif name == self._rows_name:
                self._end_rows()
                self._depth -= 1
            return
        if self._depth == 2:  # noqa: PLR2004 - a child of the root
            self._end_around(local(name))
        elif self._depth == 1:
            self._place_before(len(ELEMENT_ORDER), self._here())
        self._depth -= 1

    def _start_root(self, name: str) -> None:
        uri, _, tag = name.rpartition(" ")
        if tag != "worksheet":
            raise UnpatchablePart(f"a worksheet that is a {tag}")
        self._is_strict = uri.startswith(STRICT)
        self._prefix = prefix_of(self._stream.tag(self._here()))
        self._cell, self._row_name, self._rows_name = (f"{uri} {tag}" for tag in ("c", "row", "sheetData"))

    def _start_around(self, short: str, name: str, attributes: dict[str, str]) -> None:
        """An element outside the rows; what stands in ``mc:AlternateContent`` has the place of that."""
        here = self._here()
        if self._depth == 2:  # noqa: PLR2004
            if short not in ELEMENT_RANK and self._rank >= ELEMENT_RANK["sheetData"]:
                self._stream.hold = here
            else:
                self._rank = ELEMENT_RANK.get(short, self._rank)
                self._place_before(self._rank, here)
        elif self._stream.hold is not None and self._links is None and short in ELEMENT_RANK:
            self._place_before(ELEMENT_RANK[short], self._stream.hold)
        self._notice(short, attributes, here)
        if name == self._rows_name and self._depth == 2:  # noqa: PLR2004
            self._in_rows = True
            tag = self._stream.tag(here)
            if tag.endswith(b"/>") and self._row_order:
                self._stream.edit(here, here + len(tag), filled_tag(tag, self._rest_of_rows()))

    def _end_around(self, tag: str) -> None:
        if tag == "hyperlinks" and self._links:
            self._end_links(self._links)
            self._links = None
        self._stream.hold = None

    def _notice(self, tag: str, attributes: dict[str, str], here: int) -> None:
        match tag:
            case "dimension":
                self._widen(attributes.get("ref", ""), here)
            case "sheetFormatPr":
                self._width = _number(attributes.get("defaultColWidth"), _DEFAULT_WIDTH)
                self._height = _number(attributes.get("defaultRowHeight"), _DEFAULT_HEIGHT)
            case "sheetView" if attributes.get("tabSelected") in ("1", "true", "on"):
                # The copy opens on the Issues sheet; two selected sheets would be edited as one.
                view = self._stream.tag(here)
                self._stream.edit(here, here + len(view), with_attribute(view, "tabSelected", "0"))
            case "col" if self._rank == ELEMENT_RANK["cols"]:
                self._notice_column(attributes)
            case "hyperlinks" if self._depth == 2:  # noqa: PLR2004
                self._links, self._stream.hold = CellLinks(here), here
            case "hyperlink" if self._links:
                self._links.add(self._stream.tag(here), attributes)
            case "legacyDrawing":
                self._pending.pop("legacyDrawing", None)
                self._drawing_id = next((value for key, value in attributes.items() if local(key) == "id"), "")

    def _notice_column(self, attributes: dict[str, str]) -> None:
        first, last = (int(_number(attributes.get(key), 0)) for key in ("min", "max"))
        style = attributes.get("style", "")
        if style.isdecimal():
            self._column_styles.append((first, last, int(style)))
        width = 0.0 if attributes.get("hidden") in ("1", "true") else _number(attributes.get("width"), self._width)
        self._widths.update(dict.fromkeys(range(first, min(last, first + 300) + 1), width))

    def _widen(self, reference: str, here: int) -> None:
        """The used range takes the marked cells in."""
        area = area_of(reference)
        if area is None or not self._wishes.marks:
            return
        wider = area.with_cells((mark.where.row, mark.where.column) for mark in self._wishes.marks)
        if wider != area:
            tag = self._stream.tag(here)
            self._stream.edit(here, here + len(tag), with_attribute(tag, "ref", str(wider)))

    # -- rows and cells

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isdecimal() else self._row + 1
        here = self._here()
        while self._row_order and self._row_order[-1] < self._row:
            self._stream.edit(here, here, self._missing_row(self._row_order.pop()))
        self._cells, self._column = [], 0
        if not (self._row_order and self._row_order[-1] == self._row):
            self._row_tag = b""
            return
        self._row_order.pop()
        self._cells = list(self._rows[self._row])
        style = attributes.get("s", "")
        is_own = attributes.get("customFormat") in ("1", "true") and style.isdecimal()
        self._row_style = int(style) if is_own else None
        tag = self._row_tag = self._stream.tag(here)
        spans = _spans(attributes.get("spans", ""), self._cells)
        if spans:
            self._row_tag = with_attribute(tag, "spans", spans)
        if tag.endswith(b"/>"):
            cells = b"".join(map(self._missing_cell, self._cells))
            self._stream.edit(here, here + len(tag), filled_tag(self._row_tag, cells))
            self._cells, self._row_tag = [], b""
        elif spans:
            self._stream.edit(here, here + len(tag), self._row_tag)

    def _end_row(self) -> None:
        if self._cells:
            here = self._here()
            self._stream.edit(here, here, b"".join(map(self._missing_cell, self._cells)))
        self._cells, self._row_tag = [], b""

    def _end_rows(self) -> None:
        self._in_rows = False
        if self._row_order:
            here = self._here()
            self._stream.edit(here, here, self._rest_of_rows())

    def _rest_of_rows(self) -> bytes:
        """Marked rows of which there is nothing yet."""
        rows = b"".join(self._missing_row(row) for row in reversed(self._row_order))
        self._row_order = []
        return rows

    def _start_cell(self, attributes: dict[str, str]) -> None:
        style = attributes.get("s", "0")
        mark: Mark | None = None
        if self._row_tag:
            mark = self._mark_here(attributes.get("r"))
        self._last_marked = mark
        if mark is None and style not in self._restored:
            return
        here = self._here()
        tag = self._stream.tag(here)
        number = self._styles.original(int(style) if style.isdecimal() else 0)
        if mark:
            number = self._styles.marked(number, mark.severity)
        self._stream.edit(here, here + len(tag), with_attribute(tag, "s", str(number)))

    def _mark_here(self, address: str | None) -> Mark | None:
        """The mark of the cell that begins; cells that are missing before it are put in."""
        self._column = self._column + 1 if address is None else column_of(address) or self._column + 1
        here = self._here()
        while self._cells and self._cells[0].where.column < self._column:
            self._stream.edit(here, here, self._missing_cell(self._cells.pop(0)))
        is_marked = bool(self._cells) and self._cells[0].where.column == self._column
        return self._cells.pop(0) if is_marked else None

    def _missing_row(self, row: int) -> bytes:
        self._row_style = None
        cells = b"".join(map(self._missing_cell, self._rows[row]))
        return b'<%srow r="%d">%s</%srow>' % (self._prefix, row, cells, self._prefix)

    def _missing_cell(self, mark: Mark) -> bytes:
        """A new blank cell with the format of its row, else of its column: the cell looks as before."""
        column = mark.where.column
        by_column = next((style for first, last, style in self._column_styles if first <= column <= last), 0)
        style = by_column if self._row_style is None else self._row_style
        number = self._styles.marked(self._styles.original(style), mark.severity)
        return b'<%sc r="%s" s="%d"/>' % (self._prefix, mark.where.address.encode(), number)

    # -- links and the comments' anchor

    def _place_before(self, rank: int, place: int) -> None:
        """Put in what has its turn before an element of ``rank``, which begins at ``place``."""
        for name in [name for name in self._pending if ELEMENT_RANK[name] < rank]:
            self._stream.edit(place, place, self._pending.pop(name)())
        if rank == ELEMENT_RANK["hyperlinks"]:
            self._pending.pop("hyperlinks", None)

    def _end_links(self, links: CellLinks) -> None:
        """Write the links again: others' links unchanged, then ours."""
        here, tag = self._here(), self._stream.tag(links.start)
        if not tag.endswith(b"/>"):
            end = self._stream.after_tag(here)
            content = links.renewed(self._filled, self._wishes.issues_sheet, self._prefix)
            self._stream.edit(links.start, end, tag + content + b"</%shyperlinks>" % self._prefix if content else b"")

    def _new_links(self) -> bytes:
        content = CellLinks(0).renewed(self._filled, self._wishes.issues_sheet, self._prefix)
        return b"<%shyperlinks>%s</%shyperlinks>" % (self._prefix, content, self._prefix) if content else b""

    def _new_drawing(self) -> bytes:
        self._drawing_id = self._wishes.drawing_id
        declared = b""
        prefix = self._relations_prefix
        if not prefix:
            prefix = "r"
            declared = b' xmlns:r="%s"' % (STRICT_RELATIONS if self._is_strict else RELATIONS).encode()
        return b'<%slegacyDrawing%s %s:id="%s"/>' % (self._prefix, declared, prefix.encode(), self._drawing_id.encode())


def _by_row(marks: Sequence[Mark]) -> dict[int, list[Mark]]:
    rows: dict[int, list[Mark]] = {}
    for mark in marks:
        rows.setdefault(mark.where.row, []).append(mark)
    return rows


def _spans(written: str, cells: Sequence[Mark]) -> str:
    """The row's ``spans``, widened to the marked columns; blank if ``spans`` need not change."""
    first, _, last = written.partition(":")
    if not (first.isdecimal() and last.isdecimal()):
        return ""
    low, high = min(int(first), cells[0].where.column), max(int(last), cells[-1].where.column)
    wider = f"{low}:{high}"
    return wider if wider != written else ""


def _number(text: str | None, otherwise: float) -> float:
    try:
        return float(text) if text else otherwise
    except ValueError:
        return otherwise
