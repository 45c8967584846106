"""A hundred thousand rows with two thousand marks: in seconds, and never a sheet in memory as a whole."""

import io
import time
import tracemalloc
import zipfile

from schedbatch.domain import kinds
from schedbatch.domain.issues import CellRef, Issue
from schedbatch.outputs.marked import copy
from schedbatch.xlsx.workbook import WorkbookFile
from tests.outputs.reports import report
from tests.xlsx import packages

ROWS, MARKS = 100_000, 2_000
SECONDS = 30
"""Alone on two cores it takes two; the tests share theirs."""
MEBIBYTES = 10
"""For a part of 15; only its packed bytes and a piece of it are held at a time."""


def large(rows: int) -> bytes:
    """A workbook with so many rows of twelve filled columns."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in packages.parts().items():
            if name != packages.SHEET:
                archive.writestr(name, text)
        with archive.open(packages.SHEET, "w") as stream:
            stream.write(f'<worksheet xmlns="{packages.MAIN}"><sheetData>'.encode())
            for row in range(1, rows + 1):
                cells = "".join(f'<c r="{column}{row}" s="0"><v>{row * 7 % 1000}.5</v></c>' for column in "ABCDEFGHIJKL")
                stream.write(f'<row r="{row}">{cells}</row>'.encode())
            stream.write(b"</sheetData></worksheet>")
    return buffer.getvalue()


def test_two_thousand_marks_in_a_hundred_thousand_rows() -> None:
    source = large(ROWS)
    step = ROWS // MARKS
    places = [CellRef("Sessions", number * step + 1, 1 + number % 14) for number in range(MARKS)]
    found = report(found=tuple(Issue(kinds.UNKNOWN_REFERENCE, f"Bad {place}.", place) for place in places))
    begun = time.perf_counter()
    (artifact,) = copy.render(found, WorkbookFile(source, "made.xlsx"))
    assert time.perf_counter() - begun < SECONDS
    assert counted(artifact.content, "xl/comments1.xml", b"<comment ") == MARKS
    assert counted(artifact.content, packages.SHEET, b' s="1"') == MARKS


def counted(content: bytes, part: str, text: bytes) -> int:
    """How often ``text`` stands in a part, which is never in memory as a whole."""
    count, kept = 0, b""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part) as stream:
        while chunk := stream.read(65_536):
            count += (kept + chunk).count(text)
            kept = chunk[1 - len(text) :]
    return count


def test_memory_stays_flat() -> None:
    source = large(ROWS * 3 // 10)
    found = report(found=(Issue(kinds.UNKNOWN_REFERENCE, "Bad.", CellRef("Sessions", ROWS, 3)),))
    tracemalloc.start()
    copy.render(found, WorkbookFile(source, "made.xlsx"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEBIBYTES * 1024 * 1024
