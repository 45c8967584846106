"""Rows read by a pattern: the parser alone finds the same in any part, or refuses the same part."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import openpyxl
import pytest
import xlsxwriter
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from schedbatch.domain.issues import InputUnreadable
from schedbatch.xlsx import rows_by_pattern, sheet_xml
from schedbatch.xlsx.cell_values import CellValues, Lookups
from schedbatch.xlsx.number_formats import conversion, plain_number
from schedbatch.xlsx.raw import CellValue, MergedRange, RawWorkbook
from schedbatch.xlsx.rows_by_pattern import RowsByPattern
from schedbatch.xlsx.sheet_xml import MalformedPart, SheetParser, parse
from schedbatch.xlsx.workbook import WorkbookFile
from tests.damage import damaged
from tests.xlsx import packages

SAMPLES = Path(__file__).parents[2] / "samples"
LOOKUPS = Lookups(
    ["Lab", "", " ", "Lecture", "A > B"],
    [plain_number, conversion(14, None, is_1904=False), conversion(164, "000", is_1904=False)],
)
Found = tuple[list[tuple[int, dict[int, tuple[type, CellValue]]]], list[MergedRange], int] | str
"""Rows with their cells and the cells' types (1 == True), merged ranges, the number of cells that count; or a refusal."""


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_by_pattern, "PATIENCE", 0)


def _found(chunks: Iterable[bytes], sheet: SheetParser) -> Found:
    try:
        parse(chunks, sheet)
    except MalformedPart:
        return "malformed"  # in words that tell the column, which depends on what the parser saw
    except InputUnreadable as refusal:
        return str(refusal)
    rows = [(row.number, {column: (type(value), value) for column, value in row.cells.items()}) for row in sheet.rows]
    return rows, sheet.merged, sheet.cells


def _parsed(part: bytes, max_rows: int = 1000) -> Found:
    return _found([part], SheetParser(CellValues(LOOKUPS), max_rows, 0))


def _taken(part: bytes, size: int = 1 << 20, max_rows: int = 1000) -> tuple[Found, int]:
    """What is found when rows are taken, the part in chunks of that size; and how many rows were."""
    sheet = SheetParser(CellValues(LOOKUPS), max_rows, 0)
    rows = RowsByPattern(sheet)
    return _found(rows.rest(_chunks(part, size)), sheet), rows.taken


def _chunks(part: bytes, size: int) -> Iterator[bytes]:
    return (part[start : start + size] for start in range(0, len(part), size))


def _same(part: bytes, size: int = 1 << 20) -> int:
    """How many rows were taken, when what was found is the same."""
    found, taken = _taken(part, size)
    assert found == _parsed(part)
    return taken


def _is_refusal(found: Found) -> bool:
    return isinstance(found, str)


def _sheet(*rows: str) -> bytes:
    return packages.sheet("".join(rows)).encode()


def _same_shape(row: str, count: int = 20) -> list[str]:
    """Rows of one shape; ``#`` is the row's number."""
    return [row.replace("#", str(number)) for number in range(1, count + 1)]


# Of 20 rows the first teaches the columns, the second the row's tag, and the last is the parser's.
ALL_BUT_THREE = 17

XLSXWRITER = '<row r="#" spans="1:3"><c r="A#" s="1" t="s"><v>0</v></c><c r="B#" s="2"><v>#</v></c><c r="C#" s="1"/></row>'
OPENPYXL = '<row r="#"><c r="A#" t="inlineStr"><is><t>Room #</t></is></c><c r="B#" t="n"><v>7.5</v></c><c r="C#" s="1" /></row>'
LIBREOFFICE = (
    '<row r="#" customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false">'
    '<c r="A#" s="1" t="s"><v>3</v></c><c r="B#" s="0" t="n"><v>#</v></c><c r="C#" s="1" t="b"><v>1</v></c></row>'
)
PRETTY = '\r\n  <row r="#"><c r="A#" t="s" s="1"><v>4</v></c><c r="B#" t="e"><v>REF!</v></c></row>\n'
TEXTS = '<row r="#"><c r="A#" t="inlineStr"><is><t xml:space="preserve"> a &amp;amp; &lt;# é _x0041_ </t></is></c></row>'


