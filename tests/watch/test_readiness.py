"""Is a file that stands still a whole workbook? Asked of files of every kind."""

import os
import zipfile
from pathlib import Path

import pytest

from schedbatch.watch.readiness import Inspection, Readiness, inspect_file
from tests.watch.watching import workbook

NOT_WHOLE = Inspection(Readiness.UNFINISHED, why="it is not whole: it is still being copied, or damaged")
LARGE = 3 * 1024 * 1024
"""Bytes: more than is read at once."""


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A sound workbook with a picture of some megabytes in it, stored as it is."""
    path = workbook(tmp_path / "term.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/media/image1.png", bytes(range(256)) * (LARGE // 256))
    return path


def test_a_whole_workbook_is_ready_and_says_whose_it_is(large: Path) -> None:
    assert inspect_file(large) == Inspection(Readiness.READY, "autumn")


@pytest.mark.parametrize("place", [100, LARGE // 2, LARGE - 100], ids=["first", "middle", "last"])
def test_a_wrong_byte_anywhere_in_a_large_member_is_damage(large: Path, place: int) -> None:
    content = bytearray(large.read_bytes())
    start = content.index(bytes(range(256)))
    content[start + place] ^= 0xFF
    large.write_bytes(content)
    assert inspect_file(large) == NOT_WHOLE


def test_a_pipe_in_the_place_of_a_file_is_gone_and_not_waited_for(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes that lie in folders")
    os.mkfifo(tmp_path / "term.xlsx")
    assert inspect_file(tmp_path / "term.xlsx") == Inspection(Readiness.GONE)


def test_a_link_in_the_place_of_a_file_is_not_followed(large: Path, tmp_path: Path) -> None:
    if not hasattr(os, "O_NOFOLLOW"):
        pytest.skip("this system follows links")
    (tmp_path / "link.xlsx").symlink_to(large)
    assert inspect_file(tmp_path / "link.xlsx") == Inspection(Readiness.GONE)


def test_what_was_taken_away_is_gone(tmp_path: Path) -> None:
    assert inspect_file(tmp_path / "term.xlsx") == Inspection(Readiness.GONE)


@pytest.mark.parametrize(
    ("content", "inspection"),
    [
        (b"", Inspection(Readiness.UNFINISHED, why="it is empty: it is still being copied")),
        (bytes(5000), Inspection(Readiness.UNFINISHED, why="it is still being copied: it holds nothing but zeros")),
        (bytes(100) + b"PK", NOT_WHOLE),
        (b"PK\x03\x04 and then nothing", NOT_WHOLE),
        (b"Title,Type\r\n", Inspection(Readiness.READY)),
    ],
    ids=["empty", "zeros", "zeros first", "cut off", "a text"],
)
def test_what_is_no_whole_workbook_waits_and_what_is_none_at_all_is_ready_to_be_refused(
    content: bytes, inspection: Inspection, tmp_path: Path
) -> None:
    path = tmp_path / "term.xlsx"
    path.write_bytes(content)
    assert inspect_file(path) == inspection
