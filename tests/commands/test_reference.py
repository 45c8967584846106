"""The reference in the terminal."""

import pytest

from schedbatch.domain.columns import SHEETS
from schedbatch.domain.kinds import KINDS
from schedbatch.jobs.reference import UnknownTopic, columns_text, issues_text
from schedbatch.readers.settings import SETTING_ROWS


def test_every_sheet_column_and_setting_is_listed() -> None:
    lines = [line.strip() for line in columns_text("", 200).splitlines()]
    wanted = [column.heading for sheet in SHEETS if sheet.name != "Settings" for column in sheet.columns]
    wanted += [row.heading for row in SETTING_ROWS]
    assert [heading for heading in wanted if not any(line.startswith(heading) for line in lines)] == []


def test_one_sheet_is_found_by_any_of_its_names() -> None:
    assert columns_text("holiday", 100) == (
        "Closures [Holidays]: Holidays and other days without teaching.\n"
        "  Date*      The day, or the first of several.\n"
        "  Last date  The last of several days.\n"
        "  Name       What the day is.\n"
        "Headings that are read too: First date, Start date (for Date); End date (for Last date); Holiday,\n"
        "Closure, Reason (for Name).\n"
        "\n"
        "* required in every row; (*) required unless another row or cell says it; in brackets: other names\n"
        "that are read too."
    )


@pytest.mark.parametrize("width", [40, 80, 132])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    text = columns_text("Closures", width) + "\n" + issues_text("not-a-date", width)
    assert [line for line in text.splitlines() if len(line) > width] == []


def test_every_kind_of_issue_is_listed_gravest_first() -> None:
    lines = issues_text("", 200).splitlines()
    assert [line.split()[0] for line in lines] == [kind.code for kind in sorted(KINDS, key=lambda kind: -kind.severity)]


def test_one_kind_is_explained() -> None:
    assert issues_text(" Not-a-Date ", 100) == (
        "not-a-date (error): Not a date\nEnter a date as Excel knows it, or as text like 2026-01-31."
    )


def test_unknown_names_are_answered_with_the_likely_one() -> None:
    with pytest.raises(UnknownTopic, match='no sheet "Setings"; did you mean "Settings"'):
        columns_text("Setings", 80)
    with pytest.raises(UnknownTopic, match='no issue "not-a-dat"; did you mean "not-a-date"'):
        issues_text("not-a-dat", 80)
