"""What marks add to a workbook's styles, and the way back from a marked format to the planner's own.

A marked cell keeps its format but for the fill. Cells of one look before the mark have one look after it, and cells of
different looks keep different ones, be it by a shade nobody sees: so the way back to the planner's own format needs to
know no cell, and holds when rows were inserted or sorted since, or another program has numbered all formats anew.
"""

from collections.abc import Iterable

from schedbatch.domain.issues import Severity
from schedbatch.xlsx.styles import CellFormats

MAX_FORMATS = 64_000
"""Excel's limit is 65,490."""

# A hair beside those of Excel's styles Bad and Neutral, which the planner may have used.
_COLOURS = {Severity.ERROR: (0xFF, 0xC6, 0xCD), Severity.WARNING: (0xFF, 0xEA, 0x9B)}
_SHADES = 16


class Styles(CellFormats):
    """The cell formats of a workbook, and what marks add to them."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._shades: dict[int, int] = {}
        self._originals: dict[int, int] = {}
        self._refilled: dict[int, int] = {}
        self.legend: dict[int, int] = {}
        """Format of marked cells -> the planner's own, as far as this marking uses them."""

    def learn(self, legend: Iterable[tuple[int, int]]) -> None:
        """Take over what an earlier marking says: pairs of a marked format and the planner's own."""
        count = self.count
        self._originals = {marked: own for marked, own in legend if marked < count and own < count and marked != own}
        own_formats = set(self._originals.values())
        fills = {self.fill_of(marked): self.fill_of(own) for marked, own in self._originals.items()}
        # The planner may have changed a marked cell's format since, such as to bold.
        self._refilled = {
            number: fills[self.fill_of(number)]
            for number in range(count)
            if number not in self._originals and number not in own_formats and self.fill_of(number) in fills
        }

    @property
    def learnt(self) -> frozenset[int]:
        """The formats of cells that an earlier marking has marked."""
        return frozenset((*self._originals, *self._refilled))

    def original(self, number: int) -> int:
        """The planner's own format of a cell that has format ``number`` now."""
        if number in self._refilled:
            return self.with_fill(number, self._refilled[number])
        return self._originals.get(number, number if number < self.count else 0)

    def marked(self, number: int, severity: Severity) -> int:
        """The format ``number``, which is the planner's own, with the fill of ``severity``."""
        if self.count >= MAX_FORMATS:
            return number
        shade = self._shades.setdefault(self.fill_of(number), len(self._shades))
        marked = self.with_fill(number, self.fill(_shaded(severity, shade)))
        self.legend[marked] = number
        return marked


def _shaded(severity: Severity, shade: int) -> str:
    red, green, blue = _COLOURS[severity]
    return f"{red:02X}{green - shade // _SHADES % _SHADES:02X}{blue - shade % _SHADES:02X}"