@pytest.mark.parametrize("size", [1, 7, 300, 1 << 20])
@pytest.mark.parametrize("row", [XLSXWRITER, OPENPYXL, LIBREOFFICE, PRETTY, TEXTS])
def test_rows_of_one_shape_are_taken_whatever_program_wrote_them(row: str, size: int) -> None:
    assert _same(_sheet(*_same_shape(row)), size) == ALL_BUT_THREE


def test_a_row_may_lack_cells_or_have_blank_ones() -> None:
    cells = ["", '<c r="B#"/>', '<c r="B#" s="1"></c>', '<c r="B#" t="s"><v>1</v></c>', '<c r="B#"><v>5</v></c>']
    rows = [f'<row r="#"><c r="A#"><v>1</v></c>{cell}</row>'.replace("#", str(n)) for n, cell in enumerate(cells * 4, 1)]
    assert _same(_sheet(*rows[1:])) == len(rows) - 4


def test_a_column_that_comes_later_is_learnt() -> None:
    wide = '<row r="#"><c r="A#"><v>1</v></c><c r="AB#"><v>2</v></c></row>'
    rows = [(wide if number > 10 else OPENPYXL).replace("#", str(number)) for number in range(1, 31)]
    assert _same(_sheet(*rows)) == len(rows) - 4


UNLIKE = {
    "a formula": '<c r="A#"><f>1+1</f><v>2</v></c>',
    "no address": "<c><v>2</v></c>",
    "another row's address": '<c r="A9#"><v>2</v></c>',
    "a comment": '<c r="A#"><v>2<!-- </v></c></row> --></v></c>',
    "an instruction": '<c r="A#"><v>2<?x </v></c></row> ?></v></c>',
    "a section": '<c r="A#" t="str"><v><![CDATA[</v></c></row>]]></v></c>',
    "a reference": '<c r="A#" t="str"><v>&~55;</v></c>',
    "runs": '<c r="A#" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
    "two values": '<c r="A#"><v>1</v><v>2</v></c>',
    "text between": '<c r="A#"><v>1</v></c>text<c r="B#"><v>1</v></c>',
    "small letters": '<c r="a#"><v>1</v></c>',
    "columns that fall": '<c r="B#"><v>1</v></c><c r="A#"><v>1</v></c>',
    "one column twice": '<c r="A#"><v>1</v></c><c r="A#"><v>1</v></c>',
    "an unknown entity": '<c r="A#" t="str"><v>&nbsp;</v></c>',
    "a bare ampersand": '<c r="A#" t="str"><v>a & b</v></c>',
    "the end of a section": '<c r="A#" t="str"><v>]]></v></c>',
    "one attribute twice": '<c r="A#" s="1" s="1"><v>1</v></c>',
    "one attribute twice around": '<c r="A#" s="1" t="n" s="1"><v>1</v></c>',
    "a tag that does not end": '<c r="A#"><v>1</v></d>',
    "no such character": '<c r="A#" t="str"><v>\ufffe</v></c>',
    "a control character": '<c r="A#" t="str"><v>\x01</v></c>',
    "a carriage return": '<c r="A#" t="str"><v>a\r\nb</v></c>',
    "an unknown type": '<c r="A#" t="x"><v>a</v></c>',
    "no style": '<c r="A#" s=""><v>1</v></c>',
    "a style below none": '<c r="A#" s="-1"><v>1</v></c>',
    "a column beyond the last": '<c r="XFE#"><v>1</v></c>',
    "a row within a row": '<row r="9#"><c r="A9#"><v>1</v></c></row>',
    "the end of all rows": '</row></sheetData><sheetData><row r="9#"><c r="A9#"><v>1</v></c>',
    "a document type": "<!DOCTYPE x>",
    "a byte that is no text": '<c r="A#" t="str"><v>\udcff</v></c>',
}


REFUSED = {
    *("another row's address", "columns that fall", "one column twice", "a column beyond the last", "a row within a row"),
    *("an unknown entity", "a bare ampersand", "the end of a section", "one attribute twice", "one attribute twice around"),
    *("a tag that does not end", "no such character", "a control character", "the end of all rows", "a document type"),
    "a byte that is no text",
}
"""Of those, the cells that neither reader takes."""


