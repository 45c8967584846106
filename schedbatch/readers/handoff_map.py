"""Door to maps: a TOML file in which an institution says what its own loader takes -> a HandoffMap, or what is wrong with it.

Source: README, "Your own format". Everything that is wrong is said at once, each in a sentence that names the place.
"""

import codecs
import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from schedbatch.domain.forms import DATE_TOKENS, TIME_TOKENS, strange_letters
from schedbatch.domain.handoff import (
    DATED_FIELDS,
    FIELDS,
    README,
    READY_MADE,
    TIMED_FIELDS,
    Condition,
    HandoffMap,
    MapColumn,
    MapFile,
    ReadyMade,
    RowKind,
    Slot,
)
from schedbatch.domain.names import clean, fold
from schedbatch.domain.reports import RECEIPT
from schedbatch.readers.settings import is_safe_id
from schedbatch.readers.spelling import did_you_mean

_MAP_KEYS = ("name", "file")
_FILE_KEYS = (
    *("name", "rows", "columns", "delimiter", "encoding", "line_end", "headings", "list_separator"),
    *("date_format", "time_format", "only", "except"),
)
_COLUMN_KEYS = ("header", "field", "template", "format", "values", "max_length")
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_LINE_ENDS = {"crlf": "\r\n", "lf": "\n"}
_MAX_BYTES = 1_000_000
_BESIDE = (README, RECEIPT, *(hand_off.place.removesuffix("/") for hand_off in ReadyMade))
"""What stands beside a map's folder."""
_TAKEN = frozenset(map(fold, (*READY_MADE, *_BESIDE)))
_PROBE = "A,1;é☂\ud800\0"
"""Text that an encoding must be able to take, if only as question marks."""

T = TypeVar("T")
Table = Mapping[str, Any]
"""A TOML table as it was read: keys are texts, values anything."""


def read_map(path: Path) -> tuple[HandoffMap | None, tuple[str, ...]]:
    """The map in ``path``, or ``None`` and a sentence for everything that is wrong with it."""
    table, fault = _load(path)
    if table is None:
        return None, (f"{path}: {fault}",)
    reading = _Reading()
    found = reading.map(table, path.stem)
    return (None if reading.faults else found), tuple(f"{path}: {fault}" for fault in reading.faults)


def _load(path: Path) -> tuple[Table | None, str]:
    try:
        content = path.read_bytes()
        if len(content) > _MAX_BYTES:
            return None, "this is too large for a map, which is a short text file that says which columns are wanted."
        # Editors on Windows begin a text with a byte order mark.
        return tomllib.loads(content.decode("utf-8-sig")), ""
    except FileNotFoundError:
        return None, "there is no such file."
    except OSError as error:
        return None, f"this cannot be read ({error.strerror or error})."
    except UnicodeDecodeError:
        return None, "this is no text in UTF-8; save it as UTF-8."
    except RecursionError:
        return None, "this is no TOML file that can be read: brackets are nested too deeply."
    except tomllib.TOMLDecodeError as error:
        return None, f"this is no TOML file that can be read: {error}."


