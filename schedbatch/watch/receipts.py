"""What is told of a workbook that has been dealt with: a text for its planner, JSON for machines, and the mail."""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from schedbatch import __version__
from schedbatch.outputs.receipt.terminal import counted
from schedbatch.watch.candidates import is_conflicted
from schedbatch.watch.journal import Row
from schedbatch.watch.log import plain
from schedbatch.watch.mail import Letter
from schedbatch.watch.trouble import Ending
from schedbatch.watch.work import Ended

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
class Receipt:
    """Both forms, and the mail."""

    text: str
    json: str
    subject: str


def make_receipt(row: Row, ended: Ended, out: Path, moment: dt.datetime) -> Receipt:
    """Tell of the finished ``row``; ``moment`` is when, in the zone that people there live in."""
    warnings = (_CONFLICTED,) if is_conflicted(row.name) else ()
    results = out / ended.schedule_id if ended.ending.is_done else None
    return Receipt(
        _text(row, ended, results, warnings, moment),
        json.dumps(_object(row, ended, results, warnings), ensure_ascii=True, indent=2) + "\n",
        plain(f"{row.name}: {_SUBJECTS[ended.ending]}{_counted(ended)}"),
    )


def _text(row: Row, ended: Ended, results: Path | None, warnings: tuple[str, ...], moment: dt.datetime) -> str:
    paragraphs = [f"{row.name}\n{shown_time(moment)}", _HEADINGS[ended.ending]]
    if ended.summary:
        paragraphs.append(ended.summary)
    else:
        sentence = ended.sentence if ended.sentence.endswith(".") else f"{ended.sentence}."
        # A refusal may begin with the file's name.
        is_ours = ended.ending is not Ending.UNREADABLE
        paragraphs.append(sentence[:1].upper() + sentence[1:] if is_ours else sentence)
    paragraphs += warnings
    if ended.ending in (Ending.REFUSED, Ending.UNREADABLE):
        paragraphs.append(_AGAIN)
    if ended.ending is Ending.BROKEN:
        paragraphs.append("Whoever runs schedbatch finds the cause in its log. Nothing of the earlier schedule has changed.")
    kept = [f"Your workbook is kept as {row.archived}"]
    if results:
        revision = f" (release {row.revision})" if row.revision and ended.ending is Ending.RELEASED else ""
        kept.append(f"The results are in {results}{revision}")
    return "\n\n".join("\n".join(map(plain, part.splitlines())) for part in (*paragraphs, "\n".join(kept))) + "\n"


def shown_time(moment: dt.datetime) -> str:
    """``Tue 1 Sep 2026, 09:30 (UTC+01:00)``"""
    zone = f"{moment:%z}"
    return f"{moment:%a} {moment.day} {moment:%b %Y, %H:%M} (UTC{zone[:3]}:{zone[3:5]})" if zone else f"{moment:%a %d %b %Y, %H:%M}"


def _object(row: Row, ended: Ended, results: Path | None, warnings: tuple[str, ...]) -> dict[str, object]:
    return {
        "version": __version__,
        "claim": row.id,
        "name": row.name,
        "sha256": ended.sha256,
        "outcome": ended.ending.value,
        "sentence": ended.sentence,
        "finished_at": row.finished_at,
        "schedule_id": ended.schedule_id or None,
        "release": row.revision or None,
        "tries": row.tries,
        "kept_as": row.archived,
        "results": str(results) if results else None,
        "exit_code": ended.exit_code,
        "warnings": list(warnings),
        "run": ended.receipt,
    }


def _counted(ended: Ended) -> str:
    counts = ended.receipt["counts"] if ended.receipt else {}
    pairs = ((counts.get("errors", 0), "error"), (counts.get("warnings", 0), "warning"))
    found = ", ".join(counted(number, noun) for number, noun in pairs if number)
    return f", {found}" if found else ""


def letter(row: Row, receipt: Receipt, moment: dt.datetime) -> Letter:
    """The receipt as a mail."""
    return Letter(receipt.subject, receipt.text, f"{row.id}.{row.sha256[:16] or 'none'}.schedbatch", moment.timestamp())
