"""Independent learning modules; generator.md, "ILMs"."""

from pathlib import Path

import pytest

from tests.drawing import draw, issues, messages, plan

ILM = """
# Groups
| Group |
| Labs  |
| Other |
# Subgroups
| Group | Subgroup |
| Labs  | 01       |
| Labs  | 02       |
| Labs  | 03       |
# Sessions
| Session ID | Course | Title    | Type | Groups   | ILM   | Hours   | Due date | Due time | Due prior to | Date   | Start | Minutes | At once | Description | Location | Instructors | Status   |
| P          | Anat   | Prepare  | ILM  | {groups} | {ilm} | {hours} | {due}    | {time}   | {prior}      | {date} |       |         |         | Read.       |          |             |          |
| S          | Anat   | Dissect  | Lab  | Labs     |       |         |          |          |              | 2026-09-07 | 09:00 | 60  | 2       |             | Hall     | Abbott      | {status} |
| O          | Other  | Lecture  | Lec  | Labs     |       |         |          |          |              | 2026-09-07 | 09:00 | 60  |         |             | Hall     | Abbott      |          |
| N          | Anat   | Later    | Lab  | Labs     |       |         |          |          |              |        |       | 60      |         |             | Hall     | Abbott      |          |
"""  # noqa: E501 - a drawing


def _draw(path: Path, **cells: str) -> Path:
    common = dict.fromkeys(("due", "time", "prior", "date", "status"), "") | {"groups": "Labs", "ilm": "yes", "hours": "2"}
    return draw(ILM.format(**(common | cells)), path / "ilm.xlsx")


def _ilms(workbook: Path) -> list[tuple[str, str, str, str]]:
    return [(ilm.id, "; ".join(ilm.groups), f"{ilm.due:%Y-%m-%d %H:%M}", str(ilm.hours)) for ilm in plan(workbook).ilms]


