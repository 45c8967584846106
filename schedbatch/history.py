"""Memory of earlier runs: so far what the last receipt says of them.

Losing it is safe: the next run starts afresh.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

RECEIPT = "receipt.json"


@dataclass(frozen=True, slots=True)
class Release:
    """What the last run left: of which input, made when, and which files (path below the folder -> SHA-256)."""

    version: str
    input_sha256: str
    timezone: str | None
    made_at: dt.datetime
    is_released: bool
    files: Mapping[str, str]


def read_release(folder: Path) -> Release | None:
    """What the receipt in ``folder`` says; ``None`` if there is none that can be read."""
    try:
        receipt = json.loads((folder / RECEIPT).read_text(encoding="utf-8"))
        return Release(
            version=str(receipt["version"]),
            input_sha256=str(receipt["input"]["sha256"]),
            timezone=receipt["timezone"],
            made_at=dt.datetime.fromisoformat(receipt["made_at"]),
            is_released=receipt["released"] is True,
            files={str(file["path"]): str(file["sha256"]) for file in receipt["files"]},
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
