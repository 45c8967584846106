"""Large but honest workbooks: formatted blanks cost next to nothing, however many there are."""

import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from schedbatch.domain.columns import SESSIONS
from schedbatch.readers.records import read_table
from schedbatch.xlsx.raw import RawSheet
from schedbatch.xlsx.workbook import load_workbook
from tests.xlsx import packages
from tests.xlsx.packages import BOOK, MAIN, SHEET, cells, parts, relations

TITLE_ROW = '<row r="1"><c r="A1" t="str"><v>Title</v></c></row>'
SECONDS = 5
MEGABYTES = 150


def _write(path: Path, members: dict[str, str], rows: Iterable[str]) -> Path:
    """The workbook whose sheet has ``rows``, streamed: no more of it in memory than one of them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in members.items():
            if name != SHEET:
                archive.writestr(name, text)
        with archive.open(SHEET, "w") as stream:
            stream.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for row in rows:
                stream.write(row.encode())
            stream.write(b"</sheetData></worksheet>")
    return path


def _blank_rows(template: str) -> Iterator[str]:
    yield TITLE_ROW
    for first in range(2, packages.LAST_ROW + 1, 15):
        yield "".join(template.format(number) for number in range(first, first + 15))


def _read(path: Path) -> tuple[RawSheet, ...]:
    """The worksheets, read within the seconds allowed."""
    begun = time.process_time()
    sheets = load_workbook(path).read().sheets
    assert time.process_time() - begun < SECONDS
    return sheets


@pytest.fixture(scope="module")
def blank_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = _blank_rows('<row r="{0}" spans="1:2"><c r="A{0}" s="1"/><c r="B{0}" s="1"/></row>')
    return _write(tmp_path_factory.mktemp("large") / "rows.xlsx", parts(), rows)


def test_a_million_formatted_blank_rows(blank_rows: Path) -> None:
    assert [cells(sheet) for sheet in _read(blank_rows)] == [{(1, 1): "Title"}]


def test_a_million_blank_rows_without_cells(tmp_path: Path) -> None:
    path = _write(tmp_path / "rows.xlsx", parts(), _blank_rows('<row r="{}" s="1" customFormat="1"/>'))
    assert [cells(sheet) for sheet in _read(path)] == [{(1, 1): "Title"}]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="a process's own peak of memory is told by Linux only")
def test_a_million_formatted_blank_rows_take_little_memory(blank_rows: Path) -> None:
    # Not ru_maxrss, which a child takes over from the process that it was forked from.
    script = f"""
import pathlib
from schedbatch.xlsx.workbook import load_workbook
load_workbook(pathlib.Path({str(blank_rows)!r})).read()
status = pathlib.Path("/proc/self/status").read_text(encoding="utf-8")
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own script
    assert int(shown) // 1024 < MEGABYTES


def test_three_hundred_sheets(tmp_path: Path) -> None:
    numbers = range(1, 301)
    members = {
        **parts(),
        BOOK: packages.book("".join(f'<sheet name="Sheet {n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)),
        "xl/_rels/workbook.xml.rels": relations({f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in numbers}),
        **{f"xl/worksheets/sheet{n}.xml": packages.sheet(f"<row><c><v>{n}</v></c></row>") for n in numbers[1:]},
    }
    sheets = _read(_write(tmp_path / "sheets.xlsx", members, ["<row><c><v>1</v></c></row>"]))
    assert [(sheet.name, cells(sheet)) for sheet in sheets] == [(f"Sheet {n}", {(1, 1): n}) for n in numbers]


def test_formatted_columns_to_the_last(tmp_path: Path) -> None:
    row = '<row r="{0}"><c r="A{0}" t="str"><v>Title</v></c>' + '<c s="1"/>' * (packages.LAST_COLUMN - 1) + "</row>"
    path = _write(tmp_path / "columns.xlsx", parts(), (row.format(number) for number in range(1, 51)))
    assert [cells(sheet) for sheet in _read(path)] == [{(number, 1): "Title" for number in range(1, 51)}]


def test_the_last_cell_of_a_sheet(tmp_path: Path) -> None:
    path = _write(tmp_path / "last.xlsx", parts(), ['<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>'])
    assert [cells(sheet) for sheet in _read(path)] == [{(packages.LAST_ROW, packages.LAST_COLUMN): 7}]


def test_many_merged_ranges_beside_the_headings() -> None:
    heading = '<row r="1"><c r="XFD1" t="str"><v>Title</v></c></row>'
    merged = "".join(f'<mergeCell ref="A{row}:XFC{row + 1}"/>' for row in range(1, 100_001))
    members = {**parts(), SHEET: packages.sheet(heading, after=f"<mergeCells>{merged}</mergeCells>")}
    begun = time.process_time()
    sheet = packages.read_sheet(members)
    _, found = read_table(sheet, SESSIONS, "")
    assert (len(sheet.merged), found) == (100_000, ())
    assert time.process_time() - begun < SECONDS
