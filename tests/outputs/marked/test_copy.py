"""A marked copy as a whole: what it says, and that nothing in the planner's workbook is lost."""

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from schedbatch.domain import kinds
from schedbatch.domain.issues import CellRef, Issue
from schedbatch.domain.marks import SCHEDULE_ID_PROPERTY
from schedbatch.outputs.marked import copy
from schedbatch.outputs.marked.names import file_name
from schedbatch.xlsx.workbook import WorkbookFile
from tests.outputs.marked.test_sheet import ORDER, children
from tests.outputs.marked.workbooks import Members, marked, report_of, rich, unzipped, zipped
from tests.outputs.reports import issue, report
from tests.xlsx import packages

# openpyxl says what it would lose.
pytestmark = pytest.mark.filterwarnings("ignore:.*is not supported and will be removed")

CHANGED = [
    "[Content_Types].xml",
    "docProps/custom.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/worksheets/schedbatch1.xml",
    "xl/worksheets/sheet2.xml",
]


def opened(content: bytes) -> Any:  # noqa: ANN401 - as much of openpyxl has no types
    return openpyxl.load_workbook(io.BytesIO(content))


def fill(sheet: Any, address: str) -> str | None:  # noqa: ANN401
    look = sheet[address].fill
    return str(look.fgColor.rgb) if look.patternType else None


def changed(before: Members, after: Members) -> list[str]:
    return sorted(name for name in after if before.get(name) != after[name])


@pytest.mark.parametrize("macros", [False, True], ids=["xlsx", "xlsm"])
def test_every_part_that_is_not_concerned_stays_byte_for_byte(macros: bool, tmp_path: Path) -> None:  # noqa: FBT001
    source = rich(macros=macros)
    before, after = unzipped(source), unzipped(marked(source, tmp_path))
    assert changed(before, after) == CHANGED
    assert list(after) == [*before, "xl/worksheets/schedbatch1.xml"]


def test_untouched_parts_are_not_even_packed_anew(tmp_path: Path) -> None:
    source = rich()
    with zipfile.ZipFile(io.BytesIO(source)) as before, zipfile.ZipFile(io.BytesIO(marked(source, tmp_path))) as after:
        kept = [member.filename for member in before.infolist() if member.filename not in CHANGED]
        sizes = [[archive.getinfo(name).compress_size for name in kept] for archive in (before, after)]
        assert sizes[0] == sizes[1]
        assert after.testzip() is None


def test_concerned_parts_keep_every_byte_of_theirs(tmp_path: Path) -> None:
    """Without what was put in, the parts are the planner's again; a format number and three counts are all that was replaced."""
    source = rich()
    before, after = unzipped(source), unzipped(marked(source, tmp_path))
    sheet = after["xl/worksheets/sheet2.xml"].decode()
    sheet = re.sub(r'<hyperlink [^>]*location="\'Issues\'[^>]*/>|<c r="C4" s="\d+"/>', "", sheet)
    sheet = sheet.replace('<c r="C2" s="4"', '<c r="C2"').replace('<c r="C3" s="5"', '<c r="C3" s="1"').replace(' s="6"', "")
    assert sheet == before["xl/worksheets/sheet2.xml"].decode().replace('<c r="C2" s="1"', '<c r="C2"').replace(' s="3"', "")
    for part, pattern in (
        ("xl/workbook.xml", rb"<sheet xmlns:r[^>]*/>"),
        ("xl/_rels/workbook.xml.rels", rb'<Relationship [^>]*schedbatch1.xml"/>'),
    ):
        assert after[part].replace(added(after[part], pattern), b"") == before[part]


def added(content: bytes, pattern: bytes) -> bytes:
    (found,) = re.findall(pattern, content)
    return bytes(found)


def test_bad_cells_are_filled_and_commented(tmp_path: Path) -> None:
    source = rich()
    sheet = opened(marked(source, tmp_path))["Sessions"]
    assert {cell: fill(sheet, cell) for cell in ("A2", "C2", "C3", "C4", "E3")} == {
        "A2": None,
        "C2": "FFFFEA9B",
        "C3": "FFFFC6CD",
        "C4": "FFFFC6CD",
        "E3": "FFFFC6CC",
    }
    assert (sheet["C3"].font.i, sheet["C3"].value) == (True, "No")
    assert sheet["C4"].comment.text.splitlines() == [
        "Found by schedbatch:",
        "ERROR: Title is empty.",
        "-> Fill in the cell.",
        "See row 8 of the sheet Issues.",
    ]
    assert sheet["A2"].comment.text == "Mine."
    assert sheet["C3"].comment.author == "Planner"
    assert sheet["C3"].comment.text == (
        "Is that a title?\n\n\nFound by schedbatch:\nERROR: Title has 2 characters; it must have 3 to 200.\n"
        "-> Change the text as the message says.\nSee row 6 of the sheet Issues."
    )


