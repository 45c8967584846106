"""The streaming rewrite of a sheet's part, against a slow and obvious one that has the whole tree in memory."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain.issues import CellRef, Severity, column_letters
from schedbatch.outputs.marked.marks import Mark
from schedbatch.outputs.marked.sheet import SheetPatch, Wishes
from schedbatch.outputs.marked.styles import Styles
from schedbatch.xlsx.addresses import area_of, cell_of
from schedbatch.xlsx.spans import UnpatchablePart
from tests.xlsx.packages import MAIN, RELATIONS

_FORMATS = '<xf fillId="0"/><xf fillId="0" fontId="1"/><xf fillId="3"/>'
STYLES = f'<styleSheet xmlns="{MAIN}"><cellXfs count="3">{_FORMATS}</cellXfs></styleSheet>'
ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup"),
    *("headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing"),
    *("legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts"),
    "extLst",
)
"""CT_Worksheet, ECMA-376 Part 1, A.2."""


def mark(address: str, severity: Severity = Severity.ERROR, line: int = 3) -> Mark:
    row, column = cell_of(address) or (0, 0)
    return Mark(
        CellRef("Sessions", row, column), severity, line, "Found by schedbatch:\nIt is bad.\nSee row 3 of the sheet Issues."
    )


def patched(part: str, *marks: Mark, size: int = 1_000_000, drawing_id: str = "") -> str:
    """The part with its marks, fed in pieces of ``size`` bytes."""
    content = part.encode()
    patch = SheetPatch(Wishes(marks, "Issues", drawing_id), Styles(STYLES.encode()))
    pieces = (content[start : start + size] for start in range(0, len(content), size))
    return b"".join(patch.run(pieces)).decode()


def sheet(inside: str, attributes: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"{attributes}>{inside}</worksheet>'


LINK = '<hyperlink ref="{0}" location="\'Issues\'!A3" tooltip="Why this cell is marked"/>'


def rows(part: str) -> str:
    """What stands between the rows' tags."""
    return part.partition("<sheetData>")[2].partition("</sheetData>")[0]


@pytest.mark.parametrize(
    ("before", "address", "after"),
    [
        ('<row r="2"><c r="B2" t="s"><v>1</v></c></row>', "B2", '<row r="2"><c r="B2" t="s" s="3"><v>1</v></c></row>'),
        ('<row r="2"><c r="B2" s="1"/></row>', "B2", '<row r="2"><c r="B2" s="3"/></row>'),
        ("<row r='2'><c s = '1' r='B2'/></row>", "B2", "<row r='2'><c s = \"3\" r='B2'/></row>"),
        ('<row r="2"><c r="A2"/><c r="C2"/></row>', "B2", '<row r="2"><c r="A2"/><c r="B2" s="3"/><c r="C2"/></row>'),
        ('<row r="2"><c r="A2"/></row>', "B2", '<row r="2"><c r="A2"/><c r="B2" s="3"/></row>'),
        ('<row r="2"/>', "B2", '<row r="2"><c r="B2" s="3"/></row>'),
        ('<row r="2" spans="1:1"/>', "B2", '<row r="2" spans="1:2"><c r="B2" s="3"/></row>'),
        ('<row r="2" s="1" customFormat="1"><c r="A2"/></row>', "B2",
         '<row r="2" s="1" customFormat="1"><c r="A2"/><c r="B2" s="3"/></row>'),
        ('<row r="1"/><row r="3"/>', "B2", '<row r="1"/><row r="2"><c r="B2" s="3"/></row><row r="3"/>'),
        ('<row r="1"/>', "B2", '<row r="1"/><row r="2"><c r="B2" s="3"/></row>'),
        ("", "B2", '<row r="2"><c r="B2" s="3"/></row>'),
        ("<row/><row><c/><c><v>1</v></c></row>", "B2", '<row/><row><c/><c s="3"><v>1</v></c></row>'),
        ('<row r="2"><c r="B2" s="99"/></row>', "B2", '<row r="2"><c r="B2" s="3"/></row>'),
        ('<row r="2"><!-- <c r="A2"> --><c r="B2"/></row>', "B2", '<row r="2"><!-- <c r="A2"> --><c r="B2" s="3"/></row>'),
    ],
)  # fmt: skip
def test_a_bad_cell_gets_a_format_and_nothing_else_changes(before: str, address: str, after: str) -> None:
    made = patched(sheet(f"<sheetData>{before}</sheetData>"), mark(address))
    links = f"<hyperlinks>{LINK.format(address)}</hyperlinks>" if "<v>" in after else ""
    assert made == sheet(f"<sheetData>{after}</sheetData>{links}")


