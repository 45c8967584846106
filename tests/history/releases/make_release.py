"""Make the fixtures of a release: what that version of schedbatch leaves on disk, and what it would make of it next.

    python tests/history/releases/make_release.py PYTHON_OF_THAT_VERSION tests/history/releases/0.1.0

PYTHON_OF_THAT_VERSION is the interpreter of an environment in which that version is installed. Nothing is overwritten: a
release's fixtures are made once.
"""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))
from tests.editing import Value, add, edit
from tests.history.releases import workbooks
from tests.history.releases.contents import change_rows, conflict_states, sheet_rows, vevents, watch_receipts
from tests.history.releases.workbooks import LARGE_ID, LIFE_ID, Book

START = 1788249600
"""1 September 2026, 08:00 UTC."""
DAY = 86_400
LIFE_NAME, LARGE_NAME = "anatomy.xlsx", "large.xlsx"
ANOTHER_EDIT: Mapping[str, Mapping[str, Value]] = {"LEC/w3.1": {"Location": "Lab 4"}}
INTERRUPTED_AFTER = 12
"""Files that the interrupted run has replaced."""

Expected = dict[str, Any]

RUN_INTERRUPTED = """
import os, pathlib, sys

left, sound = int(sys.argv.pop(1)), pathlib.Path.replace

def replace(self, target):
    global left
    if not self.name.startswith(".schedbatch-"):
        return sound(self, target)
    if left == 0:
        os._exit(9)
    left -= 1
    return sound(self, target)

pathlib.Path.replace = replace
from schedbatch.cli import main
main()
"""
"""Runs schedbatch, and ends the process when so many files have been replaced."""

WATCH_KILLED = """
import errno, os, signal, sys

unfiled, mark = os.environ["UNFILED"], os.environ["MARK"]

def before(name, arguments):
    if name == "os.rename" and f"done{os.sep}{unfiled}" in os.fsdecode(arguments[1]):
        raise PermissionError(errno.EACCES, "read-only")
    if name in ("os.rename", "sqlite3.connect") and os.path.exists(mark):
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    from schedbatch.cli import main
    sys.addaudithook(before)
    main()
"""
"""Watches, cannot put one workbook away, and is killed when the file MARK is there."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of schedbatch: the interpreter that has it, and the folder in which it works."""

    python: Path
    desk: Path

    def call(self, day: float, *arguments: str | Path, code: int = 0, **more: str) -> str:
        """Call the command on a day, counted from 1 September 2026; give what it prints. It must end with ``code``."""
        return self.start(day, "-m", "schedbatch", *arguments, code=code, **more)

    def start(self, day: float, *arguments: str | Path, code: int = 0, **more: str) -> str:
        """Start the interpreter itself, with ``more`` in its environment."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        environment |= {"SOURCE_DATE_EPOCH": str(clock(day)), "TZ": "UTC", "PYTHONIOENCODING": "utf-8", **more}
        command = [str(self.python), *map(str, arguments)]
        done = subprocess.run(command, cwd=self.desk, env=environment, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
        if done.returncode != code:
            raise SystemExit(f"{command} ended with {done.returncode}, not {code}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def save(self, book: Book, step: str, name: str = LIFE_NAME) -> Path:
        """Write a workbook of the steps."""
        return book.save(self.desk / "workbooks" / step / name)

    def copied(self, folder: str, to: str) -> Path:
        """A copy of a folder of the desk, to go on in."""
        shutil.copytree(self.desk / folder, self.desk / to)
        return self.desk / to


@dataclass(slots=True)
class States:
    """What a schedule's folder held at several moments; a VEVENT that several calendars hold is kept once."""

    numbers: dict[str, int] = field(default_factory=dict)
    states: dict[str, Expected] = field(default_factory=dict)

    def keep(self, name: str, folder: Path, day: float) -> None:
        """Keep what ``folder`` holds after the run of a day."""
        receipt = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
        self.states[name] = {
            "now": clock(day),
            "vevents": {
                path: {uid: self.numbers.setdefault(vevent, len(self.numbers)) for uid, vevent in own.items()}
                for path, own in vevents(folder).items()
            },
            "counts": receipt["counts"],
            "changes": change_rows(receipt["changes"]["rows"]),
            "conflicts": conflict_states(receipt["conflicts"]),
            "sheets": sheet_rows(folder),
        }

    def expected(self, **more: object) -> Expected:
        """Everything that was kept."""
        return {"vevents": list(self.numbers), "states": self.states, **more}


def clock(day: float) -> int:
    """Seconds since 1970 on a day, counted from 1 September 2026."""
    return START + round(day * DAY)


def run_life(version: Version) -> Book:
    """Lead a schedule through nine runs in ``out``, one of which releases nothing, and give the last workbook."""
    first = workbooks.life()
    second = workbooks.second(first)
    third = workbooks.third(second)
    held = workbooks.with_held_row(third)
    last = workbooks.last(held)
    schedule = version.desk / "out" / LIFE_ID / "schedule.xlsx"
    for number, book in enumerate((first, second, third), 1):
        version.call(number, "run", version.save(book, str(number)))
    edit_by_hand(schedule)
    version.call(4, "run", version.desk / "workbooks/3" / LIFE_NAME)
    version.call(5, "run", version.save(held, "5"), code=1)
    version.call(6, "run", version.save(last, "6"), "--strict", code=1)
    version.call(7, "restore", schedule.parent, "4")
    version.call(8, "run", version.save(last, "8"), code=1)
    left = workbooks.with_address(last, "bo")
    version.call(9, "run", version.save(left, "last"), code=1)
    return left


