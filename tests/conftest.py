"""Fixtures that all tests share."""

import inspect
from pathlib import Path

import pytest

from tests.drawing import draw


@pytest.fixture
def workbook(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The workbook that the test's docstring draws."""
    return draw(inspect.getdoc(request.function) or "", tmp_path / "drawn.xlsx")
