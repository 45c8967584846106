"""A schedule.xlsx that came back -> the workbook that it was made from, which history has kept."""

import dataclasses

from schedbatch.domain.issues import InputUnreadable
from schedbatch.history.store import History
from schedbatch.jobs.steps.request import ReturnedCopy, RunRequest, timezone_asked_for
from schedbatch.xlsx.workbook import WorkbookFile


def of_source(request: RunRequest, history: History | None) -> RunRequest:
    """The request for the workbook that the schedule.xlsx of ``request`` came from, with that copy to be taken in.

    Raises InputUnreadable if ``history`` does not have the workbook.
    """
    returned = ReturnedCopy(request.workbook, is_in_place=False)
    last = history.last_run() if history else None
    source = history.source(last.id) if history and last else None
    if last is None or source is None:
        raise InputUnreadable(
            f"It is the schedule.xlsx of {request.folder.name}, but {request.folder} does not hold the history of that schedule. "
            "Run the workbook that it was made from."
        )
    zone = request.options.timezone or timezone_asked_for(last.fingerprint)
    options = dataclasses.replace(request.options, timezone=zone)
    return dataclasses.replace(request, workbook=WorkbookFile(source.content, source.name), options=options, returned=(returned,))