class _Reading:
    """One reading of a map; ``faults`` grows while it goes on."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def map(self, table: Table, stem: str) -> HandoffMap:
        self._known_keys(table, _MAP_KEYS, "the map")
        name = clean(self._text(table, "name", "the map", default=stem))
        if not is_safe_id(name):
            self.faults.append(f'the name "{name}" cannot name a folder: at most 60 characters, none of \\ / : * ? " < > |.')
        if fold(name) in _TAKEN or ";" in name:
            self.faults.append(f'the name "{name}" is taken or cannot be written in the setting Hand-offs; give another one.')
        tables = table.get("file")
        if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
            self.faults.append("a map needs at least one file, in a section that begins with [[file]].")
            tables = []
        files = tuple(self._file(table, number) for number, table in enumerate(tables, 1))
        names = [fold(file.name) for file in files]
        for file in files:
            if names.count(fold(file.name)) > 1:
                self.faults.append(f'there are two files called "{file.name}".')
        return HandoffMap(name, files)

    def _file(self, table: Table, number: int) -> MapFile:
        name = clean(self._text(table, "name", f"file {number}"))
        place = f'file "{name}"' if name else f"file {number}"
        self._known_keys(table, _FILE_KEYS, place)
        if name and not is_safe_id(name):
            self.faults.append(f'{place}: the name cannot name a file: at most 60 characters, none of \\ / : * ? " < > |.')
        rows = self._choice(table, "rows", place, {kind.value: kind for kind in RowKind}, RowKind.OFFERINGS, is_required=True)
        date_form = self._form(self._text(table, "date_format", place, "YYYY-MM-DD"), DATE_TOKENS, f"{place}: date_format")
        time_form = self._form(self._text(table, "time_format", place, "HH:mm"), TIME_TOKENS, f"{place}: time_format")
        return MapFile(
            name=name,
            rows=rows,
            columns=tuple(self._columns(table, rows, place)),
            delimiter=self._delimiter(table, place),
            encoding=self._encoding(table, place),
            line_end=self._choice(table, "line_end", place, _LINE_ENDS, "\r\n"),
            has_headings=self._flag(table, "headings", place),
            list_separator=self._text(table, "list_separator", place, "; "),
            date_form=date_form,
            time_form=time_form,
            conditions=(*self._conditions(table, "only", rows, place), *self._conditions(table, "except", rows, place)),
        )

    def _columns(self, table: Table, rows: RowKind, place: str) -> Iterator[MapColumn]:
        columns = table.get("columns")
        if not isinstance(columns, list) or not columns or not all(isinstance(column, dict) for column in columns):
            self.faults.append(f'{place}: columns is missing; it is a list such as [{{ header = "CRN", field = "crn" }}].')
            return
        for number, column in enumerate(columns, 1):
            yield self._column(column, rows, f"{place}, column {number}")

    def _column(self, table: Table, rows: RowKind, place: str) -> MapColumn:
        self._known_keys(table, _COLUMN_KEYS, place)
        heading = self._text(table, "header", place)
        place = f'{place} "{heading}"' if heading else place
        if ("field" in table) is ("template" in table):
            self.faults.append(f"{place}: say either field or template.")
            return MapColumn(heading, ())
        if "field" in table:
            template: tuple[str | Slot, ...] = (
                self._slot(self._text(table, "field", place), self._text(table, "format", place, ""), rows, place),
            )
        else:
            if "format" in table:
                self.faults.append(f"{place}: format goes with field; in a template write {{start_date:DD/MM/YYYY}}.")
            template = tuple(self._template(self._text(table, "template", place, ""), rows, place))
        length = table.get("max_length")
        if length is not None and (not isinstance(length, int) or isinstance(length, bool) or length < 1):
            self.faults.append(f"{place}: max_length is a whole number of characters, at least 1.")
            length = None
        return MapColumn(heading, template, self._values(table, place), length)

    def _template(self, text: str, rows: RowKind, place: str) -> Iterator[str | Slot]:
        try:
            parts = list(string.Formatter().parse(text))
        except ValueError:
            self.faults.append(f'{place}: the braces in "{text}" do not match; write {{{{ for a brace that is to be shown.')
            return
        for literal, name, form, conversion in parts:
            if literal:
                yield literal
            if name is not None:
                yield self._slot(name + (f"!{conversion}" if conversion else ""), form or "", rows, place)

    def _slot(self, name: str, form: str, rows: RowKind, place: str) -> Slot:
        self._known_field(name, rows, place)
        if form and name in DATED_FIELDS:
            self._form(form, DATE_TOKENS, place)
        elif form and name in TIMED_FIELDS:
            self._form(form, TIME_TOKENS, place)
        elif form:
            self.faults.append(f'{place}: "{name}" is neither a date nor a time and has no format.')
        return Slot(name, form)

    def _known_field(self, name: str, rows: RowKind, place: str) -> None:
        names = [field.name for field in FIELDS[rows]]
        if name not in names:
            closest = did_you_mean(name, names) or f"; the README lists the fields of {rows.value}."
            self.faults.append(f'{place}: there is no field "{name}" in rows of {rows.value}{closest}')

    def _values(self, table: Table, place: str) -> Mapping[str, str]:
        values = table.get("values", {})
        if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
            self.faults.append(f'{place}: values is a table of texts, such as {{ "In person" = "P", "Online" = "W" }}.')
            return {}
        return {fold(text): replacement for text, replacement in values.items()}

    def _conditions(self, table: Table, key: str, rows: RowKind, place: str) -> Iterator[Condition]:
        conditions = table.get(key, {})
        if not isinstance(conditions, dict):
            self.faults.append(f'{place}: {key} is a table, such as {{ status = ["Scheduled"] }}.')
            return
        for name, wanted in conditions.items():
            texts = wanted if isinstance(wanted, list) else [wanted]
            self._known_field(name, rows, f"{place}, {key}")
            if not texts or not all(isinstance(text, str) for text in texts):
                self.faults.append(f"{place}, {key}: {name} is a text or a list of texts.")
            else:
                yield Condition(name, tuple(sorted(map(fold, texts))), is_exception=key == "except")

    def _form(self, form: str, tokens: Mapping[str, object], place: str) -> str:
        strange = strange_letters(form, tokens)
        if strange or not form:
            self.faults.append(f'{place}: "{strange or form}" is no part of a format; there are {" ".join(tokens)}.')
        return form

    def _delimiter(self, table: Table, place: str) -> str:
        text = self._text(table, "delimiter", place, ",")
        delimiter = _DELIMITERS.get(fold(text), text)
        if len(delimiter) != 1 or delimiter in '"\r\n\0 ' or delimiter.isalnum():
            self.faults.append(f'{place}: delimiter is one character such as "," or ";", or comma, semicolon, tab or pipe.')
            return ","
        return delimiter

    def _encoding(self, table: Table, place: str) -> str:
        name = self._text(table, "encoding", place, "utf-8-sig")
        try:
            # Codecs that turn text into something else (rot13, idna, unicode_escape) are no encodings of files.
            if b"\n" in "\r\n".encode(name) and _PROBE.encode(name, "replace"):
                return codecs.lookup(name).name
        except (LookupError, ValueError):
            pass
        self.faults.append(f'{place}: there is no encoding "{name}"; common ones are utf-8-sig, utf-8, cp1252, latin-1.')
        return "utf-8-sig"

    def _flag(self, table: Table, key: str, place: str) -> bool:
        value = table.get(key, True)
        if not isinstance(value, bool):
            self.faults.append(f"{place}: {key} is true or false, without quotation marks.")
            return True
        return value

    def _choice(self, table: Table, key: str, place: str, choices: Mapping[str, T], default: T, *, is_required: bool = False) -> T:
        text = self._text(table, key, place, None if is_required else "")
        if not text and (key not in table):
            return default
        if fold(text) not in choices:
            closest = did_you_mean(text, choices) or f"; it is {_either(choices)}."
            self.faults.append(f'{place}: {key} is "{text}"{closest}')
            return default
        return choices[fold(text)]

    def _text(self, table: Table, key: str, place: str, default: str | None = None) -> str:
        """The text at ``key``; without a default it must be there and not be blank."""
        value = table.get(key, default)
        if value is None:
            self.faults.append(f"{place}: {key} is missing.")
            return ""
        if not isinstance(value, str):
            self.faults.append(f"{place}: {key} is a text in quotation marks.")
            return default or ""
        if default is None and not value.strip():
            self.faults.append(f"{place}: {key} is blank.")
        return value

    def _known_keys(self, table: Table, keys: tuple[str, ...], place: str) -> None:
        for key in table:
            if key not in keys:
                self.faults.append(f'{place}: "{key}" is nothing that a map can say{did_you_mean(key, keys) or "."}')


def _either(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}"
