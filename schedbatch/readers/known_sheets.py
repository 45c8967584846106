"""Which sheets of a workbook are known, and the Schedule ID from as little of it as tells it.

A room of its own because whoever asks for the Schedule ID only is not to load all that reads a catalog.
"""

from schedbatch.domain import kinds
from schedbatch.domain.columns import IGNORED_SHEETS, SETTINGS, SHEETS
from schedbatch.domain.issues import CellRef, Issue
from schedbatch.domain.sheets import heading_key
from schedbatch.readers.marked_copies import is_issues_sheet, kept_schedule_id, may_be_issues_sheet
from schedbatch.readers.records import Table, read_table
from schedbatch.readers.settings import id_of_file_name, read_settings
from schedbatch.readers.spelling import did_you_mean
from schedbatch.xlsx.raw import RawSheet, RawWorkbook


def schedule_id_of(raw: RawWorkbook) -> str:
    """The Schedule ID under which a workbook will run, from as little of it as ``may_tell_schedule_id`` asks for."""
    sheets, _ = find_sheets(raw)
    raw_settings = sheets.get(SETTINGS.name)
    table = read_table(raw_settings, SETTINGS, "")[0] if raw_settings else Table(SETTINGS)
    settings, _ = read_settings(table, raw.name, kept_id=kept_schedule_id(raw))
    return settings.schedule_id or id_of_file_name(raw.name)


def may_tell_schedule_id(name: str) -> bool:
    """Whether a sheet of this name is the Settings sheet, or may be a marked copy's Issues sheet."""
    is_settings = heading_key(name) in {heading_key(known) for known in (SETTINGS.name, *SETTINGS.aliases)}
    return is_settings or may_be_issues_sheet(name)


def find_sheets(raw: RawWorkbook) -> tuple[dict[str, RawSheet], tuple[Issue, ...]]:
    """Give each known sheet by its proper name; sheets that are not known, and those found twice, are issues."""
    known = {heading_key(name): sheet for sheet in SHEETS for name in (sheet.name, *sheet.aliases)}
    ignored = {heading_key(name) for name in IGNORED_SHEETS}
    sheets: dict[str, RawSheet] = {}
    found: list[Issue] = []
    for raw_sheet in raw.sheets:
        key, place = heading_key(raw_sheet.name), CellRef(raw_sheet.name, 1, 1)
        sheet = known.get(key)
        if is_issues_sheet(raw_sheet):
            continue
        if sheet is None:
            if key not in ignored:
                hint = did_you_mean(raw_sheet.name, (sheet.name for sheet in SHEETS)) or "."
                found.append(Issue(kinds.UNKNOWN_SHEET, f'The sheet "{raw_sheet.name}" is not used{hint}', place))
        elif sheet.name in sheets:
            first = sheets[sheet.name].name
            message = f'The sheets "{first}" and "{raw_sheet.name}" both hold {sheet.name}; the second is not read.'
            found.append(Issue(kinds.DUPLICATE_SHEET, message, place))
        else:
            sheets[sheet.name] = raw_sheet
    return sheets, tuple(found)
