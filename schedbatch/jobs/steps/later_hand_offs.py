"""Hand-offs that ``schedbatch handoff`` has made in the folder of a schedule's results, since a run may make them anew."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from schedbatch.outputs.handoff import render as handoff
from schedbatch.outputs.receipt import receipt as receipts
from schedbatch.outputs.staging import Ours


def later_hand_offs(folder: Path) -> Mapping[str, str]:
    """Path -> SHA-256 of the hand-offs that ``schedbatch handoff`` has made in the folder of a schedule's results."""
    receipt = receipts.read_receipt(folder / handoff.FOLDER)
    return {str(handoff.FOLDER / path): sha256 for path, sha256 in receipts.files_of(receipt).items()}


def with_later(ours: Ours, later: Mapping[str, str], paths: Iterable[str]) -> Ours:
    """``ours`` with those ``paths`` that ``schedbatch handoff`` made ``later``; a run leaves its other files alone."""
    return {**ours, **{path: ours.get(path, frozenset()) | {later[path]} for path in paths if path in later}}
