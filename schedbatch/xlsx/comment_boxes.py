"""The drawing part of a sheet's comments: a box for each, hidden until the mouse is over the cell.

Excel's VML need not be well-formed (it leaves ``<br>`` open), so it is patched as text. Ids of shapes are unique in the
workbook: each drawing has blocks of 1,024 numbers to itself (``o:idmap``). Source: ECMA-376 Part 4, 19.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schedbatch.domain.issues import CellRef
from schedbatch.xlsx.addresses import MAX_COLUMN, cell_of
from schedbatch.xlsx.comments import CellComment, Commented, lines_of
from schedbatch.xlsx.spans import UnpatchablePart

_NAMES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_DECLARED = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in _NAMES.items())
_BLOCK = 1024
_SHAPE = re.compile(rb"<v:shape[\s>].*?</v:shape>\s*", re.DOTALL)
_NOTE = re.compile(rb"""<x:ClientData[^>]*\sObjectType\s*=\s*["']Note["'].*?</x:ClientData>""", re.DOTALL)
_ROW, _COLUMN = (re.compile(rb"<x:%s>\s*(\d{1,7})\s*</x:%s>" % (name, name)) for name in (b"Row", b"Column"))
_MAP = re.compile(rb"""(<o:idmap\b[^>]*\sdata\s*=\s*["'])([\d,\s]*)(["'])""")
_ID = re.compile(rb"_x0000_s(\d{1,9})")
_TYPE = "_x0000_t202"
_ANCHOR = re.compile(rb"(<x:Anchor>\s*(?:\d+\s*,\s*){6})(\d+)")
_BOX_WIDTH, _LINE_HEIGHT, _ROW_HEIGHT = 290, 13, 20
"""Pixels."""
_CHARACTERS = 46
"""Of Tahoma 9, in a line of our boxes."""
_GAP = 10
_LAST_COLUMN = MAX_COLUMN - 1
_MIN_HEIGHT, _MAX_HEIGHT = 70, 500

EMPTY = (
    f'<xml{_DECLARED}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout>'
    f'<v:shapetype id="{_TYPE}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
).encode()
"""The drawing of a sheet that has none."""


@dataclass(frozen=True, slots=True)
class SheetMeasures:
    """What comments need of a sheet: widths of columns (characters), the height of rows (points), its drawing's relation."""

    widths: Mapping[int, float]
    width: float
    height: float
    drawing_id: str


def blocks_of(content: bytes) -> Iterator[int]:
    """The blocks of shape ids that a drawing has to itself."""
    for found in _MAP.finditer(content):
        yield from (int(number) for number in found[2].replace(b",", b" ").split())


def renew_boxes(
    content: bytes, own: Sequence[CellComment], layout: SheetMeasures, commented: Commented, taken: Iterable[int]
) -> bytes:
    """Give each of our comments a box unless the comment has one. Boxes grow with their comments and are taken out with them.

    ``taken`` are the blocks of all drawings. Raises UnpatchablePart where the drawing has no place for boxes.
    """
    gone = {cell_of(address) for address in commented.emptied}
    grown = {cell_of(address): lines for address, lines in commented.grown.items()}

    def fitted(shape: re.Match[bytes]) -> bytes:
        cell = _cell_of_note(shape[0])
        return b"" if cell in gone else _grown(shape[0], grown[cell]) if cell in grown else shape[0]

    content = _SHAPE.sub(fitted, content)
    there = {_cell_of_note(shape[0]) for shape in _SHAPE.finditer(content)}
    new = [comment for comment in own if (comment.where.row, comment.where.column) not in there]
    if not new:
        return content
    end = content.rfind(b"</xml>")
    if end < 0:
        raise UnpatchablePart("a drawing without an end")
    numbers, blocks = _free_numbers(content, len(new), max(taken, default=0))
    declared = "" if all(f'xmlns:{prefix}="{name}"'.encode() in content for prefix, name in _NAMES.items()) else _DECLARED
    boxes = "".join(_box(comment, number, layout, declared) for comment, number in zip(new, numbers, strict=True))
    shape_type = "" if f'id="{_TYPE}"'.encode() in content else _shape_type(declared)
    content = content[:end] + (shape_type + boxes).encode() + content[end:]
    return _with_blocks(content, blocks, declared)


def _grown(shape: bytes, lines: int) -> bytes:
    """The box, higher or lower by so many lines."""
    rows = -(-abs(lines) * _LINE_HEIGHT // _ROW_HEIGHT) * (1 if lines > 0 else -1)
    return _ANCHOR.sub(lambda found: found[1] + b"%d" % max(0, int(found[2]) + rows), shape, count=1)


def _cell_of_note(shape: bytes) -> tuple[int, int] | None:
    note = _NOTE.search(shape)
    row, column = (_ROW.search(note[0]), _COLUMN.search(note[0])) if note else (None, None)
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column else None


def _free_numbers(content: bytes, count: int, last_block: int) -> tuple[list[int], list[int]]:
    """So many free numbers for shapes, and the drawing's blocks then."""
    used = {int(found[1]) for found in _ID.finditer(content)}
    blocks = list(dict.fromkeys(blocks_of(content)))
    numbers: list[int] = []
    for block in blocks:
        numbers += [number for number in range(block * _BLOCK + 1, (block + 1) * _BLOCK) if number not in used]
    while len(numbers) < count:
        last_block += 1
        blocks.append(last_block)
        numbers += range(last_block * _BLOCK + 1, (last_block + 1) * _BLOCK)
    return numbers[:count], blocks


def _with_blocks(content: bytes, blocks: Sequence[int], declared: str) -> bytes:
    listed = ",".join(map(str, blocks)).encode()
    if _MAP.search(content):
        return _MAP.sub(lambda found: found[1] + listed + found[3], content, count=1)
    layout = f'<o:shapelayout{declared} v:ext="edit"><o:idmap v:ext="edit" data="'.encode() + listed + b'"/></o:shapelayout>'
    start = content.index(b">", content.index(b"<xml")) + 1
    return content[:start] + layout + content[start:]


def _shape_type(declared: str) -> str:
    return (
        f'<v:shapetype{declared} id="{_TYPE}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
    )


def _box(comment: CellComment, number: int, layout: SheetMeasures, declared: str) -> str:
    row, column = comment.where.row, comment.where.column
    height = min(max(_MIN_HEIGHT, (lines_of(comment.text, _CHARACTERS) + 1) * _LINE_HEIGHT), _MAX_HEIGHT)
    anchor = _anchor(comment.where, height, layout)
    return (
        f'<v:shape{declared} id="_x0000_s{number}" type="#{_TYPE}" style="position:absolute;width:{_BOX_WIDTH}px;'
        f'height:{height}px;z-index:{number};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )


def _anchor(where: CellRef, height: int, layout: SheetMeasures) -> str:
    """Left, top, right and bottom, each a column or row (from 0) and an offset into it in pixels.

    Right of the cell and a little above it, so many columns and rows as the box is wide and high.
    """
    left = right = min(where.column, _LAST_COLUMN)
    over = _BOX_WIDTH + _GAP
    while right < _LAST_COLUMN and over > (width := _pixels(layout.widths.get(right + 1, layout.width))):
        right, over = right + 1, over - width
    top = max(0, where.row - 2)
    rows, rest = divmod(height + _GAP, max(10, round(layout.height * 4 / 3)))
    return f"{left}, {_GAP}, {top}, {_GAP}, {right}, {over}, {top + rows}, {rest}"


def _pixels(width: float) -> int:
    return int(width * 7 + 5) if width > 0 else 0
