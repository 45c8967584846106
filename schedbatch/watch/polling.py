"""The polls of the watched folder: what lies there, what is not taken, and whether the folders are there at all."""

import datetime as dt
from pathlib import Path

from schedbatch.watch.claim import Claim, unfinished
from schedbatch.watch.context import Context
from schedbatch.watch.log import ERROR, INFO, WARNING
from schedbatch.watch.places import NotThere
from schedbatch.watch.queue import Candidate
from schedbatch.watch.sightings import InboxSurvey, NotTaken, survey_inbox
from schedbatch.watch.trouble import passing

_NOTHING_SEEN = InboxSurvey((), (), 0)


class Polling:
    """What the last poll saw; what the first saw, for ``--once``; and what the log has said of it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.survey = _NOTHING_SEEN
        self.polled_at: dt.datetime | None = None
        self.missing_folders = ""
        """Why the folders cannot be used now; blank if they can."""
        self._first_paths: frozenset[Path] | None = None
        self._logged_not_taken: frozenset[NotTaken] = frozenset()

    def poll(self) -> tuple[Claim, ...] | None:
        """Look at the inbox and at ``working/``; give the claims, or ``None`` while a folder is missing."""
        try:
            self._context.setup.places.restore()
            self.survey = survey_inbox(self._context.setup.inbox)
            claims = unfinished(self._context.setup.inbox)
        except NotThere as error:
            self._miss_folders(str(error))
            return None
        except OSError as error:
            self._miss_folders(passing(error).why)
            return None
        if self.missing_folders:
            self._context.log(INFO, "the folders are there again")
            self.missing_folders = ""
        self.polled_at = self._context.now()
        if self._first_paths is None:
            self._first_paths = frozenset(sighting.path for sighting in self.survey.sightings)
        return claims

    def _miss_folders(self, sentence: str) -> None:
        self.survey = _NOTHING_SEEN
        if sentence != self.missing_folders:
            self.missing_folders = sentence
            self._context.status.tell_trouble(sentence)
            self._context.log(ERROR, f"{sentence} The watch goes on when it is back.")

    def log_not_taken(self) -> None:
        """Name the files that are not taken, each once as long as it lies there."""
        not_taken = frozenset(self.survey.not_taken)
        for file in sorted(not_taken - self._logged_not_taken, key=lambda file: file.name):
            self._context.log(WARNING, f"is not taken: {file.why}", name=file.name)
        self._logged_not_taken = not_taken

    @property
    def has_polled(self) -> bool:
        """Whether a poll has succeeded."""
        return self._first_paths is not None

    def is_meant(self, candidate: Candidate) -> bool:
        """With ``--once``, what comes in after the first poll is left to the next call."""
        return not self._context.setup.is_once or candidate.claim is not None or candidate.path in (self._first_paths or ())
