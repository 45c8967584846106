"""Learners' calendars: file names that nobody can guess, and the list that tells the planner which is whose.

Source: calendars.md, "Size".
"""

import hashlib
import hmac
from pathlib import PurePosixPath
from urllib.parse import quote

from schedbatch.domain.reports import Artifact, RunReport
from schedbatch.outputs.csv_text import csv_bytes

LEARNERS = "learners"
LIST_NAME = PurePosixPath("learner-calendars.csv")
"""Beside ``calendars/``, not in it: that folder is served to everybody."""

_CHARACTERS = 32


def learner_file_name(secret: str, learner_id: str) -> str:
    """The learner's file name, which stays the same as long as the history lasts. Nobody can guess the name without the secret."""
    return hmac.new(secret.encode(), learner_id.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:_CHARACTERS]


def render_list(report: RunReport) -> Artifact:
    """``learner-calendars.csv``: a row for each learner, with the file of the learner's calendar and its address."""
    rows = [("Learner ID", "Name", "Email", "Calendar", "Address")]
    address = report.catalog.settings.calendar_address.rstrip("/")
    for learner in report.catalog.learners:
        path = f"{LEARNERS}/{learner_file_name(report.revision.secret, learner.id)}.ics"
        own = (f"calendars/{path}", f"{address}/{quote(path)}" if address else "")
        rows.append((learner.id, learner.name, learner.email, *own))
    return Artifact(LIST_NAME, csv_bytes(rows))
