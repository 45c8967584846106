"""Whose trouble it is, and when to try again."""

from pathlib import Path

import pytest

from schedbatch.domain.issues import OutputNotWritable
from schedbatch.watch.trouble import passing, wait_after


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "a cannot be written: the disk is full. Free some space and run again.",
            ("a cannot be written: the disk is full. Free some space.", True),
        ),
        (
            "a cannot be written. If it is open in Excel, close it in Excel and run again.",
            ("a cannot be written. If it is open in Excel, close it in Excel.", False),
        ),
    ],
)
def test_nobody_is_told_to_run_again(sentence: str, expected: tuple[str, bool]) -> None:
    found = passing(OutputNotWritable(Path("a"), sentence))
    assert (found.why, found.affects_all) == expected


def test_waits_double_up_to_a_minute_for_ever() -> None:
    assert [wait_after(number, 2.0) for number in (1, 2, 3, 7, 8, 10**6)] == [1.0, 2.0, 4.0, 60.0, 60.0, 60.0]
    assert wait_after(1, 0.05) == 0.05
