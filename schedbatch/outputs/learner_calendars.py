"""Learners' calendars: file names that nobody can guess, and the list that tells the planner which is whose.

Source: calendars.md, "Size".
"""

import csv
import hashlib
import hmac
import io
from pathlib import PurePosixPath
from urllib.parse import quote

from schedbatch.domain.reports import Artifact, RunReport

LEARNERS = "learners"
LIST_NAME = PurePosixPath("learner-calendars.csv")
"""Beside ``calendars/``, not in it: that folder is served to everybody."""

_CHARACTERS = 32


def learner_file_name(secret: str, learner_id: str) -> str:
    """The same for the same learner as long as the history lasts; without the secret it tells nothing."""
    return hmac.new(secret.encode(), learner_id.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:_CHARACTERS]


def render_list(report: RunReport) -> Artifact:
    """``learner-calendars.csv``: a row for each learner, with the file of the learner's calendar and its address."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(("Learner ID", "Name", "Email", "Calendar", "Address"))
    address = report.catalog.settings.calendar_address.rstrip("/")
    for learner in report.catalog.learners:
        path = f"{LEARNERS}/{learner_file_name(report.revision.secret, learner.id)}.ics"
        cells = (learner.id, learner.name, learner.email)
        rows.writerow((*map(_plain, cells), f"calendars/{path}", f"{address}/{quote(path)}" if address else ""))
    # With a byte order mark, by which Excel knows UTF-8.
    return Artifact(LIST_NAME, text.getvalue().encode("utf-8-sig", "replace"))


def _plain(cell: str) -> str:
    """The text, which must never run as a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
