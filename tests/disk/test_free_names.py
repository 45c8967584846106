"""Names that no file has yet."""

import sys
from pathlib import Path

import pytest

from schedbatch.disk.free_names import aside_name, fitting, free_name


def test_a_name_gets_the_first_free_number(tmp_path: Path) -> None:
    found = []
    for _ in range(3):
        free = free_name(tmp_path / "term.xlsx")
        free.touch()
        found.append(free.name)
    assert found == ["term.xlsx", "term (2).xlsx", "term (3).xlsx"]


def test_what_is_put_aside_says_why_with_the_first_free_number(tmp_path: Path) -> None:
    (tmp_path / "term (kept 1).xlsx").touch()
    (tmp_path / "term (kept 3).xlsx").touch()
    names = [aside_name(tmp_path / "term.xlsx", word).name for word in ("kept", "damaged")]
    assert names == ["term (kept 2).xlsx", "term (damaged 1).xlsx"]


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_link_that_leads_nowhere_has_its_name(tmp_path: Path) -> None:
    (tmp_path / "term.xlsx").symlink_to(tmp_path / "nowhere")
    (tmp_path / "term (kept 1).xlsx").symlink_to(tmp_path / "nowhere")
    found = (free_name(tmp_path / "term.xlsx").name, aside_name(tmp_path / "term.xlsx", "kept").name)
    assert found == ("term (2).xlsx", "term (kept 2).xlsx")


def test_a_name_is_cut_to_the_bytes_that_a_disk_takes() -> None:
    assert (fitting("é" * 200, 55), fitting("short", 40)) == ("é" * 100, "short")