def test_a_cell_that_was_not_there_looks_as_its_column() -> None:
    cols = '<cols><col min="2" max="4" style="2"/></cols>'
    part = sheet(cols + '<sheetData><row r="1"><c r="A1"/></row></sheetData>')
    patch = SheetPatch(Wishes([mark("C1")], "Issues", ""), styles := Styles(STYLES.encode()))
    b"".join(patch.run([part.encode()]))
    assert styles.legend == {3: 2}


def test_no_rows_at_all() -> None:
    made = patched(sheet("<sheetData/>"), mark("B2"))
    assert made == sheet('<sheetData><row r="2"><c r="B2" s="3"/></row></sheetData>')


def test_the_used_range_takes_the_marked_cells_in() -> None:
    made = patched(sheet('<dimension ref="B2:C3"/><sheetData/>'), mark("A9"))
    assert '<dimension ref="A2:C9"/>' in made


def test_prefixes_are_kept() -> None:
    cell = '<x:c r="A1"><x:v>1</x:v></x:c>'
    before = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1">{cell}</x:row></x:sheetData></x:worksheet>'
    link = LINK.format("A1").replace("<", "<x:")
    assert patched(before, mark("A1"), mark("B1"), drawing_id="rId7") == before.replace('r="A1">', 'r="A1" s="3">').replace(
        "</x:row></x:sheetData>",
        f'<x:c r="B1" s="3"/></x:row></x:sheetData><x:hyperlinks>{link}</x:hyperlinks>'
        f'<x:legacyDrawing xmlns:r="{RELATIONS}" r:id="rId7"/>',
    )


def test_the_planners_links_stay_and_win() -> None:
    links = '<hyperlinks><hyperlink ref="A1:B1" r:id="rId1"/></hyperlinks>'
    cells = "".join(f'<c r="{cell}"><v>1</v></c>' for cell in ("B1", "C1"))
    before = sheet(f'<sheetData><row r="1">{cells}</row></sheetData>{links}<pageMargins/>', f' xmlns:r="{RELATIONS}"')
    assert patched(before, mark("B1"), mark("C1")).partition("</sheetData>")[2] == (
        f'<hyperlinks><hyperlink ref="A1:B1" r:id="rId1"/>{LINK.format("C1")}</hyperlinks><pageMargins/></worksheet>'
    )


def test_links_of_an_earlier_marking_go() -> None:
    before = sheet(f"<sheetData/><hyperlinks>{LINK.format('A1')}</hyperlinks><pageMargins/>")
    assert patched(before) == sheet("<sheetData/><pageMargins/>")


def children(part: str | bytes) -> list[str]:
    """The names of the worksheet's children in order."""
    return [child.tag.rpartition("}")[2] for child in ET.fromstring(part)]  # noqa: S314 - our own text


_ROWS_WITH_B2 = '<sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData>'


@given(st.sets(st.sampled_from(ORDER)))
def test_everything_stands_in_its_order(present: set[str]) -> None:
    names = [name for name in ORDER if name in present | {"sheetData"}]
    inside = "".join(f"<{name}/>" if name != "hyperlinks" else '<hyperlinks><hyperlink ref="Z9"/></hyperlinks>' for name in names)
    made = patched(sheet(inside.replace("<sheetData/>", _ROWS_WITH_B2)), mark("B2"), drawing_id="rId9")
    assert children(made) == [name for name in ORDER if name in {*names, "hyperlinks", "legacyDrawing"}]


def test_what_stands_in_alternate_content_has_its_turn_too() -> None:
    inner = "<mc:Choice><controls><control/></controls></mc:Choice>"
    alternate = f'<mc:AlternateContent xmlns:mc="urn:mc">{inner}</mc:AlternateContent>'
    made = patched(sheet(f"{_ROWS_WITH_B2}<pageMargins/>{alternate}<tableParts/>"), mark("B2"), drawing_id="rId9")
    assert children(made) == ["sheetData", "hyperlinks", "pageMargins", "legacyDrawing", "AlternateContent", "tableParts"]


