"""Paths and contents as disks see them."""

from pathlib import Path, PurePosixPath

import pytest

from schedbatch.disk.paths import digest, folded, is_inside, is_ordinary, is_same_file, is_there, sha256_of


@pytest.mark.parametrize("path", ["all.ics", "groups/A.ics", "groups/a..b.ics", "..ics"])
def test_a_path_below_the_folder_is_inside(path: str) -> None:
    assert is_inside(PurePosixPath(path)) is True


@pytest.mark.parametrize("path", ["", ".", "/all.ics", "../all.ics", "groups/../../all.ics", "a\\b.ics", "C:all.ics", "a\0.ics"])
def test_a_path_that_leads_elsewhere_on_any_system_is_not_inside(path: str) -> None:
    assert is_inside(PurePosixPath(path)) is False


def test_what_is_there_is_told_from_what_is_an_ordinary_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert [(is_there(path), is_ordinary(path)) for path in (tmp_path / "file", tmp_path, tmp_path / "missing")] == [
        (True, True),
        (True, False),
        (False, False),
    ]


def test_two_names_of_one_file_are_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "other").touch()
    others = [tmp_path / "." / "file", tmp_path / "other", tmp_path / "missing"]
    assert [is_same_file(tmp_path / "file", other) for other in others] == [True, False, False]
    assert is_same_file(tmp_path / "missing", tmp_path / "missing") is False


def test_case_and_composition_make_no_other_path() -> None:
    assert folded("Groups/E\u0301cole.ICS") == folded("groups/\u00c9cole.ics") == "groups/\u00e9cole.ics"


def test_a_file_has_the_digest_of_its_bytes(tmp_path: Path) -> None:
    """The example of FIPS 180-2, B.1."""
    (tmp_path / "abc").write_bytes(b"abc")
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (digest(b"abc"), sha256_of(tmp_path / "abc")) == (expected, expected)
