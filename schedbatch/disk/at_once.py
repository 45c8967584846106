"""Work on several files at once: most of the time goes by waiting for the disk, which takes several files together.

The one place that starts threads. The calling thread works too, so where no other thread can start (a browser, a locked-down
server) the calling thread does all the work in turn.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Lock, Thread
from typing import Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")

FILES_AT_ONCE = 4


def at_once(work: Callable[[S], T], sources: Iterable[S]) -> tuple[T, ...]:
    """Give ``work(source)`` for each source, in the order of the sources.

    After a failure no further source is begun. The failure is raised when all that was begun is done.
    """
    queue = _Queue(work, tuple(sources))
    helpers: list[Thread] = []
    try:
        # RuntimeError: no thread, or no further thread, can start here.
        with suppress(RuntimeError):
            for _ in range(min(FILES_AT_ONCE, queue.length) - 1):
                thread = Thread(target=queue.work_off)
                thread.start()
                helpers.append(thread)
        queue.work_off()
    finally:
        queue.close()
        for thread in helpers:
            thread.join()
    return queue.results()


class _Queue(Generic[S, T]):
    """Sources that several threads work off together."""

    def __init__(self, work: Callable[[S], T], sources: tuple[S, ...]) -> None:
        self._work = work
        self._sources = sources
        self._begun = 0
        self._lock = Lock()
        self._results: dict[int, T] = {}
        self._failures: list[BaseException] = []

    @property
    def length(self) -> int:
        """How many sources there are."""
        return len(self._sources)

    def work_off(self) -> None:
        """Take one source after another until none is left."""
        while (number := self._next()) is not None:
            try:
                self._results[number] = self._work(self._sources[number])
            except BaseException as failure:  # noqa: BLE001 - raised again by the calling thread
                self._failures.append(failure)
                self.close()

    def _next(self) -> int | None:
        with self._lock:
            if self._begun >= len(self._sources):
                return None
            self._begun += 1
            return self._begun - 1

    def close(self) -> None:
        """Let no further source begin."""
        with self._lock:
            self._begun = len(self._sources)

    def results(self) -> tuple[T, ...]:
        """What came of the sources; raises the first failure instead, if there is any."""
        if self._failures:
            raise self._failures[0]
        return tuple(self._results[number] for number in range(len(self._sources)))
