"""What a marked copy of ours has more than the planner's workbook: an Issues sheet to pass over, and the Schedule ID."""

from schedbatch.domain.marks import SCHEDULE_ID_PROPERTY, SHEET_MARK, SHEET_NAMES
from schedbatch.domain.names import fold
from schedbatch.xlsx.raw import RawSheet, RawWorkbook

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
