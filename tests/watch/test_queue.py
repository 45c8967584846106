"""What waits, in which order it is dealt with, and why something has to wait longer; all by a clock that is handed in."""

import datetime as dt
from pathlib import Path

import pytest

from schedbatch.watch.queue import Candidate, Queue, Step
from schedbatch.watch.sightings import Sighting

NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
SAVED = Candidate(Sighting(Path("inbox/term.xlsx"), 9000, 1, 7))
SAVED_AGAIN = Candidate(Sighting(Path("inbox/term.xlsx"), 9000, 2, 7))
RENAMED_OVER = Candidate(Sighting(Path("inbox/term.xlsx"), 9000, 1, 8))


@pytest.fixture
def queue() -> Queue:
    """A queue whose files settle in a second, and whose polls come each half second."""
    return Queue(1.0, 0.5, lambda: NOW)


def test_what_has_failed_waits_for_its_hold_and_says_why(queue: Queue) -> None:
    queue.bring_up_to_date((SAVED,), 0.0)
    backoff = queue.back_off(SAVED, "schedule.xlsx is open in Excel", 10.0)
    assert [queue.next_step(SAVED, moment) for moment in (10.0, backoff.until - 0.01, backoff.until)] == [
        (Step.WAIT, "schedule.xlsx is open in Excel"),
        (Step.WAIT, "schedule.xlsx is open in Excel"),
        (Step.INSPECT, "it waits to be looked into"),
    ]
    assert (queue.has_backoffs, backoff.failures, backoff.since) == (True, 1, NOW)


@pytest.mark.parametrize("other", [SAVED_AGAIN, RENAMED_OVER], ids=["saved again", "another file of that name"])
def test_a_workbook_that_is_replaced_while_it_waits_loses_the_hold_of_the_old_one(queue: Queue, other: Candidate) -> None:
    queue.bring_up_to_date((SAVED,), 0.0)
    for moment in (10.0, 20.0, 30.0):
        queue.back_off(SAVED, "schedule.xlsx is open in Excel", moment)
    queue.bring_up_to_date((other,), 30.0)
    assert (queue.backoff_of(other, 30.0), queue.has_backoffs, queue.next_step(other, 30.0)[0]) == (None, False, Step.WAIT)
    assert queue.next_step(other, 31.0) == (Step.INSPECT, "it waits to be looked into")
    assert queue.back_off(other, "the disk is full", 31.0).failures == 1


def test_each_failure_in_a_row_makes_the_hold_longer(queue: Queue) -> None:
    queue.bring_up_to_date((SAVED,), 0.0)
    backoffs = [queue.back_off(SAVED, "the disk is full", 100.0) for _ in range(3)]
    assert [(backoff.failures, backoff.until - 100.0, backoff.since) for backoff in backoffs] == [
        (1, 0.5, NOW),
        (2, 1.0, NOW),
        (3, 2.0, NOW),
    ]
