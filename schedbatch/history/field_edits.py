"""The edited fields of offerings and ILMs, while those of an edited copy are merged into them.

Source: generator.md, "Identity"; workbook.md, "What comes back".
"""

from collections.abc import Callable, Iterator, Mapping

from schedbatch.domain import kinds
from schedbatch.domain.edits import CopiedRow, Edits, HandEdit
from schedbatch.domain.issues import Issue
from schedbatch.domain.names import fold
from schedbatch.domain.schedule_sheets import SHOWN_OFFERINGS
from schedbatch.domain.sheets import Column
from schedbatch.history.fields import DATE, END, END_DATE, MINUTES, START

_TIMES = (DATE, START, END_DATE, END, MINUTES)

GeneratedFields = Callable[[str], Mapping[str, str] | None]
"""Offering or ILM id -> the fields that the generator gives it now; ``None`` if it gives none of that id."""


class FieldEdits:
    """The edits that hold ``now``, to be changed by a copy that was written with the edits ``base``."""

    def __init__(self, base: Edits, now: Edits, generated_fields: GeneratedFields) -> None:
        self._base = base.fields
        self._fields = {own_id: dict(fields) for own_id, fields in now.fields.items()}
        self._generated_fields = generated_fields

    def whole(self) -> dict[str, Mapping[str, HandEdit]]:
        """Offering or ILM id -> its edited fields, as they hold from now on."""
        return {own_id: fields for own_id, fields in self._fields.items() if fields}

    def of(self, own_id: str) -> Mapping[str, HandEdit]:
        """The edited fields of an offering or ILM, by heading."""
        return self._fields.get(own_id, {})

    def clear(self, own_id: str, edited: str, row: CopiedRow) -> Iterator[Issue]:
        """Let the generator win again in the fields that were taken out of the cell Edited, which holds ``edited``."""
        was, fields = self._base.get(own_id, {}), self._fields.get(own_id, {})
        left = {fold(name) for name in edited.replace("\n", ";").split(";")}
        for heading in [name for name in was if name in fields and fold(name) not in left]:
            if fields[heading].value == was[heading].value:
                del fields[heading]
            else:
                now = fields[heading].value[:60]
                message = f'{heading} of {own_id} is taken out of Edited here, but another edited copy has made it "{now}".'
                yield Issue(kinds.EDITS_AT_ODDS, message, row.where.cell(SHOWN_OFFERINGS.edited))

    def edit(self, own_id: str, column: Column, value: str, shown: str, row: CopiedRow) -> Issue | None:
        """Set a field to ``value``; the copy was written with ``shown``. The issue tells why another edit stays."""
        heading = column.heading
        fields = self._fields.setdefault(own_id, {})
        now, before = fields.get(heading), self._base.get(own_id, {}).get(heading)
        # The edit of a held row was not shown, though the copy was written with it: no other copy has made that edit.
        if now and now.value not in (shown, value) and (before is None or before.value != now.value):
            message = f'{heading} of {own_id} is "{value[:60]}" here, but another edited copy has made it "{now.value[:60]}".'
            return Issue(kinds.EDITS_AT_ODDS, message, row.where.cell(column))
        known = now or before
        fields[heading] = HandEdit(value, known.generated if known else self._generated(own_id, heading, shown))
        return None

    def _generated(self, own_id: str, heading: str, shown: str) -> str:
        """What the generator gave when the copy was written: what was shown, unless another edited time had moved it."""
        is_moved = heading in _TIMES and not self._base.get(own_id, {}).keys().isdisjoint(_TIMES)
        return (self._generated_fields(own_id) or {}).get(heading, shown) if is_moved else shown

    def drop(self, own_id: str, *headings: str) -> None:
        """Forget the edits of these fields."""
        for heading in headings:
            self._fields.get(own_id, {}).pop(heading, None)

    def drop_idle(self, own_id: str) -> None:
        """Forget edits that are equal to what the generator gives: the generator may go on to something else."""
        fields = self._fields.get(own_id, {})
        generated = self._generated_fields(own_id) or {heading: edit.generated for heading, edit in fields.items()}
        for heading in [name for name in fields if name not in (END, END_DATE) and fields[name].value == generated.get(name)]:
            del fields[heading]
        if DATE not in fields and END_DATE in fields and fields[END_DATE].value == generated.get(END_DATE):
            del fields[END_DATE]
        if {DATE, START, END_DATE}.isdisjoint(fields) and END in fields and fields[END].value == generated.get(END):
            del fields[END]
        if END not in fields:
            fields.pop(END_DATE, None)
