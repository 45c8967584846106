"""``schedbatch show`` and ``check --together``, as they are called."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schedbatch.cli import cli
from tests.drawing import draw

TERM = """
# Settings
| Setting     | Value  |
| Schedule ID | {0}    |
# Groups
| Group  |
| Year 1 |
# Subgroups
| Group  | Subgroup |
| Year 1 | A        |
| Year 1 | B        |
# Learners
| Learner ID | Name         | Groups     |
| "001"      | Quill, Robin | Year 1 > A |
# Sessions
| Session ID | Title   | Type | Groups     | Strategy         | Date       | Start | Minutes | Location | Instructors |
| S1         | Lecture | Lab  | Year 1     | per parent group | 2026-09-08 | {1}   | 60      | Hall     | Okafor      |
| S2         | Seminar | Lab  | Year 1 > A |                  | 2026-09-08 | 09:30 | 60      | Room 2   | Osei        |
| S3         | Clinic  | Lab  | Year 1 > B |                  | 2026-09-15 | 14:00 | 60      | Room 2   | Osei        |
"""


def call(*arguments: str) -> Result:
    """Call schedbatch on the 1st of September 2026."""
    return CliRunner().invoke(cli, arguments, env={"SOURCE_DATE_EPOCH": "1788249600"})


@pytest.fixture
def term(tmp_path: Path) -> str:
    return str(draw(TERM.format("term", "09:00"), tmp_path / "term.xlsx"))


def test_a_group_of_which_only_the_subgroups_meet_says_whom_to_ask_for(tmp_path: Path) -> None:
    drawn = draw("\n".join(line for line in TERM.format("term", "09:00").split("\n") if "| S1 " not in line), tmp_path / "x.xlsx")
    assert call("show", str(drawn), "--who", "Year 1").output.splitlines()[1:] == [
        "0 offerings",
        'Only its subgroups have offerings: ask for one of them, such as "Year 1 > A".',
    ]


WEEKS = {
    ("--who", "osei"): [
        "Osei: Mon 7 Sep 2026 to Sun 13 Sep 2026",
        "1 offering",
        "Tuesday, 8 Sep 2026",
        "  09:30–10:30  Seminar · Year 1 > A · Room 2 · Osei",
    ],
    ("--who", "A"): [
        "Year 1 > A: Mon 7 Sep 2026 to Sun 13 Sep 2026",
        "2 offerings, 2 of them with a conflict",
        "Tuesday, 8 Sep 2026",
        "  09:00–10:00  Lecture · Year 1 · Hall · Okafor  !! learner-clash",
        "  09:30–10:30  Seminar · Year 1 > A · Room 2 · Osei  !! learner-clash",
    ],
    ("--where", "room 2", "--week", "2026-09-16"): [
        "Room 2: Mon 14 Sep 2026 to Sun 20 Sep 2026",
        "1 offering",
        "Tuesday, 15 Sep 2026",
        "  14:00–15:00  Clinic · Year 1 > B · Room 2 · Osei",
    ],
    ("--who", "Okafor", "--week", "2026-10-01"): ["Okafor: Mon 28 Sep 2026 to Sun 4 Oct 2026", "0 offerings"],
}
WEEKS["--who", "001"] = ["001: Mon 7 Sep 2026 to Sun 13 Sep 2026", *WEEKS["--who", "A"][1:]]
WEEKS["--who", "Quill, Robin"] = ["Quill, Robin: Mon 7 Sep 2026 to Sun 13 Sep 2026", *WEEKS["--who", "A"][1:]]


@pytest.mark.parametrize("asked", WEEKS)
def test_a_week_is_shown_with_its_clashes(asked: tuple[str, ...], term: str) -> None:
    called = call("show", term, *asked)
    assert (called.exit_code, called.stdout.splitlines()) == (0, WEEKS[asked])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("--who", "Osie"), 'There is no instructor, learner or learner group "Osie"; did you mean "Osei"?'),
        (("--where", "Osei"), 'There is no place "Osei".'),
        ((), "Give either --who or --where."),
        (("--who", "Osei", "--where", "Hall"), "Give either --who or --where."),
    ],
)
def test_a_name_that_is_not_there_is_wrong_use(asked: tuple[str, ...], message: str, term: str) -> None:
    called = call("show", term, *asked)
    assert (called.exit_code, called.stderr.splitlines()[-1]) == (2, f"Error: {message}")


def test_clashes_between_workbooks_are_told_after_their_own(tmp_path: Path) -> None:
    """The one's lecture meets the other's seminar and clinic in the hall and for learner 001, who has the same ID in both."""
    first, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    draw(
        TERM.format("one", "09:00").replace("| S2         | Seminar | Lab  | Year 1 > A |", "| S2 | Seminar | Lab | Year 1 > B |"),
        first,
    )
    draw(TERM.format("other", "14:00").replace("Osei", "Quist").replace("Room 2", "hall"), other)
    lines = call("check", str(first), str(other), "--together").stdout.splitlines()
    assert lines[-3:] == [
        "Between the workbooks: 1 location clash, 1 learner clash",
        (
            '  WARNING Hall has 2 offerings at once, Tue 8 Sep 2026 09:00–10:30: "one: Lecture" for one: Year 1 09:00–10:00; '
            '"other: Seminar" for other: Year 1 > A 09:30–10:30.'
        ),
        (
            "  WARNING Learner 001 is in two places at once (3 offerings), Tue 8 Sep 2026 09:00–10:30: "
            '"one: Lecture" for one: Year 1 in Hall '
            '09:00–10:00; "one: Seminar" for one: Year 1 > B in Room 2 09:30–10:30; '
            '"other: Seminar" for other: Year 1 > A in Hall 09:30–10:30.'
        ),
    ]


def test_nothing_in_common_is_said_and_strict_counts_what_is(term: str, tmp_path: Path) -> None:
    later = str(draw(TERM.format("later", "09:00").replace("2026-09", "2026-11"), tmp_path / "later.xlsx"))
    same = str(draw(TERM.format("same", "09:00"), tmp_path / "same.xlsx"))
    assert call("check", term, later, "--together").stdout.splitlines()[-1] == "Nothing clashes between them."
    told = json.loads(call("check", term, same, "--together", "--json").stdout.splitlines()[-1])
    assert {conflict["kind"] for conflict in told["conflicts"]} == {"instructor-clash", "location-clash", "learner-clash"}
    assert call("check", term, "--together").exit_code == 2
