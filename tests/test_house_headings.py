"""The rule on headings finds a deliberate breach; ``tests/test_house.py`` holds the real tree to it."""

from pathlib import Path

import pytest

from tests import house_headings
from tests.test_house import ROOT, tree

NEXT_MOVE = "name the column by its constant, as SESSIONS.title of domain/columns.py or domain/schedule_sheets.py"


@pytest.mark.parametrize(
    "text",
    [
        'row.where.cell("Title")',
        'row.where.cell(SESSIONS.type, "Title")',
        'column.heading == "Title"',
        '"Title" != column.heading',
        'heading in ("Title", other)',
        'heading in {"Title"}',
    ],
)
def test_a_bare_heading_is_found_and_the_next_move_is_said(text: str, tmp_path: Path) -> None:
    assert house_headings.bare_headings(tree(tmp_path, {"generator/plan.py": text})) == [
        f'schedbatch.generator.plan:1 "Title": {NEXT_MOVE}'
    ]


@pytest.mark.parametrize(
    "text", ["row.where.cell(SESSIONS.title)", 'session.title == "Title"', "heading in headings", "heading == column.heading"]
)
def test_a_constant_and_other_texts_are_no_breach(text: str, tmp_path: Path) -> None:
    assert house_headings.bare_headings(tree(tmp_path, {"generator/plan.py": text})) == []


def test_every_room_that_is_not_converted_still_has_bare_headings(monkeypatch: pytest.MonkeyPatch) -> None:
    rooms = house_headings.NOT_YET
    monkeypatch.setattr(house_headings, "NOT_YET", ())
    left = {".".join(breach.split(":")[0].split(".")[:2]) for breach in house_headings.bare_headings(ROOT)}
    assert left == set(rooms), "take the rooms that are converted out of NOT_YET in tests/house_headings.py"
