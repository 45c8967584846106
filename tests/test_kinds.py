"""Every kind of issue has an example: ``tests/kinds/<code>.md``, the smallest workbook that raises it, and all that a run says.

Above ``---`` a file draws the workbook (see ``tests.drawing``), below it stand the issues, each in three lines: its code, severity
and place, its message, its hint. A kind of ``LATER_RUN_KINDS`` is raised by what is done before a later run, one function of
``EDITS``. ``python -m pytest tests/test_kinds.py --update-golden`` writes what is said now below the drawings: read it before you
commit it.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest

from schedbatch.domain import kinds
from schedbatch.domain.issues import Kind
from schedbatch.domain.kinds import KINDS, LATER_RUN_KINDS
from schedbatch.jobs.run import Outcome
from tests.desk import ONE, TWO, Desk
from tests.drawing import draw, report
from tests.editing import Value, add, delete, edit

EXAMPLES = Path(__file__).parent / "kinds"
LINE = "---\n"
UPDATE = "run: python -m pytest tests/test_kinds.py --update-golden, and read what it has written"


def _merge(path: Path) -> None:
    """A drawing has no merged cells."""
    book = openpyxl.load_workbook(path)
    book["Sessions"].merge_cells("B2:B3")
    book.save(path)


def _keep_an_edit(desk: Desk) -> Outcome:
    edit(desk.schedule, {ONE: {"Location": "Lab 3"}})
    desk.run(minutes=1)
    desk.draw("Lab 1    | Abara", "Lab 2    | Abara")
    return desk.run(minutes=2)


def _change_what_comes_from_the_workbook(desk: Desk) -> Outcome:
    edit(desk.schedule, {ONE: {"Title": "Histology"}})
    return desk.run(minutes=1)


def _spoil_the_copy(desk: Desk) -> Outcome:
    book = openpyxl.load_workbook(desk.schedule)
    book["schedbatch"]["B3"] = "Mars/Base"
    book["Offerings"]["L2"] = "Lab 3"
    book.save(desk.schedule)
    return desk.run(minutes=1)


def _bring_two_copies(desk: Desk) -> Outcome:
    old = edit(desk.schedule, {ONE: {"Location": "Lab 3"}}, to=desk.folder / "old.xlsx")
    edit(desk.schedule, {ONE: {"Location": "Lab 2"}})
    desk.run(minutes=1)
    return desk.run(old, minutes=2)


def _delete_a_row(desk: Desk) -> Outcome:
    delete(desk.schedule, [TWO])
    return desk.run(minutes=1)


def _accept_without_a_reason(desk: Desk) -> Outcome:
    row: dict[str, Value] = {
        "Session ID": "D",
        "Date": dt.date(2026, 9, 7),
        "Start": dt.time(9),
        "Minutes": 60,
        "Groups": "Labs > 01",
    }
    add(desk.schedule, {**row, "Location": "Lab 3", "Instructors": "none"})
    clash = desk.run(minutes=1).receipt["conflicts"][0]
    edit(desk.schedule, {clash["id"]: {"Accept": "yes"}}, sheet="Conflicts")
    return desk.run(minutes=2)


def _move_what_is_over(desk: Desk) -> Outcome:
    desk.draw("2026-09-07 | 09:00", "2026-09-07 | 11:00")
    return desk.run(minutes=30 * 24 * 60)


EDITS: Mapping[Kind, Callable[[Desk], Outcome]] = {
    kinds.EDIT_KEPT: _keep_an_edit,
    kinds.EDIT_NOT_TAKEN: _change_what_comes_from_the_workbook,
    kinds.COPY_UNKNOWN: _spoil_the_copy,
    kinds.EDITS_AT_ODDS: _bring_two_copies,
    kinds.ROW_DELETED: _delete_a_row,
    kinds.ACCEPT_WITHOUT_REASON: _accept_without_a_reason,
    kinds.PAST_CHANGED: _move_what_is_over,
}


def _example(kind: Kind) -> tuple[str, str]:
    """The drawing of the kind's example, and the issues that stand below it."""
    path = EXAMPLES / f"{kind.code}.md"
    if not path.exists():
        pytest.fail(
            f"no example raises {kind.code}: draw the smallest workbook that does in {path.name}, as in its neighbours; {UPDATE}"
        )
    drawing, _, expected = path.read_text(encoding="utf-8").partition(LINE)
    return drawing, expected


def _compare(kind: Kind, drawing: str, told: str, expected: str, *, is_update: bool) -> None:
    assert f"\n{kind.code} " in f"\n{told}", (
        f"the example in tests/kinds/{kind.code}.md does not raise {kind.code}: change its drawing"
    )
    if is_update:
        (EXAMPLES / f"{kind.code}.md").write_text(drawing + LINE + told, encoding="utf-8", newline="\n")
    else:
        assert told == expected, f"the example in tests/kinds/{kind.code}.md says something else now; if that is meant, {UPDATE}"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in LATER_RUN_KINDS], ids=lambda kind: kind.code)
def test_the_smallest_workbook_that_raises_a_kind(kind: Kind, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    drawing, expected = _example(kind)
    path = draw(drawing, tmp_path / "drawn.xlsx")
    if kind is kinds.MERGED_CELL:
        _merge(path)
    told = "\n".join(
        f"{issue.kind.code} {issue.kind.severity} {issue.where or ''}".rstrip() + f"\n{issue.message}\n{issue.kind.hint}\n"
        for issue in report(path).issues
    )
    _compare(kind, drawing, told, expected, is_update=pytestconfig.getoption("--update-golden"))


@pytest.mark.parametrize("kind", LATER_RUN_KINDS, ids=lambda kind: kind.code)
def test_what_raises_a_kind_in_a_later_run(kind: Kind, desk: Desk, pytestconfig: pytest.Config) -> None:
    drawing, expected = _example(kind)
    if kind not in EDITS:
        pytest.fail(f"nothing is done before a later run that raises {kind.code}: add a function to EDITS of tests/test_kinds.py")
    told = "\n".join(
        f"{issue['code']} {issue['severity']} {issue['sheet']}!{issue['cell']}".removesuffix(" None!None")
        + f"\n{issue['message']}\n{issue['hint']}\n"
        for issue in EDITS[kind](desk).receipt["issues"]
    )
    _compare(kind, drawing, told, expected, is_update=pytestconfig.getoption("--update-golden"))


def test_every_example_is_of_a_kind() -> None:
    needless = sorted({path.stem for path in EXAMPLES.iterdir()} - {kind.code for kind in KINDS})
    assert needless == [], "delete these files of tests/kinds: no kind has their name"