def test_several_issues_of_a_cell_share_a_comment(tmp_path: Path) -> None:
    text = opened(marked(rich(), tmp_path))["Sessions"]["C2"].comment.text
    assert re.findall(r"WARNING: .*", text) == [
        'WARNING: "Dissection" has no instructors.',
        'WARNING: "Dissection" has no location.',
        'WARNING: "Dissection" names no learner groups.',
    ]


def test_the_issues_sheet_leads_to_the_cells_and_they_lead_back(tmp_path: Path) -> None:
    book = opened(marked(rich(), tmp_path))
    sheet = book["Issues"]
    listed = [[cell.value for cell in row[:4]] for row in sheet.iter_rows(min_row=2)]
    assert listed[0] == ["Cell", "Severity", "What is wrong", "What to do"]
    assert listed[-1] == ["Sessions!C4", "Error", "Title is empty.", "Fill in the cell."]
    assert [row[0] for row in listed[1:]] == [f"Sessions!{cell}" for cell in ("C2", "C2", "C2", "C3", "E3", "C4")]
    assert [sheet[f"A{row}"].hyperlink.location for row in (3, 6, 7)] == ["'Sessions'!C2", "'Sessions'!C3", "'Sessions'!E3"]
    back = [book["Sessions"][cell].hyperlink for cell in ("C2", "C3", "E3", "C4")]
    assert [link and (link.location or link.target) for link in back] == [
        "'Issues'!A3",
        "'Issues'!A6",
        "https://example.edu/dates",
        None,
    ]


def test_notes_are_not_marked(tmp_path: Path) -> None:
    sheet = opened(marked(rich(), tmp_path))["Sessions"]
    assert (fill(sheet, "H1"), sheet["H1"].comment) == (None, None)


def test_a_workbook_without_errors_and_warnings_has_no_marked_copy() -> None:
    assert copy.render(report(found=(issue(kinds.UNKNOWN_SETTING),)), WorkbookFile(rich(), "made.xlsx")) == ()


def test_the_schedule_id_stands_beside_the_planners_properties(tmp_path: Path) -> None:
    properties = opened(marked(rich(), tmp_path)).custom_doc_props
    assert {prop.name: prop.value for prop in properties.props} == {"Approved": "yes", SCHEDULE_ID_PROPERTY: "rich"}


def test_marking_twice_gives_the_same_as_marking_once(tmp_path: Path) -> None:
    source = rich()
    once = marked(source, tmp_path)
    assert marked(once, tmp_path, "rich.marked.xlsx") == once
    assert marked(source, tmp_path) == once


def test_a_corrected_cell_gets_its_own_look_back() -> None:
    """C3 (yellow, with a comment of the planner's) and E3 are bad at first; then C4 alone is."""
    bad = [Issue(kinds.UNKNOWN_REFERENCE, "Bad.", CellRef("Sessions", row, column)) for row, column in ((3, 3), (3, 5), (4, 3))]
    (once,) = copy.render(report(found=tuple(bad)), WorkbookFile(rich(), "made.xlsx"))
    (again,) = copy.render(report(found=tuple(bad[2:])), WorkbookFile(once.content, "made.xlsx"))
    sheet, between = (opened(content)["Sessions"] for content in (again.content, once.content))
    assert [fill(between, cell) for cell in ("C3", "E3", "C4")] == ["FFFFC6CD", "FFFFC6CC", "FFFFC6CD"]
    assert [fill(sheet, cell) for cell in ("C3", "E3", "C4")] == ["FFFFFF00", None, "FFFFC6CD"]
    assert (sheet["C3"].comment.text, sheet["E3"].comment, sheet["C3"].hyperlink) == ("Is that a title?\n", None, None)
    before, after = unzipped(rich()), unzipped(again.content)
    for part, pattern in (
        ("xl/worksheets/sheet2.xml", rb'<c r="C3"[^>]*>'),
        ("xl/comments1.xml", rb'<comment ref="C3".*?</comment>'),
        ("xl/drawings/vmlDrawing1.vml", rb'<v:shape id="_x0000_s1026".*?</v:shape>'),
    ):
        assert re.findall(pattern, after[part], re.DOTALL) == re.findall(pattern, before[part], re.DOTALL) != []


