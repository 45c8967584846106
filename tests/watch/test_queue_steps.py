"""What comes next for a workbook that waits, and which comes first; all by a clock that is handed in."""

import datetime as dt
from pathlib import Path

import pytest

from schedbatch.watch.claim import Claim
from schedbatch.watch.queue import Candidate, Queue, Step
from schedbatch.watch.readiness import Inspection, Readiness
from schedbatch.watch.sightings import Sighting

NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=1)
TERM = Candidate(Sighting(Path("inbox/term.xlsx"), 9000, 1, 7))
READY = Inspection(Readiness.READY, "autumn")
UNFINISHED = Inspection(Readiness.UNFINISHED, why="it is not whole")
BEING_WRITTEN = Inspection(Readiness.UNFINISHED, why="it is not whole", has_writer=True)


@pytest.fixture
def queue() -> Queue:
    """A queue whose files settle in a second, which has seen the term's workbook at 100 seconds."""
    made = Queue(1.0, 0.5, lambda: NOW)
    made.bring_up_to_date((TERM,), 100.0)
    return made


def test_a_file_is_looked_into_when_it_has_stood_still_long_enough(queue: Queue) -> None:
    assert [queue.next_step(TERM, moment) for moment in (100.9, 101.0)] == [
        (Step.WAIT, "it has just been saved, or is still being copied"),
        (Step.INSPECT, "it waits to be looked into"),
    ]


def test_a_whole_workbook_is_run(queue: Queue) -> None:
    queue.learn(TERM, READY, 101.0)
    assert queue.next_step(TERM, 101.0) == (Step.RUN, "it waits for its turn")


def test_a_file_that_is_not_whole_is_looked_into_again_and_refused_when_patience_ends(queue: Queue) -> None:
    assert queue.patience == 15.0
    queue.learn(TERM, UNFINISHED, 101.0)
    assert [queue.next_step(TERM, moment)[0] for moment in (102.0, 102.1, 115.0, 115.1)] == [
        Step.WAIT,
        Step.INSPECT,
        Step.INSPECT,
        Step.RUN,
    ]
    assert queue.next_step(TERM, 102.0)[1] == "it is not whole"


def test_a_file_that_somebody_is_writing_is_looked_into_ever_more_seldom_and_never_refused(queue: Queue) -> None:
    queue.learn(TERM, BEING_WRITTEN, 200.0)
    assert [queue.next_step(TERM, moment)[0] for moment in (210.0, 211.0, 211.2)] == [Step.WAIT, Step.WAIT, Step.INSPECT]


def test_nobody_waits_less_than_ten_seconds_for_the_rest_of_a_file() -> None:
    assert (Queue(0.1, 0.5, lambda: NOW).patience, Queue(2.0, 0.5, lambda: NOW).patience) == (10.0, 30.0)


def test_what_an_inspection_found_is_news_once_and_holds_until_the_file_is_touched(queue: Queue) -> None:
    touched = Candidate(Sighting(TERM.path, 9000, 2, 7))
    news = [queue.learn(TERM, UNFINISHED, 101.0), queue.learn(TERM, UNFINISHED, 102.0), queue.learn(TERM, READY, 103.0)]
    assert (news, queue.inspection_of(TERM), queue.inspection_of(touched)) == ([True, False, True], READY, None)
    assert queue.learn(touched, READY, 104.0) is True


def test_a_failure_makes_the_queue_look_into_the_file_anew(queue: Queue) -> None:
    queue.learn(TERM, READY, 101.0)
    backoff = queue.back_off(TERM, "the disk is full", 101.0)
    assert (queue.inspection_of(TERM), queue.next_step(TERM, backoff.until)) == (
        None,
        (Step.INSPECT, "it waits to be looked into"),
    )


def test_untried_workbooks_come_first_then_claims_then_those_saved_first() -> None:
    def candidate(name: str, modified: int, *, tries: int = 0, is_claimed: bool = False) -> Candidate:
        sighting = Sighting(Path("inbox") / name, 9000, modified, 7)
        return Candidate(sighting, Claim("1", sighting.path) if is_claimed else None, tries)

    ordered = (
        candidate("claimed.xlsx", 9, is_claimed=True),
        candidate("b first.xlsx", 1),
        candidate("a.xlsx", 2),
        candidate("b.xlsx", 2),
        candidate("tried.xlsx", 0, tries=1),
        candidate("tried twice.xlsx", 0, tries=2, is_claimed=True),
    )
    queue = Queue(1.0, 0.5, lambda: NOW)
    queue.bring_up_to_date(reversed(ordered), 100.0)
    assert queue.candidates == ordered


def test_what_is_dropped_is_gone_until_the_next_poll_and_what_is_brought_back_stands_last(queue: Queue) -> None:
    other = Candidate(Sighting(Path("inbox/other.xlsx"), 9000, 2, 8))
    queue.bring_up_to_date((TERM, other), 101.0)
    assert (queue.candidates, queue.is_stale) == ((TERM, other), False)
    queue.drop(TERM)
    assert (queue.candidates, queue.is_stale) == ((other,), True)
    queue.bring_back(TERM)
    assert queue.candidates == (other, TERM)


def test_the_first_sight_of_a_file_is_kept_while_it_is_there() -> None:
    moments = iter((NOW, LATER, LATER + dt.timedelta(minutes=1)))
    queue = Queue(1.0, 0.5, lambda: next(moments))
    queue.bring_up_to_date((TERM,), 100.0)
    queue.bring_up_to_date((Candidate(Sighting(TERM.path, 9500, 2, 7)),), 160.0)
    assert (queue.since(TERM), queue.seen_for(TERM, 170.0)) == (NOW, 70.0)
    queue.bring_up_to_date((), 170.0)
    assert queue.seen_for(TERM, 180.0) == 0.0
