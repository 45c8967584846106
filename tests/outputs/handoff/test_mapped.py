import csv
import datetime as dt
import io
from pathlib import Path

import pytest

from schedbatch.domain.handoff import FIELDS, HandoffMap, HandoffMaps, RowKind
from schedbatch.domain.model import Status
from schedbatch.domain.reports import RunReport
from schedbatch.jobs.run import process
from schedbatch.outputs.handoff.fields import FieldReader
from schedbatch.readers.handoff_map import read_map
from tests.outputs.handoff.reading import files
from tests.outputs.reports import MADE_AT, ilm, offering, report

ROOT = Path(__file__).parents[3]


def known(path: Path) -> HandoffMap:
    found, wrong = read_map(path)
    assert wrong == ()
    assert found
    return found


def made(text: str, of: RunReport, tmp_path: Path) -> bytes:
    """What a map with one file ``out.csv`` makes of the report."""
    path = tmp_path / "mine.toml"
    path.write_text('[[file]]\nname = "out.csv"\n' + text, encoding="utf-8")
    return files(of, "mine", maps=HandoffMaps((known(path),)))["mine/out.csv"]


def test_columns_stand_in_their_order_with_fields_templates_values_and_cuts(tmp_path: Path) -> None:
    text = """
        rows = "patterns"
        date_format = "DD-MON-YYYY"
        time_format = "h:mm AM"
        columns = [
          { header = "When", template = "{days} {begin_time} to {end_time:HH.mm}, from {start_date} ({start_date:Mon D})" },
          { header = "Short", field = "title", max_length = 10 },
          { header = "Kind", field = "session_type", values = { lab = "L", Lecture = "V" } },
          { header = "Monday?", field = "monday", values = { Y = "1", N = "0" } },
          { header = "Fixed", template = "{{ours}}" },
          { header = "Blank", template = "" },
        ]
    """
    assert made(text, report((offering(),)), tmp_path).decode("utf-8-sig") == (
        'When,Short,Kind,Monday?,Fixed,Blank\r\n"M 9:00 AM to 09.50, from 07-SEP-2026 (Sep 7)",Dissection,L,1,{ours},\r\n'
    )


def test_delimiter_encoding_line_ends_headings_and_lists_are_the_maps(tmp_path: Path) -> None:
    text = """
        rows = "offerings"
        delimiter = "tab"
        encoding = "cp1252"
        line_end = "lf"
        headings = false
        list_separator = "|"
        columns = [{ header = "A", field = "location" }, { header = "B", field = "instructor_names" }]
    """
    planned = offering(locations=("Höhle", "☂"))
    assert made(text, report((planned,)), tmp_path) == b"H\xf6hle|?\tAdeyemi, Ngozi|Okafor, Chidi\n"


def test_only_and_except_choose_rows(tmp_path: Path) -> None:
    text = """
        rows = "offerings"
        headings = false
        columns = [{ header = "A", field = "group" }]
        [file.only]
        status = ["scheduled", "Tentative"]
        group = ["Anatomy Labs > 01", "Anatomy Labs > 02", "anatomy labs > 03"]
        [file.except]
        status = "TENTATIVE"
    """
    offerings = tuple(offering(number, status=Status.TENTATIVE if number == 2 else Status.SCHEDULED) for number in range(1, 6))
    assert made(text, report(offerings), tmp_path) == "\ufeffAnatomy Labs > 01\r\nAnatomy Labs > 03\r\n".encode()


def test_a_blank_text_stands_for_nothing_in_conditions(tmp_path: Path) -> None:
    text = """
        rows = "offerings"
        headings = false
        encoding = "utf-8"
        columns = [{ header = "A", field = "group" }]
        except = { crn = "", location = "" }
    """
    assert made(text, report((offering(1), offering(2, locations=()))), tmp_path) == b""
    assert (
        made(text.replace('crn = "", ', ""), report((offering(1), offering(2, locations=()))), tmp_path) == b"Anatomy Labs > 01\r\n"
    )


def test_ilms_have_their_own_rows(tmp_path: Path) -> None:
    text = """
        rows = "ilms"
        headings = false
        encoding = "utf-8"
        columns = [{ header = "A", template = "{title}: {hours} h until {due_date} {due_time} ({due_utc})" }]
    """
    reading = report((offering(),), (ilm(), ilm(id="X", uid="X", status=Status.DRAFT)))
    assert made(text, reading, tmp_path) == b"Reading: the heart: 2.5 h until 2026-09-14 17:00 (2026-09-14T21:00:00Z)\r\n"


