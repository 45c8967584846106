"""Several workbooks: one after another, or some at once, each in a process of its own.

Answers come in the order in which the workbooks were named, and no workbook keeps another from its turn.
"""

import datetime as dt
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from schedbatch.domain.issues import InputUnreadable, OutputNotWritable
from schedbatch.jobs.run import ExitCode, Options, Outcome, run_workbook

_ENDED = "The process that ran it was ended from outside, most often because memory ran out. Run this workbook alone."


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be done with each workbook; see :func:`schedbatch.jobs.run.run_workbook`."""

    out: Path
    now: dt.datetime
    options: Options
    writes: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a workbook could not be run, in a sentence, and the exit code for it."""

    sentence: str
    exit_code: ExitCode


@dataclass(frozen=True, slots=True)
class Bug:
    """What nobody foresaw, to be raised when all other workbooks have had their turn."""

    error: BaseException


Answer = Outcome | Refusal


def run_or_refuse(path: Path, request: Batch, tell: Callable[[str], None]) -> Answer:
    """Run one workbook here."""
    try:
        return run_workbook(path, request.out, request.now, request.options, writes=request.writes, tell=tell)
    except InputUnreadable as refusal:
        return Refusal(str(refusal), ExitCode.INPUT_UNREADABLE)
    except OutputNotWritable as refusal:
        return Refusal(str(refusal), ExitCode.OUTPUT_NOT_WRITABLE)


def run_some_at_once(paths: Sequence[Path], request: Batch, jobs: int) -> Iterator[Answer | Bug]:
    """Run workbooks of different schedules, ``jobs`` at a time; answers in the order of ``paths``.

    Whoever stops asking for answers stops what has not begun.
    """
    # A fresh interpreter on every system: a forked one would share locks and open files with this one.
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(paths)), spawning, _end_on_interrupt) as pool:
        running = [pool.submit(_run, path, request) for path in paths]
        try:
            for path, answer in zip(paths, running, strict=True):
                yield _answer(path, request, answer)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _answer(path: Path, request: Batch, running: "Future[Answer]") -> Answer | Bug:
    error = running.exception()
    if isinstance(error, BrokenProcessPool):
        # One process that is ended takes all others with it: each workbook that was not done gets a process to itself.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _end_on_interrupt) as pool:
            alone = pool.submit(_run, path, request)
            error = alone.exception()
            if isinstance(error, BrokenProcessPool):
                return Refusal(_ENDED, ExitCode.OUTPUT_NOT_WRITABLE)
            running = alone
    return Bug(error) if error else running.result()


def _run(path: Path, request: Batch) -> Answer:
    return run_or_refuse(path, request, _say_nothing)


def _say_nothing(_: str) -> None:
    pass


def _end_on_interrupt() -> None:
    """Ctrl-C ends a process at once, without a traceback: a run that is killed is finished by the next one."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
