"""Lists without ``;`` and names written in another way than their sheets have them; workbook.md, "Reading rules"."""

import time
from pathlib import Path

import pytest

from schedbatch.readers.name_lists import separated
from schedbatch.readers.near_names import NearNames
from tests.drawing import draw, ids, report

BOOK = """
# Groups
| Group | Cohort |
| PBL   | 2030   |
| Labs  | 2031   |
# Subgroups
| Group | Subgroup |
| PBL   | 01 |
| PBL   | 02 |
| PBL   | 03 |
| PBL   | 10 |
| Labs  | East |
| Labs  | West |
# Courses
| Course | Cohorts | First day |
| Anatomy | {cohorts} | |
| Physiology | | |
# Session types
| Type |
| Lab |
| Lecture |
# Locations
| Location |
| R101 |
| Hall, North |
| St. Mary's Hall |
| Smith and Wood Room |
# Instructors
| Instructor | Instructor groups |
| Okafor, Chidi | Anatomists |
| Smith, John | Tutors; Anatomists |
| Smith, Jane | {teams} |
| O'Neill, Siobhan | |
| Müller, Jörg | |
| van der Berg, Ann | |
# Learners
| Learner ID | Groups |
| 1 | {roster} |
# Sessions
| Session ID | Course | Cohort | Title | Type | Groups | Except groups | Date | Start | Minutes | Location | Instructors |
| S | {course} | {cohort} | Session | {type} | {groups} | {except} | 2026-09-07 | 09:00 | 60 | {place} | {people} |
"""
_SOUND = {
    "cohorts": "",
    "teams": "",
    "roster": "",
    "course": "Anatomy",
    "cohort": "",
    "type": "Lab",
    "groups": "PBL > 01",
    "except": "",
    "place": "R101",
    "people": "Okafor, Chidi",
}


def _said(tmp_path: Path, **cells: str) -> list[str]:
    """What is said of the workbook with these cells, with the kinds' codes."""
    made = report(draw(BOOK.format(**(_SOUND | cells)), tmp_path / "names.xlsx"))
    return [f"{issue.kind.code}: {issue.message}" for issue in made.issues]


def test_the_workbook_of_these_tests_is_sound(tmp_path: Path) -> None:
    assert _said(tmp_path) == []


@pytest.mark.parametrize(
    ("cells", "typed", "number", "cell"),
    [
        ({"people": "Okafor, Chidi, Smith, John"}, "Okafor, Chidi, Smith, John", 2, "Okafor, Chidi; Smith, John"),
        ({"people": "Okafor, Chidi & Smith, John"}, "Okafor, Chidi & Smith, John", 2, "Okafor, Chidi; Smith, John"),
        ({"people": "okafor, chidi / Smith, John"}, "okafor, chidi / Smith, John", 2, "Okafor, Chidi; Smith, John"),
        ({"people": "Okafor, Chidi and Smith, John"}, "Okafor, Chidi and Smith, John", 2, "Okafor, Chidi; Smith, John"),
        ({"people": "Tutors, and Smith, Jane"}, "Tutors, and Smith, Jane", 2, "Tutors; Smith, Jane"),
        ({"people": "Okafor & O'Neill"}, "Okafor & O'Neill", 2, "Okafor, Chidi; O'Neill, Siobhan"),
        (
            {"people": "Smith, Jane; Okafor, Chidi/Smith, John"},
            "Okafor, Chidi/Smith, John",
            2,
            "Smith, Jane; Okafor, Chidi; Smith, John",
        ),
        ({"place": "R101, Hall, North"}, "R101, Hall, North", 2, "R101; Hall, North"),
        ({"place": "Smith and Wood Room and R101"}, "Smith and Wood Room and R101", 2, "Smith and Wood Room; R101"),
        ({"groups": "PBL > 01, PBL > 02"}, "PBL > 01, PBL > 02", 2, "PBL > 01; PBL > 02"),
        ({"groups": "East & West & PBL"}, "East & West & PBL", 3, "East; West; PBL"),
        ({"groups": "PBL > 01..03, East"}, "PBL > 01..03, East", 2, "PBL > 01..03; East"),
        ({"groups": "PBL", "except": "01 and 02"}, "01 and 02", 2, "01; 02"),
        ({"cohort": "2030, 2031"}, "2030, 2031", 2, "2030; 2031"),
        ({"cohorts": "2030/2031"}, "2030/2031", 2, "2030; 2031"),
        ({"teams": "Tutors, Anatomists"}, "Tutors, Anatomists", 2, "Tutors; Anatomists"),
        ({"roster": "PBL > 01, East"}, "PBL > 01, East", 2, "PBL > 01; East"),
    ],
)
def test_several_known_names_without_a_semicolon_are_shown_with_one(
    cells: dict[str, str], typed: str, number: int, cell: str, tmp_path: Path
) -> None:
    said = [line for line in _said(tmp_path, **cells) if line.startswith(("names-not", "unknown", "not-listed"))]
    assert said == [f'names-not-separated: "{typed}" lists {number} names; write "{cell}".']


