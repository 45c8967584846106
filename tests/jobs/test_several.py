"""Several workbooks at once: the same answers in the same order, and none keeps another from its turn."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from schedbatch.jobs import several as parallel
from schedbatch.jobs.run import ExitCode, Options, Outcome
from schedbatch.jobs.several import Answer, Batch, Bug, Refusal, run_or_refuse, run_some_at_once
from tests.commands.test_cli import CLEAN, WITH_ERROR, Call, call
from tests.drawing import draw

__all__ = ["call"]

NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
ZONE = Options(timezone="Europe/London")
SETTINGS = """
# Settings
| Setting     | Value         |
| Schedule ID | {}            |
| Time zone   | Europe/London |
"""


@pytest.fixture
def workbooks(tmp_path: Path) -> list[Path]:
    """A clean workbook, one that is none, one with an error, one that is missing, and another clean one."""
    (tmp_path / "torn.xlsx").write_bytes(b"PK")
    drawn = [
        draw(SETTINGS.format(name) + text, tmp_path / f"{name}.xlsx")
        for name, text in (("b", CLEAN), ("c", WITH_ERROR), ("a", CLEAN))
    ]
    return [drawn[0], tmp_path / "torn.xlsx", drawn[1], tmp_path / "missing.xlsx", drawn[2]]


def written(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a run but the database, whose bytes nobody promises."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "history" not in path.parts)
    return ((str(path.relative_to(folder)), path.read_bytes()) for path in files)


def said(answers: Iterator[Answer | Bug]) -> list[object]:
    """Each answer's own figures."""
    return [(answer.exit_code, answer.receipt["schedule_id"]) if isinstance(answer, Outcome) else answer for answer in answers]


def test_workbooks_at_once_give_what_they_give_in_turn(workbooks: list[Path], tmp_path: Path) -> None:
    in_turn, at_once = (Batch(tmp_path / name, NOW, ZONE, writes=True) for name in ("in turn", "at once"))
    expected = said(run_or_refuse(path, in_turn, lambda _: None) for path in workbooks)
    assert said(run_some_at_once(workbooks, at_once, 3)) == expected
    assert list(written(tmp_path / "at once")) == list(written(tmp_path / "in turn"))


def test_a_workbook_that_fails_does_not_stop_the_rest(call: Call, workbooks: list[Path]) -> None:
    called = call("run", "--jobs", "2", "--timezone", "Europe/London", *map(str, workbooks))
    heads = [line.split(":")[0] for line in called.out.splitlines() if " sessions, " in line or " session, " in line]
    assert (called.code, heads) == (ExitCode.INPUT_UNREADABLE, ["b", "c", "a"])
    assert [Path(line.split(": ")[0]).name for line in called.err.splitlines()] == ["torn.xlsx", "missing.xlsx"]


def test_two_workbooks_of_one_schedule_are_never_run_at_once(call: Call, tmp_path: Path) -> None:
    one, other = draw(CLEAN, tmp_path / "b.xlsx"), draw(CLEAN, tmp_path / "b (1).xlsx")
    called = call("run", "--jobs", "2", str(one), str(other))
    assert (called.code, "the same Schedule ID" in called.err, (tmp_path / "out").exists()) == (ExitCode.USAGE, True, False)


def end_process(path: Path, _: Batch) -> Answer:
    """What stands in for a workbook that takes too much memory: its process is ended."""
    if path.name == "torn.xlsx":
        os._exit(9)
    return Refusal(path.name, ExitCode.INPUT_UNREADABLE)


def fail(path: Path, _: Batch) -> Answer:
    """A bug that one workbook brings to light."""
    if path.name == "torn.xlsx":
        raise ZeroDivisionError
    return Refusal(path.name, ExitCode.INPUT_UNREADABLE)


def test_a_process_that_is_ended_costs_only_its_own_workbook(
    workbooks: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "_run", end_process)
    answers = list(run_some_at_once(workbooks, Batch(tmp_path / "out", NOW, ZONE, writes=True), 2))
    sentences = [answer.sentence.split(".")[0] for answer in answers if isinstance(answer, Refusal)]
    assert sentences == ["b", parallel._ENDED.split(".")[0], "c", "missing", "a"]  # noqa: SLF001


def test_a_bug_is_raised_when_the_others_have_had_their_turn(
    workbooks: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "_run", fail)
    answers = list(run_some_at_once(workbooks, Batch(tmp_path / "out", NOW, ZONE, writes=True), 2))
    assert [isinstance(answer, Bug) for answer in answers] == [False, True, False, False, False]
