"""Fixtures that all tests share."""

import inspect
import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.desk import Desk
from tests.drawing import draw

# The same examples every time, so that a change fails for its own faults only; SCHEDBATCH_EXPLORE=1 looks for new ones.
settings.register_profile("schedbatch", derandomize=not os.environ.get("SCHEDBATCH_EXPLORE"), deadline=None)
settings.load_profile("schedbatch")


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
