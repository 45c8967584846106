"""Taking a workbook out of the inbox, and putting it away."""

from pathlib import Path

import pytest

from schedbatch.watch.claim import Claim, archived_name, make_folders, place_in, put_away, take, unfinished
from schedbatch.watch.sightings import sight
from tests.drawing import NOW


def test_a_stale_sighting_is_not_claimed(tmp_path: Path) -> None:
    make_folders(tmp_path)
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"one")
    sighting = sight(path)
    assert sighting
    path.write_bytes(b"another")
    with pytest.raises(FileNotFoundError):
        take(tmp_path, sighting, 1)
    assert (path.read_bytes(), unfinished(tmp_path)) == (b"another", ())


def test_nothing_that_is_kept_is_overwritten(tmp_path: Path) -> None:
    """The same name, second and hash; and a file that appears at the place meanwhile."""
    make_folders(tmp_path)
    name = archived_name("a.xlsx", "ab" * 32, NOW)
    assert name == "a 2026-09-01 080000 abababab.xlsx"
    for number in range(3):
        claim = Claim(f"{number}", tmp_path / "working" / f"{number}" / "a.xlsx")
        claim.path.parent.mkdir()
        claim.path.write_text(f"{number}", encoding="utf-8")
        place = place_in(tmp_path, "done", name)
        if number == 2:
            place.write_text("somebody's", encoding="utf-8")
        put_away(claim, place)
    kept = sorted((tmp_path / "done").iterdir())
    assert [path.name.removeprefix("a 2026-09-01 080000 abababab") for path in kept] == [
        " (2).xlsx",
        " (3) (2).xlsx",
        " (3).xlsx",
        ".xlsx",
    ]
    assert sorted(path.read_text(encoding="utf-8") for path in kept) == ["0", "1", "2", "somebody's"]


def test_an_archived_name_leaves_room_for_its_receipts() -> None:
    for name in ("x" * 250 + ".xlsx", "é" * 125 + ".xlsx", "🗓" * 62 + ".xlsx"):
        stem = archived_name(name, "ab" * 32, NOW).removesuffix(".xlsx")
        assert 200 < len(f"{stem} (2).receipt.json".encode()) <= 255