def test_a_cell_that_was_made_bold_since_loses_the_fill_only(tmp_path: Path) -> None:
    members = unzipped(marked(rich(), tmp_path))
    styles = members["xl/styles.xml"].decode()
    formats = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles.partition("<cellXfs")[2].partition("</cellXfs>")[0])
    (bold_font,) = re.findall(r'fontId="\d+"', formats[2])
    bold = re.sub(r'fontId="\d+"', bold_font, formats[6])
    members["xl/styles.xml"] = styles.replace("</cellXfs>", f"{bold}</cellXfs>").encode()
    members["xl/worksheets/sheet2.xml"] = members["xl/worksheets/sheet2.xml"].replace(
        b'<c r="E3" s="6"', b'<c r="E3" s="%d"' % len(formats)
    )
    members["xl/sharedStrings.xml"] = members["xl/sharedStrings.xml"].replace(b"8th of Sept", b"2026-09-08")
    cell = opened(marked(zipped(members), tmp_path, "rich.marked.xlsx"))["Sessions"]["E3"]
    assert (cell.fill.patternType, cell.font.b) == (None, True)


def test_rows_put_in_above_since_do_not_matter(tmp_path: Path) -> None:
    """The planner has moved everything below row 2 down by one row, formats and all."""
    members = unzipped(marked(rich(), tmp_path))
    part = members["xl/worksheets/sheet2.xml"].decode()
    for row in (4, 3):
        part = part.replace(f'<row r="{row}"', f'<row r="{row + 1}"')
        part = re.sub(rf'<c r="([A-Z]){row}"', rf'<c r="\g<1>{row + 1}"', part)
    members["xl/worksheets/sheet2.xml"] = part.encode()
    sheet = opened(marked(zipped(members), tmp_path, "rich.marked.xlsx"))["Sessions"]
    assert [fill(sheet, f"C{row}") for row in (2, 3, 4, 5)] == ["FFFFEA9B", None, "FFFFC6CD", "FFFFC6CD"]


def test_an_issues_sheet_of_the_planners_keeps_its_name(tmp_path: Path) -> None:
    source = unzipped(rich())
    source["xl/workbook.xml"] = source["xl/workbook.xml"].replace(b'name="Coffee list"', b'name="ISSUES"')
    names = opened(marked(zipped(source), tmp_path)).sheetnames
    assert names == ["Settings", "Sessions", "ISSUES", "schedbatch issues"]


@pytest.mark.parametrize(
    ("name", "copy_name"),
    [
        ("autumn.xlsx", "autumn.marked.xlsx"),
        ("autumn.XLSM", "autumn.marked.xlsm"),
        ("autumn.marked.xlsx", "autumn.marked.xlsx"),
        ("autumn.marked (1).xlsx", "autumn.marked.xlsx"),
        ("autumn.marked - Copy.xlsx", "autumn.marked.xlsx"),
        ("autumn.marked.marked.xlsx", "autumn.marked.xlsx"),
        ("autumn (1).xlsx", "autumn (1).marked.xlsx"),
        ("an.unmarked.xlsx", "an.unmarked.marked.xlsx"),
        ("a:b.xlsx", "a-b.marked.xlsx"),
        ("...xlsx", "workbook.marked.xlsx"),
        ("ü" * 120 + ".xlsx", "ü" * 100 + ".marked.xlsx"),
    ],
)
def test_the_copys_name(name: str, copy_name: str) -> None:
    assert str(file_name(name)) == copy_name


def test_a_cell_with_a_thread_keeps_it(tmp_path: Path) -> None:
    source = unzipped(rich())
    source["xl/comments1.xml"] = source["xl/comments1.xml"].replace(b"Is that a title?", b"[Threaded comment]").replace(
        b"<author>Planner</author>", b"<author>tc={1B5E1B5E-0000-4000-8000-000000000001}</author>"
    )  # fmt: skip
    after = unzipped(marked(zipped(source), tmp_path))
    thread = "xl/threadedComments/threadedComment1.xml"
    assert after[thread] == source[thread]
    nodes = ET.fromstring(after["xl/comments1.xml"]).iter()  # noqa: S314
    comments = [(node.get("ref"), node.get("authorId")) for node in nodes if node.get("ref")]
    assert comments == [("A2", "0"), ("C3", "0"), ("C2", "1"), ("E3", "1"), ("C4", "1")]


