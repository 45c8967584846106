"""The Issues sheet of a marked copy: a row for each error and warning, with a link to its cell.

Hidden beside the rows stands what a later marking needs: the mark by which the sheet is known, the Schedule ID, and for
each format of marked cells the planner's own, as two cells that have these formats: whatever program numbers formats
anew keeps the pair together. Texts stand in the cells themselves; the workbook's shared strings stay as they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from schedbatch.domain.issues import CellRef, Issue, Severity, quoted_place
from schedbatch.domain.marks import SHEET_MARK
from schedbatch.outputs.marked.marks import FIRST_LINE
from schedbatch.outputs.marked.styles import Styles
from schedbatch.xlsx.namespaces import main_namespace
from schedbatch.xlsx.shown import CellLook, ShownColumn, cell_text, lines_needed
from schedbatch.xlsx.spans import quoted_text, string_text

_COLUMNS = (
    ShownColumn("Cell", 20),
    ShownColumn("Severity", 11),
    ShownColumn("What is wrong", 70, CellLook.WRAPPED),
    ShownColumn("What to do", 60, CellLook.WRAPPED),
)
_SENTENCE = (
    "Found by schedbatch. Correct the cells (a click on a cell's name leads to it), save, and run this workbook again; "
    "these marks and this sheet are then renewed. Nothing else in your workbook was changed."
)
_MORE = "There are {:,} more errors and warnings than this sheet lists; correct these and run again."
_LINE_HEIGHT, _MAX_HEIGHT = 15, 409
_FONT_SIZE = '<sz val="11"/>'
_COLOURS = {
    Severity.ERROR: ("FFC7CE", "FF9C0006"),
    Severity.WARNING: ("FFEB9C", "FF7F4F00"),
}


def make_sheet(
    shown: Sequence[Issue], left_out: int, schedule_id: str, sheets: Mapping[str, str], styles: Styles, *, is_strict: bool
) -> bytes:
    """The sheet's part. ``sheets`` are those to which links may lead; ``left_out`` issues are counted only."""
    looks = _Looks(styles, frozenset(sheets))
    places = [
        (number, issue.where) for number, issue in enumerate(shown, FIRST_LINE) if issue.where and issue.where.sheet in sheets
    ]
    rows = b"".join(_rows(shown, left_out, schedule_id, looks))
    namespace = main_namespace(is_strict=is_strict)
    last = FIRST_LINE + len(shown) - 1
    return b"".join(
        (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{namespace}">'.encode(),
            b'<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>',
            b'<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">',
            b'<pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/>',
            b'<selection pane="bottomLeft" activeCell="A3" sqref="A3"/></sheetView></sheetViews>',
            b'<sheetFormatPr defaultRowHeight="15"/><cols>',
            b"".join(
                b'<col min="%d" max="%d" width="%d" customWidth="1"/>' % (number, number, column.width)
                for number, column in enumerate(_COLUMNS, 1)
            ),
            b'<col min="8" max="9" width="9" hidden="1" customWidth="1"/></cols><sheetData>',
            rows,
            b"</sheetData>",
            f'<autoFilter ref="A2:D{max(last, 2)}"/><mergeCells count="1"><mergeCell ref="A1:D1"/></mergeCells>'.encode(),
            _links(places),
            b'<pageMargins left="0.4" right="0.4" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>',
            b'<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>',
        )
    )


class _Looks:
    """The formats of our own sheet's cells, and the sheets to which they may lead."""

    def __init__(self, styles: Styles, sheets: frozenset[str]) -> None:
        self.sheets = sheets
        self.plain = styles.format(_FONT_SIZE, wraps=True)
        self.heading = styles.format(f'<b/>{_FONT_SIZE}<color rgb="FFFFFFFF"/>', "1F4E78")
        self.link = styles.format(f'<u/>{_FONT_SIZE}<color rgb="FF0563C1"/>')
        self.severities = {
            severity: styles.format(f'<b/>{_FONT_SIZE}<color rgb="{ink}"/>', fill) for severity, (fill, ink) in _COLOURS.items()
        }
        self.legend = sorted(styles.legend.items())


def _rows(shown: Sequence[Issue], left_out: int, schedule_id: str, looks: _Looks) -> Iterator[bytes]:
    hidden = [
        _cell("H1", SHEET_MARK, 0) + _cell("I1", schedule_id, 0),
        # Not blank: openpyxl drops blank cells without a format.
        *(_cell(f"H{row}", "marked", marked) + _cell(f"I{row}", "own", own) for row, (marked, own) in enumerate(looks.legend, 2)),
    ]
    headings = b"".join(_cell(f"{letter}2", column.heading, looks.heading) for letter, column in zip("ABCD", _COLUMNS, strict=True))
    visible = [
        (30, _cell("A1", _SENTENCE, looks.plain)),
        (20, headings),
        *(_issue_row(number, issue, looks) for number, issue in enumerate(shown, FIRST_LINE)),
    ]
    if left_out:
        number = len(visible) + 1
        visible.append((_LINE_HEIGHT, _cell(f"C{number}", _MORE.format(left_out), looks.plain)))
    for number, (row, beside) in enumerate(zip_longest(visible, hidden), 1):
        height, cells = row or (_LINE_HEIGHT, b"")
        yield b'<row r="%d" ht="%d" customHeight="1">%s%s</row>' % (number, height, cells, beside or b"")


def _issue_row(number: int, issue: Issue, looks: _Looks) -> tuple[int, bytes]:
    values = (str(issue.where or ""), str(issue.severity).capitalize(), issue.message, issue.kind.hint)
    leads = issue.where is not None and issue.where.sheet in looks.sheets
    formats = (looks.link if leads else looks.plain, looks.severities[issue.severity], looks.plain, looks.plain)
    cells = (_cell(f"{letter}{number}", value, look) for letter, value, look in zip("ABCD", values, formats, strict=True))
    lines = max(lines_needed(value, column) for value, column in zip(values, _COLUMNS, strict=True))
    return min(lines * _LINE_HEIGHT, _MAX_HEIGHT), b"".join(cells)


def _cell(address: str, text: str, look: int) -> bytes:
    shown = string_text(cell_text(text))
    return f'<c r="{address}" s="{look}" t="inlineStr"><is><t xml:space="preserve">'.encode() + shown + b"</t></is></c>"


def _links(places: Sequence[tuple[int, CellRef]]) -> bytes:
    links = (
        b'<hyperlink ref="A%d" location="%s" display="%s"/>' % (number, quoted_text(quoted_place(where)), quoted_text(str(where)))
        for number, where in places
    )
    return b"<hyperlinks>%s</hyperlinks>" % b"".join(links) if places else b""
