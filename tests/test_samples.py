"""The committed samples are what their script makes, and do what they are there for."""

import importlib.util
import sys
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

from schedbatch.domain.kinds import KINDS, LATER_RUN_KINDS, SHEET_UNUSABLE
from schedbatch.jobs.run import process
from schedbatch.xlsx.workbook import load_workbook
from tests.readme_tables import NEXT_STEP

SAMPLES = Path(__file__).parents[1] / "samples"
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, SAMPLES / f"{name}.py")
    if spec is None or spec.loader is None:
        pytest.fail(f"samples/{name}.py cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


SCRIPT, MEDICAL = _script("make_samples"), _script("medical_term")


@pytest.mark.parametrize("name", sorted(SCRIPT.SAMPLES))
def test_committed_sample_is_what_the_script_makes(name: str, tmp_path: Path) -> None:
    SCRIPT.write_workbook(tmp_path / name, SCRIPT.SAMPLES[name])
    advice = "run: python samples/make_samples.py"
    assert load_workbook(SAMPLES / name).read() == load_workbook(tmp_path / name).read(), advice


def test_no_sample_is_left_without_its_script() -> None:
    assert sorted(path.name for path in SAMPLES.glob("*.xlsx")) == sorted(SCRIPT.SAMPLES)


@pytest.mark.parametrize("name", sorted(SCRIPT.SAMPLES))
def test_excel_calculates_nothing_in_a_sample_but_the_two_formulas_that_are_mistakes(name: str) -> None:
    workbook = openpyxl.load_workbook(SAMPLES / name)
    formulas = [cell.coordinate for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == (["D4", "D5"] if name == "with-mistakes.xlsx" else [])


def test_anatomy_labs_gives_each_subgroup_its_own_table_and_tutor() -> None:
    report = process(SAMPLES / "anatomy-labs.xlsx", None, NOW)
    assert [(offering.groups, offering.locations, offering.instructors) for offering in report.plan.offerings] == [
        ((f"Anatomy Labs > {number:02d}",), (f"Dissection Hall, table {number:02d}",), (SCRIPT.TUTORS[number - 1],))
        for number in range(1, 39)
    ]
    assert report.issues == ()


def test_anatomy_labs_ilm_is_due_when_the_dissection_starts() -> None:
    report = process(SAMPLES / "anatomy-labs.xlsx", None, NOW)
    assert [(ilm.id, ilm.due, len(ilm.groups)) for ilm in report.plan.ilms] == [("ANAT-03P", report.plan.offerings[0].start, 38)]


def test_with_mistakes_shows_one_of_every_kind() -> None:
    report = process(SAMPLES / "with-mistakes.xlsx", None, NOW)
    shown = {issue.kind for issue in report.issues}
    assert {kind.code for kind in shown} == {kind.code for kind in set(KINDS) - set(LATER_RUN_KINDS) - {SHEET_UNUSABLE}}, NEXT_STEP


def test_without_headings_shows_a_sheet_without_headings() -> None:
    report = process(SAMPLES / "without-headings.xlsx", None, NOW)
    assert [(issue.kind, str(issue.where)) for issue in report.issues] == [(SHEET_UNUSABLE, "Unavailable!A1")]


def test_every_mistake_names_its_cell() -> None:
    report = process(SAMPLES / "with-mistakes.xlsx", None, NOW)
    assert [issue.kind.code for issue in report.issues if issue.where is None] == ["schedule-id-missing"]


def test_the_teaching_year_is_clean_and_believable() -> None:
    report = process(SAMPLES / "medical-term.xlsx", None, NOW)
    assert (report.counts.errors, report.counts.warnings) == (0, 0)
    assert (report.counts.sessions, report.counts.offerings, report.counts.ilms) == (138, 708, 57)


def test_a_dissection_of_the_teaching_year_meets_in_four_waves_of_four_bays() -> None:
    report = process(SAMPLES / "medical-term.xlsx", None, NOW)
    meetings = [offering for offering in report.plan.offerings if offering.session.id == "ANAT-D01"]
    assert [(f"{offering.start:%H:%M}", offering.location) for offering in meetings] == [
        (start, f"Bay {bay}") for start in ("10:00", "11:30", "13:00", "14:30") for bay in (1, 2, 3, 4)
    ]


def test_each_bay_of_a_dissection_has_a_demonstrator_of_its_own() -> None:
    report = process(SAMPLES / "medical-term.xlsx", None, NOW)
    pairs = {
        (offering.location, offering.instructors) for offering in report.plan.offerings if offering.session.type == "Laboratory"
    }
    assert sorted(pairs) == [(f"Bay {bay}", (name,)) for bay, name in enumerate(MEDICAL.DEMONSTRATORS, 1)]


def test_the_osce_sees_two_groups_every_55_minutes() -> None:
    report = process(SAMPLES / "medical-term.xlsx", None, NOW)
    starts = [f"{offering.start:%H:%M}" for offering in report.plan.offerings if offering.session.id == "PRAC-OSCE"]
    assert starts == [start for start in ("09:00", "09:55", "10:50", "11:45", "12:40") for _ in range(2)]


def test_problem_based_groups_of_the_teaching_year_cut_across_its_labs() -> None:
    report = process(SAMPLES / "medical-term.xlsx", None, NOW)
    labs = [
        {path.split(" > ")[1] for path in learner.groups if path.startswith("Year 1 > ")}
        for learner in report.catalog.learners
        if "PBL Year 1 > 1" in learner.groups
    ]
    assert sorted(lab for found in labs for lab in found) == [f"Lab {letter}" for letter in "AABBCCDD"]


def test_the_teaching_year_holds_both_changes_of_clocks() -> None:
    report = process(SAMPLES / "medical-term.xlsx", None, NOW)
    offsets = [key for key, _ in groupby(str(offering.start.utcoffset()) for offering in report.plan.offerings)]
    assert offsets == ["1:00:00", "0:00:00", "1:00:00"]
