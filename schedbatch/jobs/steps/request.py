"""What a run is asked for, and how the run ended. Light to import: an unchanged run needs little more."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from schedbatch import __version__
from schedbatch.domain.rule_changes import RULES_VERSION
from schedbatch.history.store import Run
from schedbatch.jobs.steps.options import ExitCode, Options
from schedbatch.outputs import files
from schedbatch.outputs.receipt.receipt import Receipt, new_warnings_of
from schedbatch.readers.zone_rules import zone_rules_version
from schedbatch.xlsx.workbook import WorkbookFile


@dataclass(frozen=True, slots=True)
class ReturnedCopy:
    """An edited schedule.xlsx. ``is_in_place``: the copy lies where the next schedule.xlsx is to be written."""

    workbook: WorkbookFile
    is_in_place: bool

    @property
    def name(self) -> str:
        """The file's name."""
        return self.workbook.name

    @property
    def sha256(self) -> str:
        """The digest that tells whether the copy has been taken in before."""
        return self.workbook.sha256


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished run: its receipt, its folder, what became of the files (``None``: nothing was written), and what else to say."""

    receipt: Receipt
    folder: Path
    written: files.Written | None
    exit_code: ExitCode
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is asked for: a workbook, the folder for its results, and how to go about it.

    ``returned`` is a schedule.xlsx that came in place of the workbook, which history has kept.
    """

    workbook: WorkbookFile
    folder: Path
    now: dt.datetime
    options: Options
    writes: bool
    tell: Callable[[str], None]
    returned: tuple[ReturnedCopy, ...] = ()

    @property
    def name(self) -> str:
        """The workbook's file name."""
        return self.workbook.name

    @property
    def content(self) -> bytes:
        """The workbook's bytes."""
        return self.workbook.content

    @property
    def fingerprint(self) -> str:
        """What a run depends on besides its version, history and edited copies."""
        sha256 = self.workbook.sha256
        options = self.options
        told = {"v": 2, "sha256": sha256, "name": self.name, "timezone": options.timezone, "strict": options.is_strict}
        return json.dumps({**told, "max_rows": options.max_rows, "maps": repr(options.maps)})

    @property
    def copies(self) -> str:
        """The edited copies of a run."""
        return " ".join(copy.sha256 for copy in self.returned)


def timezone_asked_for(fingerprint: str) -> str | None:
    """The time zone that a run was given, for where its workbook's own is blank."""
    told = json.loads(fingerprint)
    # Version 1 (schedbatch 0.1.0) was a list.
    zone = told[2] if isinstance(told, list) else told.get("timezone")
    return zone if isinstance(zone, str) else None


def exit_code(receipt: Receipt, options: Options) -> ExitCode:
    """The exit code of a run with this receipt."""
    counts = receipt["counts"]
    warnings = counts["warnings"] - new_warnings_of(receipt)
    is_bad = receipt.get("refusal") or counts["errors"] or (options.is_strict and warnings)
    return ExitCode.WORKBOOK_HAS_ERRORS if is_bad else ExitCode.CLEAN


def is_same(last: Run, request: RunRequest) -> bool:
    """Whether the last run had the same request and the same rules; edited copies that the last run took in may be missing."""
    return last.fingerprint == request.fingerprint and is_by_these_rules(last) and request.copies in ("", last.copies)


def is_by_these_rules(last: Run) -> bool:
    """Whether that run went by the rules of this program and by the time zone rules that are installed now."""
    has_same_rules = last.rules == RULES_VERSION and last.zone_rules == zone_rules_version(last.timezone)
    return last.version == __version__ and has_same_rules
