"""Workbooks written part by part, as programs other than openpyxl write them, or as nobody should."""

import io
import zipfile
from collections.abc import Mapping

from schedbatch.xlsx.raw import CellValue, RawSheet
from schedbatch.xlsx.workbook import WorkbookFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

Parts = dict[str, str]

CONTENT_TYPES = f'<Types xmlns="{_PACKAGE}/content-types"/>'
SHEET, STRINGS, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"


def parts(rows: str = "", *, strings: str | None = None, styles: str | None = None) -> Parts:
    """The parts of a workbook with one sheet, ``Sessions``, whose rows are ``rows``, with the strings and cell formats given."""
    beside = {
        "sharedStrings": (STRINGS, None if strings is None else f'<sst xmlns="{MAIN}">{strings}</sst>'),
        "styles": (STYLES, None if styles is None else f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'),
    }
    targets = {"rId1": ("worksheet", "worksheets/sheet1.xml")}
    targets.update({kind: (kind, part.removeprefix("xl/")) for kind, (part, text) in beside.items() if text is not None})
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": relations({"rId1": ("officeDocument", BOOK)}),
        BOOK: book('<sheet name="Sessions" sheetId="1" r:id="rId1"/>'),
        "xl/_rels/workbook.xml.rels": relations(targets),
        SHEET: sheet(rows),
        **{part: text for part, text in beside.values() if text is not None},
    }


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """A relationships part: id -> (kind, target)."""
    lines = (f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{part}"/>' for key, (kind, part) in targets.items())
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def book(sheets: str, properties: str = "") -> str:
    """A workbook part."""
    return f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{properties}<sheets>{sheets}</sheets></workbook>'


def sheet(rows: str, before: str = "", after: str = "") -> str:
    """A worksheet part."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def formats(*codes: str) -> str:
    """Styles: cell format 0 is General; 1, 2 … have the number formats ``codes``."""
    own = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in enumerate(codes, 164))
    cells = "".join(f'<xf numFmtId="{number}"/>' for number in (0, *range(164, 164 + len(codes))))
    return f"<numFmts>{own}</numFmts><cellXfs>{cells}</cellXfs>"


def zipped(members: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The members as a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read_sheet(members: Mapping[str, str | bytes]) -> RawSheet:
    """The only worksheet of the package."""
    (found,) = WorkbookFile(zipped(members), "made.xlsx").read().sheets
    return found


def cells(found: RawSheet) -> dict[tuple[int, int], CellValue]:
    """The filled cells by row and column."""
    return {(row.number, column): value for row in found.rows for column, value in row.cells.items()}


def row_of(markup: str, *, strings: str | None = None, styles: str | None = None) -> dict[int, CellValue]:
    """The cells that ``markup``, written into row 1, stands for."""
    rows = read_sheet(parts(f'<row r="1">{markup}</row>', strings=strings, styles=styles)).rows
    return rows[0].cells if rows else {}
