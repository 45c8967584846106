"""A report -> everything that a run writes, but for its receipt; and which hand-offs were made later."""

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from schedbatch.domain.handoff import HandoffMaps
from schedbatch.domain.reports import Artifact, Joined, RunReport
from schedbatch.outputs import calendars, report, workbook
from schedbatch.outputs.handoff import render as handoff
from schedbatch.outputs.handoff.fields import FieldReader
from schedbatch.outputs.handoff.registrar import Row, registrar_rows
from schedbatch.outputs.marked import copy
from schedbatch.outputs.staging import Ours


def registrar_of(run_report: RunReport) -> tuple[Row, ...]:
    """The registrar's rows, which schedule.xlsx and the registrar's file share."""
    return registrar_rows(FieldReader(run_report).pattern_parts())


def schedule_artifacts(
    run_report: RunReport, marked_copy: PurePosixPath | None, registrar: tuple[Row, ...]
) -> tuple[Artifact, ...]:
    """schedule.xlsx; its issues lead to the ``marked_copy``, if there is one."""
    return workbook.render(run_report, marked_copy=marked_copy, registrar=registrar)


def marked_artifacts(run_report: RunReport, source: bytes) -> tuple[Artifact, ...]:
    """The workbook (its bytes are ``source``) with its mistakes marked, if it has any; written even if nothing is released."""
    return copy.render(run_report, source)


def calendar_artifacts(run_report: RunReport) -> tuple[Artifact | Joined, ...]:
    """Everything below ``calendars/``, and the list of learners' calendars."""
    return calendars.render(run_report)


def hand_off_artifacts(run_report: RunReport, maps: HandoffMaps, registrar: tuple[Row, ...]) -> tuple[Artifact, ...]:
    """The hand-offs that the settings and the command line ask for."""
    return handoff.render(run_report, (*run_report.catalog.settings.hand_offs, *maps.asked_for), maps, registrar)


def later_hand_offs(folder: Path) -> Mapping[str, str]:
    """Path -> SHA-256 of the hand-offs that ``schedbatch handoff`` has made in the folder of a schedule's results."""
    receipt = report.read_receipt(folder / handoff.FOLDER)
    return {str(handoff.FOLDER / path): sha256 for path, sha256 in report.files_of(receipt).items()}


def with_later(ours: Ours, later: Mapping[str, str], paths: Iterable[str]) -> Ours:
    """``ours`` and what ``schedbatch handoff`` made ``later`` of ``paths``; what else it made stays."""
    return {**ours, **{path: ours.get(path, frozenset()) | {later[path]} for path in paths if path in later}}
