"""A planner with a small term, and runs of the planner's workbook day after day."""

from pathlib import Path

import pytest

from schedbatch.jobs.run import Options, Outcome, run_workbook
from tests.history.planner import DAY, NOW, Planner, Run, ilm, session


@pytest.fixture
def planner() -> Planner:
    """Three labs of three subgroups, and an ILM."""
    return Planner({f"S{number}": session(number) for number in (1, 2, 3)} | {"S9": ilm(9)})


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the planner's workbook on a day, counted from the first."""

    def call(planner: Planner, day: int = 0, *, writes: bool = True, allows: bool = False, **saving: object) -> Outcome:
        path = planner.save(tmp_path / "term.xlsx", **saving)  # type: ignore[arg-type]
        return run_workbook(path, tmp_path / "out", NOW + day * DAY, Options(allows_removals=allows), writes=writes)

    return call