def test_what_cannot_be_patched_gives_no_copy_and_no_traceback() -> None:
    found = report(found=(issue(),))
    members = packages.parts()
    members[packages.BOOK] = "<workbook/>"
    sources = (WorkbookFile(content, "made.xlsx") for content in (b"", b"PK", packages.zipped(members)))
    assert [copy.render(found, source) for source in sources] == [
        (),
        (),
        (),
    ]


def test_a_sheet_that_cannot_be_patched_stays_and_is_listed() -> None:
    """Its comments cannot be read."""
    members = {**packages.parts(), "xl/comments1.xml": "<comments", "xl/worksheets/_rels/sheet1.xml.rels": ""}
    members["xl/worksheets/_rels/sheet1.xml.rels"] = packages.relations({"rId1": ("comments", "../comments1.xml")})
    (artifact,) = copy.render(report(found=(issue(),)), WorkbookFile(packages.zipped(members), "made.xlsx"))
    after = unzipped(artifact.content)
    assert after["xl/comments1.xml"] == b"<comments"
    assert b"Sessions!D7" in after["xl/worksheets/schedbatch1.xml"]


def test_only_so_many_are_listed_and_the_rest_is_counted() -> None:
    found = report(found=(issue(),))
    (artifact,) = copy.render(replace(found, counts=replace(found.counts, warnings=4_000)), WorkbookFile(rich(), "made.xlsx"))
    last = list(opened(artifact.content)["Issues"].iter_rows())[-1]
    assert last[2].value == "There are 4,000 more errors and warnings than this sheet lists; correct these and run again."


_PREFIXED = (packages.SHEET, packages.STYLES, packages.BOOK)


def _plain() -> dict[str, str | bytes]:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>Title</t></is></c></row>'
    return {**packages.parts(rows, styles=packages.formats("0"))}


def _without_styles() -> dict[str, str | bytes]:
    return {**packages.parts('<row r="1"/>')}


def _encoded(encoding: str, *parts: str) -> dict[str, str | bytes]:
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>'
    return {part: (declaration + str(text)).encode(encoding) if part in parts else text for part, text in _plain().items()}


def _prefixed() -> dict[str, str | bytes]:
    members = _plain()
    for part in _PREFIXED:
        members[part] = re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", str(members[part]).replace(' xmlns="', ' xmlns:x="'))
    return members


def _strict() -> dict[str, str | bytes]:
    names = {packages.MAIN: "spreadsheetml/main", packages.RELATIONS: "officeDocument/relationships"}
    members = {part: str(text) for part, text in _plain().items()}
    for name, strict in names.items():
        members = {part: text.replace(name, f"http://purl.oclc.org/ooxml/{strict}") for part, text in members.items()}
    return {**members}


def _absolute() -> dict[str, str | bytes]:
    rels = "xl/_rels/workbook.xml.rels"
    return {**_plain(), rels: str(_plain()[rels]).replace('Target="', 'Target="/xl/')}


ODD = {
    "no styles": _without_styles(),
    "UTF-16": _encoded("utf-16", *_PREFIXED),
    "byte order mark": {**_plain(), packages.SHEET: str(_plain()[packages.SHEET]).encode("utf-8-sig")},
    "Latin 1": _encoded("iso-8859-1", packages.SHEET),
    "prefixed": _prefixed(),
    "strict": _strict(),
    "absolute targets": _absolute(),
    "backslashes": {part.replace("/worksheets/", "\\worksheets\\"): text for part, text in _plain().items()},
}


@pytest.mark.parametrize("name", ODD)
def test_odd_but_lawful_workbooks_are_marked(name: str, tmp_path: Path) -> None:
    found = report(found=(Issue(kinds.REQUIRED_CELL_EMPTY, "Title is empty – ü.", CellRef("Sessions", 2, 1)),))
    (artifact,) = copy.render(found, WorkbookFile(packages.zipped(ODD[name]), "made.xlsx"))
    once = artifact.content
    assert copy.render(found, WorkbookFile(once, "made.xlsx")) == (artifact,)
    after = {part.replace("\\", "/"): text for part, text in unzipped(once).items()}
    assert children(after["xl/worksheets/sheet1.xml"]) == ["sheetData", "legacyDrawing"]
    cells = [cell.get("r") for cell in ET.fromstring(after["xl/worksheets/sheet1.xml"]).iter() if cell.tag.endswith("}c")]  # noqa: S314
    assert cells[-1:] == ["A2"]
    assert "Title is empty – ü." in "".join(ET.fromstring(after["xl/comments1.xml"]).itertext())  # noqa: S314 - our own text
    assert [issue.kind for issue in report_of(once, tmp_path, "odd.xlsx").issues if issue.kind is kinds.UNKNOWN_SHEET] == []


