import threading

import pytest

from schedbatch.disk.at_once import at_once


def test_results_stand_in_the_order_of_the_sources() -> None:
    assert at_once(str, range(10)) == ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")


def test_several_threads_work_together() -> None:
    # Each of two threads waits until the other is there too.
    both = threading.Barrier(2, timeout=60)

    def meet(number: int) -> int:
        both.wait()
        return number

    assert at_once(meet, range(2)) == (0, 1)


@pytest.mark.parametrize("can_start", [0, 1])
def test_where_no_further_thread_can_start_the_work_is_done_all_the_same(can_start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[threading.Thread] = []
    start = threading.Thread.start

    def refuse(thread: threading.Thread) -> None:
        if len(started) == can_start:
            raise RuntimeError("can't start new thread")
        started.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert at_once(str, range(5)) == ("0", "1", "2", "3", "4")
    assert len(started) == can_start


def test_after_a_failure_nothing_else_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    begun: list[int] = []

    def work(number: int) -> None:
        begun.append(number)
        if number == 1:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        at_once(work, range(4))
    assert begun == [0, 1]


def test_nothing_to_do_gives_nothing() -> None:
    assert at_once(str, ()) == ()
