"""Rows that look like banners and totals, once they were released; workbook.md, "Reading rules"."""

import pytest

from tests.desk import LABS, Desk, said

ROW = next(line for line in LABS.splitlines() if line.startswith("| D |"))


def _again(desk: Desk) -> tuple[int, list[tuple[str, str | None, str | None]]]:
    """How many offerings the next run cancels, and what it says."""
    outcome = desk.run(minutes=1)
    return outcome.receipt["changes"]["counts"]["cancelled"], said(outcome)


@pytest.mark.parametrize("left", ["| D | | | | | | | | | | | |", "| Total | Dissection | | | | | | | | | | |"])
def test_a_row_that_was_released_is_never_skipped(left: str, desk: Desk) -> None:
    desk.draw()
    desk.run()
    desk.draw(ROW, left)
    cancelled, issues = _again(desk)
    assert (cancelled, [issue for issue in issues if issue[0] in ("rows-skipped", "required-cell-empty")]) == (
        0,
        [("required-cell-empty", "Sessions", "A2")],
    )


def test_a_released_offering_id_alone_in_its_row_is_held(desk: Desk) -> None:
    extra = "# Offerings\n| Offering ID | Session | Date | Start | Minutes | Groups |\n"
    full = "| X1 | D | 2026-09-09 | 09:00 | 60 | Labs |"
    desk.draw("# Sessions", f"{extra}{full}\n# Sessions")
    desk.run()
    desk.draw("# Sessions", f"{extra}| X1 | | | | | |\n# Sessions")
    cancelled, issues = _again(desk)
    assert (cancelled, [issue for issue in issues if issue[1] == "Offerings"]) == (
        0,
        [("required-cell-empty", "Offerings", "A2")],
    )


def test_a_banner_that_was_never_released_is_skipped_in_later_runs_too(desk: Desk) -> None:
    desk.draw(ROW, f"| WEEK 1 | | | | | | | | | | | |\n{ROW}")
    desk.run()
    cancelled, issues = _again(desk)
    assert (cancelled, [issue for issue in issues if issue[0] == "rows-skipped"]) == (0, [("rows-skipped", "Sessions", "A2")])
