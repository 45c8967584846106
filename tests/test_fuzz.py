"""Damaged workbooks: a run either reports or refuses in a plain sentence; anything else is a bug of ours."""

import datetime as dt
import io
import json
from pathlib import Path
from random import Random

import openpyxl
import pytest
from openpyxl.cell.cell import Cell

from schedbatch.domain.issues import InputUnreadable
from schedbatch.domain.reports import RunReport
from schedbatch.jobs.run import Options, process, run_workbook
from tests.damage import damaged
from tests.drawing import NOW
from tests.editing import rows

SAMPLES = Path(__file__).parents[1] / "samples"
SMALL = ("anatomy-labs.xlsx", "with-mistakes.xlsx")


def _run(path: Path) -> RunReport | str:
    """The report, or the sentence of refusal."""
    try:
        return process(path, None, NOW, timezone="Europe/London")
    except InputUnreadable as refusal:
        return str(refusal)


@pytest.mark.parametrize("seed", range(15))
def test_a_damaged_file_is_reported_or_refused(seed: int, tmp_path: Path) -> None:
    random = Random(seed)  # noqa: S311 - chance for a test
    for number in range(20):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(damaged((SAMPLES / random.choice(SMALL)).read_bytes(), random))
        outcome = _run(path)
        assert isinstance(outcome, RunReport) or outcome.endswith(".")


def test_damage_is_neither_always_refused_nor_always_read(tmp_path: Path) -> None:
    random = Random(1)  # noqa: S311
    outcomes = set()
    for number in range(30):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(damaged((SAMPLES / SMALL[0]).read_bytes(), random))
        outcomes.add(type(_run(path)))
    assert outcomes == {RunReport, str}


RUBBISH = (
    *(1e308, -1e308, 1e-308, -5, 0, 0.5, 1, 2958465.99999, 2958466, 10**18, True, False, "", " ", "\n", ";", " > ", "A > B > C"),
    *(
        "x" * 32_767,
        "é" * 3000,
        "1" * 400,
        "_x0000_",
        "_xD83D_",
        "_xFFFE_",
        "#REF!",
        "=1+1",
        "NaN",
        "1e400",
        "²",
        "١٢",
        "..",
        "CON",
    ),
    *(
        "24:00",
        "2400",
        "12 am",
        "0000",
        "9999-12-31",
        "2026-02-30",
        "00/00/0000",
        "31/12/2199; 1/1/1990",
        "none",
        "defaults",
        "yes",
    ),
    *("http://[::1", "http://a b", "a@b", "../etc/passwd", "/etc/localtime", "Factory", "Africa/Casablanca", "999999999", "-1"),
    *(dt.datetime(9999, 12, 31, 23, 59, 59), dt.datetime(1900, 1, 1), dt.date(2199, 12, 31), dt.time(0), dt.time(23, 59, 59)),  # noqa: DTZ001
    *(dt.timedelta(0), dt.timedelta(days=1), dt.timedelta(days=400), "Cancelled", "Tentative", "together", "per subgroup", "MDY"),
)


def _with_rubbish(workbook: bytes, random: Random) -> bytes:
    """The workbook with rubbish, or what stands elsewhere, in one to twenty of its cells."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    filled = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    for _ in range(random.choice((1, 2, 5, 20))):
        sheet = random.choice(book.worksheets)
        cell = sheet.cell(random.randint(1, sheet.max_row), random.randint(1, sheet.max_column))
        if isinstance(cell, Cell):
            cell.value = random.choice((random.choice(RUBBISH), random.choice(filled)))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("seed", range(10))
def test_rubbish_in_cells_is_reported_and_the_rest_is_written(seed: int, tmp_path: Path) -> None:
    random = Random(seed)  # noqa: S311
    releases: list[tuple[int, int]] = []
    for number in range(20):
        if number >= 3 and any(offerings for offerings, _ in releases):
            break
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(_with_rubbish((SAMPLES / SMALL[0]).read_bytes(), random))
        outcome = run_workbook(path, tmp_path / f"out {number}", NOW, Options(timezone="Europe/London"))
        receipt = json.loads((outcome.folder / "receipt.json").read_bytes())
        assert receipt["counts"] == outcome.receipt["counts"]
        assert bool(receipt["refusal"]) is not receipt["released"]
        written = {path.relative_to(outcome.folder).as_posix() for path in outcome.folder.rglob("*") if path.is_file()}
        assert {file["path"] for file in receipt["files"]} - written == set()
        if receipt["released"]:
            ids = [own_id for (own_id,) in rows(outcome.folder / "schedule.xlsx", "Offering ID")]
            releases.append((len(ids), receipt["counts"]["offerings"]))
    assert [pair for pair in releases if pair[0] != pair[1]] == []
    assert max(releases)[0] > 0, "no workbook of this seed had an offering released: the test has shown nothing"