def test_hand_offs_without_a_semicolon_are_shown_with_one(tmp_path: Path) -> None:
    drawn = draw(
        "# Settings\n| Setting | Value |\n| Hand-offs | registrar, canvas |\n# Sessions\n| Title | Type |", tmp_path / "h.xlsx"
    )
    said = [issue.message for issue in report(drawn).issues if issue.kind.code == "names-not-separated"]
    assert said == ['"registrar, canvas" lists 2 names; write "registrar; canvas".']


def test_a_name_that_holds_a_separator_and_is_known_is_one_name(tmp_path: Path) -> None:
    assert _said(tmp_path, place="Smith and Wood Room; Hall, North") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Oneill, Siobhan", '"O\'Neill, Siobhan"'),
        ("Okafor", '"Okafor, Chidi"'),
        ("Dr. Chidi Okafor", '"Okafor, Chidi"'),
        ("Prof. Okafor", '"Okafor, Chidi"'),
        ("C. Okafor", '"Okafor, Chidi"'),
        ("Okafor C", '"Okafor, Chidi"'),
        ("Smith, J", '"Smith, John" or "Smith, Jane"'),
        ("Smith", '"Smith, John" or "Smith, Jane"'),
        ("Muller, Jorg", '"Müller, Jörg"'),
        ("Ann van der Berg", '"van der Berg, Ann"'),
    ],
)
def test_near_names_of_people_are_asked_about(typed: str, meant: str, tmp_path: Path) -> None:
    said = _said(tmp_path, people=typed)
    assert said == [f'unknown-reference: "{typed}" is not a known instructor or team; did you mean {meant}?']


@pytest.mark.parametrize("typed", ["Okafor, Ngozi", "Smith, Peter", "Chidi", "Okafor, Chidi (guest)", "Wood, John"])
def test_other_people_are_no_near_names(typed: str, tmp_path: Path) -> None:
    assert [line.partition(":")[0] for line in _said(tmp_path, people=typed)] == [] if "guest" in typed else ["unknown-name"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("PBL 3", "PBL > 03"),
        ("PBL 03", "PBL > 03"),
        ("PBL3", "PBL > 03"),
        ("PBL-3", "PBL > 03"),
        ("PBL: 3", "PBL > 03"),
        ("PBL/03", "PBL > 03"),
        ("PBL 1-10", "PBL > 01..10"),
        ("PBL 01..10", "PBL > 01..10"),
        ("PBL 1 to 10", "PBL > 01..10"),
        ("PBL 1 \u2013 PBL 10", "PBL > 01..10"),
        ("PBL > 1-10", "PBL > 01..10"),
        ("Labs East", "Labs > East"),
    ],
)
def test_groups_written_without_an_arrow_are_shown_as_paths(typed: str, meant: str, tmp_path: Path) -> None:
    said = [line for line in _said(tmp_path, groups=typed) if line.startswith("unknown")]
    assert said == [f'unknown-reference: "{typed}" is not a known learner group; did you mean "{meant}"?']


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"type": "Lba"}, 'unknown-reference: "Lba" is not a known session type; the session types are Lab, Lecture.'),
        ({"type": "Lectur"}, 'unknown-reference: "Lectur" is not a known session type; did you mean "Lecture"?'),
        ({"place": "Aula"}, 'not-listed: "Aula" is not in the sheet Locations; it is taken as typed.'),
        (
            {"place": "St Marys Hall"},
            'unknown-reference: "St Marys Hall" is not a known location; did you mean "St. Mary\'s Hall"?',
        ),
        ({"course": "Zoology"}, 'not-listed: "Zoology" is not in the sheet Courses; it is taken as typed.'),
        ({"course": "Anatmy"}, 'unknown-reference: "Anatmy" is not a known course; did you mean "Anatomy"?'),
    ],
)
def test_each_kind_of_name_has_advice_of_its_own(cells: dict[str, str], said: str, tmp_path: Path) -> None:
    assert _said(tmp_path, **cells) == [said]


def test_advice_for_places_and_zones_is_not_that_for_people() -> None:
    from schedbatch.domain import kinds  # noqa: PLC0415

    assert [kind.code for kind in kinds.KINDS if "(guest)" in kind.hint] == ["unknown-name"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("L\u0430bs", "cyrillic small letter a (U+0430)"),
        ("P\u0412L", "cyrillic capital letter ve (U+0412)"),
    ],
)
def test_names_that_look_alike_are_never_shown_side_by_side(typed: str, told: str, tmp_path: Path) -> None:
    (said,) = [line for line in _said(tmp_path, groups=typed) if line.startswith("unknown")]
    assert said == (
        f'unknown-reference: "{typed}" is not a known learner group, though it looks like one: it is written with {told}. '
        "Copy the name that is meant."
    )


def test_a_long_list_of_separators_takes_no_time() -> None:
    start = time.perf_counter()
    near = NearNames([f"Name{number}, First" for number in range(1000)], are_people=True)
    assert separated(", ".join(["x"] * 100_000), {"x": "x"}.get, near.one) == ()
    assert separated(" and ".join(["x"] * 50), lambda _: None, near.one) == ()
    assert time.perf_counter() - start < 5


def test_a_held_list_is_not_released(tmp_path: Path) -> None:
    assert ids(draw(BOOK.format(**(_SOUND | {"people": "Okafor, Chidi, Smith, John"})), tmp_path / "n.xlsx")) == []