def _issues(workbook: Path) -> list[str]:
    return [issue for issue in issues(workbook) if issue != "session-not-scheduled Sessions!K5"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"due": "2026-09-10"}, [("P", "Labs", "2026-09-10 17:00", "2")]),
        ({"due": "2026-09-10", "time": "12:30", "hours": "1.25"}, [("P", "Labs", "2026-09-10 12:30", "1.25")]),
        ({"due": "2026-09-10", "groups": ""}, [("P", "", "2026-09-10 17:00", "2")]),
        ({"due": "2026-09-10", "groups": "Labs > 02; Other"}, [("P", "Labs > 02; Other", "2026-09-10 17:00", "2")]),
        (
            {"prior": "S"},
            [
                ("P/Labs > 01", "Labs > 01; Labs > 02", "2026-09-07 09:00", "2"),
                ("P/Labs > 03", "Labs > 03", "2026-09-07 10:00", "2"),
            ],
        ),
        ({"prior": "dissect", "groups": "Labs > 03"}, [("P", "Labs > 03", "2026-09-07 10:00", "2")]),
        ({"prior": "S", "groups": "Other"}, [("P", "Other", "2026-09-07 09:00", "2")]),
        ({"prior": "S", "groups": ""}, [("P", "", "2026-09-07 09:00", "2")]),
    ],
)
def test_ilms(cells: dict[str, str], expected: list[tuple[str, str, str, str]], tmp_path: Path) -> None:
    drawn = _draw(tmp_path, **cells)
    assert (_ilms(drawn), _issues(drawn)) == (expected, [])


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"due": "2026-09-10", "hours": ""}, ["ilm-hours-missing Sessions!G2"]),
        ({"due": "2026-09-10", "hours": "0"}, ["number-out-of-range Sessions!G2"]),
        ({"due": "2026-09-10", "hours": "1.125"}, ["number-out-of-range Sessions!G2"]),
        ({"due": "2026-09-10", "hours": "10000"}, ["number-out-of-range Sessions!G2"]),
        ({}, ["ilm-due-date-missing Sessions!H2"]),
        ({"due": "2026-09-10", "prior": "S"}, ["ilm-due-twice Sessions!J2"]),
        ({"due": "2026-09-10", "date": "2026-09-09"}, ["ilm-with-calendar-time Sessions!K2"]),
        ({"due": "2026-09-10", "ilm": ""}, ["hours-without-ilm Sessions!G2", "hours-without-ilm Sessions!H2"]),
        ({"prior": "O"}, ["ilm-target-invalid Sessions!J2"]),
        ({"prior": "N"}, ["ilm-target-invalid Sessions!J2"]),
        ({"prior": "P"}, ["ilm-target-invalid Sessions!J2"]),
        ({"prior": "S", "status": "Draft"}, ["ilm-target-invalid Sessions!J2"]),
        ({"prior": "S", "status": "Cancelled"}, ["ilm-target-invalid Sessions!J2"]),
        ({"prior": "Disect"}, ["unknown-reference Sessions!J2"]),
        ({"due": "2026-03-29", "time": "01:30"}, ["nonexistent-time Sessions!I2"]),
    ],
)
def test_mistakes(cells: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    drawn = _draw(tmp_path, **cells)
    assert (_ilms(drawn), [issue for issue in _issues(drawn) if "not-scheduled" not in issue]) == ([], expected)


def test_a_tentative_target_counts(tmp_path: Path) -> None:
    assert len(_ilms(_draw(tmp_path, prior="S", status="Tentative"))) == 2


def test_the_default_due_time_is_a_setting_and_group_defaults_never_apply(workbook: Path) -> None:
    """
    # Settings
    | Setting          | Value |
    | Default due time | 09:30 |
    # Groups
    | Group | Instructors |
    | A     | Abbott      |
    # Sessions
    | Session ID | Title   | Type | Groups | ILM | Hours | Due date   | Description |
    | P          | Prepare | ILM  | A      | yes | 1     | 2026-09-10 | Read.       |
    """
    assert [(f"{ilm.due:%H:%M}", ilm.instructors) for ilm in plan(workbook).ilms] == [("09:30", ())]


def test_an_ilm_expects_a_description_and_a_due_date_in_the_term(workbook: Path) -> None:
    """
    # Settings
    | Setting   | Value      |
    | First day | 2026-09-07 |
    | Last day  | 2026-12-18 |
    # Sessions
    | Session ID | Title   | Type | ILM | Hours | Due date   | Description |
    | P          | Prepare | ILM  | yes | 1     | 2026-12-19 |             |
    """
    assert issues(workbook) == ["outside-term Sessions!F2", "description-missing Sessions!G2"]


def test_two_ilms_of_one_session_are_told_apart_by_their_first_group(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    | B     |
    # Sessions
    | Session ID | Title   | Type | Groups | ILM | Hours | Due date   | Description |
    | P          | Prepare | ILM  | A      | yes | 1     | 2026-09-10 | Read.       |
    | P          |         |      | B      | yes | 1     | 2026-09-11 |             |
    """
    assert [ilm.id for ilm in plan(workbook).ilms] == ["P/A", "P/B"]


TARGETS = """
# Groups
| Group |
| A     |
| B     |
# Sessions
| Session ID | Title   | Type | Groups | ILM | Hours | Due prior to | Date       | Start | Minutes   | Description | Location | Instructors |
| P          | Prepare | ILM  | A; B   | yes | 1     | S            |            |       |           | Read.       |          |             |
| S          | Dissect | Lab  | A      |     |       |              | 2026-09-07 | 09:00 | 60        |             | Hall     | Abbott      |
| S          |         |      | B      |     |       |              | {date}     | 09:00 | {minutes} |             | Hall     | Abbott      |
"""  # noqa: E501 - a drawing


@pytest.mark.parametrize(
    ("date", "minutes", "made", "held"),
    [
        ("2026-09-08", "60", ["P/A", "P/B"], ()),
        ("2026-09-08", "an hour", ["P/A"], ("S/B/w1.1", "P/B")),
        ("2026-09-07", "an hour", [], ("S/B/w1.1", "P")),
        ("next Tuesday", "60", [], ("P",)),
    ],
)
def test_an_ilm_is_held_with_the_offering_that_it_is_due_prior_to(
    date: str, minutes: str, made: list[str], held: tuple[str, ...], tmp_path: Path
) -> None:
    planned = plan(draw(TARGETS.format(date=date, minutes=minutes), tmp_path / "ilm.xlsx"))
    assert ([ilm.id for ilm in planned.ilms], planned.held) == (made, held)


@pytest.mark.parametrize(
    ("row", "held"),
    [("| S/A/w1.1 | S | | an hour |", ("S/A/w1.1", "P/A")), ("| Extra | S | next Tuesday | 60 |", ("P/A", "P/B"))],
)
def test_an_ilm_is_held_with_a_row_of_offerings_that_may_change_when_it_is_due(
    row: str, held: tuple[str, ...], tmp_path: Path
) -> None:
    rows = f"# Offerings\n| Offering ID | Session | Date | Minutes |\n{row}"
    drawn = draw(TARGETS.format(date="2026-09-08", minutes="60") + rows, tmp_path / "ilm.xlsx")
    assert plan(drawn).held == held


def test_a_target_whose_offerings_are_all_cancelled_is_an_error(tmp_path: Path) -> None:
    rows = "# Offerings\n| Offering ID | Status |\n| S/A/w1.1 | Cancelled |\n| S/B/w1.1 | Draft |"
    drawn = draw(TARGETS.format(date="2026-09-08", minutes="60") + rows, tmp_path / "ilm.xlsx")
    assert messages(drawn) == ['The ILM is due prior to "S", which has no offering that takes place.']


def test_bad_hours_and_a_bad_target_are_named_at_once(tmp_path: Path) -> None:
    assert _issues(_draw(tmp_path, prior="O", hours="two")) == ["not-a-number Sessions!G2", "ilm-target-invalid Sessions!J2"]