@pytest.mark.parametrize("name", UNLIKE)
def test_a_row_unlike_the_others_is_the_parsers(name: str) -> None:
    rows = _same_shape(XLSXWRITER)
    rows[9] = f'<row r="10" spans="1:3">{UNLIKE[name]}</row>'.replace("#", "10").replace("~", "#")
    part = packages.sheet("".join(rows)).encode("utf-8", "surrogateescape")
    assert (_same(part) >= 7, _is_refusal(_parsed(part))) == (True, name in REFUSED)


HEADS = ['r="10"', 'r="5"', 'r="010"', 'r="1048577"', 'r="10" r="10"', 'r="10" x:y="1"', "", 'r="0"', 'r="10" a="&lt;>"', 'r="10"/']


@pytest.mark.parametrize("head", HEADS)
def test_a_row_with_another_tag_is_the_parsers(head: str) -> None:
    rows = _same_shape(XLSXWRITER)
    rows[9] = rows[9].replace('r="10" spans="1:3"', head, 1)
    assert _same(_sheet(*rows)) >= 7


def test_a_prefix_that_only_a_row_within_a_row_may_use_is_nobody_elses() -> None:
    rows = _same_shape('<row r="#"><c r="A#"><v>1</v></c></row>')
    rows[5] = '<row r="6"><a xmlns:p="urn:p"><row r="7" p:x="1"></row></a></row>'
    rows[6:] = [row.replace('"><c', '" p:x="1"><c', 1) for row in rows[7:]]
    assert _parsed(_sheet(*rows)) == "malformed"
    _same(_sheet(*rows))


@pytest.mark.parametrize(
    ("declaration", "codec", "is_taken"),
    [
        ("", "utf-8", True),
        ("", "utf-8-sig", True),
        ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n', "utf-8", True),
        ("<?xml version='1.0' encoding='utf-8'?>", "utf-8-sig", True),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>', "latin-1", False),
        ('<?xml version="1.0" encoding="US-ASCII"?>', "ascii", False),
        ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16", False),
        ("", "utf-16", False),
        ("<!-- made by hand -->", "utf-8", False),
    ],
)
def test_only_parts_in_utf_8_are_read_so(declaration: str, codec: str, *, is_taken: bool) -> None:
    part = declaration + packages.sheet("".join(_same_shape(XLSXWRITER)))
    assert (_same(part.encode(codec)) > 0) == is_taken


def test_rows_without_a_common_shape_are_not_tried_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_by_pattern, "_FREE_MISSES", 5)
    formula = '<row r="#"><c r="A#"><f>#+1</f><v>#</v></c></row>'
    rows = [(XLSXWRITER if number > 10 else formula).replace("#", str(number)) for number in range(1, 100)]
    assert _same(_sheet(*rows)) == 0


def test_after_the_rows_nothing_is_taken() -> None:
    anchors = _same_shape('<row r="#"></row>', 40)[20:]
    after = f"<controls>{''.join(anchors)}</controls><mergeCell ref='A1:B2'/>"
    part = packages.sheet("".join(_same_shape('<row r="#"><c r="A#"><v>1</v></c></row>')), after=after)
    assert _same(part.encode()) == ALL_BUT_THREE


def test_rows_within_another_element_are_the_parsers() -> None:
    rows = _same_shape(XLSXWRITER)
    _same(_sheet(*rows[:8], "<x>", *rows[8:12], "</x>", *rows[12:]))
    torn = _sheet(*rows[:8], "<x>", *rows[8:12], "</y>", *rows[12:])
    _same(torn)
    assert _parsed(torn) == "malformed"


@pytest.mark.parametrize(("start", "end"), [("<!--", "-->"), ("<?x ", "?>"), ("<![CDATA[", "]]>")])
def test_rows_that_are_none_are_not_taken(start: str, end: str) -> None:
    rows = _same_shape(XLSXWRITER)
    assert _same(_sheet(*rows[:8], start, *rows[8:12], end, *rows[12:])) > 0


