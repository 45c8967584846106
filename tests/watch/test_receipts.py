"""What a planner, a machine and a mailbox are told of a workbook that has been dealt with."""

import datetime as dt
import json
from pathlib import Path

import pytest

from schedbatch import __version__
from schedbatch.watch.claim_run import RunResult
from schedbatch.watch.journal import ClaimRecord, State
from schedbatch.watch.mail import Letter
from schedbatch.watch.receipts import letter, make_receipt, shown_time
from schedbatch.watch.trouble import Ending

MOMENT = dt.datetime(2026, 9, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
AGAIN = "Correct it and save it into the watched folder again, under the same name."
RESULTS = Path("out/autumn")
KEPT = "Your workbook is kept as done/term.xlsx\n"
COUNTS = {"counts": {"errors": 1, "warnings": 2}}


def _record(name: str = "term.xlsx", revision: int = 3) -> ClaimRecord:
    return ClaimRecord(
        "7",
        name,
        State.FINISHED,
        tries=1,
        sha256="ab" * 32,
        schedule_id="autumn",
        revision=revision,
        finished_at="2026-09-01T08:30:00Z",
        archived="done/term.xlsx",
    )


@pytest.mark.parametrize(
    ("result", "paragraphs"),
    [
        (
            RunResult(Ending.RELEASED, "released", schedule_id="autumn", summary="autumn: 1 session\nNo issues"),
            ["The schedule is released.", "autumn: 1 session\nNo issues", f"{KEPT}The results are in {RESULTS} (release 3)\n"],
        ),
        (
            RunResult(Ending.ALREADY_DONE, "the same workbook", schedule_id="autumn"),
            ["There was nothing to do.", "The same workbook.", f"{KEPT}The results are in {RESULTS}\n"],
        ),
        (
            RunResult(Ending.REFUSED, "it has an error.", schedule_id="autumn"),
            ["Nothing was released.", "It has an error.", AGAIN, KEPT],
        ),
        (
            RunResult(Ending.UNREADABLE, "term.xlsx is a text file"),
            ["This file could not be read as a workbook.", "term.xlsx is a text file.", AGAIN, KEPT],
        ),
        (
            RunResult(Ending.BROKEN, "the program failed over it"),
            [
                "schedbatch failed over this workbook. The fault is the program's, not yours.",
                "The program failed over it.",
                "Whoever runs schedbatch finds the cause in its log. Nothing of the earlier schedule has changed.",
                KEPT,
            ],
        ),
    ],
)
def test_each_ending_has_its_text(result: RunResult, paragraphs: list[str]) -> None:
    made = make_receipt(_record(), result, Path("out"), MOMENT)
    assert made.text == "\n\n".join(["term.xlsx\nTue 1 Sep 2026, 09:30 (UTC+01:00)", *paragraphs])


def test_a_copy_of_a_sync_program_is_warned_of() -> None:
    result = RunResult(Ending.RELEASED, "released", schedule_id="autumn", summary="No issues")
    made = make_receipt(_record("term (conflict 2026).xlsx"), result, Path("out"), MOMENT)
    warning = (
        "The name says that a sync program kept this copy because two people saved the workbook at the same time. Compare it with "
        "the other copy: whichever is run last is the schedule."
    )
    assert (made.text.split("\n\n")[3], json.loads(made.json)["warnings"]) == (warning, [warning])


@pytest.mark.parametrize(
    ("ending", "subject"),
    [
        (Ending.RELEASED, "term.xlsx: released, 1 error, 2 warnings"),
        (Ending.ALREADY_DONE, "term.xlsx: already done, 1 error, 2 warnings"),
        (Ending.REFUSED, "term.xlsx: nothing released, 1 error, 2 warnings"),
        (Ending.UNREADABLE, "term.xlsx: not a workbook that can be read, 1 error, 2 warnings"),
        (Ending.BROKEN, "term.xlsx: the program failed, 1 error, 2 warnings"),
    ],
)
def test_the_subject_says_what_came_of_it(ending: Ending, subject: str) -> None:
    assert make_receipt(_record(), RunResult(ending, "x", receipt=COUNTS), Path("out"), MOMENT).subject == subject


def test_nothing_is_counted_where_nothing_was_found() -> None:
    assert make_receipt(_record(), RunResult(Ending.RELEASED, "x"), Path("out"), MOMENT).subject == "term.xlsx: released"


def test_machines_are_told_everything() -> None:
    result = RunResult(Ending.RELEASED, "released", "cd" * 32, "autumn", "No issues", COUNTS, 1)
    assert json.loads(make_receipt(_record(), result, Path("out"), MOMENT).json) == {
        "version": __version__,
        "claim": "7",
        "name": "term.xlsx",
        "sha256": "cd" * 32,
        "outcome": "released",
        "sentence": "released",
        "finished_at": "2026-09-01T08:30:00Z",
        "schedule_id": "autumn",
        "release": 3,
        "tries": 1,
        "kept_as": "done/term.xlsx",
        "results": str(Path("out/autumn")),
        "exit_code": 1,
        "warnings": [],
        "run": COUNTS,
    }


def test_the_mail_is_named_after_the_claim_and_its_workbook() -> None:
    receipt = make_receipt(_record(), RunResult(Ending.RELEASED, "x", summary="No issues"), Path("out"), MOMENT)
    assert letter(_record(), receipt, MOMENT) == Letter(
        "term.xlsx: released", receipt.text, f"7.{'ab' * 8}.schedbatch", MOMENT.timestamp()
    )


def test_a_time_without_a_zone_is_shown_without_one() -> None:
    assert (shown_time(MOMENT), shown_time(MOMENT.replace(tzinfo=None))) == (
        "Tue 1 Sep 2026, 09:30 (UTC+01:00)",
        "Tue 01 Sep 2026, 09:30",
    )
