"""The Summary -> a worksheet that is laid out freely: facts, blocks of figures, and bar charts beside the blocks."""

from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from schedbatch.outputs.schedule.summary import NEXT_STEPS, Block, Summary
from schedbatch.xlsx.new_book import FONT
from schedbatch.xlsx.shown import cell_text

_COLUMN_WIDTHS = (34, 14, 14, 14, 14, 14)
_CHART_COLUMN = 7
_BAR_HEIGHT = 22
"""Pixels a bar, like the other heights."""
_CHART_FRAME = 90
_MAX_BARS = 35
_ROW_HEIGHT = 20
_HEADS = 2
"""Rows of a block above its figures."""
_PAGE_ROWS = 44
"""What a page of A4 holds at the scale at which the charts fit on it across; a chart of all bars is no higher."""
_BAR_COLOUR = "#2E75B6"
# LibreOffice draws them black unless told.
_GRIDLINES = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.75}}


class _PageWriter:
    """Writes the page row by row, charts beside the blocks."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self._book, self._sheet = book, sheet
        self._row = 0
        self._chart_ends = 0
        self._page_top = 0
        self._breaks: list[int] = []
        self._title = book.add_format({**FONT, "font_size": 18, "bold": True, "font_color": "#1F4E78"})
        self._subtitle = book.add_format({**FONT, "font_color": "#595959"})
        self._heading = book.add_format({**FONT, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E78"})
        self._block = book.add_format({**FONT, "font_size": 13, "bold": True, "font_color": "#1F4E78"})
        self._text = book.add_format({**FONT, "bottom": 1, "bottom_color": "#D9D9D9"})
        figures = {**FONT, "bottom": 1, "bottom_color": "#D9D9D9", "align": "right"}
        self._count = book.add_format({**figures, "num_format": "#,##0"})
        self._hours = book.add_format({**figures, "num_format": "#,##0.00"})
        self._right = book.add_format({**FONT, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E78", "align": "right"})
        self._fact = book.add_format({**FONT, "bottom": 1, "bottom_color": "#D9D9D9", "num_format": "#,##0", "align": "left"})
        self._plain = book.add_format(FONT)

    def write(self, summary: Summary) -> None:
        self._line(summary.title, self._title, height=28)
        self._line(summary.subtitle, self._subtitle)
        self._row += 1
        for label, value in summary.facts:
            self._write_fact(label, value)
        self._row += 1
        self._line(NEXT_STEPS, self._block)
        for step in summary.numbered_steps:
            self._line(step, self._plain)
        for block in summary.blocks:
            self._row = max(self._row, self._chart_ends) + 1
            self._turn_page(max(len(block.rows) + _HEADS, _chart_height(block) // _ROW_HEIGHT + 1))
            self._write_block(block)
        self._sheet.set_h_pagebreaks(self._breaks)

    def _turn_page(self, rows: int) -> None:
        """Begin a new page for a block of so many rows, unless it still fits on this one."""
        if self._row + rows > self._page_top + _PAGE_ROWS:
            self._breaks.append(self._row)
            self._page_top = self._row + rows // _PAGE_ROWS * _PAGE_ROWS

    def _write_fact(self, label: str, value: str | int) -> None:
        self._sheet.write_string(self._row, 0, label, self._text)
        if isinstance(value, str):
            self._sheet.write_string(self._row, 1, cell_text(value), self._fact)
        else:
            self._sheet.write_number(self._row, 1, value, self._fact)
        self._row += 1

    def _line(self, text: str, style: object, height: float | None = None) -> None:
        if height:
            self._sheet.set_row(self._row, height)
        self._sheet.write_string(self._row, 0, cell_text(text), style)
        self._row += 1

    def _cells(self, values: tuple[str | int | Decimal | None, ...]) -> None:
        for column, value in enumerate(values):
            match value:
                case None:
                    self._sheet.write_blank(self._row, column, None, self._text)
                case str():
                    self._sheet.write_string(self._row, column, cell_text(value), self._text)
                case int():
                    self._sheet.write_number(self._row, column, value, self._count)
                case Decimal():
                    self._sheet.write_number(self._row, column, float(value), self._hours)
        self._row += 1

    def _write_block(self, block: Block) -> None:
        top = self._row
        self._line(block.title, self._block)
        for column, heading in enumerate(block.headings):
            self._sheet.write_string(self._row, column, heading, self._right if column else self._heading)
        self._row += 1
        first = self._row
        for values in block.rows:
            self._cells(values)
        if block.charted:
            self._chart(block, top, first)

    def _chart(self, block: Block, top: int, first: int) -> None:
        """A bar for each row, the first on top; axes switched on and labels set down, as LibreOffice needs."""
        bars = min(len(block.rows), _MAX_BARS)
        last = first + bars - 1
        title = block.title if bars == len(block.rows) else f"{block.title}: the first {bars}"
        name = self._sheet.get_name()
        chart = self._book.add_chart({"type": "bar"})
        chart.add_series({
            "name": f"{block.headings[block.charted]}",
            "categories": [name, first, 0, last, 0],
            "values": [name, first, block.charted, last, block.charted],
            "fill": {"color": _BAR_COLOUR},
            "gap": 40,
        })  # fmt: skip
        font = {"name": "Calibri", "size": 9}
        chart.set_title({"name": title, "name_font": {"name": "Calibri", "size": 12}, "overlay": False})
        chart.set_y_axis({"reverse": True, "visible": True, "num_font": font, "line": {"color": "#7F7F7F"}})
        chart.set_x_axis({"visible": True, "num_font": font, "min": 0, "label_position": "low", "major_gridlines": _GRIDLINES})
        chart.set_legend({"none": True})
        height = _chart_height(block)
        chart.set_size({"width": 560, "height": height})
        self._sheet.insert_chart(top, _CHART_COLUMN, chart, {"object_position": 3})
        self._chart_ends = top + height // _ROW_HEIGHT + 1


def _chart_height(block: Block) -> int:
    return _CHART_FRAME + _BAR_HEIGHT * min(len(block.rows), _MAX_BARS) if block.charted else 0


def write_summary(book: Workbook, sheet: Worksheet, summary: Summary) -> None:
    """Draw the page."""
    for column, width in enumerate(_COLUMN_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    _PageWriter(book, sheet).write(summary)
