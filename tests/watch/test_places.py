"""Folders that cannot be used are refused with a sentence."""

from pathlib import Path

import pytest

from schedbatch.watch.places import Unfit, fit_places
from tests.watch.watching import Folders


def test_folders_that_overlap_wrongly_or_are_links_are_refused(folders: Folders, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folders.inbox)
    (tmp_path / "file").touch()
    inside = folders.out / "inside"
    inside.mkdir()
    for inbox, out, sentence in (
        (folders.inbox, folders.inbox, "cannot be both the watched folder and the folder for results"),
        (folders.inbox, tmp_path / "desk" / ".." / "inbox", "cannot be both the watched folder and the folder for results"),
        (inside, folders.out, "lies in the folder for results"),
        (folders.inbox, folders.inbox / "done", "is where workbooks are kept"),
        (folders.inbox, folders.inbox / "working" / "out", "is where workbooks are kept"),
        (link, folders.out, "is a link"),
        (folders.inbox, link, "is a link"),
        (tmp_path / "missing", folders.out, "There is no folder"),
        (tmp_path / "file", folders.out, "There is no folder"),
        (folders.inbox, tmp_path / "file", "cannot be made"),
    ):
        with pytest.raises(Unfit, match=sentence):
            fit_places(inbox, out)
    (folders.inbox / "done").rename(tmp_path / "elsewhere")
    (folders.inbox / "done").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Unfit, match="is a link"):
        fit_places(folders.inbox, folders.out)
