"""How a workbook is to be run, and the exit codes of the command."""

from dataclasses import dataclass
from enum import IntEnum

from schedbatch.domain.handoff import NO_MAPS, HandoffMaps

MAX_ROWS = 500_000


class ExitCode(IntEnum):
    """The exit codes of the command; of several workbooks the gravest counts."""

    CLEAN = 0
    WORKBOOK_HAS_ERRORS = 1
    USAGE = 2
    INPUT_UNREADABLE = 3
    OUTPUT_NOT_WRITABLE = 4
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Options:
    """How a workbook is to be run. ``timezone`` stands in where the workbook's own is blank; ``maps`` are own hand-offs."""

    timezone: str | None = None
    is_strict: bool = False
    allows_removals: bool = False
    runs_again: bool = False
    """Although nothing has changed."""
    max_rows: int = MAX_ROWS
    maps: HandoffMaps = NO_MAPS
