"""A run that is killed (SIGKILL) at a random instant: the next one ends with the files of an undisturbed one."""

import datetime as dt
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.editing import edit, rows
from tests.history.planner import Planner, session
from tests.history.subscriber import read

FIRST, SECOND, THIRD = 1788249600, 1788336000, 1788422400
INSTANTS = int(os.environ.get("SCHEDBATCH_KILLS", "6"))

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")]

Files = dict[str, bytes]


def start(workbook: Path, out: Path, clock: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "schedbatch", "run", "--quiet", "--allow-removals", str(workbook), "--out", str(out)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(clock)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


def run(workbook: Path, out: Path, clock: int) -> Files:
    assert start(workbook, out, clock).wait() == 0
    found = (path for path in sorted(out.rglob("*")) if path.is_file() and "history" not in path.parts)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


def sequences(files: Files) -> dict[str, int]:
    return {vevent.uid: vevent.sequence for vevent in read(files["term/calendars/all.ics"])}


def killed(workbook: Path, before: Path | None, clock: int, instants: Random) -> Callable[[Path], None]:
    """Make a folder as ``before``, and leave in it what a killed run leaves."""

    def leave(out: Path) -> None:
        shutil.rmtree(out, ignore_errors=True)
        if before:
            shutil.copytree(before, out)
        process = start(workbook, out, clock)
        deadline = time.monotonic() + 30
        # Python and the reading of the workbook take the longest; what matters begins with the first file below the folder.
        while process.poll() is None and time.monotonic() < deadline and not list(out.glob("term/history/*-journal")):
            time.sleep(0.001)
        time.sleep(instants.uniform(0, 0.06))
        process.kill()
        process.wait()

    return leave


@pytest.fixture
def books(tmp_path: Path) -> tuple[Path, Path]:
    """A workbook and its revision: something moves, something goes, something comes."""
    planner = Planner({f"S{number}": session(number) for number in range(1, 9)})
    before = planner.save(tmp_path / "term.xlsx")
    (tmp_path / "revised").mkdir()
    planner.sessions["S1"] |= {"Start": dt.time(11), "Location": "R2"}
    planner.sessions["S9"] = planner.sessions.pop("S2") | {"Session ID": "S9", "Instructors": "Adeyemi, Ngozi"}
    return before, planner.save(tmp_path / "revised/term.xlsx")


def test_the_next_run_ends_with_the_files_of_an_undisturbed_one(books: tuple[Path, Path], tmp_path: Path) -> None:
    before, revised = books
    released = run(before, tmp_path / "released", FIRST)
    shutil.copytree(tmp_path / "released", tmp_path / "undisturbed")
    undisturbed = run(revised, tmp_path / "undisturbed", SECOND)
    instants = Random(1)  # noqa: S311 - chance for a test
    first, second = killed(before, None, FIRST, instants), killed(revised, tmp_path / "released", SECOND, instants)
    for _ in range(INSTANTS):
        first(tmp_path / "out")
        assert run(before, tmp_path / "out", FIRST) == released
        second(tmp_path / "out")
        assert run(revised, tmp_path / "out", SECOND) == undisturbed


def test_hand_edits_are_taken_in_whole_after_a_killed_run(books: tuple[Path, Path], tmp_path: Path) -> None:
    before, _ = books
    run(before, tmp_path / "released", FIRST)
    schedule = tmp_path / "released/term/schedule.xlsx"
    own_id = next(str(row[0]) for row in rows(schedule, "Offering ID"))
    edit(schedule, {own_id: {"Location": "By hand", "Notes": "Kept"}})
    shutil.copytree(tmp_path / "released", tmp_path / "undisturbed")
    undisturbed = run(before, tmp_path / "undisturbed", SECOND)
    assert ("By hand", "Kept", "Location; Notes") in rows(
        tmp_path / "undisturbed/term/schedule.xlsx", "Location", "Notes", "Edited"
    )
    leave = killed(before, tmp_path / "released", SECOND, Random(3))  # noqa: S311
    for _ in range(INSTANTS):
        leave(tmp_path / "out")
        assert run(before, tmp_path / "out", SECOND) == undisturbed


def test_another_workbook_after_a_killed_run_raises_sequences_by_one_at_most(books: tuple[Path, Path], tmp_path: Path) -> None:
    before, revised = books
    base = sequences(run(before, tmp_path / "released", FIRST))
    instants = Random(2)  # noqa: S311
    for _ in range(INSTANTS // 3):
        killed(revised, tmp_path / "released", SECOND, instants)(tmp_path / "out")
        after = run(before, tmp_path / "out", THIRD)
        assert {uid: number for uid, number in sequences(after).items() if uid in base and not 0 <= number - base[uid] <= 2} == {}
        assert not [path for path in after if "kept" in path or ".tmp" in path]
