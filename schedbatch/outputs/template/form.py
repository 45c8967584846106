"""What a sheet to be filled in holds: columns with their notes, looks and drop-downs, and rows to begin with.

A room of its own because whoever describes a template is not to load XlsxWriter for it.
"""

from dataclasses import dataclass

from schedbatch.xlsx.shown import CellLook, ShownValue


@dataclass(frozen=True, slots=True)
class Origin:
    """The column of another sheet that a drop-down takes its names from; ``column`` counts from 0."""

    sheet: str
    column: int


@dataclass(frozen=True, slots=True)
class FormField:
    """A column, or a single setting: heading, the note on it, width in characters, look, and what its drop-down offers.

    ``is_open``: a cell may as well hold a list of the names, or one that stands elsewhere.
    """

    heading: str
    note: str
    width: int
    look: CellLook
    is_required: bool = False
    choices: tuple[str, ...] = ()
    origin: Origin | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet with a row of headings. ``are_examples``: its rows are there to be deleted."""

    name: str
    fields: tuple[FormField, ...]
    rows: tuple[tuple[ShownValue, ...], ...] = ()
    are_examples: bool = False


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """A sheet with one field in each row; ``rows`` pair each field with its value, empty if there is none."""

    name: str
    headings: tuple[FormField, FormField]
    rows: tuple[tuple[FormField, ShownValue], ...]
    are_examples: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the instructions: its title, and its lines. A line that stands for a sheet begins with the sheet's name."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A whole workbook to be filled in, in the order of its sheets; the instructions stand before them."""

    title: str
    instructions: tuple[Chapter, ...]
    sheets: tuple[SettingsForm | Form, ...]
