"""A report -> the files below ``handoff/`` that are asked for, and a README that says what each is for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from schedbatch.domain.handoff import HandoffMap, HandoffMaps
from schedbatch.domain.names import fold
from schedbatch.domain.reports import Artifact, RunReport
from schedbatch.outputs.csv_text import one_line
from schedbatch.outputs.handoff import calendars_csv, canvas, elentra, mapped
from schedbatch.outputs.handoff.fields import FieldReader
from schedbatch.outputs.handoff.registrar import Row, registrar_csv, registrar_rows

FOLDER = PurePosixPath("handoff")
README = PurePosixPath("README.txt")

PURPOSES = {
    "registrar": ("registrar.csv", "the registrar: a row for each weekly meeting pattern; also a sheet of schedule.xlsx"),
    "canvas": (
        "canvas/",
        "Canvas: sections.csv for an SIS import; timetable_events.json, a call of the calendar API for each section",
    ),
    "elentra": ("elentra-draft.csv", "Elentra: Manage Events, Manage My Drafts, Import CSV File; the draft is published there"),
    "google": ("google.csv", "Google Calendar: Settings, Import. CSV has no identity: importing twice doubles everything"),
    "outlook": ("outlook.csv", "Outlook: Open & Export, Import/Export. CSV has no identity: importing twice doubles everything"),
}
"""Each ready-made hand-off's file or folder below ``handoff/``, and what it is for."""


def render(
    report: RunReport, names: Sequence[str], maps: HandoffMaps, registrar: Sequence[Row] | None = None
) -> tuple[Artifact, ...]:
    """The hand-offs called ``names``, each once and in their order, README.txt last; nothing where there are no names.

    A name is a ready-made hand-off's or a map's. ``registrar`` are the rows of ``registrar_rows``, if they are there already.
    """
    wanted = tuple({fold(name): name for name in names}.values())
    if not wanted:
        return ()
    reader = FieldReader(report)
    artifacts = [artifact for name in wanted for artifact in _hand_off(fold(name), report, reader, maps, registrar)]
    files = (*artifacts, Artifact(README, _readme(report)))
    return tuple(replace(artifact, path=FOLDER / artifact.path) for artifact in files)


def _hand_off(
    name: str, report: RunReport, reader: FieldReader, maps: HandoffMaps, registrar: Sequence[Row] | None
) -> Iterator[Artifact]:
    match name:
        case "registrar":
            yield registrar_csv(registrar_rows(reader.pattern_parts()) if registrar is None else registrar)
        case "canvas":
            yield from canvas.render(report, reader)
        case "elentra":
            yield elentra.render(report, reader)
        case "google":
            yield calendars_csv.render_google(report)
        case "outlook":
            yield calendars_csv.render_outlook(report)
        case _:
            yield from mapped.render(_map_named(name, maps), reader)


def _map_named(name: str, maps: HandoffMaps) -> HandoffMap:
    return next(one for one in maps.known if fold(one.name) == name)


def _readme(report: RunReport) -> bytes:
    """The same whichever hand-offs are made: those that are made later do not change it."""
    settings = report.catalog.settings
    title = ", ".join(filter(None, (settings.institution, settings.term, report.schedule_id)))
    lines = (
        f"Hand-offs of the schedule {one_line(title)}, made by schedbatch; times are those of {_zone(report)}. If present:",
        *(f"{file}: for {purpose}." for file, purpose in PURPOSES.values()),
        "Other folders: files in the form that a map of your own describes.",
        "They hold Scheduled and Tentative offerings; what was released and then cancelled is marked Cancelled, or left out.",
        "Text that a spreadsheet would run as a formula has an apostrophe in front. Change the workbook, not these files.",
        "Calendars are better subscribed to: see calendars/index.html beside this folder.",
    )
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")


def _zone(report: RunReport) -> str:
    zone = report.catalog.settings.zone
    return zone.key if zone else "UTC"
