"""A report -> everything that a run writes, but for its receipt."""

from schedbatch.domain.reports import Artifact, Joined, RunReport
from schedbatch.outputs import calendars, workbook
from schedbatch.outputs.marked import copy


def release_artifacts(report: RunReport, marked: tuple[Artifact, ...] = ()) -> tuple[Artifact | Joined, ...]:
    """All files of the release, in the order in which they are replaced; ``marked`` are those of :func:`marked_artifacts`."""
    marked_copy = next((artifact.path for artifact in marked), None)
    return (*workbook.render(report, marked_copy=marked_copy), *marked, *calendars.render(report))


def marked_artifacts(report: RunReport, source: bytes) -> tuple[Artifact, ...]:
    """The workbook (its bytes are ``source``) with its mistakes marked, if it has any; written even if nothing is released."""
    return copy.render(report, source)
