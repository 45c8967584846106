"""What a run tells of while it takes its time."""

from pathlib import Path

from schedbatch.jobs.run import Options, run_workbook
from tests.drawing import NOW, draw

DRAWING = """
# Groups
| Group |
| Labs  |
# Sessions
| Title | Type | Groups | Date | Start | Minutes |
| Alpha | Lab  | Labs   | 2026-09-07 | 09:00 | 60 |
"""


def test_a_run_tells_its_stages_in_words(tmp_path: Path) -> None:
    told: list[str] = []
    run_workbook(draw(DRAWING, tmp_path / "term.xlsx"), tmp_path / "out", NOW, Options(), tell=told.append)
    *stages, writing = told
    assert stages == ["Reading term.xlsx", "Checking 1 offerings", "Making the sheets and calendars of 1 offerings"]
    assert writing.startswith("Writing ")
