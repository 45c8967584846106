"""The run of a claimed workbook, in a worker process: from the order to the result."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schedbatch import __version__
from schedbatch.disk.paths import sha256_of
from schedbatch.domain.issues import InputUnreadable, OutputNotWritable
from schedbatch.domain.rule_changes import RULES_VERSION
from schedbatch.jobs.run import ExitCode, Options, Outcome, run_workbook
from schedbatch.outputs.files import are_as_written
from schedbatch.outputs.receipt.receipt import Receipt, files_of, read_receipt
from schedbatch.outputs.receipt.summary import summary
from schedbatch.outputs.receipt.terminal import counted
from schedbatch.readers.zone_rules import zone_rules_version
from schedbatch.watch.places import can_write
from schedbatch.watch.readiness import why_unreadable
from schedbatch.watch.trouble import Ending, passing

_OF_THE_COMMAND_LINE = ("run again with --allow-removals, or ", ", or give --timezone")
"""Ways out of a refusal that a planner at a folder does not have; each stands beside a way out in the Settings sheet."""


@dataclass(frozen=True, slots=True)
class StandingRelease:
    """The workbook whose schedule stands: its hash, and the version and settings of its run. ``when`` is for people."""

    sha256: str
    version: str
    settings: str
    schedule_id: str
    when: str


@dataclass(frozen=True, slots=True)
class RunOrder:
    """A workbook to be run."""

    path: Path
    out: Path
    now: datetime
    options: Options
    standing: StandingRelease | None


@dataclass(frozen=True, slots=True)
class RunResult:
    """What came of a run: ``sentence`` for logs and tables, ``summary`` for the planner; ``receipt`` is the run's own, if any."""

    ending: Ending
    sentence: str
    sha256: str = ""
    schedule_id: str = ""
    summary: str = ""
    receipt: Receipt | None = None
    exit_code: int = 0
    affects_all: bool = False


def settings_of(options: Options) -> str:
    """What a run depends on beside its workbook and the version of schedbatch."""
    return json.dumps([options.timezone, options.is_strict, repr(options.maps)])


def run_claim(order: RunOrder) -> RunResult:
    """Run the workbook, unless the same bytes have been run with the same settings and their results stand."""
    try:
        sha256 = sha256_of(order.path)
    except OSError as error:
        return RunResult(Ending.WAITS, why_unreadable(error))
    if order.standing and _still_stands(order.standing, order, sha256):
        sentence = f"already done on {order.standing.when}: the same workbook, with the same settings; nothing was run again"
        return RunResult(Ending.ALREADY_DONE, sentence, sha256, order.standing.schedule_id)
    try:
        outcome = run_workbook(order.path, order.out, order.now, order.options)
    except InputUnreadable as refusal:
        return RunResult(Ending.UNREADABLE, str(refusal), sha256, exit_code=ExitCode.INPUT_UNREADABLE)
    except (OutputNotWritable, OSError) as error:
        trouble = passing(error)
        affects_all = trouble.affects_all or not can_write(order.out)
        return RunResult(Ending.WAITS, trouble.why, sha256, affects_all=affects_all)
    return _result_of(outcome, sha256)


def _still_stands(standing: StandingRelease, order: RunOrder, sha256: str) -> bool:
    if (standing.sha256, standing.version, standing.settings) != (sha256, __version__, settings_of(order.options)):
        return False
    folder = order.out / standing.schedule_id
    receipt = read_receipt(folder)
    if receipt is None or receipt.get("input", {}).get("sha256") != sha256 or not _is_by_these_rules(receipt):
        return False
    return are_as_written(folder, files_of(receipt))


def _is_by_these_rules(receipt: Receipt) -> bool:
    """Whether the release went by this program's rules, and by the time zone rules that are installed now."""
    rules, zone_rules = receipt.get("rules"), zone_rules_version(receipt.get("timezone") or "")
    if not isinstance(rules, dict):
        return False  # a receipt of 0.1.0
    return (rules.get("version"), rules.get("time_zone_rules")) == (RULES_VERSION, zone_rules or None)


def _result_of(outcome: Outcome, sha256: str) -> RunResult:
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
    return RunResult(
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