def edit_by_hand(schedule: Path) -> None:
    """What a planner types into schedule.xlsx: another room and time, notes, hours, a row, and why a conflict is meant so."""
    changed: Mapping[str, Mapping[str, Value]] = {
        "ROOM/w1.1": {"Location": "Seminar room", "Notes": "Skeleton from the Hall"},
        "TIME/w1.1": {"Start": dt.time(11)},
        "DIS/Labs > 02/w1.1": {"Instructors": "Núñez, Inés"},
    }
    edit(schedule, changed)
    edit(schedule, {"READ": {"Hours": 3}}, sheet="ILMs")
    new: Mapping[str, Value] = {
        "Session ID": "ONE",
        "Groups": "Labs > 03",
        "Date": dt.date(2026, 10, 20),
        "Start": dt.time(13),
        "Minutes": 30,
        "Location": "Lab 3",
        "Instructors": "Bruun, Bo",
    }
    add(schedule, new)
    conflicts = sheet_rows(schedule.parent)["Conflicts"]
    kinds = {row[1]: row[0] for row in conflict_states(_receipt(schedule.parent)["conflicts"])}
    assert kinds["instructor-clash"] in [row[0] for row in conflicts]
    edit(schedule, {kinds["instructor-clash"]: {"Accept": "yes", "Reason": "Next door – he goes between"}}, sheet="Conflicts")


def _receipt(folder: Path) -> Expected:
    return dict(json.loads((folder / "receipt.json").read_text(encoding="utf-8")))


def make_life(version: Version) -> Expected:
    """A life of several releases, and what this version makes of it next, each time in a copy."""
    left = run_life(version)
    states = States()
    states.keep("left", version.desk / "out" / LIFE_ID, 9)
    following = workbooks.following(left)
    later = workbooks.much_later(following)
    books = {"next": (following, 20), "later": (later, 60), "returned": (workbooks.with_return(later), 61)}
    goes_on = version.copied("out", "goes-on") / LIFE_ID
    diff = json.loads(version.call(20, "diff", goes_on, version.save(following, "next"), "--json"))
    for name, (book, day) in books.items():
        version.call(day, "run", version.save(book, name), "--out", goes_on.parent, code=1)
        states.keep(name, goes_on, day)
    restored = version.copied("out", "restored") / LIFE_ID
    version.call(20, "restore", restored, "2")
    states.keep("restored", restored, 20)
    edited = version.copied("out", "edited") / LIFE_ID
    edit(edited / "schedule.xlsx", ANOTHER_EDIT)
    version.call(20, "run", version.desk / "workbooks/last" / LIFE_NAME, "--out", edited.parent, code=1)
    states.keep("edited", edited, 20)
    return states.expected(
        history=[json.loads(line) for line in version.call(10, "history", version.desk / "out" / LIFE_ID, "--json").splitlines()],
        diff=change_rows(diff["rows"]),
        learners=(version.desk / "out" / LIFE_ID / "learner-calendars.csv").read_text(encoding="utf-8-sig").splitlines(),
    )


def make_interrupted(version: Version) -> Expected:
    """The same life, whose next run was killed amid its files when it had taken in a hand edit.

    It is finished with the same workbook, or gone on from with another one.
    """
    left = run_life(version)
    states = States()
    states.keep("left", version.desk / "out" / LIFE_ID, 9)
    following = workbooks.following(left)
    other = following.revised(Sessions={"MOVE": {"Start": dt.time(17)}, "NAME": {"Location": "Seminar room"}})
    book = version.save(following, "next")
    edit(version.desk / "out" / LIFE_ID / "schedule.xlsx", ANOTHER_EDIT)
    version.start(20, "-c", RUN_INTERRUPTED, str(INTERRUPTED_AFTER), "run", book, code=9)
    goes_on = version.copied("out", "goes-on") / LIFE_ID
    version.call(21, "run", book, "--out", goes_on.parent, code=1)
    states.keep("next", goes_on, 21)
    elsewhere = version.copied("out", "elsewhere") / LIFE_ID
    version.call(21, "run", version.save(other, "other"), "--out", elsewhere.parent, code=1)
    states.keep("other", elsewhere, 21)
    return states.expected(
        history=[json.loads(line) for line in version.call(21, "history", version.desk / "out" / LIFE_ID, "--json").splitlines()],
    )


