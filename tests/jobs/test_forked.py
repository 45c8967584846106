"""Work beside a process: what it gives is what it would have given here, and it never outlives what it was begun for.

pytest's own processes have threads, and are not copied: each case runs in a Python of its own.
"""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.drawing import draw
from tests.jobs.test_several import SETTINGS, written

ROOT = Path(__file__).parents[2]
COPIES = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1, reason="copies of a process: Linux, two cores"
)

SUBGROUPS = "\n".join(f"| Labs | {number:03} | Room {number % 9} |" for number in range(250))
LARGE = f"""
# Subgroups
| Group | Subgroup | Location |
{SUBGROUPS}
# Sessions
| Session ID | Title      | Type | Groups | Date       | Start | Minutes | Weeks | Instructors |
| S-1        | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | 15    | Petra Lind  |
| S-2        | Two hearts |      | Labs   | 2026-09-07 | 11:00 | 60      |       |             |
# Instructors
| Instructor |
| Ana Berg   |
"""


def python(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``script`` in a Python of its own."""
    command = [sys.executable, "-c", textwrap.dedent(script), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=300)  # noqa: S603 - this Python


def said(script: str) -> str:
    """What ``script`` prints, with the names that all of them use."""
    ran = python(
        "import os, signal, time\nfrom pathlib import Path\nfrom schedbatch.jobs.steps.forked import *\n" + textwrap.dedent(script)
    )
    assert ran.stderr == ""
    return ran.stdout


@COPIES
def test_work_is_done_in_another_process() -> None:
    assert said(
        "work = ForkedWork(os.getpid).begin(); print(can_begin(), work.result() != os.getpid(), work.result() == work.result())"
    ) == ("True True True\n")


@COPIES
def test_what_the_work_raises_is_raised_here_with_its_traceback() -> None:
    script = """
    from schedbatch.domain.issues import OutputNotWritable

    def fail():
        raise OutputNotWritable(Path("a.xlsx"), "a.xlsx is open.")

    work = ForkedWork(fail).begin()
    for _ in range(2):
        try:
            work.result()
        except OutputNotWritable as error:
            print(error, error.path, "in fail" in error.__notes__[0], work.result_if_begun())
    """
    assert said(script) == "a.xlsx is open. a.xlsx True None\n" * 2


@COPIES
def test_work_whose_process_is_ended_is_done_here() -> None:
    script = """
    here = os.getpid()

    def fall():
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return "done"

    work = ForkedWork(fall).begin()
    print(work.result_if_begun(), work.result())
    """
    assert said(script) == "None done\n"


@COPIES
def test_work_whose_process_is_ended_while_it_answers_is_done_here() -> None:
    script = """
    import threading
    here = os.getpid()

    def long_answer():
        if os.getpid() != here:
            threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGKILL)).start()
        return bytes(10_000_000)

    work = ForkedWork(long_answer).begin()
    os.waitid(os.P_PID, work._line.process.pid, os.WEXITED | os.WNOWAIT)
    print(len(work.result()))
    """
    assert said(script) == "10000000\n"


@COPIES
def test_ctrl_c_is_for_the_process_that_began_the_work() -> None:
    script = """
    def go_on():
        os.kill(os.getpid(), signal.SIGINT)
        return "done"

    print(ForkedWork(go_on).begin().result())
    """
    assert said(script) == "done\n"


@COPIES
def test_work_ends_with_the_process_that_began_it(tmp_path: Path) -> None:
    script = f"""
    def wait():
        Path({str(tmp_path / "pid")!r}).write_text(str(os.getpid()))
        time.sleep(60)

    works = [ForkedWork(wait).begin(), ForkedWork(wait).begin()]
    while not Path({str(tmp_path / "pid")!r}).exists() or not Path({str(tmp_path / "pid")!r}).read_text():
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGKILL)
    """
    assert said(script) == ""
    pid = int((tmp_path / "pid").read_text())
    # Its pipes to this test are closed when subprocess.run has returned: both processes have ended.
    assert not Path(f"/proc/{pid}").exists() or not any(Path(f"/proc/{pid}/fd").iterdir())


@COPIES
def test_a_copy_makes_no_copies() -> None:
    assert said("print(ForkedWork(can_begin).begin().result())") == "False\n"


@COPIES
def test_a_process_with_threads_of_unknown_ways_is_not_copied() -> None:
    script = """
    import threading
    over = threading.Event()
    for name in (HARMLESS_THREAD, "another"):
        threading.Thread(target=over.wait, name=name).start()
        print(can_begin(), ForkedWork(os.getpid).begin().result() == os.getpid())
    over.set()
    """
    assert said(script) == "True False\nFalse True\n"


def test_work_is_done_when_it_is_asked_for_where_it_is_not_begun_beside() -> None:
    script = """
    told = []
    work = ForkedWork(lambda: told.append("done") or len(told))
    print([*told], work.result_if_begun(), work.result(), work.result(), told)
    """
    assert said(script) == "[] None 1 1 ['done']\n"


RUN = """
import datetime as dt, os, resource, sys
from pathlib import Path
from schedbatch.jobs.run import Options, run_workbook
if sys.argv[3] == "alone":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
run_workbook(Path(sys.argv[1]), Path(sys.argv[2]), dt.datetime(2026, 9, 1, tzinfo=dt.UTC), Options())
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > 0)
"""


@COPIES
def test_a_large_run_writes_the_same_with_processes_beside_it_and_alone(tmp_path: Path) -> None:
    workbook = draw(SETTINGS.format("large") + LARGE, tmp_path / "large.xlsx")
    ran = [python(RUN, str(workbook), str(tmp_path / how), how) for how in ("beside", "alone")]
    assert [(finished.stdout, finished.stderr) for finished in ran] == [("True\n", ""), ("False\n", "")]
    assert list(written(tmp_path / "beside")) == list(written(tmp_path / "alone"))
    assert {"schedule.xlsx", "handoff", "calendars"} <= {path.name for path in (tmp_path / "beside" / "large").iterdir()}


@COPIES
@pytest.mark.parametrize("place", ["calendars/all.ics", "handoff/registrar.csv", "schedule.xlsx"])
def test_nothing_is_replaced_or_left_where_one_of_the_processes_cannot_write(tmp_path: Path, place: str) -> None:
    workbook = draw(SETTINGS.format("large") + LARGE, tmp_path / "large.xlsx")
    (tmp_path / "out" / "large" / place).mkdir(parents=True)
    ran = python("from schedbatch.cli import main; main()", "run", "--out", str(tmp_path / "out"), str(workbook))
    left = {str(path.relative_to(tmp_path / "out" / "large")) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert (ran.returncode, Path(place).name in ran.stderr, "is in the way" in ran.stderr) == (4, True, True)
    assert left == {"history/history.sqlite", "history/lock"}
