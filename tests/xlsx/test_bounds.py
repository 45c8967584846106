"""What would fill the memory or never end is refused early, however well packed; spreadsheets.md, "Guard"."""

import io
import zipfile
from copy import copy

import pytest

from schedbatch.domain.issues import InputUnreadable
from schedbatch.xlsx import guard, sheet_xml, workbook
from schedbatch.xlsx.workbook import WorkbookFile
from tests.xlsx import packages
from tests.xlsx.packages import SHEET, STRINGS, STYLES, parts, zipped

DAMAGED = "a part of it is not what Excel writes"


def _refusal(content: bytes) -> str:
    with pytest.raises(InputUnreadable) as refused:
        WorkbookFile(content, "made.xlsx").read()
    return str(refused.value)


@pytest.mark.parametrize("part", [SHEET, STRINGS, STYLES, packages.BOOK, "xl/_rels/workbook.xml.rels"])
def test_elements_within_elements_without_end_are_damage(part: str) -> None:
    members = parts("<row/>", strings="<si/>", styles=packages.formats())
    head, end = members[part].rsplit("</", 1)
    assert DAMAGED in _refusal(zipped({**members, part: f"{head}{'<a>' * 500_000}</{end}"}))


@pytest.mark.parametrize("tag", ["<a b='{}'/>", "<!--{}-->", "<?a {}?>"])
def test_a_tag_that_takes_megabytes_is_damage(tag: str) -> None:
    members = {**parts(), SHEET: packages.sheet("<row/>", before=tag.format("x" * (sheet_xml.MAX_TOKEN + 2_000_000)))}
    assert DAMAGED in _refusal(zipped(members))


@pytest.mark.parametrize("cell", ['<c t="str"><v>{}</v></c>', '<c t="inlineStr"><is><t>{}</t></is></c>'])
def test_a_text_of_megabytes_in_a_cell_is_damage(cell: str) -> None:
    assert DAMAGED in _refusal(zipped(parts(f"<row>{cell.format('x' * 10_000_000)}</row>")))


def test_a_shared_text_of_megabytes_is_damage() -> None:
    assert DAMAGED in _refusal(zipped(parts(strings=f"<si><t>{'x' * 10_000_000}</t></si>")))


def test_a_text_as_long_as_excels_is_read() -> None:
    assert packages.row_of(f'<c t="str"><v>{"x" * 32_767}</v></c>') == {1: "x" * 32_767}


@pytest.mark.parametrize("table", ["<numFmts>{}</numFmts>", "<cellXfs>{}</cellXfs>"])
def test_more_formats_than_excel_has_are_damage(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MAX_FORMATS", 5)
    entries = "".join(f'<numFmt numFmtId="{number}" formatCode="0"/><xf numFmtId="0"/>' for number in range(6))
    assert DAMAGED in _refusal(zipped(parts("<row/>", styles=table.format(entries))))


def test_a_bomb_in_many_small_parts_is_refused() -> None:
    parts_of_it = {f"xl/worksheets/{number}.xml": " " * 1_000_000 for number in range(2 * guard.RATIO_COUNTS_FROM // 1_000_000)}
    assert "more than 100 times its size" in _refusal(zipped({**parts(), **parts_of_it}))


def test_a_bomb_of_members_that_share_their_bytes_is_refused() -> None:
    buffer = io.BytesIO(zipped({**parts(), "xl/media/0.bin": bytes(range(256)) * 4000}))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/media/end.bin", "")
        shared = archive.getinfo("xl/media/0.bin")
        for number in range(1, 500):
            twin = copy(shared)
            twin.filename = f"xl/media/{number}.bin"
            archive.filelist.append(twin)
    assert "more than 100 times its size" in _refusal(buffer.getvalue())


def test_parts_named_from_the_root_are_found() -> None:
    members = {f"/{name}": text for name, text in parts("<row><c><v>7</v></c></row>").items()}
    assert packages.cells(packages.read_sheet(members)) == {(1, 1): 7}