@pytest.mark.parametrize("number", ["10", "9", "1048577", "10485760"])
def test_a_row_out_of_turn_is_refused(number: str) -> None:
    rows = _same_shape(OPENPYXL)
    rows[10:] = [OPENPYXL.replace("#", str(int(number) + beyond)) for beyond in range(10)]
    assert _parsed(_sheet(*rows)) == "malformed"
    _same(_sheet(*rows))


def test_cells_with_blank_texts_count_and_blank_cells_do_not() -> None:
    row = '<row r="#"><c r="A#" t="s"><v>1</v></c><c r="B#" t="inlineStr"><is><t></t></is></c><c r="C#"/><c r="D#"></c></row>'
    found, taken = _taken(_sheet(*_same_shape(row)))
    assert (found, taken) == (([], [], 40), ALL_BUT_THREE)


@pytest.mark.parametrize("most", [6, 25, 39, 40])
def test_too_many_cells_are_refused_at_the_same_row(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_xml, "MAX_CELLS", most)
    part = _sheet(*_same_shape(XLSXWRITER))
    _same(part)
    assert _is_refusal(_parsed(part)) is (most < 40)


@pytest.mark.parametrize("most", [1, 10, 19, 20])
def test_too_many_rows_are_refused(most: int) -> None:
    part = _sheet(*_same_shape(XLSXWRITER))
    found = _parsed(part, max_rows=most)
    assert (_taken(part, max_rows=most)[0], _is_refusal(found)) == (found, most < 20)


def test_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_by_pattern, "_MOST_KNOWN", 5)
    assert _same(_sheet(*_same_shape(OPENPYXL))) == ALL_BUT_THREE


def test_a_small_sheet_is_the_parsers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_by_pattern, "PATIENCE", 10_000)
    assert _same(_sheet(*_same_shape(XLSXWRITER, 50))) == 0
    assert _same(_sheet(*_same_shape(XLSXWRITER, 500))) > 300


CELL_FORMS = st.sampled_from(
    [
        *('<c r="%#" s="1" t="s"><v>0</v></c>', '<c r="%#" t="s" s="2"><v>2</v></c>', '<c r="%#" t="s"><v>99</v></c>'),
        *('<c r="%#" s="2"><v>7</v></c>', '<c r="%#" s="1"><v>46272.5</v></c>', '<c r="%#"><v>1e999</v></c>', '<c r="%#" s="1"/>'),
        *('<c r="%#" t="inlineStr"><is><t>~</t></is></c>', '<c r="%#" t="inlineStr"><is><t xml:space="preserve">~</t></is></c>'),
        *(
            '<c r="%#" t="str"><v>~</v></c>',
            '<c r="%#" t="n"><v>~</v></c>',
            '<c r="%#" t="b"><v>1</v></c>',
            '<c r="%#" t="d"><v>~</v></c>',
        ),
        *('<c r="%#" t="inlineStr"><v>~</v></c>', '<c r="%#" t="s"><is><t>~</t></is></c>', '<c r="%#"></c>', '<c r="%#"><v/></c>'),
        *('<c r="%#"><f>1+1</f></c>', '<c r="%#" t="str"><f>A1</f><v>~</v></c>', "<c><v>1</v></c>", '<c  r="%#" ><v>1</v ></c>'),
    ]
)
CONTENTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(
        ["7", " 7 ", "1_0", "2026-09-07", "a &amp; b", "&#10;", "_x0041_", "&", "]]>", "<b/>", "\x7f", "\ufffd", "\ud800"]
    ),
)
SPLICES = st.sampled_from(
    ["", "", "", "", "\n", "<!-- x -->", "<x/>", "text", "</sheetData>", "<row/>", "<row><c/></row>", '<row r="3"/>']
)
COLUMNS = st.lists(st.sampled_from(["A", "B", "C", "Z", "AA", "XFD"]), max_size=4, unique=True)


