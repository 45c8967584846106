"""The Offerings sheet; workbook.md, "Offerings"; generator.md, "Identity" and "Status"."""

from pathlib import Path

import pytest

from tests.drawing import draw, ids, issues, messages, plan

SESSION = """
# Groups
| Group | Location | Instructors |
| A     | R101     | Abbott      |
| B     | R102     | Baptiste    |
# Sessions
| Session ID | Title   | Type | Groups | Date   | Start   | Minutes | Status   | Notes |
| S          | Session | Lab  | A; B   | {date} | {start} | 60      | {status} |       |
# Offerings
{offerings}
"""


def _draw(path: Path, offerings: str, *, date: str = "2026-09-07", start: str = "09:00", status: str = "") -> Path:
    return draw(SESSION.format(date=date, start=start, status=status, offerings=offerings), path / "offerings.xlsx")


def _made(workbook: Path) -> list[tuple[str, str, str, str | None, tuple[str, ...], str]]:
    return [
        (
            offering.id,
            "; ".join(offering.groups),
            f"{offering.start:%d %H:%M}-{offering.end:%H:%M}",
            offering.location,
            offering.instructors,
            offering.status.value,
        )
        for offering in plan(workbook).offerings
    ]


FIRST = ("S/A/w1.1", "A", "07 09:00-10:00", "R101", ("Abbott",), "Scheduled")
SECOND = ("S/B/w1.1", "B", "07 09:00-10:00", "R102", ("Baptiste",), "Scheduled")


def test_an_offering_of_its_own_takes_the_defaults_of_its_one_group(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, "| Offering ID | Session | Groups | Date | Start | End |\n| X1 | S | B | 2026-09-09 | 14:00 | 15:30 |")
    assert (_made(drawn), issues(drawn)) == (
        [FIRST, SECOND, ("S/+X1", "B", "09 14:00-15:30", "R102", ("Baptiste",), "Scheduled")],
        [],
    )


def test_an_offering_of_its_own_for_several_groups_takes_only_its_own_cells(tmp_path: Path) -> None:
    drawn = _draw(
        tmp_path, "| Offering ID | Session | Groups | Date | Start | End |\n| X1 | S | A; B | 2026-09-09 | 14:00 | 15:30 |"
    )
    assert (_made(drawn), issues(drawn)) == (
        [FIRST, SECOND, ("S/+X1", "A; B", "09 14:00-15:30", None, (), "Scheduled")],
        ["instructors-missing Offerings!B2", "location-missing Offerings!B2"],
    )


def test_blank_groups_are_the_sessions_and_blank_length_its_length(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, "| Offering ID | Session | Date | Start |\n| X1 | session | 2026-09-09 | 14:00 |", date="", start="")
    assert _made(drawn) == [("S/+X1", "A; B", "09 14:00-15:00", None, (), "Scheduled")]


def test_without_an_id_it_is_known_by_date_and_start(tmp_path: Path) -> None:
    drawn = _draw(
        tmp_path,
        "| Session | Groups | Date | Start | Minutes | Location | Instructors |\n| S | A | 2026-09-09 | 14:00 | 30 | X | Y |",
    )
    assert (ids(drawn), issues(drawn)) == (["S/A/w1.1", "S/B/w1.1", "S/+2026-09-09 14:00"], ["offering-id-missing Offerings!A2"])


def test_a_generated_id_changes_that_offering_and_blank_cells_keep(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, "| Offering ID | Session | Location | Start |\n| S/A/w1.1 | | Hall | |\n| s/b/W1.1 | S | | 11:00 |")
    assert (_made(drawn), issues(drawn)) == (
        [
            ("S/A/w1.1", "A", "07 09:00-10:00", "Hall", ("Abbott",), "Scheduled"),
            ("S/B/w1.1", "B", "07 11:00-12:00", "R102", ("Baptiste",), "Scheduled"),
        ],
        [],
    )


def test_one_meeting_can_be_cancelled(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, "| Offering ID | Status |\n| S/B/w1.1 | Cancelled |")
    assert _made(drawn) == [FIRST, (*SECOND[:5], "Cancelled")]


def test_a_moved_offering_keeps_its_uid(tmp_path: Path) -> None:
    moved = _draw(tmp_path, "| Offering ID | Date | End |\n| S/A/w1.1 | 2026-09-10 | 10:30 |")
    uids = {offering.id: offering.uid for offering in plan(moved).offerings}
    before = {offering.id: offering.uid for offering in plan(_draw(tmp_path, "| Offering ID | Session |")).offerings}
    assert uids == before


def test_a_changed_date_and_end_move_the_offering(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, "| Offering ID | Date | End |\n| S/A/w1.1 | 2026-09-10 | 10:30 |")
    assert _made(drawn) == [SECOND, ("S/A/w1.1", "A", "10 09:00-10:30", "R101", ("Abbott",), "Scheduled")]


def test_an_unknown_generated_id_is_an_error(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, "| Offering ID | Location |\n| S/C/w1.1 | Hall |")
    assert (_made(drawn), issues(drawn)) == ([FIRST, SECOND], ["unknown-offering Offerings!A2"])


def test_a_generated_offerings_groups_cannot_be_changed(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, "| Offering ID | Groups |\n| S/A/w1.1 | B |\n| S/B/w1.1 | B |")
    assert (_made(drawn), issues(drawn)) == ([SECOND], ["generated-groups-differ Offerings!B2"])


def test_a_change_in_error_holds_the_offering_it_names(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, "| Offering ID | Status |\n| S/A/w1.1 | Cancled |")
    assert (_made(drawn), plan(drawn).held, issues(drawn)) == ([SECOND], ("S/A/w1.1",), ["not-a-choice Offerings!B2"])


