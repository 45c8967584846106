"""Files as a map describes them: ``handoff/<map>/<file>``."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from schedbatch.domain.handoff import DATED_FIELDS, HandoffMap, MapColumn, MapFile, RowKind, Slot
from schedbatch.domain.names import fold
from schedbatch.domain.reports import Artifact
from schedbatch.outputs.csv_text import csv_bytes
from schedbatch.outputs.handoff.field_values import Values, value_text
from schedbatch.outputs.handoff.fields import FieldReader


def render(handoff: HandoffMap, reader: FieldReader) -> Iterator[Artifact]:
    """The files of a map."""
    for file in handoff.files:
        headings = [tuple(column.heading for column in file.columns)] if file.has_headings else []
        rows = (tuple(_cell(column, file, row) for column in file.columns) for row in _chosen(file, reader))
        content = csv_bytes((*headings, *rows), file.delimiter, file.encoding, file.line_end)
        yield Artifact(PurePosixPath(handoff.name) / file.name, content)


def _chosen(file: MapFile, reader: FieldReader) -> Iterator[Values]:
    """The rows that meet all conditions of the file."""
    rows = {
        RowKind.OFFERINGS: reader.offering_rows,
        RowKind.PATTERNS: reader.pattern_rows,
        RowKind.ILMS: reader.ilm_rows,
    }
    for row in rows[file.rows]():
        if all(_meets(row, condition.field, condition.texts) is not condition.is_exception for condition in file.conditions):
            yield row


def _meets(row: Values, field: str, texts: tuple[str, ...]) -> bool:
    """Whether the field is one of ``texts``; a list, whether one of its names is."""
    value = row[field]
    names = value if isinstance(value, tuple) else (value_text(value),)
    return any(fold(name) in texts for name in names) or ("" in texts and not names)


def _cell(column: MapColumn, file: MapFile, row: Values) -> str:
    text = "".join(part if isinstance(part, str) else _slot_text(part, file, row) for part in column.template)
    text = column.values.get(fold(text), text)
    return text if column.max_length is None else text[: column.max_length]


def _slot_text(slot: Slot, file: MapFile, row: Values) -> str:
    date_form = (slot.form if slot.name in DATED_FIELDS else "") or file.date_form
    time_form = (slot.form if slot.name not in DATED_FIELDS else "") or file.time_form
    return value_text(row[slot.name], file.list_separator, date_form, time_form)
