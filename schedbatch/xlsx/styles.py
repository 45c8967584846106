"""The styles part: fills and cell formats are found in it or put at the end of their tables; nothing else moves.

Source: ECMA-376 Part 1, 18.8.
"""

from collections.abc import Iterable, Mapping

from schedbatch.xlsx.namespaces import MAIN
from schedbatch.xlsx.spans import Document, Edit, Node, parse, with_attribute

# CT_Stylesheet's order.
_TABLES = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    *("tableStyles", "colors", "extLst"),
)
_FIRST: Mapping[str, tuple[str, ...]] = {
    "fonts": ('<font><sz val="11"/><name val="Calibri"/></font>',),
    # Excel keeps the first two fills for itself.
    "fills": ('<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>'),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
}
"""What a table begins with where the part lacks it."""

EMPTY = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{MAIN}"/>'.encode()
"""The styles of a workbook that has none."""


class _Entries:
    """The entries of one table, as they are written, and those that are added."""

    def __init__(self, document: Document, name: str) -> None:
        self.name = name
        self.node = document.root.child(name)
        nodes = self.node.children if self.node else ()
        self.raw = [document.raw(node) for node in nodes]
        self.tags = [(node.inner - node.start, node.attributes) for node in nodes]
        self.kept = len(self.raw)
        if not self.raw:
            self.raw = [_prefixed(markup, document.prefix) for markup in _FIRST[name]]
            self.tags = [(0, {}) for _ in self.raw]
        self._known: dict[bytes, int] = {}
        for number, markup in enumerate(self.raw):
            self._known.setdefault(markup, number)

    def number_of(self, markup: bytes, fill: int = 0) -> int:
        """The number of an entry that is written so, which is added if there is none."""
        if markup not in self._known:
            self._known[markup] = len(self.raw)
            self.raw.append(markup)
            self.tags.append((0, {"fillId": str(fill)}))
        return self._known[markup]


class CellFormats:
    """The fonts, fills and cell formats of a workbook, and those that are added."""

    def __init__(self, content: bytes) -> None:
        document = parse(content)
        # An empty tag could not take several tables.
        if document.root.is_self_closed:
            document = parse(document.edited(document.appended(document.root, b"\n")))
        self._document = document
        self._fonts, self._fills, self._borders, self._formats = (
            _Entries(self._document, name) for name in ("fonts", "fills", "borders", "cellXfs")
        )

    @property
    def count(self) -> int:
        """How many cell formats there are."""
        return len(self._formats.raw)

    def fill_of(self, number: int) -> int:
        """The number of a format's fill."""
        text = self._formats.tags[number][1].get("fillId", "0")
        return int(text) if text.isdecimal() else 0

    def with_fill(self, number: int, fill: int) -> int:
        """The number of the format that is like ``number`` but for its fill."""
        raw = self._formats.raw[number]
        length = raw.index(b">") + 1 if not self._formats.tags[number][0] else self._formats.tags[number][0]
        tag = with_attribute(with_attribute(raw[:length], "fillId", str(fill)), "applyFill", "1")
        return self._formats.number_of(tag + raw[length:], fill)

    def fill(self, colour: str) -> int:
        """The number of a plain fill."""
        markup = f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/><bgColor indexed="64"/></patternFill></fill>'
        return self._fills.number_of(_prefixed(markup, self._document.prefix))

    def format(self, font: str = "", fill: str = "", *, wraps: bool = False) -> int:
        """The number of a format for a sheet of ours; ``font`` is what comes before the name, ``fill`` a colour."""
        prefix = self._document.prefix
        font_markup = f'<font>{font}<name val="Calibri"/><family val="2"/></font>'
        font_number = self._fonts.number_of(_prefixed(font_markup, prefix))
        fill_number = self.fill(fill) if fill else 0
        wrap = ' wrapText="1"' if wraps else ""
        markup = (
            f'<xf numFmtId="0" fontId="{font_number}" fillId="{fill_number}" borderId="0" applyFont="1" '
            f'applyFill="1" applyAlignment="1"><alignment vertical="top"{wrap}/></xf>'
        )
        return self._formats.number_of(_prefixed(markup, prefix), fill_number)

    def render(self) -> bytes:
        """The part with all that was added."""
        changed = [table for table in (self._fonts, self._fills, self._borders, self._formats) if len(table.raw) > table.kept]
        return self._document.edited(*(edit for table in changed for edit in self._edits(table)))

    def _edits(self, table: _Entries) -> Iterable[Edit]:
        added, count = b"".join(table.raw[table.kept :]), str(len(table.raw))
        node, prefix = table.node, self._document.prefix
        if node is None:
            markup = f'<{prefix}{table.name} count="{count}">'.encode() + added + f"</{prefix}{table.name}>".encode()
            yield self._placed(table.name, markup)
            return
        tag = with_attribute(self._document.tag(node), "count", count)
        if node.is_self_closed:
            name = f"{prefix}{table.name}".encode()
            yield (node.start, node.end, tag[:-2] + b">" + added + b"</" + name + b">")
        else:
            yield (node.start, node.inner, tag)
            yield (node.inner_end, node.inner_end, added)

    def _placed(self, name: str, markup: bytes) -> Edit:
        """The edit that puts a new table where its turn is."""
        root, turn = self._document.root, _TABLES.index(name)
        later = (node for node in root.children if node.name not in _TABLES[: turn + 1])
        place: Node | None = next(later, None)
        return (place.start, place.start, markup) if place else self._document.appended(root, markup)


def _prefixed(markup: str, prefix: str) -> bytes:
    if prefix:
        markup = markup.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
    return markup.encode()
