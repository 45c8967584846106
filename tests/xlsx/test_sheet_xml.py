"""Cells of all types as their markup gives them; ECMA-376 part 1, 18.3.1."""

# ruff: noqa: DTZ001 - Excel's date-times have no zone

import datetime as dt

import pytest

from schedbatch.xlsx.raw import CellValue, ErrorValue, MergedRange, Uncalculated
from tests.xlsx import packages
from tests.xlsx.packages import SHEET, cells, parts, read_sheet, row_of


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<c t="str"><f>A2</f><v>Lab</v></c>', "Lab"),
        ("<c><f>1+1</f><v>2</v></c>", 2),
        ('<c t="b"><f>1=1</f><v>1</v></c>', True),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', ErrorValue("#DIV/0!")),
        ("<c><f>1+1</f></c>", Uncalculated("")),
        ("<c><f/></c>", Uncalculated("")),
        ("<c><f>1+1</f><v/></c>", Uncalculated("")),
        ('<c t="str"><f>A2</f></c>', Uncalculated("")),
        ('<c t="b"><f>1=1</f></c>', Uncalculated("")),
        ('<c><f t="shared" si="0"/></c>', Uncalculated("")),
        ('<c t="array"><f t="array" ref="A1">1</f><v>1</v></c>', 1),
    ],
)
def test_a_formula_counts_with_its_stored_value(markup: str, expected: CellValue) -> None:
    assert row_of(markup) == {1: expected}


def test_one_number_in_several_formats_is_read_in_each() -> None:
    markup = "".join(f'<c s="{style}"><v>0.5</v></c>' for style in (1, 0, 2, 9, 1))
    expected = {1: dt.time(12), 2: 0.5, 3: dt.timedelta(hours=12), 4: 0.5, 5: dt.time(12)}
    assert row_of(markup, styles=packages.formats("hh:mm", "[h]:mm")) == expected


def test_a_formula_whose_value_is_a_text_of_no_length_is_blank() -> None:
    assert row_of('<c t="str"><f>IF(1,"")</f><v></v></c>') == {}


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<c t="b"><v>0</v></c>', False),
        ('<c t="b"><v>true</v></c>', True),
        ('<c t="e"><v>#REF!</v></c>', ErrorValue("#REF!")),
        ('<c t="e"><v/></c>', ErrorValue("#VALUE!")),
        ('<c t="n"><v>7</v></c>', 7),
        ("<c><v> 7 </v></c>", 7),
        ('<c t="d"><v>2026-09-07</v></c>', dt.datetime(2026, 9, 7)),
        ('<c t="d"><v>2026-09-07T09:30:00.123Z</v></c>', dt.datetime(2026, 9, 7, 9, 30)),
        ('<c t="d"><v>09:30:00</v></c>', dt.time(9, 30)),
        ('<c t="d"><v>soon</v></c>', ErrorValue("#VALUE!")),
        ('<c t="str"><v>007</v></c>', "007"),
        ('<c t="inlineStr"><is><t>007</t></is></c>', "007"),
        ('<c t="inlineStr"><is><r><t>Ti</t></r><r><t>tle</t></r></is></c>', "Title"),
        ('<c t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c>', "東京"),
        ('<c t="inlineStr"><is><t xml:space="preserve"> a&#10;b </t></is></c>', " a\nb "),
        ('<c t="str"><v><![CDATA[a < b]]></v></c>', "a < b"),
        ('<c t="str"><v>a<!-- not this -->b</v></c>', "ab"),
        ('<c t="str"><v>NA</v></c>', "NA"),
    ],
)
def test_a_cell_is_read_by_its_type(markup: str, expected: CellValue) -> None:
    assert row_of(markup) == {1: expected}


@pytest.mark.parametrize(
    "blank", ['<c s="1"/>', "<c><v/></c>", '<c t="str"><v> </v></c>', '<c t="inlineStr"><is/></c>', '<c t="b"><v/></c>']
)
def test_a_blank_cell_is_none(blank: str) -> None:
    assert row_of(f'{blank}<c t="str"><v>b</v></c>') == {2: "b"}


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("_x0041_", "A"),
        ("_x005F_x0041_", "_x0041_"),
        ("_x000D_", None),
        ("a_x000a_b", "a\nb"),
        ("_x004_", "_x004_"),
        ("_X0041_", "_X0041_"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("a_xD83D_b", "a\ufffdb"),
        ("_xDE00__xD83D_", "\ufffd\ufffd"),
    ],
)
@pytest.mark.parametrize("kind", ["shared", "inline", "formula"])
def test_an_escaped_character_is_read_as_one(kind: str, stored: str, read: str | None) -> None:
    markup = {
        "shared": '<c t="s"><v>0</v></c>',
        "inline": f'<c t="inlineStr"><is><t>{stored}</t></is></c>',
        "formula": f'<c t="str"><f>A2</f><v>{stored}</v></c>',
    }
    assert row_of(markup[kind], strings=f"<si><t>{stored}</t></si>") == ({} if read is None else {1: read})


def test_an_escape_does_not_reach_over_two_runs() -> None:
    assert row_of('<c t="s"><v>0</v></c>', strings="<si><r><t>_x00</t></r><r><t>41_</t></r></si>") == {1: "_x0041_"}


def test_phonetic_hints_are_no_part_of_a_shared_string() -> None:
    assert row_of('<c t="s"><v>0</v></c>', strings="<si><t>東京</t><rPh><t>トウキョウ</t></rPh></si>") == {1: "東京"}


def test_rows_and_cells_without_numbers_follow_one_another() -> None:
    first = '<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row>'
    others = '<row r="5"><c/><c><v>4</v></c></row><row><c><v>5</v></c></row>'
    assert cells(read_sheet(parts(first + others))) == {(1, 1): 1, (1, 4): 2, (1, 5): 3, (5, 2): 4, (6, 1): 5}


def test_column_letters_may_be_small() -> None:
    assert row_of('<c r="ab1"><v>7</v></c>') == {28: 7}


def test_hidden_rows_count_like_others() -> None:
    assert cells(read_sheet(parts('<row r="2" hidden="1"><c r="A2"><v>7</v></c></row>'))) == {(2, 1): 7}


@pytest.mark.parametrize("reference", ["ZZZ1:ZZZ2", "A0:A1", "A1:A1048577", "A1:B2:C3", "A1:", ":A1", "", "A:B", "1:2"])
def test_a_merged_range_of_no_cells_is_left_out(reference: str) -> None:
    merged = f'<mergeCells><mergeCell ref="{reference}"/><mergeCell ref="B2:XFD1048576"/></mergeCells>'
    found = read_sheet({**parts(), SHEET: packages.sheet("", after=merged)}).merged
    expected = [MergedRange(1, 1, 1, 1)] if reference == "A1:" else []
    assert list(found) == [*expected, MergedRange(2, 2, packages.LAST_ROW, packages.LAST_COLUMN)]


def test_rows_that_tell_where_a_drawing_stands_are_none() -> None:
    anchor = '<controls><anchor><row xmlns="urn:drawing">3</row><c xmlns="urn:drawing"/></anchor></controls>'
    rows = f'<row r="{packages.LAST_ROW}"><c><v>7</v></c></row>'
    assert cells(read_sheet({**parts(), SHEET: packages.sheet(rows, after=anchor)})) == {(packages.LAST_ROW, 1): 7}
