"""Which files of the folder are taken, and for how long each has stood still."""

from pathlib import Path

import pytest

from schedbatch.watch.sightings import Settling, is_conflicted, sight, survey_inbox, why_not_taken


@pytest.mark.parametrize(
    ("name", "is_taken"),
    [
        *(
            ("a.xlsx", True),
            ("A.XLSX", True),
            ("a.xlsm", True),
            ("20260901.xlsx", True),
            ("ABCDEFAB.xlsx", True),
            ("a b.c.xlsx", True),
        ),
        *(("~$a.xlsx", False), (".a.xlsx", False), ("._a.xlsx", False), (".~lock.a.xlsx#", False), ("a.xlsx.tmp", False)),
        *(("a.part", False), ("1A2B3C4D", False), ("1A2B3C4D.xlsx", False), ("a.xls", False), ("xlsx", False), (".xlsx", False)),
    ],
)
def test_which_names_are_taken(name: str, *, is_taken: bool) -> None:
    assert (why_not_taken(name) is None) == is_taken


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("autumn (Priya's conflicted copy 2026-09-01).xlsx", True),
        ("autumn (conflict 2026-09-01-120000).xlsx", True),
        ("autumn.sync-conflict-20260901-120000-ABCDEFG.xlsx", True),
        ("autumn.xlsx", False),
        ("room conflicts.xlsx", False),
    ],
)
def test_which_names_are_those_of_conflicted_copies(name: str, *, expected: bool) -> None:
    assert is_conflicted(name) == expected


def test_a_file_settles_by_the_clock_that_is_handed_in_and_starts_again_when_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"one")
    settling = Settling()
    settling.observe(survey_inbox(tmp_path).sightings, 100.0)
    before = sight(path)
    assert before
    assert (settling.still_for(before, 103.0), settling.still_for(before, 100.0)) == (3.0, 0.0)
    path.write_bytes(b"other")
    after = sight(path)
    assert after
    settling.observe(survey_inbox(tmp_path).sightings, 103.0)
    assert (settling.still_for(before, 105.0), settling.still_for(after, 105.0)) == (0.0, 2.0)
