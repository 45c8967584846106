"""What a marked copy of ours has more than the planner's workbook: an Issues sheet to pass over, and the Schedule ID."""

from schedbatch.domain.marks import PROPERTY_START, SCHEDULE_ID_PROPERTY, SHEET_MARK, SHEET_NAMES
from schedbatch.domain.names import fold
from schedbatch.readers.raw import RawSheet, RawWorkbook
from schedbatch.readers.sheet_xml import Attributes, Chunks, MalformedPart, local, parse

_FOLDED = tuple(map(fold, SHEET_NAMES))


def is_issues_sheet(sheet: RawSheet) -> bool:
    """Whether the sheet is the Issues sheet that we put into a marked copy, whatever its name is now."""
    return bool(sheet.rows) and sheet.rows[0].number == 1 and SHEET_MARK in sheet.rows[0].cells.values()


def may_be_issues_sheet(name: str) -> bool:
    """Whether a sheet of this name may be that sheet."""
    return fold(name).startswith(_FOLDED)


def kept_schedule_id(raw: RawWorkbook) -> str:
    """The Schedule ID under which a marked copy was made; blank for other workbooks.

    It is a document property, and for programs that drop those it stands in our Issues sheet, right of its mark.
    """
    if kept_id := raw.properties.get(SCHEDULE_ID_PROPERTY, ""):
        return kept_id
    for sheet in filter(is_issues_sheet, raw.sheets):
        cells = sheet.rows[0].cells
        column = next(column for column, value in cells.items() if value == SHEET_MARK)
        kept = cells.get(column + 1)
        if kept is not None:
            return str(kept)
    return ""


def own_properties(chunks: Chunks) -> dict[str, str]:
    """Those custom document properties that are ours, by name; none if the part is broken."""
    reader = _PropertyReader()
    try:
        parse(chunks, reader)
    except MalformedPart:
        return {}
    return {name: "".join(pieces).strip() for name, pieces in reader.found.items()}


class _PropertyReader:
    def __init__(self) -> None:
        self.depth = 0
        self.found: dict[str, list[str]] = {}
        self._pieces: list[str] | None = None

    def start(self, name: str, attributes: Attributes, /) -> None:
        self.depth += 1
        if local(name) == "property":
            name = attributes.get("name", "")
            self._pieces = self.found.setdefault(name, []) if name.startswith(PROPERTY_START) else None

    def end(self, name: str, /) -> None:
        self.depth -= 1
        if local(name) == "property":
            self._pieces = None

    def characters(self, text: str, /) -> None:
        if self._pieces is not None:
            self._pieces.append(text)
