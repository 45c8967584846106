"""Lines for a planner's terminal: counted nouns, and no characters that would play tricks on the terminal."""

import re

# Line ends would break the layout; control characters and turned writing directions would let a workbook play tricks on a terminal.
_NOT_FOR_TERMINALS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


def counted(number: int, noun: str) -> str:
    """``1 error``, ``1,234 errors``"""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def plain(line: str) -> str:
    """The line without characters that would play tricks on a terminal."""
    return _NOT_FOR_TERMINALS.sub(" ", line)
