"""A report -> everything that a release consists of, but for its receipt."""

from schedbatch.domain.reports import Artifact, Joined, RunReport
from schedbatch.outputs import calendars, workbook


def release_artifacts(report: RunReport) -> tuple[Artifact | Joined, ...]:
    """All files of the release, in the order in which they are replaced."""
    return (*workbook.render(report), *calendars.render(report))
