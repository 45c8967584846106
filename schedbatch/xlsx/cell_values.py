"""A cell's type, format and text -> its value; and the strings that cells of all sheets share.

Source: ECMA-376 part 1, 18.3.1.4 and 18.18.11.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from schedbatch.domain.names import seen
from schedbatch.xlsx.number_formats import Conversion, plain_number
from schedbatch.xlsx.raw import CellValue, ErrorValue

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Lookups:
    """What cells of all sheets refer to: shared strings, and a conversion for each cell format."""

    strings: Sequence[str]
    conversions: Sequence[Conversion]


class CellValues:
    """The values of cells."""

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups

    def of(self, kind: str, style: int, text: str) -> CellValue | None:
        """The value of a cell of type ``kind`` (the attribute ``t``); ``None`` for a blank one."""
        match kind:
            case "s":
                # Some exporters write blank cells as strings without a number.
                return _filled(self._string(text)) if text.strip() else None
            case "str":
                return _filled(decoded(text))
            case "inlineStr":
                return _filled(text)
            case "b":
                return text.strip() in ("1", "true") if text else None
            case "e":
                return ErrorValue(text or "#VALUE!")
            case "d":
                return _iso_moment(text) if text else None
            case _:
                return self._number(style, text) if text else None

    def _string(self, text: str) -> str | ErrorValue:
        index = int(text) if text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004 - more strings than any workbook has
        if not 0 <= index < len(self._lookups.strings):
            return ErrorValue("#VALUE!")  # the cell refers to no string; only this cell is lost
        return self._lookups.strings[index]

    def _number(self, style: int, text: str) -> CellValue:
        """The number as its cell format shows the number."""
        convert = self._lookups.conversions[style] if 0 <= style < len(self._lookups.conversions) else plain_number
        try:
            return convert(text)
        except ValueError:
            # The cell says that it holds a number and does not; only this cell is lost.
            return ErrorValue("#NUM!")


def decoded(text: str) -> str:
    """A string with Excel's ``_xHHHH_`` escapes taken out."""
    if "_x" not in text:
        return text
    # The escapes are UTF-16 units: a pair makes one character, half a pair none that can be written anywhere.
    units = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text).encode("utf-16-le", "surrogatepass")
    return units.decode("utf-16-le", "replace")


def _filled(value: str | ErrorValue) -> str | ErrorValue | None:
    """A text of nothing but blanks and characters that nobody sees is a blank cell."""
    return None if isinstance(value, str) and not seen(value).strip() else value


def _iso_moment(text: str) -> CellValue:
    """Strict workbooks may store dates as text."""
    for read in (dt.datetime.fromisoformat, dt.time.fromisoformat):
        try:
            moment = read(text.strip().removesuffix("Z"))
        except ValueError:
            continue
        return moment.replace(tzinfo=None, microsecond=0)
    return ErrorValue("#VALUE!")
