"""The links of a sheet: the planner's stay, and each filled marked cell without one leads to its row in the Issues sheet."""

from collections.abc import Mapping, Sequence
from itertools import islice

from schedbatch.domain.issues import CellRef, quoted_place
from schedbatch.outputs.marked.marks import Mark
from schedbatch.xlsx.addresses import Area, area_of
from schedbatch.xlsx.spans import quoted_text

MAX_LINKS = 65_000
"""Excel's limit for a sheet is 65,530."""
_TIP = "Why this cell is marked"


class CellLinks:
    """The links of the ``hyperlinks`` element that begins at ``start``."""

    def __init__(self, start: int) -> None:
        self.start = start
        self._found: list[tuple[bytes, Mapping[str, str]]] = []

    def add(self, tag: bytes, attributes: Mapping[str, str]) -> None:
        """Note a link."""
        self._found.append((tag if tag.endswith(b"/>") else tag[:-1] + b"/>", attributes))

    def renewed(self, marks: Sequence[Mark], issues_sheet: str, prefix: bytes) -> bytes:
        """The new content of the element: others' links unchanged, then our links for ``marks`` without a link."""
        kept = [(tag, attributes.get("ref", "")) for tag, attributes in self._found if not _is_own(attributes, issues_sheet)]
        cells = dict.fromkeys(reference for _, reference in kept)
        areas = [area for reference in cells if ":" in reference and (area := area_of(reference))]
        free = (mark for mark in marks if mark.where.address not in cells and not _is_in(mark, areas))
        own = (_link(mark, issues_sheet, prefix) for mark in islice(free, max(0, MAX_LINKS - len(kept))))
        return b"".join((*(tag for tag, _ in kept), *own))


def _is_own(attributes: Mapping[str, str], issues_sheet: str) -> bool:
    # Not by the tip, which LibreOffice drops.
    sheet = attributes.get("location", "").rpartition("!")[0].strip("'").replace("''", "'")
    return sheet == issues_sheet


def _is_in(mark: Mark, areas: Sequence[Area]) -> bool:
    return any(area.holds(mark.where.row, mark.where.column) for area in areas)


def _link(mark: Mark, issues_sheet: str, prefix: bytes) -> bytes:
    location = quoted_text(quoted_place(CellRef(issues_sheet, mark.line, 1)))
    tag = b'<%shyperlink ref="%s" location="%s" tooltip="%s"/>'
    return tag % (prefix, mark.where.address.encode(), location, quoted_text(_TIP))