def make_large(version: Version) -> Expected:
    """A calendar over 900 kB, which has parts by month."""
    states = States()
    first = workbooks.large()
    moved = first.revised(Sessions={"S1": {"Start": dt.time(9)}})
    for day, book in ((1, first), (2, moved)):
        version.call(day, "run", version.save(book, "first" if day == 1 else "last", LARGE_NAME))
    states.keep("left", version.desk / "out" / LARGE_ID, 2)
    following = moved.revised(Sessions={"S2": {"Title": "Introduction"}})
    goes_on = version.copied("out", "goes-on") / LARGE_ID
    version.call(20, "run", version.save(following, "next", LARGE_NAME), "--out", goes_on.parent)
    states.keep("next", goes_on, 20)
    return states.expected()


def make_watch(version: Version) -> Expected:
    """A watched folder whose watch was killed: one workbook is finished and not put away, another one was being run."""
    inbox, out = version.desk / "inbox", version.desk / "out"
    inbox.mkdir()
    out.mkdir()
    called = ("watch", inbox, "--out", out, "--once", "--interval", "0.05", "--settle", "0.1")
    nine, ten, eleven, noon = (dt.time(hour) for hour in (9, 10, 11, 12))
    autumn = "Übungen – Herbst.xlsx"
    dropped = inbox / autumn
    workbooks.small("autumn").save(dropped)
    content = dropped.read_bytes()
    version.call(1, *called)
    (inbox / "copy.xlsx").write_bytes(content)
    version.call(2, *called)
    (inbox / "damaged.xlsx").write_bytes(b"no workbook at all")
    version.call(3, *called, code=3)
    workbooks.small("").revised(without=[("Settings", "Time zone")]).save(inbox / "no zone.xlsx")
    version.call(4, *called, code=1)
    workbooks.small("autumn", ten).save(inbox / autumn)
    version.call(5, *called)
    for name, schedule_id, hour in (("Prüfung.xlsx", "autumn", eleven), ("spring.xlsx", "spring", nine)):
        workbooks.small(schedule_id, hour).save(inbox / name)
        time.sleep(0.05)  # the one saved first is run first
    driver = version.desk / "driver.py"
    driver.write_text(WATCH_KILLED, encoding="utf-8")
    mark = str(out / "spring/receipt.json")
    version.start(6, driver, *called, code=-9, UNFILED="Prüfung", MARK=mark)
    _wait(lambda: '"committed": true' in version.call(6, "history", out / "spring", "--json"))
    left = json.loads((out / "status.json").read_text(encoding="utf-8"))["counts"]
    for path in (*inbox.rglob("~$watch.lock*"), *out.rglob("~$watch.lock*"), *out.glob("status.*")):
        path.unlink()  # they name this machine, and the next watch would wait for the locks to grow old
    workbooks.small("autumn", noon).save(version.desk / "workbooks/next" / autumn)
    _watch_on(version, autumn)
    return {
        "left": left,
        "working": sorted(path.relative_to(inbox / "working").as_posix() for path in (inbox / "working").rglob("*.xlsx")),
        "counts": json.loads((version.desk / "goes-on/out/status.json").read_text(encoding="utf-8"))["counts"],
        "receipts": watch_receipts(version.desk / "goes-on/inbox"),
    }


def _watch_on(version: Version, name: str) -> None:
    """Go on watching in a copy, where another workbook is dropped."""
    for folder in ("inbox", "out"):
        version.copied(folder, f"goes-on/{folder}")
    inbox = version.desk / "goes-on/inbox"
    shutil.copy(version.desk / "workbooks/next" / name, inbox / name)
    out = inbox.with_name("out")
    version.call(7, "watch", inbox, "--out", out, "--once", "--interval", "0.05", "--settle", "0.1")


def _wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("The worker of the killed watch has not come to an end.")
        time.sleep(0.05)


FIXTURES: Mapping[str, tuple[Callable[[Version], Expected], tuple[str, ...]]] = {
    "life": (make_life, ("out", "workbooks")),
    "interrupted": (make_interrupted, ("out", "workbooks")),
    "large": (make_large, ("out", "workbooks")),
    "watch": (make_watch, ("inbox", "out", "workbooks")),
}
"""Name of the zip -> how its folders are made, and which are packed."""


def pack(desk: Path, folders: tuple[str, ...], expected: Expected, target: Path) -> None:
    """Pack the folders and what is expected of them, the same for the same files."""
    found = sorted(path for folder in folders for path in (desk / folder).rglob("*") if path.is_file())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in found:
            packed.writestr(_named(path.relative_to(desk).as_posix()), path.read_bytes())
        packed.writestr(_named("expected.json"), json.dumps(expected, ensure_ascii=True, indent=1))


def _named(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def make(python: Path, target: Path) -> None:
    """Make every zip of a release in the folder ``target``."""
    for name, (make_one, folders) in FIXTURES.items():
        path = target / f"{name}.zip"
        if path.exists():
            raise SystemExit(f"{path} is there already; a release's fixtures are made once.")
        with tempfile.TemporaryDirectory() as desk:
            version = Version(python.absolute(), Path(desk).resolve())
            expected = make_one(version)
            target.mkdir(parents=True, exist_ok=True)
            pack(version.desk, folders, {"version": version.call(0, "--version").split()[-1], **expected}, path)
        print(f"{path}: {path.stat().st_size:,} bytes")  # noqa: T201 - a script prints


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
