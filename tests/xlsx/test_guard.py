"""The guard: every kind of wrong file is refused in one plain sentence; spreadsheets.md, "Guard"."""

import io
import re
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from schedbatch.domain.issues import InputUnreadable
from schedbatch.xlsx import guard, sheet_xml
from schedbatch.xlsx.raw import ErrorValue, RawWorkbook
from schedbatch.xlsx.workbook import WorkbookFile, load_workbook
from tests.xlsx import packages
from tests.xlsx.packages import CONTENT_TYPES, SHEET, STRINGS, STYLES, parts, relations, row_of, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _workbook() -> bytes:
    buffer = io.BytesIO()
    book = openpyxl.Workbook()
    book.create_sheet("Sessions")["A1"] = "Title"
    book.save(buffer)
    return buffer.getvalue()


WORKBOOK = _workbook()


def _refusal(content: bytes) -> str:
    """The sentence with which the file is refused."""
    with pytest.raises(InputUnreadable) as refused:
        WorkbookFile(content, "made.xlsx").read()
    return str(refused.value)


def _refusal_of_parts(members: Mapping[str, str | bytes]) -> str:
    return _refusal(zipped(members))


def _ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(512)


OTHER_KINDS = {
    "nothing": (b"", "empty (0 bytes)"),
    "zeros": (bytes(5000), "nothing but zeros"),
    "csv": (b"Title,Type\r\nAnatomy,Lab\r\n", "is a text file, such as a .csv,"),
    "csv in UTF-8 with umlauts": ("Title\nPhysiologie für Anfänger\n".encode(), "is a text file"),
    "csv in Latin-1": ("Title\nPhysiologie für Anfänger\n".encode("latin-1"), "is a text file"),
    "csv of Windows": ("Title\n“Physiologie” für Anfänger\n".encode("cp1252"), "is a text file"),
    "csv in UTF-16": ("Title\tType\nAnatomy\tLab\n".encode("utf-16"), "is a text file"),
    "csv cut within a letter": (("ß" + "x" * 4093 + "é").encode(), "is a text file"),
    "html": (b"\xef\xbb\xbf\r\n<HTML><table></table>", "web page"),
    "html without head": (b"<table><tr><td>Title</td></tr></table>", "web page"),
    "html with a doctype": (b"<!DOCTYPE html><html></html>", "web page"),
    "html as XML": (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "web page"),
    "XML Spreadsheet 2003": (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML file"),
    "encrypted": (_ole("EncryptedPackage"), "protected with a password"),
    "xls": (_ole("Workbook"), "old Excel format (.xls)"),
    "xls of Excel 5": (_ole("Book"), "old Excel format (.xls)"),
    "doc": (_ole("WordDocument"), "old Office document"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "made.xlsx is not an Excel workbook"),
    "the magic bytes alone": (b"PK", "cut off or damaged"),
    "truncated": (WORKBOOK[:-40], "cut off or damaged"),
    "its first half": (WORKBOOK[: len(WORKBOOK) // 2], "cut off or damaged"),
    "ods": (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "OpenDocument"),
    "Numbers": (zipped({"Index/Document.iwa": b"x"}), "Numbers"),
    "Numbers with an inner zip": (zipped({"Index.zip": b"x"}), "Numbers"),
    "docx": (zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<x/>"}), "Word or PowerPoint"),
    "pptx": (zipped({"[Content_Types].xml": CONTENT_TYPES, "ppt/presentation.xml": "<x/>"}), "Word or PowerPoint"),
    "xlsb": (zipped({"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.bin": b"x"}), "binary Excel workbook (.xlsb)"),
    "zip": (zipped({"sessions.xlsx": WORKBOOK}), "zip archive"),
    "empty zip": (zipped({}), "zip archive"),
}


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_another_kind_of_file_is_named(kind: str) -> None:
    content, words = OTHER_KINDS[kind]
    assert words in _refusal(content)


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_a_refusal_is_plain_sentences_of_one_line(kind: str) -> None:
    assert re.fullmatch(r"[^\n<>{}]{20,200}\.", _refusal(OTHER_KINDS[kind][0]))


def test_a_workbook_is_let_through() -> None:
    assert [sheet.name for sheet in WorkbookFile(WORKBOOK, "made.xlsx").read().sheets] == ["Sheet", "Sessions"]


def _refused_path(path: Path) -> str:
    with pytest.raises(InputUnreadable) as refused:
        load_workbook(path).read()
    return str(refused.value)


def test_a_folder_is_named(tmp_path: Path) -> None:
    assert _refused_path(tmp_path) == "This is a folder, not a workbook."


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert _refused_path(tmp_path / "none.xlsx") == "There is no such file. Check the name and the folder."


def test_a_folder_that_is_a_file_is_no_such_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(WORKBOOK)
    assert re.fullmatch(r"There is no such file\..*|The file cannot be read \(.*\)\.", _refused_path(tmp_path / "file" / "x.xlsx"))


def test_a_name_that_no_file_can_have_is_refused() -> None:
    assert re.match(r"The file cannot be read|There is no such file", _refused_path(Path("a\0b.xlsx")))


def test_the_mark_of_an_open_workbook_is_named(tmp_path: Path) -> None:
    (tmp_path / "~$term.xlsx").write_bytes(WORKBOOK)
    assert "marks an open workbook" in _refused_path(tmp_path / "~$term.xlsx")


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_FILE", len(WORKBOOK) - 1)
    (tmp_path / "large.xlsx").write_bytes(WORKBOOK)
    assert "larger than" in _refused_path(tmp_path / "large.xlsx")


def test_a_file_that_is_as_large_as_allowed_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_FILE", len(WORKBOOK))
    (tmp_path / "large.xlsx").write_bytes(WORKBOOK)
    assert isinstance(load_workbook(tmp_path / "large.xlsx").read(), RawWorkbook)


def _with_directory(content: bytes, offset: int, layout: str, *values: int) -> bytes:
    """The archive with a field of its first directory record overwritten."""
    changed = bytearray(content)
    struct.pack_into(layout, changed, content.index(b"PK\1\2") + offset, *values)
    return bytes(changed)


def test_an_encrypted_member_is_refused() -> None:
    assert "encrypted" in _refusal(_with_directory(zipped(parts()), 8, "<H", 1))


def test_strong_encryption_is_refused() -> None:
    assert "encrypted" in _refusal(_with_directory(zipped(parts()), 8, "<H", 0x41))


def test_an_unknown_compression_is_refused() -> None:
    assert "packed in a way" in _refusal(_with_directory(zipped(parts()), 10, "<H", 99))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compression_that_excel_does_not_use_is_refused(compression: int) -> None:
    assert "packed in a way" in _refusal(zipped(parts(), compression))


def test_members_that_are_only_stored_are_read() -> None:
    assert WorkbookFile(zipped(parts(), zipfile.ZIP_STORED), "made.xlsx").read().sheets[0].name == "Sessions"


@pytest.mark.parametrize("twin", [SHEET, SHEET.upper(), SHEET.replace("/", "\\")])
def test_two_members_of_one_name_are_refused(twin: str) -> None:
    with io.BytesIO(zipped(parts())) as buffer:
        with zipfile.ZipFile(buffer, "a") as archive, pytest.MonkeyPatch.context() as patch:
            patch.setattr("warnings.warn", lambda *_, **__: None)
            archive.writestr(twin, packages.sheet(""))
        content = buffer.getvalue()
    assert "two parts of one name" in _refusal(content)


def test_too_many_members_are_refused() -> None:
    assert "2,001 parts" in _refusal_of_parts({**parts(), **{f"xl/media/{number}.png": b"" for number in range(1996)}})


def test_as_many_members_as_allowed_are_read() -> None:
    assert packages.read_sheet({**parts(), **{f"xl/media/{number}.png": b"" for number in range(1995)}}).rows == ()


def test_a_bomb_is_refused_by_its_ratio() -> None:
    assert "more than 100 times" in _refusal_of_parts({**parts(), SHEET: " " * (guard.RATIO_COUNTS_FROM + 1)})


@pytest.mark.parametrize(("spaces", "is_refused"), [(80_000, True), (30_000, False)])
def test_the_ratio_that_counts_is_a_hundred_to_one(spaces: int, monkeypatch: pytest.MonkeyPatch, *, is_refused: bool) -> None:
    monkeypatch.setattr(guard, "RATIO_COUNTS_FROM", 1000)
    noise = "".join(f"{number * 7919 % 65_536:04x}" for number in range(150))
    content = zipped({**parts(), "xl/media/1.emf": noise + " " * spaces})
    sizes = zipfile.ZipFile(io.BytesIO(content)).getinfo("xl/media/1.emf")
    assert 50 < sizes.file_size / sizes.compress_size < 200
    assert _is_refused(content) == is_refused


def _is_refused(content: bytes) -> bool:
    try:
        WorkbookFile(content, "made.xlsx").read()
    except InputUnreadable:
        return True
    return False


def test_a_bomb_in_a_part_that_is_never_opened_is_refused_too() -> None:
    assert "more than 100 times" in _refusal_of_parts({**parts(), "xl/media/1.png": bytes(guard.RATIO_COUNTS_FROM + 1)})


@pytest.mark.parametrize(("limit", "part"), [("MAX_SHEET", SHEET), ("MAX_STRINGS", STRINGS), ("MAX_PART", STYLES)])
def test_a_part_larger_than_its_limit_is_refused(limit: str, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    members = parts("<row/>", strings="<si><t>a</t></si>", styles=packages.formats("0"))
    monkeypatch.setattr(guard, limit, len(members[part]) - 1)
    assert "a part of the file would take more" in _refusal_of_parts(members)


@pytest.mark.parametrize(("limit", "part"), [("MAX_SHEET", SHEET), ("MAX_STRINGS", STRINGS), ("MAX_PART", STYLES)])
def test_a_part_as_large_as_its_limit_is_read(limit: str, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    members = parts("<row/>", strings="<si><t>a</t></si>", styles=packages.formats("0", "0.00", "yyyy", "hh:mm") * 3)
    monkeypatch.setattr(guard, limit, len(members[part]))
    assert packages.read_sheet(members).name == "Sessions"


def test_a_total_larger_than_its_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_TOTAL", sum(len(text) for text in parts().values()) - 1)
    assert "Unpacked, the file would take more" in _refusal_of_parts(parts())


def test_a_directory_that_lies_about_sizes_is_found_out() -> None:
    name = b"xl/worksheets/sheet1.xml"
    content = bytearray(zipped({**parts(), SHEET: packages.sheet(" " * 5_000_000)}))
    struct.pack_into("<L", content, content.rindex(name) - 46 + 24, 100)
    assert "cannot be unpacked" in _refusal(bytes(content))


@pytest.mark.parametrize("part", [SHEET, STRINGS, STYLES, packages.BOOK, "_rels/.rels", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE x>",
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd">',
    ],
)
def test_a_document_type_is_refused_in_every_part(part: str, doctype: str) -> None:
    members = parts("<row><c><v>1</v></c></row>", strings="<si><t>a</t></si>", styles=packages.formats("0"))
    assert "document type declaration" in _refusal_of_parts({**members, part: doctype + members[part]})


BROKEN_SHEETS = {
    "a row twice": '<row r="1"/><row r="1"/>',
    "rows that fall": '<row r="2"/><row r="1"/>',
    "row 0": '<row r="0"/>',
    "a row below the last": '<row r="1048577"/>',
    "a row far below the last": '<row r="99999999999"/>',
    "a row of many figures": f'<row r="{"9" * 5000}"/>',
    "a negative row": '<row r="-1"/>',
    "a row that is no number": '<row r="x"/>',
    "a row in superscript": '<row r="²"/>',
    "a row after the last": '<row r="1048576"/><row/>',
    "a column beyond the last": '<row r="1"><c r="XFE1"><v>1</v></c></row>',
    "a column of many letters": f'<row r="1"><c r="{"A" * 5000}1"><v>1</v></c></row>',
    "a column that is no letter": '<row r="1"><c r="1"><v>1</v></c></row>',
    "columns that fall": '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
    "a cell after the last": '<row r="1"><c r="XFD1"><v>1</v></c><c><v>1</v></c></row>',
    "a cell of another row": '<row r="1"><c r="A2"><v>1</v></c></row>',
    "a style that is no number": '<row r="1"><c r="A1" s="x"><v>1</v></c></row>',
    "tags that cross": '<row r="1"><c></row></c>',
    "an entity of nobody": '<row r="1"><c t="str"><v>&bomb;</v></c></row>',
    "a control character": '<row r="1"><c t="str"><v>\x01</v></c></row>',
}


@pytest.mark.parametrize("fault", BROKEN_SHEETS)
def test_a_sheet_that_no_program_writes_is_damaged(fault: str) -> None:
    assert "a part of it is not what Excel writes" in _refusal_of_parts(parts(BROKEN_SHEETS[fault]))


@pytest.mark.parametrize(
    "style", ["999999999", "-1", "-5", "9" * 4000], ids=["too high", "negative", "more negative", "of many figures"]
)
def test_a_style_out_of_range_costs_the_format_only(style: str) -> None:
    assert row_of(f'<c s="{style}"><v>7</v></c>', styles=packages.formats("000")) == {1: 7}


def test_a_string_index_out_of_range_costs_its_cell_only() -> None:
    markup = "".join(f'<c t="s"><v>{index}</v></c>' for index in ("0", "1", "-1", "9" * 5000, "x", ""))
    error = ErrorValue("#VALUE!")
    assert row_of(markup, strings="<si><t>a</t></si>") == {1: "a", 2: error, 3: error, 4: error, 5: error}


def test_an_absurd_count_of_strings_costs_nothing() -> None:
    members = parts('<row><c t="s"><v>0</v></c></row>', strings="<si><t>a</t></si>")
    members[STRINGS] = members[STRINGS].replace("<sst ", '<sst count="99999999999" uniqueCount="99999999999" ')
    assert packages.cells(packages.read_sheet(members)) == {(1, 1): "a"}


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-INF", "1e999", "x", "1,5", "0x10"])
@pytest.mark.parametrize("code", ["General", "000", "0.00", "yyyy-mm-dd", "[h]:mm"])
def test_a_number_that_is_none_costs_its_cell_only(text: str, code: str) -> None:
    found = row_of(f'<c s="1"><v>{text}</v></c><c><v>2</v></c>', styles=packages.formats(code))
    assert found == {1: ErrorValue("#NUM!"), 2: 2}


@pytest.mark.parametrize("serial", [-1, -0.5, 2_958_466, 1e12, 1e308])
@pytest.mark.parametrize("code", ["yyyy-mm-dd", "hh:mm", "[h]:mm"])
def test_a_serial_that_is_no_date_stays_a_number(serial: float, code: str) -> None:
    assert row_of(f'<c s="1"><v>{serial!r}</v></c>', styles=packages.formats(code)) == {1: serial}


@pytest.mark.parametrize("serial", ["2957003.9", "2958465"])
def test_a_serial_beyond_the_last_date_of_1904_stays_a_number(serial: str) -> None:
    members = parts(f'<row><c s="1"><v>{serial}</v></c></row>', styles=packages.formats("yyyy-mm-dd"))
    members[packages.BOOK] = members[packages.BOOK].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    found = packages.cells(packages.read_sheet(members))[1, 1]
    assert isinstance(found, float | int) or str(found).startswith("9999-12-31")


def test_more_cells_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_xml, "MAX_CELLS", 5)
    assert "more than 5 filled cells" in _refusal_of_parts(parts("<row><c><v>1</v></c><c><v>2</v></c></row>" * 3))


def test_the_limit_of_cells_is_that_of_all_sheets_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_xml, "MAX_CELLS", 5)
    members = parts("<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>")
    members[packages.BOOK] = packages.book('<sheet name="A" r:id="rId1"/><sheet name="B" r:id="rId2"/>')
    members["xl/_rels/workbook.xml.rels"] = relations({f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in (1, 2)})
    assert "more than 5 filled cells" in _refusal_of_parts({**members, "xl/worksheets/sheet2.xml": members[SHEET]})


def test_a_part_that_is_two_sheets_is_damage() -> None:
    sheets = '<sheet name="A" r:id="rId1"/><sheet name="B" r:id="rId1"/>'
    assert _refusal_of_parts({**parts(), packages.BOOK: packages.book(sheets)}).startswith("The workbook is damaged")


def test_a_number_format_longer_than_excels_keeps_nobody_busy() -> None:
    assert row_of('<c s="1"><v>7</v></c>', styles=packages.formats("[" * 200_000)) == {1: 7}


def test_as_many_cells_as_the_limit_are_read_and_blank_ones_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_xml, "MAX_CELLS", 6)
    assert len(packages.cells(packages.read_sheet(parts("<row><c><v>1</v></c><c/><c><v>2</v></c></row>" * 3)))) == 6


def test_more_filled_rows_than_the_limit_are_refused() -> None:
    with pytest.raises(InputUnreadable, match="more than 2 filled rows"):
        WorkbookFile(zipped(parts("<row><c><v>1</v></c></row>" * 3)), "made.xlsx").read(max_rows=2)


def test_as_many_filled_rows_as_the_limit_are_read_and_blank_ones_do_not_count() -> None:
    content = zipped(parts("<row><c><v>1</v></c></row><row/>" * 2))
    assert len(WorkbookFile(content, "made.xlsx").read(max_rows=2).sheets[0].rows) == 2


@pytest.mark.parametrize("part", [SHEET, packages.BOOK, STRINGS])
def test_a_missing_part_is_damage(part: str) -> None:
    members = parts(strings="<si/>")
    del members[part]
    assert _refusal_of_parts(members).startswith("The workbook is damaged")


@pytest.mark.parametrize("target", ["../../../etc/passwd", "/etc/passwd", "C:\\x", "http://localhost:9/x", "", ".", "\0"])
def test_a_target_outside_the_package_is_damage(target: str) -> None:
    members = {**parts(), "xl/_rels/workbook.xml.rels": relations({"rId1": ("worksheet", target.replace("\0", "%00"))})}
    assert _refusal_of_parts(members).startswith("The workbook is damaged")
