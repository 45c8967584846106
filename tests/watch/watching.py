"""A watch as a real process on real folders, and what can be seen of it from outside."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.drawing import draw

QUICK = ("--interval", "0.05", "--settle", "0.1")
PATIENCE_SECONDS = 120.0
"""For what ought to come within two; a machine with two cores may be very busy."""

DRAWING = """
# Settings
| Setting     | Value |
| Schedule ID | {id}  |
# Groups
| Group |
| Labs  |
# Sessions
| Session ID | Title      | Type | Groups | Date       | Start   | Minutes | Location | Instructors |
| S1         | Dissection | Lab  | Labs   | 2026-09-07 | {start} | 60      | R101     | Okafor, Chidi |
"""


def workbook(path: Path, schedule_id: str = "autumn", start: str = "09:00") -> Path:
    """A small workbook at ``path``, written beside the inbox first: it comes into being whole."""
    return draw(DRAWING.format(id=schedule_id, start=start), path)


@dataclass(frozen=True, slots=True)
class Folders:
    """An inbox, a folder for results, and one to prepare things in."""

    inbox: Path
    out: Path
    desk: Path

    def drop(self, name: str, schedule_id: str = "autumn", start: str = "09:00") -> Path:
        """Put a workbook into the inbox, as a program does that writes elsewhere and renames."""
        made = workbook(self.desk / "made.xlsx", schedule_id, start)
        return made.replace(self.inbox / name)

    def receipts(self) -> dict[str, list[Mapping[str, Any]]]:
        """Name -> the receipts of the workbooks of that name, in the order in which they were finished."""
        found: dict[str, list[Mapping[str, Any]]] = {}
        for path in (*(self.inbox / "done").glob("*.receipt.json"), *(self.inbox / "failed").glob("*.receipt.json")):
            receipt = json.loads(path.read_bytes())
            found.setdefault(receipt["name"], []).append(receipt)
        return {name: sorted(receipts, key=lambda entry: str(entry["claim"])) for name, receipts in found.items()}

    def outcomes(self) -> dict[str, list[str]]:
        """Name -> what came of the workbooks of that name."""
        return {name: [receipt["outcome"] for receipt in receipts] for name, receipts in self.receipts().items()}

    def kept(self, folder: str = "done") -> list[Path]:
        """The workbooks in ``done`` or ``failed``."""
        return sorted(path for path in (self.inbox / folder).iterdir() if ".receipt." not in path.name)

    def status(self) -> Mapping[str, Any]:
        """What ``status.json`` says."""
        status: Mapping[str, Any] = json.loads((self.out / "status.json").read_bytes())
        return status

    def reasons(self) -> dict[str, str]:
        """What waits, by name, and why."""
        try:
            return {entry["name"]: entry["why"] for entry in self.status()["waiting"]}
        except FileNotFoundError:
            return {}

    def release(self, schedule_id: str = "autumn") -> Mapping[str, Any]:
        """The receipt of the release that stands."""
        receipt: Mapping[str, Any] = json.loads((self.out / schedule_id / "receipt.json").read_bytes())
        return receipt

    def starts(self, schedule_id: str = "autumn") -> list[str]:
        """The wall-clock starts in the schedule's calendar."""
        text = (self.out / schedule_id / "calendars" / "all.ics").read_text(encoding="utf-8")
        return [line.rpartition("T")[2][:4] for line in text.split("BEGIN:VEVENT", 1)[1].splitlines() if line.startswith("DTSTART")]

    def working(self) -> list[str]:
        """What lies in ``working/``, but for the lock."""
        return sorted(path.name for path in (self.inbox / "working").rglob("*") if not path.name.startswith("~$watch.lock"))

    def is_empty(self) -> bool:
        """Whether nothing that could be taken is left."""
        return not list(self.inbox.glob("*.xlsx")) and not self.working()


class Watch:
    """A running watch."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process, self._log = process, log

    def log(self) -> str:
        """Everything that it has said."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def until(self, condition: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
        """Wait for the condition; the watch must go on meanwhile."""
        end = time.monotonic() + seconds
        while True:
            # Asked first: what holds when it ends may not have held a moment before.
            is_over = self.process.poll() is not None
            if _holds(condition):
                return
            assert not is_over, self.log()
            assert time.monotonic() < end, self.log()
            time.sleep(0.02)

    def until_finished(self, folders: Folders, name: str, number: int) -> None:
        """Wait until so many workbooks of the name have been finished."""
        self.until(lambda: len(folders.receipts()[name]) == number)

    def until_said(self, text: str) -> None:
        """Wait until the log says it."""
        self.until(lambda: text in self.log())

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop, and give its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)

    def kill(self) -> None:
        """Kill it, and every process of it, as a power failure does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_SECONDS)


def _holds(condition: Callable[[], object]) -> bool:
    try:
        return bool(condition())
    except (OSError, ValueError, KeyError):
        return False


def command(folders: Folders, *options: str) -> list[str]:
    """The call of a watch that is quick."""
    return [sys.executable, "-m", "schedbatch", "watch", str(folders.inbox), "--out", str(folders.out), *QUICK, *options]


def start(folders: Folders, *options: str, called: Sequence[str] = (), **more: Any) -> Watch:  # noqa: ANN401
    """Start a watch in a process group of its own; ``called`` in place of the usual call."""
    log = folders.desk / f"log-{len(list(folders.desk.glob('log-*')))}.txt"
    with log.open("wb") as stream:
        process = subprocess.Popen(called or command(folders, *options), stderr=stream, start_new_session=True, **more)  # noqa: S603
    return Watch(process, log)


def planted(folders: Folders, code: str) -> dict[str, str]:
    """The environment of a watch whose processes all begin with ``code``: Python imports ``sitecustomize`` in each."""
    (folders.desk / "sitecustomize.py").write_text(code, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(folders.desk))))}


PAUSED_RUNS = """
import pathlib, time
import schedbatch.watch.claim_run as work

desk, sound = pathlib.Path(__file__).parent, work.run_workbook

def run_workbook(path, *rest):
    (desk / f"{path.name} has begun").touch()
    while not (desk / "go on").exists():
        time.sleep(0.01)
    return sound(path, *rest)

work.run_workbook = run_workbook
"""
"""To be planted: every run says in the desk that it has begun, and goes on when it is told so there."""


def begun(folders: Folders) -> list[str]:
    """The workbooks whose runs have begun."""
    return sorted(path.name.removesuffix(" has begun") for path in folders.desk.glob("* has begun"))


@contextmanager
def watching(folders: Folders, *options: str, **more: Any) -> Iterator[Watch]:  # noqa: ANN401
    """A watch that is stopped at the end, whatever happens."""
    watch = start(folders, *options, **more)
    try:
        yield watch
    finally:
        if watch.process.poll() is None:
            watch.stop()


def once(folders: Folders, *options: str, **more: Any) -> tuple[int, str]:  # noqa: ANN401
    """Call it with ``--once``; give exit code and log."""
    watch = start(folders, "--once", *options, **more)
    return watch.process.wait(PATIENCE_SECONDS), watch.log()
