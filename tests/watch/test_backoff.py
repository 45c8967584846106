"""Waiting after a failure, by a clock that is handed in."""

import datetime as dt

from schedbatch.watch.backoff import Backoff, Pause, next_backoff

NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=1)


def test_the_next_backoff_is_longer_and_knows_the_first_failure() -> None:
    first = next_backoff(None, "the disk is full", 100.0, 0.5, NOW)
    second = next_backoff(first, "the disk is read-only", 200.0, 0.5, LATER)
    assert (first, second) == (
        Backoff("the disk is full", 100.5, 1, NOW),
        Backoff("the disk is read-only", 201.0, 2, NOW),
    )


def test_a_pause_is_lengthened_until_it_is_ended_and_then_begins_anew() -> None:
    pause = Pause(0.5, lambda: NOW)
    assert (pause.backoff, pause.is_over(0.0)) == (None, True)
    pause.lengthen("the disk is full", 100.0)
    pause.lengthen("the disk is full", 100.5)
    assert [pause.is_over(moment) for moment in (101.4, 101.5)] == [False, True]
    pause.end()
    assert (pause.is_over(101.0), pause.lengthen("the disk is full", 200.0)) == (True, Backoff("the disk is full", 200.5, 1, NOW))
