"""Hand edits and acceptances as history keeps them: one JSON object, by name, with the version of its form.

A form of its own beside ``records``, because hand edits are kept as a whole, and no calendar shows them.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from schedbatch.domain.edits import AddedRow, Edits, HandEdit
from schedbatch.history.snapshot import HistoryDamaged

_VERSION = 2
"""Version 1 (schedbatch 0.1.0) was a list of three without names."""
_FAULTS = (ValueError, TypeError, AttributeError, KeyError, RecursionError)


def edits_to_text(edits: Edits) -> str:
    """Hand edits in one line, the same for the same edits in every process."""
    kept = {
        "v": _VERSION,
        "fields": {
            own_id: {name: {"value": edit.value, "generated": edit.generated} for name, edit in sorted(own.items())}
            for own_id, own in sorted(edits.fields.items())
        },
        "added": [{"cells": dict(sorted(row.cells.items()))} for row in edits.added],
        "accepted": {own_id: {"reason": reason} for own_id, reason in sorted(edits.accepted.items())},
    }
    return json.dumps(kept, ensure_ascii=True, separators=(",", ":"))


def edits_from_text(text: str) -> Edits:
    """The edits that :func:`edits_to_text` wrote, in this version or an earlier one. Raises HistoryDamaged."""
    try:
        kept = json.loads(text)
        return _edits_of_version_1(kept) if isinstance(kept, list) else _edits_of_object(kept)
    except _FAULTS as error:
        raise HistoryDamaged from error


def _edits_of_object(kept: Mapping[str, Any]) -> Edits:
    return Edits(
        fields=_by_field(kept.get("fields", {}), lambda edit: HandEdit(edit["value"], edit.get("generated", ""))),
        added=tuple(AddedRow(row["cells"]) for row in kept.get("added", ())),
        accepted={own_id: accepted.get("reason", "") for own_id, accepted in kept.get("accepted", {}).items()},
    )


def _edits_of_version_1(kept: Sequence[Any]) -> Edits:
    by_id, added, accepted = kept
    return Edits(
        fields=_by_field(by_id, lambda pair: HandEdit(*pair)),
        added=tuple(AddedRow(cells) for cells in added),
        accepted=dict(accepted),
    )


def _by_field(kept: Mapping[str, Any], read: Callable[[Any], HandEdit]) -> dict[str, dict[str, HandEdit]]:
    return {own_id: {name: read(edit) for name, edit in own.items()} for own_id, own in kept.items()}