def test_a_cell_put_together_runs_as_no_formula_either(tmp_path: Path) -> None:
    text = 'rows = "offerings"\nencoding = "utf-8"\ncolumns = [{ header = "=A", template = "={title}" }]\n'
    assert made(text, report((offering(),)), tmp_path) == b"'=A\r\n'=Dissection of the thorax\r\n"


@pytest.mark.parametrize("kind", RowKind)
def test_rows_have_exactly_the_fields_that_maps_may_name(kind: RowKind) -> None:
    reader = FieldReader(report((offering(),), (ilm(),)))
    rows = {RowKind.OFFERINGS: reader.offering_rows, RowKind.PATTERNS: reader.pattern_rows, RowKind.ILMS: reader.ilm_rows}
    assert [{*row} for row in rows[kind]()] == [{field.name for field in FIELDS[kind]}]


EXAMPLES = {
    "banner": ("ssrmeet.csv", ",", "utf-8"),
    "peoplesoft": ("class_mtg_pat.txt", "\t", "utf-8"),
    "ad-astra": ("sections.csv", ",", "utf-8-sig"),
    "25live": ("events.csv", ",", "utf-8"),
}


def example(name: str) -> list[dict[str, str]]:
    """What the example makes of the teaching year, read by ``csv``."""
    maps = HandoffMaps((known(ROOT / "templates/handoff" / f"{name}.toml"),))
    file, delimiter, encoding = EXAMPLES[name]
    content = files(process(ROOT / "samples/medical-term.xlsx", None, MADE_AT), name, maps=maps)
    assert [*content] == [f"{name}/{file}", "README.txt"]
    return list(csv.DictReader(io.StringIO(content[f"{name}/{file}"].decode(encoding), newline=""), delimiter=delimiter))


def test_the_example_for_banner_has_one_letter_a_weekday_and_oracles_dates() -> None:
    rows = example("banner")
    assert rows[0] == {
        "SSRMEET_TERM_CODE": "202627",
        "SSRMEET_CRN": "",
        "SSRMEET_START_DATE": "07-SEP-2026",
        "SSRMEET_END_DATE": "07-SEP-2026",
        "SSRMEET_BEGIN_TIME": "0900",
        "SSRMEET_END_TIME": "0950",
        "SSRMEET_BLDG_CODE": "MAIN",
        "SSRMEET_ROOM_CODE": "Great Hall",
        "SSRMEET_MON_DAY": "M",
        "SSRMEET_TUE_DAY": "",
        "SSRMEET_WED_DAY": "",
        "SSRMEET_THU_DAY": "",
        "SSRMEET_FRI_DAY": "",
        "SSRMEET_SAT_DAY": "",
        "SSRMEET_SUN_DAY": "",
        "SSRMEET_SCHD_CODE": "LEC",
    }
    days = ["SSRMEET_MON_DAY", "SSRMEET_TUE_DAY", "SSRMEET_WED_DAY", "SSRMEET_THU_DAY", "SSRMEET_FRI_DAY"]
    assert {"".join(row[day] for day in days) for row in rows} >= {"M", "T", "W", "R", "F"}


def test_the_example_for_peoplesoft_is_tab_separated() -> None:
    rows = example("peoplesoft")
    assert (rows[0]["STRM"], rows[0]["SUBJECT"], rows[0]["CATALOG_NBR"], rows[0]["START_DT"], rows[0]["MEETING_TIME_START"]) == (
        *("2026", "ANAT", "101", "09/07/2026", "9:00AM"),
    )


def test_the_example_for_ad_astra_lists_instructors_with_bars() -> None:
    rows = example("ad-astra")
    listed = next(row for row in rows if "|" in row["Instructor"])
    assert listed["Instructor"].count("|") == listed["Instructor ID"].count("|")
    assert {row["Status"] for row in rows} == {"A"}


def test_the_example_for_25live_has_a_row_for_each_offering() -> None:
    rows = example("25live")
    plan = process(ROOT / "samples/medical-term.xlsx", None, MADE_AT).plan
    read = [dt.datetime.fromisoformat(f"{row['START_DATE']} {row['START_TIME']}") for row in rows]
    assert read == [planned.start.replace(tzinfo=None, fold=0) for planned in plan.offerings if planned.status.is_live]
