"""Fixtures that all tests share."""

import inspect
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.desk import Desk
from tests.drawing import draw

# The same examples every time, so that a change fails for its own faults only; SCHEDBATCH_EXPLORE=1 looks for new ones.
settings.register_profile("schedbatch", derandomize=not os.environ.get("SCHEDBATCH_EXPLORE"), deadline=None)
settings.load_profile("schedbatch")


_STARTED = time.monotonic()


def pytest_runtest_setup() -> None:
    """Begin no further test when the seconds that SCHEDBATCH_EXPLORE_SECONDS allows are over."""
    allowed = float(os.environ.get("SCHEDBATCH_EXPLORE_SECONDS") or "inf")
    if time.monotonic() - _STARTED > allowed:
        pytest.skip("the time for new examples is over")


@pytest.fixture(scope="session", autouse=True)
def _bytecode(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[None]:
    """Where Python is told to keep no bytecode, each of the hundreds of processes would compile everything again."""
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get("PYTHONDONTWRITEBYTECODE"):
            base = tmp_path_factory.getbasetemp()
            patch.delenv("PYTHONDONTWRITEBYTECODE")
            patch.setenv("PYTHONPYCACHEPREFIX", str((base if worker_id == "master" else base.parent) / "bytecode"))
        yield


@pytest.fixture
def workbook(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The workbook that the test's docstring draws."""
    return draw(inspect.getdoc(request.function) or "", tmp_path / "drawn.xlsx")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk on which the workbook has been run once."""
    made = Desk(tmp_path)
    made.draw()
    made.run()
    return made


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-golden``: pin what is made now in ``tests/golden/``."""
    parser.addoption("--update-golden", action="store_true", help="Pin what is made now in tests/golden/.")
