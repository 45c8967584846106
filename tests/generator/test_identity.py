"""What an offering is known by; generator.md, "Identity" and "Sessions and rows"."""

import uuid
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain.names import fold
from schedbatch.generator.identity import offering_uid
from tests.drawing import draw, ids, issues, plan

ROWS = """
# Groups
| Group |
| A     |
| B     |
# Sessions
{rows}
"""
HEADINGS = "| Session ID | Title | Type | Groups | Strategy | Date | Start | Minutes | Location | Instructors |\n"


def _draw(path: Path, *rows: str) -> Path:
    return draw(ROWS.format(rows=HEADINGS + "\n".join(rows)), path / "rows.xlsx")


TUESDAY = "| S | Session | Lab | {} | | 2026-09-08 | 09:00 | 60 | X | Abbott |"
THURSDAY = "| S | | | {} | | 2026-09-10 | 09:00 | 60 | X | Abbott |"


def test_half_of_the_groups_on_each_day(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, TUESDAY.format("A"), THURSDAY.format("B"))
    assert (ids(drawn), issues(drawn)) == (["S/A/w1.1", "S/B/w1.1"], [])


def test_a_group_in_two_rows_has_the_later_one_lettered(tmp_path: Path) -> None:
    assert ids(
        _draw(
            tmp_path,
            THURSDAY.format("A").replace("| | |", "| Session | Lab |"),
            TUESDAY.format("A; B").replace("Session | Lab", " | "),
        )
    ) == [
        "S/A/w1.1",
        "S/B/w1.1",
        "S/A/b.w1.1",
    ]


def test_moving_a_group_to_the_other_row_keeps_its_offering(tmp_path: Path) -> None:
    before = {
        offering.id: offering.uid
        for offering in plan(_draw(tmp_path, TUESDAY.format("A; B"), THURSDAY.format(""))).offerings
        if offering.groups
    }
    after = {offering.id: offering.uid for offering in plan(_draw(tmp_path, TUESDAY.format("A"), THURSDAY.format("B"))).offerings}
    assert before == after


def test_a_row_in_error_keeps_its_letter(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, TUESDAY.format("A").replace("60", "sixty"), THURSDAY.format("A"))
    assert ids(drawn) == ["S/A/b.w1.1"]


def test_together_has_no_group_in_its_id(tmp_path: Path) -> None:
    together = "| S | Session | Lab | A; B | together | 2026-09-08 | 09:00 | 60 | X | Abbott |"
    assert ids(_draw(tmp_path, together, THURSDAY.format("A"))) == ["S/w1.1", "S/A/w1.1"]


def test_two_rows_together_are_lettered(tmp_path: Path) -> None:
    together = "| S | Session | Lab | A | together | 2026-09-08 | 09:00 | 60 | X | Abbott |"
    later = "| S | | | B | together | 2026-09-08 | 10:00 | 60 | X | Abbott |"
    assert ids(_draw(tmp_path, later.replace("| | |", "| Session | Lab |"), together.replace("Session | Lab", " | "))) == [
        "S/w1.1",
        "S/b.w1.1",
    ]


def test_27_rows_are_lettered_beyond_z(tmp_path: Path) -> None:
    rows = [f"| S | Session | Lab | A | | 2026-09-{day:02d} | 09:00 | 60 | X | Abbott |" for day in range(1, 29)]
    assert ids(_draw(tmp_path, *rows))[-3:] == ["S/A/z.w1.1", "S/A/aa.w1.1", "S/A/ab.w1.1"]


def test_without_an_id_rows_alike_in_title_and_type_are_one_session(tmp_path: Path) -> None:
    drawn = _draw(
        tmp_path, TUESDAY.format("A").replace("S |", " |", 1), THURSDAY.format("A").replace("S | | |", " | session | LAB |", 1)
    )
    assert (ids(drawn), issues(drawn)) == (["Session - Lab/A/w1.1", "Session - Lab/A/b.w1.1"], ["session-id-missing Sessions!A2"])


def test_a_different_value_in_a_later_row_is_an_error_there(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, TUESDAY.format("A"), THURSDAY.format("B").replace("| | |", "| Seminar | Lab |"))
    assert (ids(drawn), issues(drawn)) == (["S/A/w1.1"], ["session-values-differ Sessions!B3"])


def test_the_uid_depends_on_schedule_and_offering_only(tmp_path: Path) -> None:
    offering = plan(_draw(tmp_path, TUESDAY.format("A"))).offerings[0]
    other = plan(
        _draw(tmp_path, TUESDAY.format("a").replace("09:00", "14:00").replace("Abbott", "Moreau").replace("Session", "Other"))
    ).offerings[0]
    assert (offering.id, offering.uid) == (other.id, other.uid)


def test_the_recipe_of_uids_never_changes(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Sessions
    | Session ID | Title   | Type | Groups | ILM | Hours | Due date   | Date       | Start | Minutes |
    | S          | Session | Lab  | A      |     |       |            | 2026-09-08 | 09:00 | 60      |
    | P          | Prepare | ILM  | A      | yes | 1     | 2026-09-08 |            |       |         |
    """
    made = plan(workbook)
    assert (made.offerings[0].uid, made.ilms[0].uid) == (
        "040e6551-0339-5f00-bf20-79c5c12b6873@schedbatch",
        "ilm-14e10fee-339c-57bd-99a1-bfed8eb36772@schedbatch",
    )


def test_shuffled_rows_give_the_same_plan(tmp_path: Path) -> None:
    rows = [TUESDAY.format("A; B"), *(f"| S | | | A | | 2026-09-10 | 09:00 | {length} | X | Abbott |" for length in (30, 60, 90))]
    made = [
        [(offering.id, offering.minutes) for offering in plan(_draw(tmp_path, *order)).offerings]
        for order in (rows, list(reversed(rows)), rows[2:] + rows[:2])
    ]
    assert made[0] == made[1] == made[2]


@given(st.text(max_size=60), st.text(max_size=60))
def test_uids_are_version_5_uuids_of_schedule_and_offering(schedule_id: str, offering_id: str) -> None:
    namespace = uuid.UUID("96a4d556-c98a-4a09-9271-0d451107cd1c")
    expected = uuid.uuid5(namespace, f"offering\n{fold(schedule_id)}\n{fold(offering_id)}")
    assert offering_uid(schedule_id, offering_id) == f"{expected}@schedbatch"
