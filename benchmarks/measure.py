"""Runs a command in a process of its own and says what it took: wall seconds, processor seconds, peak memory."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_KIBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds, and the largest process's peak memory in bytes; ``output`` is what the command printed.

    Processor seconds are those of all its processes together.
    """

    wall: float
    processor: float
    memory: int
    output: str


def measure(arguments: list[str]) -> Cost:
    """Run ``python ARGUMENTS``; processor time and memory are 0 where the system does not tell them (Windows).

    Raises RuntimeError, with what the command said, if it fails.
    """
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, cwd=Path(__file__).parents[1]) as process:
        assert process.stdout is not None  # noqa: S101 - tells the type
        output = process.stdout.read().decode("utf-8")
        processor, memory = 0.0, 0
        if hasattr(os, "wait4"):
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            processor = usage.ru_utime + usage.ru_stime
            # macOS counts in bytes, all others in kibibytes.
            memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else _KIBIBYTE)
    wall = time.perf_counter() - start
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}: {output}")
    return Cost(wall, processor, memory, output)
