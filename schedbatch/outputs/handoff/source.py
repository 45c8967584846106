"""What every hand-off is made from.

A room of its own because the table of hand-offs knows all of them, and each of them knows this.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from schedbatch.domain.reports import RunReport
from schedbatch.outputs.handoff.fields import FieldReader
from schedbatch.outputs.handoff.registrar import RegistrarRow, registrar_rows


@dataclass(frozen=True, slots=True)
class HandOffSource:
    """A report, the fields of its offerings and ILMs, and the registrar's rows if they are made already."""

    report: RunReport
    reader: FieldReader
    rows: Sequence[RegistrarRow] | None = None

    def registrar_rows(self) -> Sequence[RegistrarRow]:
        """The registrar's rows."""
        return registrar_rows(self.reader.pattern_fields()) if self.rows is None else self.rows
