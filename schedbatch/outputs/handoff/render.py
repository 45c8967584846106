"""A report -> the files below ``handoff/`` that are asked for, and a README that says what each is for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from schedbatch.domain import handoff
from schedbatch.domain.handoff import README, HandoffMap, HandoffMaps, ReadyMade
from schedbatch.domain.names import fold
from schedbatch.domain.reports import Artifact, RunReport
from schedbatch.outputs.csv_text import one_line
from schedbatch.outputs.handoff import mapped
from schedbatch.outputs.handoff.fields import FieldReader
from schedbatch.outputs.handoff.registrar import RegistrarRow
from schedbatch.outputs.handoff.source import HandOffSource
from schedbatch.outputs.handoff.table import HAND_OFFS

FOLDER = PurePosixPath(handoff.FOLDER)


def render(
    report: RunReport, names: Sequence[str], maps: HandoffMaps, registrar: Sequence[RegistrarRow] | None = None
) -> tuple[Artifact, ...]:
    """The hand-offs called ``names``, each once and in their order, README.txt last; nothing where there are no names.

    A name is a ready-made hand-off's or a map's. ``registrar`` are the rows of ``registrar_rows``, if they are there already.
    """
    wanted = tuple({fold(name): name for name in names}.values())
    if not wanted:
        return ()
    source = HandOffSource(report, FieldReader(report), registrar)
    artifacts = [artifact for name in wanted for artifact in _hand_off(fold(name), source, maps)]
    files = (*artifacts, Artifact(PurePosixPath(README), _readme(report)))
    return tuple(replace(artifact, path=FOLDER / artifact.path) for artifact in files)


def _hand_off(name: str, source: HandOffSource, maps: HandoffMaps) -> Iterator[Artifact]:
    ready_made = next((hand_off for hand_off in HAND_OFFS if hand_off.what.key == name), None)
    return ready_made.render(source) if ready_made else mapped.render(_map_named(name, maps), source.reader)


def _map_named(name: str, maps: HandoffMaps) -> HandoffMap:
    return next(handoff_map for handoff_map in maps.known if fold(handoff_map.name) == name)


def _readme(report: RunReport) -> bytes:
    """README.txt. The text does not depend on the hand-offs that are made: a later hand-off leaves the file unchanged."""
    settings = report.catalog.settings
    title = ", ".join(filter(None, (settings.institution, settings.term, report.schedule_id)))
    lines = (
        f"Hand-offs of the schedule {one_line(title)}, made by schedbatch; times are those of {_zone(report)}. If present:",
        *(f"{hand_off.place}: for {hand_off.purpose}." for hand_off in ReadyMade),
        "Other folders: files in the form that a map of your own describes.",
        "They hold Scheduled and Tentative offerings; what was released and then cancelled is marked Cancelled, or left out.",
        "Text that a spreadsheet would run as a formula has an apostrophe in front. Change the workbook, not these files.",
        "Calendars are better subscribed to: see calendars/index.html beside this folder.",
    )
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")


def _zone(report: RunReport) -> str:
    zone = report.catalog.settings.zone
    return zone.key if zone else "UTC"
