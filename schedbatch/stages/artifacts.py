"""A report -> everything that a release consists of, but for its receipt."""

from schedbatch.domain.handoff import HandoffMaps
from schedbatch.domain.reports import Artifact, RunReport
from schedbatch.outputs import calendars, workbook
from schedbatch.outputs.handoff import render as handoff
from schedbatch.outputs.handoff.fields import FieldReader


def release_artifacts(report: RunReport, maps: HandoffMaps) -> tuple[Artifact, ...]:
    """All files of the release, in the order in which they are replaced."""
    patterns = tuple(FieldReader(report).pattern_rows())
    names = (*report.catalog.settings.hand_offs, *maps.asked_for)
    return (
        *workbook.render(report, patterns=patterns),
        *calendars.render(report),
        *handoff.render(report, names, maps, patterns),
    )
