"""The status files are written when something has changed, and every few seconds."""

import datetime as dt
import io
from dataclasses import replace

import pytest

from schedbatch.jobs.run import Options
from schedbatch.watch.journal import ClaimRecord, Journal, State
from schedbatch.watch.log import Log
from schedbatch.watch.places import fit_places
from schedbatch.watch.setup import Setup
from schedbatch.watch.sightings import InboxSurvey
from schedbatch.watch.status_writer import Overview, StatusWriter
from tests.watch.watching import Folders

NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
NOTHING = Overview("watching", None, (), (), 0, InboxSurvey((), (), 0))
TERM = ClaimRecord("000000001", "term.xlsx", State.FILED, outcome="released", finished_at="2026-09-01T08:00:00Z")


@pytest.fixture
def stream() -> io.StringIO:
    """What the log says."""
    return io.StringIO()


@pytest.fixture
def writer(folders: Folders, stream: io.StringIO) -> StatusWriter:
    """A writer whose clock stands still, and which writes an unchanged status every ten seconds."""
    setup = Setup(fit_places(folders.inbox, folders.out), Options(), 1.0, 1.0, 1, is_once=False, postbox=None)
    return StatusWriter(setup, Journal(folders.out), Log(stream, "text", lambda: NOW), lambda: NOW, 0.0)


def is_written(folders: Folders, writer: StatusWriter, overview: Overview, moment: float) -> bool:
    """Whether the writer writes both files now."""
    paths = [folders.out / name for name in ("status.json", "status.html")]
    for path in paths:
        path.unlink(missing_ok=True)
    writer.write(overview, moment)
    found = {path.exists() for path in paths}
    assert len(found) == 1
    return found.pop()


def test_an_unchanged_status_is_written_again_after_ten_seconds(folders: Folders, writer: StatusWriter) -> None:
    assert [is_written(folders, writer, NOTHING, moment) for moment in (0.0, 1.0, 9.9, 10.0, 19.9)] == [
        *(True, False, False, True, False)
    ]


def test_each_change_and_the_end_are_written_at_once(folders: Folders, writer: StatusWriter) -> None:
    running, stopped = replace(NOTHING, state="running"), replace(NOTHING, state="stopped")
    overviews = (NOTHING, running, replace(running, polled_at=NOW), stopped, stopped)
    assert [is_written(folders, writer, overview, 1.0) for overview in overviews] == [True, True, False, True, True]


def test_a_trouble_and_a_finished_workbook_are_shown_once_the_writer_is_told(folders: Folders, writer: StatusWriter) -> None:
    writer.write(NOTHING, 0.0)
    Journal(folders.out).put(TERM)
    assert not is_written(folders, writer, NOTHING, 1.0)
    writer.tell_finished()
    assert (is_written(folders, writer, NOTHING, 1.0), folders.status()["counts"]["released"]) == (True, 1)
    writer.tell_trouble("the disk is full", "term.xlsx")
    assert is_written(folders, writer, NOTHING, 1.0)
    assert folders.status()["last_error"] == {"at": "2026-09-01T08:00:00Z", "name": "term.xlsx", "message": "the disk is full"}


def test_a_status_that_cannot_be_written_is_said_once_in_five_minutes(
    folders: Folders, writer: StatusWriter, stream: io.StringIO
) -> None:
    """A folder stands where the file is to be."""
    (folders.out / "status.json" / "inside").mkdir(parents=True)
    for moment in (0.0, 1.0, 299.0, 300.0):
        writer.show(NOTHING, moment)
    sentences = [line.partition("WARNING")[2].strip() for line in stream.getvalue().splitlines()]
    assert (len(sentences), {sentence.partition(":")[0] for sentence in sentences}) == (
        2,
        {"status.json and status.html cannot be written"},
    )


def test_a_folder_for_results_that_is_missing_is_not_made_for_the_status(folders: Folders, writer: StatusWriter) -> None:
    folders.out.rename(folders.desk / "away")
    writer.show(NOTHING, 0.0)
    assert not folders.out.exists()
