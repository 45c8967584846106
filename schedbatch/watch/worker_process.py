"""Processes that do the work, so that no workbook can bring the watch down or make it grow.

Each process is started afresh (``spawn``: the way that every system has), does one call at a time, and is replaced after a
while. Signals are the watch's own affair: Ctrl-C reaches every process of a terminal, and a worker is to finish its workbook.
"""

import multiprocessing
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

_CALLS_EACH = 200
_FAREWELL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker sends back: a value, or the traceback of a bug; neither if the worker has died over its work."""

    value: Any = None
    bug: str = ""
    has_died: bool = False


@dataclass(frozen=True, slots=True)
class _PipedProcess:
    """A process, and our end of the pipe to it."""

    process: BaseProcess
    connection: Connection


class WorkerProcess:
    """A process that calls one function at a time."""

    def __init__(self) -> None:
        self._piped: _PipedProcess | None = None
        self._calls = 0
        self.is_busy = False

    def start(self, function: Callable[..., Any], *arguments: object) -> None:
        """Let the process call ``function``, which must be a name in a module, with ``arguments``."""
        piped = self.launch()
        self._calls += 1
        self.is_busy = True
        with suppress(OSError):  # if the process has died since, its reply says so
            piped.connection.send((function, arguments))

    def launch(self) -> _PipedProcess:
        """Have a process ready, a new one if need be."""
        if self._piped is None or not self._piped.process.is_alive() or self._calls >= _CALLS_EACH:
            self.close()
            self._piped, self._calls = _launched(), 0
        return self._piped

    @property
    def connection(self) -> Connection | None:
        """The pipe that can be read from when the work is done."""
        return self._piped.connection if self._piped and self.is_busy else None

    def take_reply(self) -> Reply:
        """Wait until the work is done, and give the reply."""
        connection = self.connection
        self.is_busy = False
        try:
            reply = connection.recv() if connection else None
        except (EOFError, OSError):
            reply = None
        if isinstance(reply, Reply):
            return reply
        self.close(at_once=True)
        return Reply(has_died=True)

    def end(self) -> None:
        """Kill the process; its reply says that it has died."""
        if self._piped:
            self._piped.process.kill()

    def close(self, *, at_once: bool = False) -> None:
        """End the process; unless ``at_once``, it may finish its work within a few seconds."""
        if self._piped:
            process = self._piped.process
            self._piped.connection.close()
            process.join(0 if at_once else _FAREWELL_SECONDS)
            if process.is_alive():
                process.kill()
                process.join(_FAREWELL_SECONDS)
        self._piped, self.is_busy = None, False


def _launched() -> _PipedProcess:
    near_end, far_end = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(far_end,), daemon=True)
    with _signals_blocked():
        process.start()
    # The process alone has it, so that its death closes the pipe.
    far_end.close()
    return _PipedProcess(process, near_end)


def first_done(workers: Sequence[WorkerProcess], seconds: float) -> list[WorkerProcess]:
    """The busy workers whose work is done; waits at most so many seconds for the first."""
    ready = wait([worker.connection for worker in workers if worker.connection], seconds)
    return [worker for worker in workers if worker.connection in ready]


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """A new process begins with the signals that are blocked here, and a Ctrl-C cannot end it before it has begun."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection) -> None:
    """Call what comes through the pipe, until the watch closes it or ends."""
    # SIGIO is Linux's way to ask for a lease back, which the inspection of a file takes for an instant.
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK", "SIGIO"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            function, arguments = connection.recv()
            connection.send(_called(function, arguments))


def _called(function: Callable[..., Any], arguments: tuple[object, ...]) -> Reply:
    try:
        return Reply(function(*arguments))
    except Exception:  # noqa: BLE001 - one workbook's bug must not stop the others; the watch logs it
        return Reply(bug=traceback.format_exc())
