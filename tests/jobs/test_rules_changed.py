"""A rule that alters releases is told apart from what the planner did; the program runs as a maintainer would change it.

Each test works on a copy of the package, with a rule added that moves one offering, cancels another and renames a title.
"""

import importlib.resources
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from schedbatch import __version__
from schedbatch.domain.rule_changes import RULES_VERSION
from tests.drawing import draw
from tests.history.subscriber import read

DRAWING = """
# Groups
| Group | Location | Instructors |
| Labs  | Lab 1    | Abara, Ada  |
# Instructors
| Instructor |
| Abara, Ada |
# Locations
| Location |
| Lab 1    |
| Lab 2    |
# Sessions
| Session ID | Title | Type | Groups | Date | Start | Minutes |
| A | Alpha | Lab | Labs | 2026-09-07 | 09:00 | 60 |
| B | Beta  | Lab | Labs | 2026-09-08 | 09:00 | 60 |
| C | Gamma | Lab | Labs | 2026-09-09 | 09:00 | 60 |
| D | Delta | Lab | Labs | 2026-09-10 | 09:00 | 60 |
"""

RULE = '''

_planned_before = make_plan


def make_plan(catalog):
    """The plan under a rule of the test: A an hour later, B not at all, C with another title; a warning for each row."""
    from dataclasses import replace
    from datetime import timedelta
    from schedbatch.domain import kinds
    from schedbatch.domain.issues import Issue

    plan, issues = _planned_before(catalog)
    made = []
    for offering in plan.offerings:
        if offering.session.id == "A":
            hour = timedelta(hours=1)
            offering = replace(offering, start=offering.start + hour, end=offering.end + hour)
        if offering.session.id == "C":
            offering = replace(offering, session=replace(offering.session, title="Gamma rays"))
        if offering.session.id != "B" or not CANCELS:
            made.append(offering)
    warning = Issue(kinds.DATE_ON_CLOSURE, "A new warning of this version.", None)
    return replace(plan, offerings=tuple(made)), (*issues, warning)
'''
RISE = (
    f'\n\nRULE_CHANGES = (*RULE_CHANGES, RuleChange({RULES_VERSION + 1}, "labs begin late"))\nRULES_VERSION = {RULES_VERSION + 1}\n'
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A workbook, its results, and a copy of the package for each version of the program."""

    folder: Path

    @property
    def results(self) -> Path:
        return self.folder / "out/test"

    def draw(self, old: str = "", new: str = "") -> None:
        assert not old or old in DRAWING
        draw(DRAWING.replace(old, new) if old else DRAWING, self.folder / "term.xlsx")

    def version(self, name: str, *, cancels: bool = False, rises: bool = True) -> Path:
        """A copy of the package with the rule; ``rises``: with the next RULES_VERSION."""
        package = self._copied(name)
        with (package / "generator/plan.py").open("a", encoding="utf-8") as source:
            source.write(f"\n\nCANCELS = {cancels}\n{RULE}")
        if rises:
            with (package / "domain/rule_changes.py").open("a", encoding="utf-8") as source:
                source.write(RISE)
        return package.parent

    def with_calendars_as_before(self, name: str) -> Path:
        """A copy of the package in which a group's calendar does not hold what is for its whole cohort."""
        package = self._copied(name)
        with (package / "domain/attendance.py").open("a", encoding="utf-8") as source:
            source.write("\n\n")
            source.write("Attendance._groups_attending = lambda self, named: tuple(p for g in named for p in self._branch(g))\n")
        with (package / "domain/rule_changes.py").open("a", encoding="utf-8") as source:
            source.write("\n\nRULE_CHANGES = RULE_CHANGES[:1]\nRULES_VERSION = RULE_CHANGES[-1].version\n")
        return package.parent

    def _copied(self, name: str) -> Path:
        spec = find_spec("schedbatch")
        assert spec
        assert spec.submodule_search_locations
        package = self.folder / name / "schedbatch"
        shutil.copytree(spec.submodule_search_locations[0], package, ignore=shutil.ignore_patterns("__pycache__"))
        return package

    def command(self, *words: str, version: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        clock = {"SOURCE_DATE_EPOCH": environment.pop("at", "1788249600")}
        path = {"PYTHONPATH": str(version or Path.cwd()), "PYTHONUTF8": "1"}
        return subprocess.run(  # noqa: S603 - this Python, our own words
            [sys.executable, "-m", "schedbatch", *words],
            cwd=self.folder,
            env={**os.environ, **clock, **path, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def run(self, *words: str, **options: Any) -> dict[str, Any]:  # noqa: ANN401
        """The receipt of a run."""
        done = self.command("run", "term.xlsx", "--json", *words, **options)
        assert done.returncode in (0, 1), done.stderr
        return dict(json.loads(done.stdout))

    def sequences(self) -> dict[str, int]:
        entries = read((self.results / "calendars/all.ics").read_bytes())
        return {entry.texts[0]: entry.sequence for entry in entries}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk whose workbook has been released once."""
    made = Desk(tmp_path)
    made.draw()
    made.run()
    return made


LATER = "1788336000"
A_MOVED = [
    {
        "change": "moved",
        "id": "A/Labs/w1.1",
        "title": "Alpha",
        "groups": "Labs",
        "field": field,
        "before": before,
        "after": after,
        "over": False,
    }
    for field, before, after in (("Start", "09:00", "10:00"), ("End", "10:00", "11:00"))
]
C_RENAMED = {"change": "edited", "id": "C/Labs/w1.1", "title": "Gamma rays", "groups": "Labs"} | {
    "field": "Title",
    "before": "Gamma",
    "after": "Gamma rays",
    "over": False,
}
D_MOVED = {"change": "moved", "id": "D/Labs/w1.1", "title": "Delta", "groups": "Labs"} | {
    "field": "Location",
    "before": "Lab 1",
    "after": "Lab 2",
    "over": False,
}


def _rows(part: dict[str, Any]) -> list[dict[str, Any]]:
    return list(part["rows"])


def test_what_a_rule_changes_is_told_before_and_apart_from_what_the_planner_changed(desk: Desk) -> None:
    before = desk.sequences()
    newer = desk.version("newer")
    row = "| D | Delta | Lab | Labs | 2026-09-10 | 09:00 | 60 |"
    draw(DRAWING.replace("| Minutes |", "| Minutes | Location |").replace(row, f"{row} Lab 2 |"), desk.folder / "term.xlsx")
    receipt = desk.run(version=newer, at=LATER)
    assert (receipt["rules"]["version"], receipt["released"]) == (RULES_VERSION + 1, True)
    rules = receipt["changes"]["rules"]
    assert (rules["names"], rules["certain"]) == (["labs begin late"], True)
    assert _rows(rules) == [*A_MOVED, C_RENAMED]
    assert _rows(receipt["changes"]) == [D_MOVED]
    after = desk.sequences()
    rise = {title: after.get(title, 0) - number for title, number in before.items()}
    assert rise["Alpha (Labs)"] == rise["Delta (Labs)"] == 1
    assert after["Gamma rays (Labs)"] == before["Gamma (Labs)"]
    assert rise["Beta (Labs)"] == 0


def test_the_terminal_and_the_sheet_changes_say_which_rule_it_was(desk: Desk) -> None:
    newer = desk.version("newer")
    said = desk.command("run", "term.xlsx", version=newer, at=LATER).stdout
    assert "Rules changed (labs begin late): 1 moved, 1 edited\n  moved     A/Labs/w1.1  Alpha: Start 09:00 -> 10:00" in said
    assert "Since the last release" not in said
    book = json.loads((desk.results / "receipt.json").read_text(encoding="utf-8"))
    assert book["changes"]["rules"]["counts"]["moved"] == 1
    told = desk.command("history", "out/test", version=newer).stdout
    assert "2 by changed rules" in told


def test_check_shows_it_beforehand_and_writes_nothing(desk: Desk) -> None:
    newer = desk.version("newer")
    files = {path: path.read_bytes() for path in desk.results.rglob("*") if path.is_file()}
    said = desk.command("check", "term.xlsx", version=newer, at=LATER).stdout
    assert "Rules changed (labs begin late): 1 moved, 1 edited" in said
    assert {path: path.read_bytes() for path in desk.results.rglob("*") if path.is_file()} == files


def test_teaching_that_only_a_rule_cancels_is_not_cancelled_without_a_word(desk: Desk) -> None:
    newer = desk.version("newer", cancels=True)
    files = {path: path.read_bytes() for path in desk.results.rglob("*.ics")}
    said = desk.command("run", "term.xlsx", version=newer, at=LATER)
    assert said.returncode == 1
    assert (
        "Nothing was released: 1 offering or ILM is cancelled only because rules have changed since the last release "
        "(labs begin late): B/Labs/w1.1. Look at the changes; if they are meant, run again with --allow-removals, or set Allow "
        "removals to 1 in the Settings sheet."
    ) in said.stdout
    assert "cancelled B/Labs/w1.1" in said.stdout
    assert {path: path.read_bytes() for path in desk.results.rglob("*.ics")} == files
    receipt = desk.run("--allow-removals", version=newer, at=LATER)
    assert (receipt["released"], receipt["changes"]["rules"]["counts"]["cancelled"]) == (True, 1)


def test_the_number_in_the_settings_lets_the_rules_cancel_it(desk: Desk) -> None:
    newer = desk.version("newer", cancels=True)
    draw(f"# Settings\n| Setting | Value |\n| Allow removals | 1 |\n{DRAWING}", desk.folder / "term.xlsx")
    assert desk.run(version=newer, at=LATER)["released"]


def test_what_the_planner_deletes_is_not_laid_to_the_rules(desk: Desk) -> None:
    newer = desk.version("newer")
    desk.draw("| D | Delta | Lab | Labs | 2026-09-10 | 09:00 | 60 |\n", "")
    receipt = desk.run(version=newer, at=LATER)
    assert receipt["released"]
    assert [(row["change"], row["id"]) for row in receipt["changes"]["rows"]] == [("cancelled", "D/Labs/w1.1")]


def test_new_warnings_of_an_upgrade_do_not_count_for_strict_in_that_one_run(desk: Desk) -> None:
    newer = desk.version("newer")
    first = desk.command("run", "term.xlsx", "--strict", version=newer, at=LATER)
    assert (first.returncode, "Nothing was released" in first.stdout) == (0, False)
    desk.draw("Delta", "Epsilon")
    second = desk.command("run", "term.xlsx", "--strict", version=newer, at=LATER)
    assert (second.returncode, "Nothing was released: there are errors or warnings" in second.stdout) == (1, True)


def test_an_old_warning_counts_for_strict_in_an_upgrade_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.draw("| A | Alpha | Lab | Labs | 2026-09-07 | 09:00 | 60 |", "| A | Alpha | Lab | | 2026-09-07 | 09:00 | 60 |")
    desk.run()
    newer = desk.version("newer")
    for _ in range(2):  # the first refusal writes its receipt over that of the release
        done = desk.command("run", "term.xlsx", "--strict", version=newer, at=LATER)
        assert (done.returncode, "Nothing was released: there are errors or warnings" in done.stdout) == (1, True)


def test_without_the_last_workbook_it_may_have_been_the_rules_or_the_workbook(desk: Desk) -> None:
    with sqlite3.connect(desk.results / "history/history.sqlite") as connection:
        connection.execute("DELETE FROM sources")
    receipt = desk.run(version=desk.version("newer"), at=LATER)
    rules = receipt["changes"]["rules"]
    assert (rules["certain"], _rows(rules), _rows(receipt["changes"])) == (False, [*A_MOVED, C_RENAMED], [])


def test_a_hand_off_shows_what_was_released_whatever_the_rules_would_make_of_it_now(desk: Desk) -> None:
    before = (desk.results / "handoff/registrar.csv").read_bytes()
    done = desk.command("handoff", "out/test", "registrar", "google", version=desk.version("newer", cancels=True), at=LATER)
    assert done.returncode == 0, done.stderr
    assert (desk.results / "handoff/registrar.csv").read_bytes() == before
    assert "Beta" in (desk.results / "handoff/google.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("tampered", [{"input": None}, {"input": {}}, {"issues": [7]}, {"rules": 7}])
def test_a_receipt_that_somebody_has_edited_keeps_no_upgrade_from_its_run(desk: Desk, tampered: dict[str, object]) -> None:
    path = desk.results / "receipt.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **tampered}), encoding="utf-8")
    assert desk.run("--strict", version=desk.version("newer"), at=LATER)["changes"]["rules"]["counts"]["moved"] == 1


def test_nothing_changes_twice(desk: Desk) -> None:
    newer = desk.version("newer")
    desk.run(version=newer, at=LATER)
    sequences = desk.sequences()
    said = desk.command("run", "term.xlsx", version=newer, at="1788422400").stdout
    assert "Nothing changed in" in said
    assert desk.sequences() == sequences


def test_code_that_was_changed_under_one_version_is_seen_by_run_again(desk: Desk) -> None:
    newer = desk.version("newer", rises=False)
    assert "Nothing changed in" in desk.command("run", "term.xlsx", version=newer, at=LATER).stdout
    said = desk.command("run", "term.xlsx", "--again", version=newer, at=LATER).stdout
    assert "Rules changed (run again): 1 moved, 1 edited" in said


def test_run_again_without_any_change_releases_the_same(desk: Desk) -> None:
    files = {path: path.read_bytes() for path in desk.results.rglob("*.ics")}
    said = desk.command("run", "term.xlsx", "--again", at=LATER).stdout
    assert "Written to" in said
    assert {path: path.read_bytes() for path in desk.results.rglob("*.ics")} == files


def _zones(folder: Path, version: str, rules_of: str) -> str:
    """A folder of time zone rules of that version, in which Vancouver keeps the clocks of another city."""
    target = folder / version / "America" / "Vancouver"
    target.parent.mkdir(parents=True)
    source = importlib.resources.files("tzdata.zoneinfo").joinpath(*rules_of.split("/"))
    target.write_bytes(source.read_bytes())
    (folder / version / "tzdata.zi").write_text(f"# version {version}\n", encoding="utf-8")
    return str(folder / version)


def test_newer_time_zone_rules_make_a_run_changed_and_are_told_as_rules(tmp_path: Path) -> None:
    """In the rules of this test the government of 2026z puts Vancouver an hour ahead."""
    desk = Desk(tmp_path)
    draw(f"# Settings\n| Setting | Value |\n| Time zone | America/Vancouver |\n{DRAWING}", tmp_path / "term.xlsx")
    old, new = _zones(tmp_path, "2026a", "America/Los_Angeles"), _zones(tmp_path, "2026z", "America/Denver")
    assert desk.run(PYTHONTZPATH=old)["rules"]["time_zone_rules"] == "2026a"
    assert "Nothing changed in" in desk.command("run", "term.xlsx", PYTHONTZPATH=old, at=LATER).stdout
    receipt = desk.run(PYTHONTZPATH=new, at=LATER)
    rules = receipt["changes"]["rules"]
    assert (rules["names"], rules["counts"]["moved"]) == (["time zone rules 2026z instead of 2026a"], 4)
    assert (_rows(receipt["changes"]), receipt["rules"]["time_zone_rules"]) == ([], "2026z")


def test_a_number_without_a_name_is_told_as_a_number(desk: Desk) -> None:
    newer = desk.version("newer", rises=False)
    with (newer / "schedbatch/domain/rule_changes.py").open("a", encoding="utf-8") as source:
        source.write(f"\n\nRULES_VERSION = {RULES_VERSION + 1}\n")
    rules = desk.run(version=newer, at=LATER)["changes"]["rules"]
    assert rules["names"] == [f"rules version {RULES_VERSION + 1} instead of {RULES_VERSION}"]


def test_another_version_of_the_program_tells_what_it_makes_otherwise(desk: Desk) -> None:
    """A rule that nobody gave a number: the version of the program stands for it."""
    newer = desk.version("newer", rises=False)
    (newer / "schedbatch/__init__.py").write_text('__version__ = "9.0.0"\n', encoding="utf-8")
    rules = desk.run(version=newer, at=LATER)["changes"]["rules"]
    assert (rules["names"], rules["counts"]["moved"]) == ([f"schedbatch 9.0.0 instead of {__version__}"], 1)


YEAR = """
# Groups
| Group  | Cohort | Whole cohort |
| Year 1 | 2030   | yes          |
| Labs   | 2030   |              |
# Subgroups
| Group | Subgroup |
| Labs  | 01       |
# Sessions
| Session ID | Title  | Type    | Groups | Date       | Start | Minutes | Location | Instructors |
| L          | Thorax | Lecture | Year 1 | 2026-09-07 | 09:00 | 60      | Hall     | none        |
| M          | Heart  | Lecture | Year 1 | 2026-09-14 | 09:00 | 60      | Hall     | none        |
| D          | Arm    | Lab     | Labs   | 2026-09-08 | 09:00 | 120     | Lab      | none        |
"""


def test_group_calendars_that_gain_lectures_are_told_once_and_no_sequence_rises(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    draw(YEAR, tmp_path / "term.xlsx")
    desk.run(version=desk.with_calendars_as_before("before"))
    sequences = desk.sequences()
    upgraded, again = desk.run(at=LATER), desk.run(at=LATER)
    calendar = read((desk.results / "calendars/groups/Labs -- 01.ics").read_bytes())
    assert (
        upgraded["changes"]["rules"]["calendars"],
        upgraded["changes"]["rules"]["rows"],
        upgraded["changes"]["rows"],
        again["changes"],
    ) == (
        [
            {"kind": "groups", "name": "Labs", "gained": 2},
            {"kind": "branches", "name": "Labs", "gained": 2},
            {"kind": "groups", "name": "Labs > 01", "gained": 2},
        ],
        [],
        [],
        upgraded["changes"],
    )
    assert desk.sequences() == sequences
    assert sorted(entry.texts[0] for entry in calendar) == ["Arm (Labs > 01)", "Heart (Year 1)", "Thorax (Year 1)"]


def test_the_terminal_tells_how_many_calendars_hold_more(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    draw(YEAR, tmp_path / "term.xlsx")
    desk.run(version=desk.with_calendars_as_before("before"))
    said = desk.command("run", "term.xlsx", at=LATER).stdout
    assert [line.rpartition("): ")[2] for line in said.splitlines() if line.startswith("Rules changed")] == [
        "3 calendars hold more than before"
    ]