def test_what_an_offering_of_its_own_requires(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, "| Offering ID | Session | Date | Start |\n| X1 | | | |\n| X2 | T | 2026-09-09 | 14:00 |")
    assert issues(drawn) == [
        "required-cell-empty Offerings!B2",
        "required-cell-empty Offerings!C2",
        "required-cell-empty Offerings!D2",
        "unknown-reference Offerings!B3",
    ]


def test_an_offering_may_end_on_a_later_day(tmp_path: Path) -> None:
    drawn = _draw(
        tmp_path,
        "| Offering ID | Session | Date | Start | End date | End |\n| X1 | S | 2026-09-09 | 20:00 | 2026-09-11 | 08:00 |",
    )
    assert [(offering.id, offering.minutes) for offering in plan(drawn).offerings if "+" in offering.id] == [("S/+X1", 36 * 60)]


def test_a_cancelled_session_outranks_its_offerings(tmp_path: Path) -> None:
    drawn = _draw(
        tmp_path,
        "| Offering ID | Session | Date | Start | Status |\n| X1 | S | 2026-09-09 | 14:00 | Scheduled |",
        status="Cancelled",
    )
    assert [offering.status.value for offering in plan(drawn).offerings] == ["Cancelled"] * 3


def test_an_id_given_twice_counts_once(tmp_path: Path) -> None:
    drawn = _draw(
        tmp_path,
        "| Offering ID | Session | Groups | Date | Start | Location | Instructors |\n"
        "| X1 | S | A | 2026-09-09 | 14:00 | R | Z |\n| x1 | S | A | 2026-09-10 | 14:00 | R | Z |",
    )
    assert (ids(drawn), issues(drawn)) == (["S/A/w1.1", "S/B/w1.1", "S/+X1"], ["duplicate-key Offerings!A3"])


def test_an_id_that_schedule_xlsx_has_filled_in_is_the_same_offering(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, "| Offering ID | Session | Date | Start |\n| S/+X1 | S | 2026-09-09 | 14:00 |")
    assert ids(drawn) == ["S/A/w1.1", "S/B/w1.1", "S/+X1"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| X1 | S | 2026-09-08 | 09:00 | | 08:00 |", "end-before-start Offerings!F2"),
        ("| X1 | S | 2026-09-08 | 09:00 | 2026-09-01 | 10:00 |", "end-before-start Offerings!E2"),
        ("| X1 | S | 2026-09-08 | 09:00 | 2027-09-08 | 10:00 |", "number-out-of-range Offerings!E2"),
        ("| S/A/w1.1 | | | 09:00 | | 08:00 |", "end-before-start Offerings!F2"),
        ("| S/A/w1.1 | | | | | 08:00 |", "end-before-start Offerings!F2"),
        ("| S/A/w1.1 | | | | 2026-09-06 | 10:00 |", "end-before-start Offerings!F2"),
        ("| S/A/w1.1 | | 2026-09-07 | | 2026-09-06 | 10:00 |", "end-before-start Offerings!E2"),
        ("| S/A/w1.1 | | | | 2027-09-08 | 10:00 |", "number-out-of-range Offerings!E2"),
    ],
)
def test_an_end_that_cannot_be_is_named_once(row: str, expected: str, tmp_path: Path) -> None:
    drawn = _draw(tmp_path, f"| Offering ID | Session | Date | Start | End date | End |\n{row}")
    assert (issues(drawn), len(plan(drawn).held)) == ([expected], 1)


def test_an_end_at_a_start_that_the_row_does_not_name_is_no_length(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, "| Offering ID | End |\n| S/A/w1.1 | 09:00 |\n| S/B/w1.1 | 09:01 |")
    assert (_made(drawn), messages(drawn)) == (
        [("S/B/w1.1", "B", "07 09:00-09:01", "R102", ("Baptiste",), "Scheduled")],
        ["S/A/w1.1 would end before it starts."],
    )


def test_an_offering_takes_seven_days_at_most(tmp_path: Path) -> None:
    drawn = _draw(
        tmp_path, "| Offering ID | End date | End |\n| S/A/w1.1 | 2026-09-14 | 09:00 |\n| S/B/w1.1 | 2026-09-14 | 09:01 |"
    )
    assert (_made(drawn), issues(drawn)) == (
        [("S/A/w1.1", "A", "07 09:00-09:00", "R101", ("Abbott",), "Scheduled")],
        ["number-out-of-range Offerings!B3"],
    )


def test_an_offering_that_takes_too_long_is_told_its_days(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, "| Offering ID | End date | End |\n| S/A/w1.1 | 2026-09-20 | 10:00 |")
    assert messages(drawn) == ["S/A/w1.1 would take 13 days; at most 7 are possible."]


def test_what_is_said_of_ids_that_name_no_offering_of_their_session(tmp_path: Path) -> None:
    drawn = draw(
        """
        # Groups
        | Group |
        | A     |
        | B     |
        # Sessions
        | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors |
        | S          | Session | Lab  | A; B   | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |
        | T          | Theory  | Talk | A      | 2026-09-08 | 09:00 | 60      | R1       | Abbott      |
        # Offerings
        | Offering ID | Session | Groups |
        | S/A/w1.1    | T       |        |
        | S/C/w1.1    | S       |        |
        | T/A/w1.1    |         | A; B   |
        """,
        tmp_path / "ids.xlsx",
    )
    assert messages(drawn) == [
        '"S/A/w1.1" belongs to session S, not to T.',
        'No generated offering has the ID "S/C/w1.1".',
        "Groups names A; B, but T/A/w1.1 is for A.",
    ]
