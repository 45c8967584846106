"""A template -> the bytes of an .xlsx that planners fill in. The same template gives the same bytes.

A sheet to be filled in has notes, drop-downs, and cells whose formats take what is typed as it is typed. The module loads
XlsxWriter: import the module where it is used.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from schedbatch.outputs.template.form import Form, FormField, Origin, SettingsForm, Template
from schedbatch.xlsx.new_book import FONT, HEADING, HEADING_HEIGHT, Style, check, make_style, new_book, write_cell
from schedbatch.xlsx.paper import set_up_page, set_up_paper
from schedbatch.xlsx.shown import LINE_HEIGHT, MAX_HEIGHT, CellLook, ShownColumn, ShownValue, lines_needed

PREPARED_ROWS = 5000
"""Rows below the heading that have drop-downs, and that drop-downs take their names from."""

_LOOKS: dict[CellLook, dict[str, object]] = {
    # A text format keeps 007, and a name such as 3-4, from becoming a number or a date as it is typed.
    CellLook.TEXT: {"num_format": "@"},
    # Not for long texts: Excel shows more than 255 characters of them as ####.
    CellLook.WRAPPED: {"text_wrap": True},
    CellLook.NUMBER: {"num_format": "General", "align": "right", "indent": 1},
    CellLook.DATE: {"num_format": "yyyy-mm-dd", "align": "left"},
    CellLook.TIME: {"num_format": "hh:mm", "align": "left"},
}
_CELL = {**FONT, "valign": "top"}
_EXAMPLE = {"bg_color": "#FFF2CC", "border": 1, "border_color": "#E7DFC6"}
_OPTIONAL = {**HEADING, "bg_color": "#DDEBF7", "font_color": "#1F4E78", "left": 1, "right": 1, "border_color": "#9BC2E6"}
_GREY = "#595959"
_REQUIRED_TAB, _OPTIONAL_TAB, _INSTRUCTIONS_TAB = "#1F4E78", "#9BC2E6", "#70AD47"

_NOTE_WIDTH, _NOTE_LINE, _NOTE_CHARACTERS = 240, 18, 34
"""Of the notes on headings: pixels across, pixels a line, characters a line."""
_PAGE_CHARACTERS = 240
"""What one printed page is to hold across."""
_NAME_WIDTH, _TEXT_WIDTH, _HELP_WIDTH = 24, 124, 96


@dataclass(frozen=True, slots=True)
class _TemplateStyles:
    """The cell formats of one template."""

    required: Format
    optional: Format
    title: Format
    name: Format
    link: Format
    text: Format
    help: Format
    plain: dict[CellLook, Style]
    example: dict[CellLook, Style]


def make_template(template: Template) -> bytes:
    """Give the .xlsx: the instructions, then the sheets in their order."""
    target = BytesIO()
    book = new_book(target, template.title)
    styles = _make_styles(book)
    _write_instructions(book.add_worksheet("Instructions"), template, styles)
    for sheet in template.sheets:
        worksheet = book.add_worksheet(sheet.name)
        writer = _FormWriter(worksheet, styles)
        match sheet:
            case SettingsForm():
                writer.write_settings(sheet)
            case Form():
                writer.write_form(sheet)
        set_up_page(worksheet, template.title, "")
        worksheet.fit_to_pages(ceil(_width(sheet) / _PAGE_CHARACTERS), 0)
        worksheet.repeat_columns(0)
        worksheet.freeze_panes(1, 1)
    book.close()
    return target.getvalue()


def _width(sheet: SettingsForm | Form) -> int:
    return sum(field.width for field in sheet.fields) if isinstance(sheet, Form) else _PAGE_CHARACTERS


def _make_styles(book: Workbook) -> _TemplateStyles:
    return _TemplateStyles(
        required=book.add_format(HEADING),
        optional=book.add_format(_OPTIONAL),
        title=book.add_format({**FONT, "bold": True, "font_size": 14, "font_color": "#1F4E78"}),
        name=book.add_format({**_CELL, "bold": True}),
        link=book.add_format({**_CELL, "font_color": "#0563C1", "underline": 1}),
        text=book.add_format({**_CELL, "text_wrap": True}),
        help=book.add_format({**_CELL, "text_wrap": True, "font_color": _GREY}),
        plain={look: make_style(book, {**_CELL, **style}) for look, style in _LOOKS.items()},
        example={look: make_style(book, {**_CELL, **style, **_EXAMPLE}) for look, style in _LOOKS.items()},
    )


def _write_instructions(target: Worksheet, template: Template, styles: _TemplateStyles) -> None:
    sheets = {sheet.name for sheet in template.sheets}
    check(target.set_column(0, 0, _NAME_WIDTH, styles.name))
    check(target.set_column(1, 1, _TEXT_WIDTH, styles.text))
    top = 0
    for chapter in template.instructions:
        check(target.set_row(top, 2 * LINE_HEIGHT))
        check(target.write_string(top, 0, chapter.title, styles.title))
        for row, (name, text) in enumerate(chapter.lines, start=top + 1):
            if name in sheets:
                check(target.write_url(row, 0, f"internal:{quote_sheetname(name)}!A1", styles.link, name))
            elif name:
                check(target.write_string(row, 0, name, styles.name))
            check(target.write_string(row, 1, text, styles.text))
            check(target.set_row(row, _lines(text, _TEXT_WIDTH) * LINE_HEIGHT))
        top += len(chapter.lines) + 2
    target.hide_gridlines(2)
    target.set_tab_color(_INSTRUCTIONS_TAB)
    target.activate()
    set_up_paper(target, template.title, "")
    target.fit_to_pages(1, 1)


def _lines(text: str, width: int) -> int:
    return lines_needed(text, ShownColumn("", width, CellLook.WRAPPED))


@dataclass(frozen=True, slots=True)
class _FormWriter:
    """Writes one sheet to be filled in."""

    target: Worksheet
    styles: _TemplateStyles

    def write_form(self, form: Form) -> None:
        """A sheet with a row of headings: formats whole columns, so that rows to come are like the first ones."""
        is_needed = any(field.is_required for field in form.fields)
        self.target.set_tab_color(_REQUIRED_TAB if is_needed else _OPTIONAL_TAB)
        self._write_headings(form.fields)
        for number, field in enumerate(form.fields):
            check(self.target.set_column(number, number, field.width, self.styles.plain[field.look].plain))
            self._offer(field, 1, number, PREPARED_ROWS)
        for row, values in enumerate(form.rows, start=1):
            cells = tuple(zip(form.fields, values, strict=True))
            for number, (field, value) in enumerate(cells):
                self._write_value(row, number, field, value, is_example=form.are_examples)
            self._fit_height(row, cells)
        last = xl_col_to_name(len(form.fields) - 1)
        self._allow_figures_as_text(f"A2:{last}{PREPARED_ROWS + 1}")

    def write_settings(self, form: SettingsForm) -> None:
        """A sheet with one field in each row, explained beside its value."""
        self.target.set_tab_color(_REQUIRED_TAB)
        self._write_headings(form.headings)
        # The explanations have no heading: the reader would take them for a column that it does not know.
        check(self.target.write_blank(0, 2, None, self.styles.optional))
        for number, field in enumerate(form.headings):
            check(self.target.set_column(number, number, field.width, self.styles.plain[CellLook.TEXT].plain))
        check(self.target.set_column(2, 2, _HELP_WIDTH, self.styles.help))
        for row, (field, value) in enumerate(form.rows, start=1):
            check(self.target.write_string(row, 0, field.heading, self.styles.name))
            self._write_value(row, 1, field, value, is_example=form.are_examples and value != "")
            check(self.target.write_string(row, 2, field.note, self.styles.help))
            check(self.target.set_row(row, _lines(field.note, _HELP_WIDTH) * LINE_HEIGHT))
            self._offer(field, row, 1, row)
        self._allow_figures_as_text(f"A2:B{len(form.rows) + 1}")

    def _write_headings(self, fields: tuple[FormField, ...]) -> None:
        check(self.target.set_row(0, HEADING_HEIGHT))
        for number, field in enumerate(fields):
            style = self.styles.required if field.is_required else self.styles.optional
            check(self.target.write_string(0, number, f"{field.heading} *" if field.is_required else field.heading, style))
            height = _NOTE_LINE * (ceil(len(field.note) / _NOTE_CHARACTERS) + 1)
            look = {"author": "schedbatch", "font_name": "Calibri", "font_size": 10, "width": _NOTE_WIDTH, "height": height}
            check(self.target.write_comment(0, number, field.note, look))

    def _write_value(self, row: int, column: int, field: FormField, value: ShownValue, *, is_example: bool) -> None:
        if is_example or value != "":
            write_cell(self.target, row, column, value, (self.styles.example if is_example else self.styles.plain)[field.look])

    def _fit_height(self, row: int, cells: tuple[tuple[FormField, ShownValue], ...]) -> None:
        lines = max(lines_needed(value, ShownColumn(field.heading, field.width, field.look)) for field, value in cells)
        if lines > 1:
            check(self.target.set_row(row, min(lines * LINE_HEIGHT, MAX_HEIGHT)))

    def _offer(self, field: FormField, first: int, column: int, last: int) -> None:
        """Offer the field's choices or names; other entries get a question, never a refusal: the reader takes more spellings."""
        for options in _drop_downs(field):
            check(self.target.data_validation(first, column, last, column, options))

    def _allow_figures_as_text(self, cells: str) -> None:
        # IDs such as 007 are text on purpose.
        check(self.target.ignore_errors({"number_stored_as_text": cells}))


def _drop_downs(field: FormField) -> Iterator[dict[str, object]]:
    if field.choices:
        yield {
            "validate": "list",
            "source": list(field.choices),
            "error_type": "warning",
            "error_title": field.heading,
            "error_message": f"{field.heading} is usually one of: {', '.join(field.choices)}.",
        }
    elif field.origin:
        yield {
            "validate": "list",
            "source": _reference(field.origin),
            "error_type": "information",
            # A box for each list that is typed would be in the way.
            "show_error": not field.is_open,
            "error_title": field.heading,
            "error_message": f"This is not in the sheet {field.origin.sheet}. Correct it, or add it there.",
        }


def _reference(origin: Origin) -> str:
    letters = xl_col_to_name(origin.column)
    return f"={quote_sheetname(origin.sheet)}!${letters}$2:${letters}${PREPARED_ROWS + 1}"
