"""Workbooks with everything that openpyxl loses, as Excel and other programs write them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from xlsxwriter import Workbook

from schedbatch.domain.reports import RunReport
from schedbatch.jobs.run import process
from schedbatch.outputs.marked import copy
from schedbatch.xlsx.workbook import WorkbookFile
from tests.drawing import NOW
from tests.xlsx import packages

Members = dict[str, bytes]

HEADINGS = ("Session ID", "Course", "Title", "Type", "Date", "Start", "Minutes", "Remarks")
ROWS: tuple[tuple[str | int, ...], ...] = (
    ("S-1", "Anatomy", "Dissection", "Lab", "2026-09-08", "09:00", 50),
    ("S-2", "Anatomy", "No", "Lab", "8th of Sept", "09:00", 50),
    ("S-3", "Anatomy", "", "Lab", "2026-09-09", "", 50),
)
_PIXEL = (
    b"\x89PNG\r\n\x1a\n"
    + b"".join(
        struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))
        for kind, body in (
            (b"IHDR", struct.pack(">2L5B", 1, 1, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(b"\0\xff\0\0")),
            (b"IEND", b""),
        )
    )
)  # fmt: skip


def written_by_xlsxwriter(target: io.BytesIO, *, macros: bool = False) -> None:
    """A planner's workbook with pictures, charts, shapes, sparklines, rules, tables, comments, names and stored values."""
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    bold, yellow = book.add_format({"bold": True}), book.add_format({"bg_color": "#FFFF00", "italic": True})
    settings = book.add_worksheet("Settings")
    for row, pair in enumerate((("Setting", "Value"), ("Schedule ID", "rich"), ("Time zone", "Europe/London"))):
        settings.write_row(row, 0, pair)
    sheet = book.add_worksheet("Sessions")
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(0, column, heading, bold)
    for row, values in enumerate(ROWS, 1):
        for column, value in enumerate(values):
            look = yellow if value == "No" else None
            if value != "":
                (sheet.write_number if isinstance(value, int) else sheet.write_string)(row, column, value, look)
    sheet.write_formula("H2", '=A2&" "&C2', None, "S-1 Dissection")
    sheet.write_comment("C3", "Is that a title?\n", {"author": "Planner"})
    sheet.write_comment("A2", "Mine.", {"author": "Planner"})
    sheet.write_url("E3", "https://example.edu/dates", string="8th of Sept")
    sheet.data_validation("D2:D9", {"validate": "list", "source": ["Lab", "Lecture"]})
    sheet.conditional_format("G2:G9", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("A2:A9", {"type": "duplicate", "format": bold})
    sheet.add_sparkline("I2", {"range": "Sessions!G2:G4"})
    sheet.insert_image("K2", "pixel.png", {"image_data": io.BytesIO(_PIXEL)})
    sheet.insert_textbox("K8", "A shape")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Sessions!$G$2:$G$4"})
    sheet.insert_chart("K12", chart)
    sheet.freeze_panes(1, 0)
    sheet.set_column("C:C", 30, yellow)
    sheet.protect("secret")
    sheet.set_header("&LTerm")
    sheet.repeat_rows(0)
    sheet.ignore_errors({"number_stored_as_text": "A2:A9"})
    rooms = book.add_worksheet("Coffee list")
    rooms.add_table("A1:B3", {"columns": [{"header": "Who"}, {"header": "Cups"}]})
    book.define_name("Minutes", "=Sessions!$G$2:$G$4")
    book.set_custom_property("Approved", "yes", "text")
    if macros:
        book.add_vba_project(io.BytesIO(b"the macros' own format"), is_stream=True)
    book.close()


def rich(*, macros: bool = False) -> bytes:
    """That workbook, with the parts that only Excel writes put in beside it."""
    buffer = io.BytesIO()
    written_by_xlsxwriter(buffer, macros=macros)
    members = unzipped(buffer.getvalue())
    base = "http://schemas.microsoft.com/office"
    extra = {
        "xl/threadedComments/threadedComment1.xml": "<ThreadedComments/>",
        "xl/persons/person.xml": "<personList/>",
        "xl/slicers/slicer1.xml": "<slicers/>",
        "xl/slicerCaches/slicerCache1.xml": "<slicerCacheDefinition/>",
        "xl/pivotTables/pivotTable1.xml": "<pivotTableDefinition/>",
        "xl/pivotCache/pivotCacheDefinition1.xml": "<pivotCacheDefinition/>",
        "xl/externalLinks/externalLink1.xml": "<externalLink/>",
        "xl/printerSettings/printerSettings1.bin": "\0\1\2",
        "xl/calcChain.xml": "<calcChain/>",
        "customXml/item1.xml": "<own/>",
        "_xmlsignatures/sig1.xml": "<Signature/>",
    }
    members |= {name: text.encode() for name, text in extra.items()}
    links = "".join(
        f'<Relationship Id="extra{number}" Type="{base}/2017/10/relationships/{kind}" Target="../{target}"/>'
        for number, (kind, target) in enumerate(
            (("threadedComment", "threadedComments/threadedComment1.xml"), ("slicer", "slicers/slicer1.xml"))
        )
    )
    rels = "xl/worksheets/_rels/sheet2.xml.rels"
    members[rels] = members[rels].replace(b"</Relationships>", links.encode() + b"</Relationships>")
    return zipped(members)


def unzipped(content: bytes) -> Members:
    """Part -> bytes, in their order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: Mapping[str, bytes]) -> bytes:
    """The parts as a package."""
    return packages.zipped({**members})


def report_of(content: bytes, folder: Path, name: str = "rich.xlsx") -> RunReport:
    """What a run finds in the workbook."""
    path = folder / name
    path.write_bytes(content)
    return process(path, None, NOW)


def marked(content: bytes, folder: Path, name: str = "rich.xlsx") -> bytes:
    """Its marked copy."""
    (artifact,) = copy.render(report_of(content, folder, name), WorkbookFile(content, "made.xlsx"))
    return artifact.content