@st.composite
def _parts(draw: st.DrawFn) -> bytes:
    """Rows of few shapes, some of them out of turn, with a little between them."""
    shapes = draw(st.lists(st.lists(st.tuples(st.sampled_from("ABCD"), CELL_FORMS), max_size=4), min_size=1, max_size=3))
    heads = draw(st.lists(st.sampled_from(["", ' spans="1:3"', ' ht="12" s="1"', ' r="1"', ' x:a="1"']), min_size=1, max_size=2))
    rows, number = [], 0
    for _ in range(draw(st.integers(1, 25))):
        number += draw(st.sampled_from([1, 1, 1, 1, 1, 1, 2, 9, 0]))
        shape = sorted(draw(st.sampled_from(shapes)), key=lambda cell: cell[0])
        cells = "".join(form.replace("%", column).replace("~", draw(CONTENTS)) for column, form in shape)
        rows.append(f'<row r="#"{draw(st.sampled_from(heads))}>{cells}</row>{draw(SPLICES)}'.replace("#", str(number)))
    return packages.sheet("".join(rows)).encode("utf-8", "surrogatepass")


@settings(max_examples=500, deadline=None)
@given(part=_parts(), size=st.sampled_from([40, 100, 1000, 1 << 20]))
def test_what_is_taken_is_what_the_parser_finds(part: bytes, size: int) -> None:
    found, taken = _taken(part, size)
    event(f"{'refused' if isinstance(found, str) else 'read'}, {'some' if taken else 'none'} taken")
    assert found == _parsed(part)


@settings(max_examples=300, deadline=None)
@given(content=st.binary(max_size=12) | st.text(max_size=12).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"\xef\xbf\xbf")
@example(b"\xf4\x8f\xbf\xbf")
@example(b"\x7f\xc2\x85")
@example(b"\xed\xa0\x80")
@example(b"\xc0\xbc")
def test_bytes_are_a_text_for_both_or_for_neither(content: bytes) -> None:
    rows = _same_shape('<row r="#"><c r="A#" t="str"><v>text</v></c></row>')
    plain, others = "".join(rows[:10]), "".join(rows[10:]).encode().replace(b"text", b"x" + content)
    _same(_sheet(plain, "~").replace(b"~", others))


@pytest.mark.parametrize(
    ("content", "is_text"), [(b"\xef\xbf\xbd", True), (b"\x7f\xc2\x85", True), (b"\xed\xa0\x80", False), (b"\xc0\xbc", False)]
)
def test_which_bytes_are_a_text(content: bytes, *, is_text: bool) -> None:
    part = _sheet(*_same_shape('<row r="#"><c r="A#" t="str"><v>text</v></c></row>')).replace(b"text", content)
    _same(part)
    assert _is_refusal(_parsed(part)) is not is_text


def _outcome(workbook: bytes) -> RawWorkbook | str:
    try:
        return WorkbookFile(workbook, "made.xlsx").read()
    except InputUnreadable as refusal:
        return str(refusal)


@pytest.mark.parametrize("seed", range(10))
def test_damage_is_found_or_passed_over_in_the_same_words(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(seed)  # noqa: S311 - chance for a test
    outcomes = set()
    for _ in range(30):
        workbook = damaged((SAMPLES / random.choice(("anatomy-labs.xlsx", "with-mistakes.xlsx"))).read_bytes(), random)
        monkeypatch.setattr(rows_by_pattern, "PATIENCE", 0)
        taken = _outcome(workbook)
        monkeypatch.setattr(rows_by_pattern, "PATIENCE", 1 << 30)
        assert taken == _outcome(workbook)
        outcomes.add(type(taken))
    assert outcomes == {RawWorkbook, str}


def _of_xlsxwriter() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for row in range(200):
            sheet.write_row(row, 0, ["Lab" if row % 3 else "A > B", row, row / 7, True, f"Room {row % 5}"])
    return buffer.getvalue()


def _of_openpyxl(*, is_streamed: bool) -> bytes:
    book = openpyxl.Workbook(write_only=is_streamed)
    sheet = book.create_sheet()
    for row in range(200):
        sheet.append(["Lab" if row % 3 else "A > B", row, row / 7, True, f"Room {row % 5}", None])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("made", [_of_xlsxwriter(), _of_openpyxl(is_streamed=False), _of_openpyxl(is_streamed=True)])
def test_nearly_all_rows_of_a_workbook_are_taken(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        sheets = [package.read(name) for name in package.namelist() if re.fullmatch(r"xl/worksheets/sheet\d\.xml", name)]
    assert max(_same(sheet) for sheet in sheets) >= 195
