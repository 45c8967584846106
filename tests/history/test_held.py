"""What an error holds back in the next release, and what else goes: generator.md, "What an error holds back"."""

import datetime as dt
import inspect
from pathlib import Path

import pytest

from schedbatch.jobs.run import Options, Outcome, run_workbook
from tests.drawing import NOW, draw
from tests.history.subscriber import calendars, changes, read

TERM = """
# Groups
| Group |
| A     |
| B     |
# Sessions
| Session ID | Title      | Type | Groups | Date       | Start | Minutes | Location | Instructors | ILM | Hours | Due date   | Due prior to |
| S          | Dissection | Lab  | A; B   | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |     |       |            |              |
| T          | Physiology | Lab  | B      | 2026-09-08 | 09:00 | 60      | R2       | Bell        |     |       |            |              |
| P          | Reading    | Home | A      |            |       |         |          |             | yes | 2     |            | S            |
| Q          | Writing    | Home | A      |            |       |         |          |             | yes | 2     | 2026-09-10 |              |
"""  # noqa: E501 - a drawing


@pytest.fixture
def term(tmp_path: Path) -> "Term":
    """A term that has been released once."""
    made = Term(tmp_path)
    made.run()
    return made


class Term:
    """The drawn workbook, released again and again into one folder, each time a minute later."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._text, self._runs = folder, inspect.cleandoc(TERM), 0

    def change(self, row: str, old: str, new: str) -> None:
        """Put another text into the row of a session."""
        lines = self._text.splitlines()
        self._text = "\n".join(line.replace(old, new, 1) if line.startswith(f"| {row} ") else line for line in lines)

    def run(self) -> Outcome:
        """Release what stands there now."""
        self._runs += 1
        path = draw(self._text, self._folder / "term.xlsx")
        return run_workbook(path, self._folder / "out", NOW + dt.timedelta(minutes=self._runs), Options())


def rows(outcome: Outcome) -> list[tuple[str, str, str]]:
    """Each change of the receipt: what happened, to which ID, in which field."""
    return [(row["change"], row["id"], row["field"]) for row in outcome.receipt["changes"]["rows"]]


def test_an_error_in_one_row_does_not_keep_what_a_sound_row_gives_up(term: Term) -> None:
    term.change("S", "A; B", "A")
    term.change("T", "60", "soon")
    outcome = term.run()
    assert (rows(outcome), outcome.receipt["changes"]["counts"]) == (
        [("held", "T/B/w1.1", ""), ("cancelled", "S/B/w1.1", "")],
        {"added": 0, "cancelled": 1, "revived": 0, "moved": 0, "edited": 0, "held": 1},
    )


def test_a_row_that_was_deleted_goes_though_another_is_in_error(term: Term) -> None:
    term.change("Q", "| Q ", "| R ")
    term.change("T", "60", "soon")
    assert rows(term.run()) == [("held", "T/B/w1.1", ""), ("added", "R", ""), ("cancelled", "Q", "")]


def test_a_held_meeting_that_does_not_change_is_not_among_the_calendars_of_changes(term: Term) -> None:
    """S is moved, and with it what is due prior to it; T is held as it was: subscribers of changes.ics hear of S alone."""
    term.change("S", "09:00", "11:00")
    term.change("T", "60", "soon")
    outcome = term.run()
    told = {feed: sorted(seen.texts[0] for seen in read(content)) for feed, content in changes(outcome.folder).items()}
    assert told == {
        "all.ics": ["Dissection (A)", "Dissection (B)", "Due: Reading (2 h) (A)"],
        "groups/A.ics": ["Dissection (A)", "Due: Reading (2 h) (A)"],
        "groups/B.ics": ["Dissection (B)"],
        "instructors/Abbott.ics": ["Dissection (A)", "Dissection (B)"],
        "locations/R1.ics": ["Dissection (A)", "Dissection (B)"],
    }
    assert [seen.texts[0] for seen in read(calendars(outcome.folder)["locations/R2.ics"])] == ["Physiology (B)"]


def test_another_target_of_due_prior_to_is_told_in_the_changes(term: Term) -> None:
    term.change("P", "| S ", "| T ")
    outcome = term.run()
    told = [tuple(row[key] for key in ("change", "id", "field", "before", "after")) for row in outcome.receipt["changes"]["rows"]]
    assert told == [
        ("moved", "P", "Due date", "2026-09-07", "2026-09-08"),
        ("edited", "P", "Due prior to", "S", "T"),
    ]


TWO_ROWS = """
# Groups
| Group |
| A     |
| B     |
| C     |
# Sessions
| Session ID | Title      | Type | Groups | Date       | Start | Minutes | Location | Instructors |
| S          | Dissection | Lab  | A; B   | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |
| S          |            |      | C      | 2026-09-08 | 09:00 | 60      | R2       | Bell        |
"""


def test_an_error_in_one_row_of_a_session_keeps_nothing_that_another_row_of_the_session_gives_up(tmp_path: Path) -> None:
    text = inspect.cleandoc(TWO_ROWS)
    outcomes = []
    for minutes, drawing in enumerate((text, text.replace("A; B", "A   ").replace("09:00 | 60      | R2", "09:00 | soon    | R2"))):
        path = draw(drawing, tmp_path / "term.xlsx")
        outcomes.append(run_workbook(path, tmp_path / "out", NOW + dt.timedelta(minutes=minutes), Options()))
    assert rows(outcomes[1]) == [("held", "S/C/w1.1", ""), ("cancelled", "S/B/w1.1", "")]
