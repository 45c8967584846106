"""What can come of a workbook, whose trouble it is, and when to try again.

Three kinds: the workbook's own (its planner mends it), passing (the disk's, the share's, Excel's: nobody has to touch the
workbook), and poison (no workbook at all, or one that brings the program down).
"""

import errno
from dataclasses import dataclass
from enum import Enum

from schedbatch.domain.issues import OutputNotWritable

MAX_TRIES = 3
LONGEST_WAIT = 60.0
_SHORTEST_WAIT = 1.0

_ERRORS_OF_THE_WHOLE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ESTALE, errno.ENODEV, errno.ENOTCONN)


class Ending(Enum):
    """What came of a workbook."""

    RELEASED = "released"
    ALREADY_DONE = "already done"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    BROKEN = "broken"
    WAITS = "waits"

    @property
    def is_done(self) -> bool:
        """Whether its schedule stands in the results."""
        return self in (Ending.RELEASED, Ending.ALREADY_DONE)


@dataclass(frozen=True, slots=True)
class PassingTrouble:
    """A trouble that passes by itself; ``affects_all`` if no other workbook would fare better."""

    why: str
    affects_all: bool


def passing(error: OSError | OutputNotWritable) -> PassingTrouble:
    """Tell the troubles of one schedule (a file open in Excel) from those of the whole folder (the disk is full)."""
    cause = error.__cause__ if isinstance(error, OutputNotWritable) else error
    number = cause.errno if isinstance(cause, OSError) else None
    why = str(error) if isinstance(error, OutputNotWritable) else _sentence(error)
    # Nobody has to run anything here.
    why = why.replace(" and run again.", ".").replace(" and start again.", ".")
    return PassingTrouble(why, number in _ERRORS_OF_THE_WHOLE_DISK or "disk is full" in why or "disk I/O" in why)


def _sentence(error: OSError) -> str:
    return f"{error.filename}: {error.strerror or error}." if error.filename else f"{error.strerror or error}."


def wait_after(failures: int, interval: float, longest: float = LONGEST_WAIT) -> float:
    """Seconds until the next try: from the poll's interval, at most a second, doubled each time up to a minute."""
    # The exponent of months of failures would be no float.
    return min(min(interval, _SHORTEST_WAIT) * 2.0 ** min(failures - 1, 20), longest)
