"""``schedbatch diff``: workbooks and output folders, field by field."""

import json
from pathlib import Path

import pytest

from tests.commands.test_cli import CLEAN, Call, Called, call
from tests.drawing import draw

__all__ = ["call"]

MOVED = CLEAN.replace("09:00", "11:00").replace("R101", "R102")
LINES = "1 moved\n  moved     S1/Labs/w1.1  Dissection: Start 09:00 -> 11:00, End 10:00 -> 12:00, Location R101 -> R102\n"


@pytest.fixture
def books(call: Call) -> Call:
    """A workbook, its revision, and a folder with the results of each."""
    for name, drawing in (("old", CLEAN), ("new", MOVED)):
        draw(drawing, Path(f"{name}.xlsx"))
        call("run", f"{name}.xlsx", "--out", f"{name}-out")
    return call


@pytest.mark.parametrize("old", ["old.xlsx", "old-out/test", "old-out"])
@pytest.mark.parametrize("new", ["new.xlsx", "new-out/test"])
def test_workbooks_and_folders_are_compared_alike(books: Call, old: str, new: str) -> None:
    assert books("diff", old, new) == Called(0, LINES, "")


def test_what_is_alike_says_so(books: Call) -> None:
    assert books("diff", "old.xlsx", "old-out", "--exit-code") == Called(0, "Nothing differs.\n", "")


def test_exit_code_tells_whether_anything_differs(books: Call) -> None:
    assert books("diff", "old.xlsx", "new.xlsx", "--exit-code").code == 1


def test_json_gives_all_rows(books: Call) -> None:
    found = json.loads(books("diff", "old.xlsx", "new.xlsx", "--json").out)
    assert (found["old"], found["new"], found["counts"]["moved"]) == ("old.xlsx", "new.xlsx", 1)
    assert [(row["field"], row["before"], row["after"]) for row in found["rows"]] == [
        ("Start", "09:00", "11:00"),
        ("End", "10:00", "12:00"),
        ("Location", "R101", "R102"),
    ]


def test_what_an_error_holds_back_is_held_not_cancelled(books: Call) -> None:
    draw(MOVED.replace("11:00", "noon"), Path("wrong.xlsx"))
    assert books("diff", "old-out", "wrong.xlsx").out == (
        "1 held\n  held      S1/Labs/w1.1  Dissection: Mon 7 Sep 2026 09:00–10:00, R101\n"
    )


def test_another_schedule_is_compared_by_its_ids(books: Call) -> None:
    draw("# Settings\n| Setting | Value |\n| Schedule ID | other |\n" + MOVED, Path("other.xlsx"))
    assert books("diff", "old.xlsx", "other.xlsx").out == LINES


def test_all_added_and_all_cancelled(books: Call) -> None:
    draw(CLEAN.replace("S1", "S2"), Path("other.xlsx"))
    assert books("diff", "old.xlsx", "other.xlsx").out.splitlines() == [
        "1 added, 1 cancelled",
        "  added     S2/Labs/w1.1  Dissection: Mon 7 Sep 2026 09:00–10:00, R101",
        "  cancelled S1/Labs/w1.1  Dissection: Mon 7 Sep 2026 09:00–10:00, R101",
    ]


@pytest.mark.parametrize(
    ("old", "sentence"),
    [
        ("nowhere.xlsx", "nowhere.xlsx: There is no such file or folder."),
        (
            "empty",
            "empty: This folder holds no results of schedbatch: there is no history/history.sqlite in it.",
        ),
        ("zoneless.xlsx", "zoneless.xlsx: It cannot be compared: there is no time zone; set Time zone in the Settings sheet"),
        ("several", "several: This folder holds the results of several schedules (one, two). Name one of their folders."),
        ("cut.xlsx", "cut.xlsx: The file is cut off or damaged, or still being copied."),
        ("damaged", "damaged: The history of its releases is damaged; run its workbook again to begin a new one."),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(books: Call, old: str, sentence: str) -> None:
    Path("empty").mkdir()
    Path("cut.xlsx").write_bytes(Path("old.xlsx").read_bytes()[:3000])
    draw("# Settings\n| Setting | Value |\n| Time zone | (none) |\n" + CLEAN, Path("zoneless.xlsx"))
    for name in ("several/one", "several/two", "damaged"):
        (Path(name) / "history").mkdir(parents=True)
        (Path(name) / "history/history.sqlite").write_bytes(b"rubbish" * 1000)
    called = books("diff", old, "new.xlsx")
    assert (called.code, called.out, called.err.startswith(sentence)) == (3, "", True)
