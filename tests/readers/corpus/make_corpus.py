"""Make the corpus of odd forms: ``python -m tests.readers.corpus.make_corpus [FOLDER]``.

Without a folder the script writes ``forms.md`` beside this file: one line for each form with its input and what the input
means. With a folder the script also writes each form's workbook there, to be looked at in Excel. How to add a form stands in
``form.py``.
"""

import datetime as dt
import re
import sys
import zipfile
from pathlib import Path

import xlsxwriter

from tests.readers.corpus.cell_forms import CELL_FORMS
from tests.readers.corpus.form import Cell, Form, Formula, Markup, Rows, Shown, sheets_of
from tests.readers.corpus.sheet_forms import SHEET_FORMS

FORMS: tuple[Form, ...] = (*CELL_FORMS, *SHEET_FORMS)
TABLE = Path(__file__).with_name("forms.md")

_MARKED = 990_000_000_000
"""A cell with markup of its own is written as this number, counted on, and put in its place afterwards."""
_FORMATS = {dt.datetime: "yyyy-mm-dd hh:mm", dt.date: "yyyy-mm-dd", dt.time: "hh:mm", dt.timedelta: "[h]:mm"}


def write_form(form: Form, path: Path) -> Path:
    """Write the form's workbook to ``path``."""
    markups: list[Markup] = []
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        formats = {code: book.add_format({"num_format": code}) for code in _codes(form)}
        for name, rows in sheets_of(form).items():
            sheet = book.add_worksheet(name)
            for merged in form.merged.get(name, ()):
                sheet.merge_range(merged, "")
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    _write(sheet, (number, column), value, formats, markups)
    if markups:
        _put_markups(path, markups)
    return path


def _codes(form: Form) -> list[str]:
    cells = [cell for rows in sheets_of(form).values() for row in rows for cell in row]
    return list(dict.fromkeys((*_FORMATS.values(), *(cell.number_format for cell in cells if isinstance(cell, Shown)))))


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    place: tuple[int, int],
    value: Cell,
    formats: dict[str, xlsxwriter.format.Format],
    markups: list[Markup],
) -> None:
    match value:
        case str():
            sheet.write_string(*place, value)
        case Formula():
            sheet.write_formula(*place, value.text, None, value.stored)
        case Markup():
            sheet.write_number(*place, _MARKED + len(markups))
            markups.append(value)
        case Shown(number, code) if isinstance(number, dt.datetime | dt.timedelta):
            sheet.write_datetime(*place, number, formats[code])
        case Shown(number, code):
            sheet.write_number(*place, number, formats[code])
        case dt.date() | dt.time() | dt.timedelta():
            sheet.write_datetime(*place, value, formats[_FORMATS[type(value)]])
        case int() | float():
            sheet.write_number(*place, value)


def _put_markups(path: Path, markups: list[Markup]) -> None:
    """Put the cells with markup of their own where their numbers stand."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    number = re.compile(rf'(<c r="[A-Z]+\d+")(?: s="\d+")?><v>({_MARKED // 1_000_000}\d{{6}})</v></c>'.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            if name.startswith("xl/worksheets/"):
                part = number.sub(lambda found: found[1] + markups[int(found[2]) - _MARKED].text.encode(), part)  # noqa: PLW2901
            book.writestr(name, part)


def table() -> str:
    """The corpus as a Markdown table."""
    lines = (f"| {form.name} | {_input(form)} | {_escaped(form.means)} |" for form in FORMS)
    return "\n".join(
        (
            "# Odd forms of workbooks, and what they mean",
            "",
            "Made by `python -m tests.readers.corpus.make_corpus`; each line is read by `tests/readers/test_corpus.py`.",
            "",
            "| form | input | what it means |",
            "|---|---|---|",
            *lines,
            "",
        )
    )


def _input(form: Form) -> str:
    cells = [f"{heading}: {_shown(cell)}" for heading, cell in {**form.settings, **form.cells}.items()]
    sheets = [f"{name}: {_rows(rows)}" for name, rows in form.sheets.items()]
    merged = [f"merged in {name}: {', '.join(ranges)}" for name, ranges in form.merged.items()]
    return _escaped("; ".join((*cells, *sheets, *merged)))


def _rows(rows: Rows) -> str:
    return " / ".join(", ".join(_shown(cell) for cell in row) for row in rows)


def _shown(cell: Cell) -> str:
    match cell:
        case None:
            return "(blank)"
        case str():
            return f"`{''.join(_character(character) for character in cell)}`"
        case Formula():
            return f"`{cell.text}` = {cell.stored!r}"
        case Shown():
            return f"{cell.value} shown as `{cell.number_format}`"
        case Markup():
            return f"`<c{cell.text}`"
    return str(cell)


def _character(character: str) -> str:
    return character if character.isprintable() else "\\n" if character == "\n" else f"<U+{ord(character):04X}>"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write the table, and the workbooks if a folder is named."""
    TABLE.write_text(table(), encoding="utf-8")
    for folder in map(Path, sys.argv[1:]):
        folder.mkdir(parents=True, exist_ok=True)
        for form in FORMS:
            write_form(form, folder / f"{re.sub('[^a-z0-9]+', '-', form.name.lower()).strip('-')}.xlsx")


if __name__ == "__main__":
    main()