@pytest.mark.parametrize("broken", ["<worksheet>", "<worksheet><sheetData></worksheet>", "<chartsheet/>", "", "<!DOCTYPE a><a/>"])
def test_what_is_no_worksheet_is_refused(broken: str) -> None:
    with pytest.raises(UnpatchablePart):
        patched(broken, mark("B2"))


# -- the slow twin

_CELLS = st.dictionaries(st.integers(1, 6), st.tuples(st.booleans(), st.sampled_from(["", "0", "1", "2"]), st.booleans()))
_ROWS = st.dictionaries(st.integers(1, 12), st.tuples(_CELLS, st.sampled_from(["", ' s="2" customFormat="1"', ' spans="2:3"'])))
_PLACES = st.dictionaries(
    st.tuples(st.integers(1, 14), st.integers(1, 8)), st.sampled_from([Severity.ERROR, Severity.WARNING]), max_size=12
)


def _markup(drawn: dict[int, tuple[dict[int, tuple[bool, str, bool]], str]]) -> str:
    return "".join(f'<row r="{row}"{attributes}{_inside(row, cells)}' for row, (cells, attributes) in sorted(drawn.items()))


def _inside(row: int, cells: dict[int, tuple[bool, str, bool]]) -> str:
    if not cells:
        return "/>"
    return ">" + "".join(_cell(f"{column_letters(column)}{row}", *cell) for column, cell in sorted(cells.items())) + "</row>"


def _cell(address: str, has_value: bool, style: str, is_shared: bool) -> str:  # noqa: FBT001 - drawn
    attributes = f' r="{address}"' + (f' s="{style}"' if style else "")
    formula = '<f t="shared" si="0"/>' if is_shared else ""
    return f"<c{attributes}>{formula}<v>1</v></c>" if has_value else f"<c{attributes}/>"


Look = tuple[str, str]
"""A cell's contents, and what its format was before and is now."""


def _looks(part: str, styles: Styles) -> dict[tuple[int, int], Look]:
    """Each cell's contents and format, blank cells without a format of their own left out."""
    return dict(_each_look(part, styles))


def _each_look(part: str, styles: Styles) -> Iterator[tuple[tuple[int, int], Look]]:
    for cell in ET.fromstring(part).iter(f"{{{MAIN}}}c"):  # noqa: S314 - our own text
        number = int(cell.get("s", "0"))
        own = styles.legend.get(number, number)
        text = "".join(ET.tostring(child, encoding="unicode") for child in cell)
        yield cell_of(cell.get("r", "")) or (0, 0), (text, f"{own}{'!' if number in styles.legend else ''}")


@given(_ROWS, _PLACES, st.integers(1, 300))
def test_marking_agrees_with_the_slow_twin(
    drawn: dict[int, tuple[dict[int, tuple[bool, str, bool]], str]], places: dict[tuple[int, int], Severity], size: int
) -> None:
    part = sheet(f'<cols><col min="3" max="3" style="1"/></cols><sheetData>{_markup(drawn)}</sheetData>')
    marks = [Mark(CellRef("Sessions", row, column), places[row, column], 3, "") for row, column in sorted(places)]
    styles = Styles(STYLES.encode())
    patch = SheetPatch(Wishes(marks, "Issues", ""), styles)
    content = part.encode()
    made = b"".join(patch.run(content[start : start + size] for start in range(0, len(content), size))).decode()
    expected = _looks(part, Styles(STYLES.encode()))
    for row, column in places:
        by_row = "2" if row in drawn and "customFormat" in drawn[row][1] else "1" if column == 3 else "0"
        text, own = expected.get((row, column), ("", by_row))
        expected[row, column] = (text, own + "!")
    assert _looks(made, styles) == expected
    assert [row.get("r") for row in ET.fromstring(made).iter(f"{{{MAIN}}}row")] == [  # noqa: S314
        str(number) for number in sorted({*drawn, *(row for row, _ in places)})
    ]
    assert made == patched(part, *marks)


def test_ranges_are_read_as_excel_writes_them() -> None:
    assert [str(area_of(text)) for text in ("B2", "$A$1:C9", "C9:A1", "A:C", "1:2", "")] == [
        "B2",
        "A1:C9",
        "A1:C9",
        "None",
        "None",
        "None",
    ]
