"""One claimed workbook, run: what a worker does, and what it brings back."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schedbatch import __version__
from schedbatch.disk.paths import sha256_of
from schedbatch.domain.issues import InputUnreadable, OutputNotWritable
from schedbatch.jobs.run import ExitCode, Options, Outcome, run_workbook
from schedbatch.outputs.files import are_as_written
from schedbatch.outputs.receipt.receipt import Receipt, files_of, read_receipt
from schedbatch.outputs.receipt.summary import summary
from schedbatch.outputs.receipt.terminal import counted
from schedbatch.watch.places import can_write
from schedbatch.watch.readiness import why_unreadable
from schedbatch.watch.trouble import Ending, passing

_OF_THE_COMMAND_LINE = ("run again with --allow-removals, or ", ", or give --timezone")
"""Ways out of a refusal that a planner at a folder does not have; each stands beside one in the Settings sheet."""


@dataclass(frozen=True, slots=True)
class Done:
    """The workbook whose schedule stands: its hash, and with what it was run. ``when`` is for people."""

    sha256: str
    version: str
    settings: str
    schedule_id: str
    when: str


@dataclass(frozen=True, slots=True)
class Job:
    """A workbook to be run."""

    path: Path
    out: Path
    now: datetime
    options: Options
    done: Done | None


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a job: ``sentence`` for logs and tables, ``summary`` for the planner; ``receipt`` is the run's own, if any."""

    ending: Ending
    sentence: str
    sha256: str = ""
    schedule_id: str = ""
    summary: str = ""
    receipt: Receipt | None = None
    exit_code: int = 0
    is_everybodys: bool = False


def settings_of(options: Options) -> str:
    """What a run depends on beside its workbook and the version of schedbatch."""
    return json.dumps([options.timezone, options.is_strict, repr(options.maps)])


def run_claimed(job: Job) -> Ended:
    """Run the workbook, unless the very same has been run and its results stand."""
    try:
        sha256 = sha256_of(job.path)
    except OSError as error:
        return Ended(Ending.WAITS, why_unreadable(error))
    if job.done and _stands(job.done, job, sha256):
        sentence = f"already done on {job.done.when}: the same workbook, with the same settings; nothing was run again"
        return Ended(Ending.ALREADY_DONE, sentence, sha256, job.done.schedule_id)
    try:
        outcome = run_workbook(job.path, job.out, job.now, job.options)
    except InputUnreadable as refusal:
        return Ended(Ending.UNREADABLE, str(refusal), sha256, exit_code=ExitCode.INPUT_UNREADABLE)
    except (OutputNotWritable, OSError) as error:
        trouble = passing(error)
        everybodys = trouble.is_everybodys or not can_write(job.out)
        return Ended(Ending.WAITS, trouble.why, sha256, is_everybodys=everybodys)
    return _ended(outcome, sha256)


def _stands(done: Done, job: Job, sha256: str) -> bool:
    if (done.sha256, done.version, done.settings) != (sha256, __version__, settings_of(job.options)):
        return False
    folder = job.out / done.schedule_id
    receipt = read_receipt(folder)
    is_of_this = receipt is not None and receipt.get("input", {}).get("sha256") == sha256
    return is_of_this and are_as_written(folder, files_of(receipt))


def _ended(outcome: Outcome, sha256: str) -> Ended:
    receipt = _for_planners(outcome.receipt)
    counts = receipt["counts"]
    found = ", ".join(counted(counts[f"{noun}s"], noun) for noun in ("error", "warning") if counts[f"{noun}s"])
    if receipt["released"]:
        made = f"{counted(counts['offerings'], 'offering')}, {counted(counts['ilms'], 'ILM')}"
        is_new = outcome.written is None or outcome.written.written
        end = "" if is_new else "; nothing had changed"
        sentence = f"released {receipt['schedule_id']}: {made}; {found or 'no errors or warnings'}{end}"
    else:
        sentence = f"nothing was released: {receipt['refusal']}" + (f" ({found})" if found else "")
    return Ended(
        Ending.RELEASED if receipt["released"] else Ending.REFUSED,
        sentence,
        sha256,
        receipt["schedule_id"],
        summary(receipt, str(outcome.folder), outcome.written, outcome.notes, limit=50),
        receipt,
        int(outcome.exit_code),
    )


def _for_planners(receipt: Receipt) -> Receipt:
    """The run's receipt, whose refusal names only what can be done in the workbook."""
    refusal = receipt["refusal"]
    for way in _OF_THE_COMMAND_LINE if refusal else ():
        refusal = refusal.replace(way, "")
    return {**receipt, "refusal": refusal}
