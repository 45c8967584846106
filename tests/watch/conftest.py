"""Folders for a watch."""

from pathlib import Path

import pytest

from tests.watch.watching import Folders


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Three empty folders on one disk."""
    for name in ("inbox", "out", "desk"):
        (tmp_path / name).mkdir()
    return Folders(tmp_path / "inbox", tmp_path / "out", tmp_path / "desk")
