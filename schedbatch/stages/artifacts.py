"""A report -> everything that a run writes, but for its receipt; and which hand-offs were made later."""

from collections.abc import Mapping
from pathlib import Path

from schedbatch.domain.handoff import HandoffMaps
from schedbatch.domain.reports import Artifact, Joined, RunReport
from schedbatch.outputs import calendars, files, report, workbook
from schedbatch.outputs.handoff import render as handoff
from schedbatch.outputs.handoff.fields import FieldReader
from schedbatch.outputs.handoff.registrar import registrar_rows
from schedbatch.outputs.marked import copy


def release_artifacts(run_report: RunReport, maps: HandoffMaps, marked: tuple[Artifact, ...] = ()) -> tuple[Artifact | Joined, ...]:
    """All files of the release, in the order in which they are replaced; ``marked`` are those of :func:`marked_artifacts`."""
    registrar = registrar_rows(FieldReader(run_report).pattern_parts())
    names = (*run_report.catalog.settings.hand_offs, *maps.asked_for)
    return (
        *workbook.render(run_report, marked_copy=next((artifact.path for artifact in marked), None), registrar=registrar),
        *marked,
        *calendars.render(run_report),
        *handoff.render(run_report, names, maps, registrar),
    )


def marked_artifacts(run_report: RunReport, source: bytes) -> tuple[Artifact, ...]:
    """The workbook (its bytes are ``source``) with its mistakes marked, if it has any; written even if nothing is released."""
    return copy.render(run_report, source)


def later_hand_offs(folder: Path) -> Mapping[str, str]:
    """Path -> SHA-256 of the hand-offs that ``schedbatch handoff`` has made in the folder of a schedule's results."""
    receipt = report.read_receipt(folder / handoff.FOLDER)
    return {str(handoff.FOLDER / path): sha256 for path, sha256 in report.files_of(receipt).items()}


def with_later_hand_offs(ours: files.Ours, artifacts: tuple[Artifact | Joined, ...], folder: Path) -> files.Ours:
    """``ours`` and what ``schedbatch handoff`` made of the files that are to be written now; what else it made stays."""
    later = later_hand_offs(folder)
    paths = (str(one.path) for one in artifacts)
    return {**ours, **{path: ours.get(path, frozenset()) | {later[path]} for path in paths if path in later}}
