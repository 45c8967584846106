"""What is told of a workbook that has been dealt with: a text for its planner, JSON for machines, and the mail."""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from schedbatch import __version__
from schedbatch.outputs.receipt.terminal import counted
from schedbatch.watch.claim_run import RunResult
from schedbatch.watch.journal import ClaimRecord
from schedbatch.watch.log import plain
from schedbatch.watch.mail import Letter
from schedbatch.watch.sightings import is_conflicted
from schedbatch.watch.trouble import Ending

_CONFLICTED = (
    "The name says that a sync program kept this copy because two people saved the workbook at the same time. Compare it with the "
    "other copy: whichever is run last is the schedule."
)
_AGAIN = "Correct it and save it into the watched folder again, under the same name."
_HEADINGS = {
    Ending.RELEASED: "The schedule is released.",
    Ending.ALREADY_DONE: "There was nothing to do.",
    Ending.REFUSED: "Nothing was released.",
    Ending.UNREADABLE: "This file could not be read as a workbook.",
    Ending.BROKEN: "schedbatch failed over this workbook. The fault is the program's, not yours.",
}
_SUBJECTS = {
    Ending.RELEASED: "released",
    Ending.ALREADY_DONE: "already done",
    Ending.REFUSED: "nothing released",
    Ending.UNREADABLE: "not a workbook that can be read",
    Ending.BROKEN: "the program failed",
}


@dataclass(frozen=True, slots=True)
class ReceiptTexts:
    """The receipt as text and as JSON, and the subject of its mail."""

    text: str
    json: str
    subject: str


def make_receipt(record: ClaimRecord, result: RunResult, out: Path, moment: dt.datetime) -> ReceiptTexts:
    """Tell of the finished ``record``; ``moment`` is when, in the zone that people there live in."""
    warnings = (_CONFLICTED,) if is_conflicted(record.name) else ()
    results = out / result.schedule_id if result.ending.is_done else None
    return ReceiptTexts(
        _text(record, result, results, warnings, moment),
        json.dumps(_object(record, result, results, warnings), ensure_ascii=True, indent=2) + "\n",
        plain(f"{record.name}: {_SUBJECTS[result.ending]}{_counted(result)}"),
    )


def _text(record: ClaimRecord, result: RunResult, results: Path | None, warnings: tuple[str, ...], moment: dt.datetime) -> str:
    paragraphs = [f"{record.name}\n{shown_time(moment)}", _HEADINGS[result.ending]]
    if result.summary:
        paragraphs.append(result.summary)
    else:
        sentence = result.sentence if result.sentence.endswith(".") else f"{result.sentence}."
        # A refusal may begin with the file's name.
        is_ours = result.ending is not Ending.UNREADABLE
        paragraphs.append(sentence[:1].upper() + sentence[1:] if is_ours else sentence)
    paragraphs += warnings
    if result.ending in (Ending.REFUSED, Ending.UNREADABLE):
        paragraphs.append(_AGAIN)
    if result.ending is Ending.BROKEN:
        paragraphs.append("Whoever runs schedbatch finds the cause in its log. Nothing of the earlier schedule has changed.")
    kept = [f"Your workbook is kept as {record.archived}"]
    if results:
        revision = f" (release {record.revision})" if record.revision and result.ending is Ending.RELEASED else ""
        kept.append(f"The results are in {results}{revision}")
    return "\n\n".join("\n".join(map(plain, part.splitlines())) for part in (*paragraphs, "\n".join(kept))) + "\n"


def shown_time(moment: dt.datetime) -> str:
    """``Tue 1 Sep 2026, 09:30 (UTC+01:00)``"""
    zone = f"{moment:%z}"
    return f"{moment:%a} {moment.day} {moment:%b %Y, %H:%M} (UTC{zone[:3]}:{zone[3:5]})" if zone else f"{moment:%a %d %b %Y, %H:%M}"


def _object(record: ClaimRecord, result: RunResult, results: Path | None, warnings: tuple[str, ...]) -> dict[str, object]:
    return {
        "version": __version__,
        "claim": record.id,
        "name": record.name,
        "sha256": result.sha256,
        "outcome": result.ending.value,
        "sentence": result.sentence,
        "finished_at": record.finished_at,
        "schedule_id": result.schedule_id or None,
        "release": record.revision or None,
        "tries": record.tries,
        "kept_as": record.archived,
        "results": str(results) if results else None,
        "exit_code": result.exit_code,
        "warnings": list(warnings),
        "run": result.receipt,
    }


def _counted(result: RunResult) -> str:
    counts = result.receipt["counts"] if result.receipt else {}
    pairs = ((counts.get("errors", 0), "error"), (counts.get("warnings", 0), "warning"))
    found = ", ".join(counted(number, noun) for number, noun in pairs if number)
    return f", {found}" if found else ""


def letter(record: ClaimRecord, receipt: ReceiptTexts, moment: dt.datetime) -> Letter:
    """The receipt as a mail."""
    return Letter(receipt.subject, receipt.text, f"{record.id}.{record.sha256[:16] or 'none'}.schedbatch", moment.timestamp())
