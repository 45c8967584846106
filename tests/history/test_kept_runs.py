"""The runs that history keeps: their figures, their workbooks, and for how long."""

import datetime as dt
import sqlite3
from pathlib import Path

from schedbatch.history.opening import open_history
from tests.history.planner import DAY, NOW, Planner, Run


def test_runs_are_kept_with_their_figures_and_workbooks(planner: Planner, run: Run, tmp_path: Path) -> None:
    run(planner)
    first = (tmp_path / "term.xlsx").read_bytes()
    planner.sessions["S1"]["Start"] = dt.time(11)
    folder = run(planner, 1).folder
    with open_history(folder) as history:
        assert [
            (run_record.ran_at, run_record.counts["offerings"], run_record.changes["moved"], run_record.timezone)
            for run_record in history.runs()
        ] == [
            (NOW, 9, 0, "Europe/London"),
            (NOW + DAY, 9, 3, "Europe/London"),
        ]
        sources = [history.source(run_record.id) for run_record in history.runs()]
    assert [source and (source.name, source.content) for source in sources] == [
        ("term.xlsx", first),
        ("term.xlsx", (tmp_path / "term.xlsx").read_bytes()),
    ]


def test_fifty_runs_and_all_of_400_days_are_kept(planner: Planner, run: Run) -> None:
    folder = run(planner).folder
    for day in range(1, 61):
        planner.sessions["S1"]["Start"] = dt.time(9 + day % 3)
        run(planner, day * 10)
    with open_history(folder) as history:
        assert [run_record.id for run_record in history.runs()] == list(range(12, 62))
        snapshot = history.snapshot(12)
    planner.sessions["S1"]["Start"] = dt.time(16)
    run(planner, 3000)
    with open_history(folder) as history, sqlite3.connect(folder / "history/history.sqlite") as connection:
        assert [run_record.id for run_record in history.runs()] == list(range(13, 63))
        assert connection.execute("SELECT count(*) FROM sources").fetchone()[0] == len(
            {run_record.source_sha256 for run_record in history.runs()}
        )
    assert snapshot
    assert len(snapshot.records) == 10
