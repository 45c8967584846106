"""Why files in the watched folder are not taken, and how many of them are named."""

import os
from pathlib import Path

import pytest

from schedbatch.watch.sightings import SHOWN, NotTaken, survey_inbox, why_not_taken


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("~$term.xlsx", "the mark of a workbook that is open in Excel"),
        (".term.xlsx", "a hidden file"),
        ("term.csv", "only .xlsx and .xlsm workbooks are taken"),
        ("1A2B3C4D.xlsx", "a temporary file of Excel"),
    ],
)
def test_each_reason_has_its_sentence(name: str, why: str) -> None:
    assert why_not_taken(name) == why


def test_folders_and_other_files_are_named_and_hidden_ones_and_other_folders_are_not(tmp_path: Path) -> None:
    for folder in ("done", "folder.xlsx", ".git"):
        (tmp_path / folder).mkdir()
    for file in ("term.xlsx", "notes.txt", "~$term.xlsx", ".hidden"):
        (tmp_path / file).write_bytes(b"x")
    survey = survey_inbox(tmp_path)
    assert ([sighting.path.name for sighting in survey.sightings], survey.not_taken, survey.not_taken_count) == (
        ["term.xlsx"],
        (NotTaken("folder.xlsx", "a folder, not a workbook"), NotTaken("notes.txt", "only .xlsx and .xlsm workbooks are taken")),
        2,
    )


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_links_and_pipes_are_no_workbooks(tmp_path: Path) -> None:
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "elsewhere.xlsx")
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert survey_inbox(tmp_path).not_taken == (
        NotTaken("link.xlsx", "a link, not a workbook"),
        NotTaken("pipe.xlsx", "not an ordinary file"),
    )


def test_of_many_files_the_first_by_name_are_named_and_all_are_counted(tmp_path: Path) -> None:
    for number in range(3 * SHOWN):
        (tmp_path / f"{number:02}.txt").touch()
    survey = survey_inbox(tmp_path)
    assert ([file.name for file in survey.not_taken], survey.not_taken_count) == ([f"{n:02}.txt" for n in range(SHOWN)], 3 * SHOWN)


def test_files_are_taken_in_the_order_in_which_they_were_saved(tmp_path: Path) -> None:
    for name, saved in (("b.xlsx", 1), ("c.xlsx", 0), ("a.xlsx", 1)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1_000_000_000 + saved, 1_000_000_000 + saved))
    assert [sighting.path.name for sighting in survey_inbox(tmp_path).sightings] == ["c.xlsx", "a.xlsx", "b.xlsx"]
