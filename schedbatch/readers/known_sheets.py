"""Which sheets of a workbook are known, and the Schedule ID from as little of it as tells it.

A room of its own because whoever asks for the Schedule ID only is not to load all that reads a catalog.
"""

import re

from schedbatch.domain import kinds
from schedbatch.domain.columns import IGNORED_SHEETS, SETTINGS, SHEETS
from schedbatch.domain.issues import CellRef, Issue
from schedbatch.domain.names import fold
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
    settings = {heading_key(known) for known in (SETTINGS.name, *SETTINGS.aliases)}
    return heading_key(name) in settings or _exported_key(name) in settings or may_be_issues_sheet(name)


# Numbers names a sheet "Sessions - Table 1" when it exports; Excel names the copy of a sheet "Sessions (2)".
_EXPORTED = re.compile(r"(?P<name>.+?) ?(?:- ?(?:table|tabelle|tableau|tabla|tabella|tabel|tabell|tabela) \d+|\(\d+\))")


def _exported_key(name: str) -> str:
    """The key of the name that a sheet had before another program exported it; blank if nothing says so."""
    found = _EXPORTED.fullmatch(fold(name))
    return heading_key(found["name"]) if found else ""


def find_sheets(raw: RawWorkbook) -> tuple[dict[str, RawSheet], tuple[Issue, ...]]:
    """Give each known sheet by its proper name; sheets that are not known, and those found twice, are issues.

    A sheet whose name another program has made counts where there is none with the name itself.
    """
    known = {heading_key(name): sheet for sheet in SHEETS for name in (sheet.name, *sheet.aliases)}
    ignored = {heading_key(name) for name in IGNORED_SHEETS}
    proper = {known[key].name for key in (heading_key(sheet.name) for sheet in raw.sheets) if key in known}
    sheets: dict[str, RawSheet] = {}
    found: list[Issue] = []
    for raw_sheet in raw.sheets:
        key, place = heading_key(raw_sheet.name), CellRef(raw_sheet.name, 1, 1)
        sheet = known.get(key)
        exported = known.get(_exported_key(raw_sheet.name)) if sheet is None else None
        if is_issues_sheet(raw_sheet) or key in ignored:
            continue
        if exported and exported.name in proper:
            message = f'The sheet "{raw_sheet.name}" is not used, because there is a sheet "{exported.name}".'
            found.append(Issue(kinds.UNKNOWN_SHEET, message, place))
        elif (sheet := sheet or exported) is None:
            hint = did_you_mean(raw_sheet.name, (sheet.name for sheet in SHEETS)) or "."
            found.append(Issue(kinds.UNKNOWN_SHEET, f'The sheet "{raw_sheet.name}" is not used{hint}', place))
        elif sheet.name in sheets:
            first = sheets[sheet.name].name
            message = f'The sheets "{first}" and "{raw_sheet.name}" both hold {sheet.name}; the second is not read.'
            found.append(Issue(kinds.DUPLICATE_SHEET, message, place))
        else:
            sheets[sheet.name] = raw_sheet
    return sheets, tuple(found)
