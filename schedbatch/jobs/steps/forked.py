"""Work that is done on another core, in a copy of this process, which begins with everything that this process knows.

Only Linux makes such a copy (a fork) for next to nothing and safely. Elsewhere, and where it would not pay, the work is done
here when its result is asked for: the result is the same.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:  # what a small run does without
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

T = TypeVar("T")

HARMLESS_THREAD = "schedbatch-progress"
"""A thread of this name holds no lock while a process is copied."""


@dataclass(frozen=True, slots=True)
class _Result(Generic[T]):
    value: T


@dataclass(frozen=True, slots=True)
class _Failure:
    error: BaseException


@dataclass(frozen=True, slots=True)
class _Pipe:
    """A process beside this one, and where its answer comes in."""

    process: "BaseProcess"
    receiver: "Connection"


class ForkedWork(Generic[T]):
    """A task, done in a copy of this process or in this process; pickle must be able to take its result."""

    def __init__(self, task: Callable[[], T]) -> None:
        self._task = task
        self._line: _Pipe | None = None
        self._answer: _Result[T] | _Failure | None = None

    def begin(self) -> Self:
        """Begin in a copy of this process, if a copy can be made. The copy ends with this process, and shares no memory with it."""
        if can_begin():
            # Ctrl-C reaches all processes: this one hears it, and takes away what the one beside, which does not, has made.
            held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                self._line = _launched(self._task)
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, held)
        return self

    def result(self) -> T:
        """The result of the task, which is awaited if the task has begun, else done now. Raises what the task raises."""
        if self._answer is None:
            self._answer = self._received() or _Result(self._task())
        if isinstance(self._answer, _Failure):
            raise self._answer.error
        return self._answer.value

    def result_if_begun(self) -> T | None:
        """The same, but ``None`` for work that has not begun or has failed."""
        if self._answer is None:
            self._answer = self._received()
        return self._answer.value if isinstance(self._answer, _Result) else None

    def _received(self) -> _Result[T] | _Failure | None:
        """The answer of the other process; ``None`` if there is no such process, or if something else ended the process."""
        if self._line is None:
            return None
        # Whoever is interrupted while this waits can ask again.
        self._line.receiver.poll(None)
        line, self._line = self._line, None
        answer: _Result[T] | _Failure | None = None
        # A process that was ended from outside says nothing, most often because memory ran out: its work is done here.
        with line.receiver, suppress(EOFError, OSError):
            answer = line.receiver.recv()
        line.process.join()
        return answer


def can_begin() -> bool:
    """Whether a copy of this process is safe and has a core to itself; a copy makes no further copies."""
    from multiprocessing import parent_process  # noqa: PLC0415

    if sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1 or parent_process():
        return False
    others = (thread.name for thread in threading.enumerate() if thread is not threading.main_thread())
    return threading.current_thread() is threading.main_thread() and all(name == HARMLESS_THREAD for name in others)


def _launched(task: Callable[[], T]) -> _Pipe:
    from multiprocessing import get_context  # noqa: PLC0415

    forking = get_context("fork")
    receiver, sender = forking.Pipe(duplex=False)
    process = forking.Process(target=_serve, args=(task, sender), daemon=True)
    process.start()
    # Held by the process beside alone, so that its death closes the pipe.
    sender.close()
    return _Pipe(process, receiver)


def _serve(task: Callable[[], T], sender: "Connection") -> None:
    """Do the task and send its result, or the error that the task raises."""
    import traceback  # noqa: PLC0415

    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        answer: _Result[T] | _Failure = _Result(task())
    except Exception as error:  # noqa: BLE001 - it is raised in the process that asked
        error.add_note(traceback.format_exc())
        answer = _Failure(error)
    with sender:
        sender.send(answer)


def _end_with_parent() -> None:
    from multiprocessing import parent_process  # noqa: PLC0415

    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