def test_a_part_keeps_its_encoding() -> None:
    (artifact,) = copy.render(report(found=(issue(),)), WorkbookFile(packages.zipped(ODD["UTF-16"]), "made.xlsx"))
    after = unzipped(artifact.content)
    assert [after[part][:2] for part in _PREFIXED] == [b"\xff\xfe"] * 3


def test_every_sheet_keeps_excels_order_of_elements(tmp_path: Path) -> None:
    after = unzipped(marked(rich(), tmp_path))
    order = {part: children(content) for part, content in after.items() if part.startswith("xl/worksheets/s")}
    assert sorted(order) == [f"xl/worksheets/{name}.xml" for name in ("schedbatch1", "sheet1", "sheet2", "sheet3")]
    assert order == {part: sorted(names, key=ORDER.index) for part, names in order.items()}


def test_ids_and_counts_agree(tmp_path: Path) -> None:
    """What makes Excel offer to repair a file: wrong counts, two shapes or sheets with one id, parts without a type."""
    after = unzipped(marked(rich(), tmp_path))
    styles = ET.fromstring(after["xl/styles.xml"])  # noqa: S314 - our own text
    tables = {child.tag.rpartition("}")[2]: child for child in styles}
    for name in ("fonts", "fills", "borders", "cellXfs"):
        assert tables[name].get("count") == str(len(tables[name]))
    for xf in tables["cellXfs"]:
        assert int(xf.get("fillId", "0")) < len(tables["fills"])
        assert int(xf.get("fontId", "0")) < len(tables["fonts"])
    assert min(len(tables[name]) for name in ("fonts", "fills", "cellXfs")) > 1
    sheets = re.findall(r'sheetId="(\d+)" r:id="(\w+)"', after["xl/workbook.xml"].decode())
    assert len({number for number, _ in sheets}) == len({key for _, key in sheets}) == 4
    types = after["[Content_Types].xml"].decode()
    assert types.count('PartName="/xl/worksheets/schedbatch1.xml"') == 1
    assert types.count('PartName="/docProps/custom.xml"') == 1
    formats = len(tables["cellXfs"])
    used = re.findall(r' s="(\d+)"', after["xl/worksheets/sheet2.xml"].decode() + after["xl/worksheets/schedbatch1.xml"].decode())
    assert max(map(int, used)) < formats


def test_boxes_of_two_sheets_with_thousands_of_comments_share_no_id() -> None:
    members = packages.parts()
    members["xl/worksheets/sheet2.xml"] = packages.sheet("")
    named = (
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(("Sessions", "Groups"), 1)
    )
    members[packages.BOOK] = packages.book("".join(named))
    members["xl/_rels/workbook.xml.rels"] = packages.relations(
        {"rId1": ("worksheet", "worksheets/sheet1.xml"), "rId2": ("worksheet", "worksheets/sheet2.xml")}
    )
    places = [CellRef(sheet, row, 1) for sheet in ("Sessions", "Groups") for row in range(1, 1501)]
    found = tuple(Issue(kinds.REQUIRED_CELL_EMPTY, "Empty.", place) for place in places)
    (artifact,) = copy.render(report(found=found), WorkbookFile(packages.zipped(members), "made.xlsx"))
    after = unzipped(artifact.content)
    drawings = [after[f"xl/drawings/vmlDrawing{number}.vml"].decode() for number in (1, 2)]
    assert [re.findall(r'idmap v:ext="edit" data="([^"]*)"', drawing) for drawing in drawings] == [["1,2"], ["3,4"]]
    ids = [number for drawing in drawings for number in re.findall(r'id="_x0000_s(\d+)"', drawing)]
    assert len(set(ids)) == len(ids) == 3000


def test_formulas_and_their_stored_values_stay(tmp_path: Path) -> None:
    content = marked(rich(), tmp_path)
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert opened(content)["Sessions"]["H2"].value == '=A2&" "&C2'
    assert values["Sessions"]["H2"].value == "S-1 Dissection"
