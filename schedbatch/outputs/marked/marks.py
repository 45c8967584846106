"""Issues -> marks: the bad cells of each sheet, with the words of their comments and their rows in the Issues sheet."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schedbatch.domain.issues import CellRef, Issue, Severity
from schedbatch.xlsx.shown import cell_text

FIRST_LINE = 3
"""The row of the first issue in the Issues sheet; above it stand a sentence and the headings."""
AUTHOR = "schedbatch"

_MAX_SENTENCE = 1_000
_MAX_COMMENT = 8_000
_BEGINS = "Found by schedbatch:"
_BLOCK = re.compile(rf"(?:\n\n)?{_BEGINS}\n.*?\nSee row \d+ of the sheet [^\n]*\.(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """A bad cell: its gravest severity, its first row in the Issues sheet, and what its comment says."""

    where: CellRef
    severity: Severity
    line: int
    comment: str


Marks = Mapping[str, tuple[Mark, ...]]
"""By sheet, by row and column."""


def marked_issues(found: Sequence[Issue]) -> tuple[Issue, ...]:
    """The issues that are marked: errors and warnings. Issues of an edited copy are not in the workbook."""
    errors_and_warnings = (issue for issue in found if issue.severity is not Severity.NOTE)
    return tuple(issue for issue in errors_and_warnings if issue.where is None or issue.where.is_in_workbook)


def marks_of(shown: Sequence[Issue], sheet_name: str) -> Marks:
    """The marks for the issues that the Issues sheet, which is named ``sheet_name``, shows in this order."""
    by_cell: dict[CellRef, list[tuple[int, Issue]]] = {}
    for line, issue in enumerate(shown, FIRST_LINE):
        if issue.where:
            by_cell.setdefault(issue.where, []).append((line, issue))
    marks: dict[str, list[Mark]] = {}
    for where in sorted(by_cell, key=lambda where: (where.row, where.column)):
        lines = by_cell[where]
        severity = max(issue.severity for _, issue in lines)
        comment = _comment([issue for _, issue in lines], lines[0][0], sheet_name)
        marks.setdefault(where.sheet, []).append(Mark(where, severity, lines[0][0], comment))
    return {sheet: tuple(found) for sheet, found in marks.items()}


def _comment(found: Sequence[Issue], line: int, sheet_name: str) -> str:
    said = "\n".join(
        f"{str(issue.severity).upper()}: {_sentence(issue.message)}\n-> {_sentence(issue.kind.hint)}" for issue in found
    )
    return f"{_BEGINS}\n{cell_text(said, _MAX_COMMENT)}\nSee row {line} of the sheet {sheet_name}."


def _sentence(text: str) -> str:
    return " ".join(cell_text(text, _MAX_SENTENCE).split())


def own_words(comment: str) -> tuple[int, int] | None:
    """The start and end of our words in a comment, with the line breaks before them; ``None`` if there are no words of ours."""
    found = _BLOCK.search(comment)
    return found.span() if found else None
