"""How a watch is set up: the folders, the options of each run, and the times."""

from dataclasses import dataclass
from pathlib import Path

from schedbatch.jobs.run import Options
from schedbatch.watch.mail import Postbox
from schedbatch.watch.places import Places


@dataclass(frozen=True, slots=True)
class Setup:
    """How to watch. ``interval`` and ``settle`` are seconds; ``jobs`` is how many workbooks are run at once."""

    places: Places
    options: Options
    interval: float
    settle: float
    jobs: int
    is_once: bool
    postbox: Postbox | None

    @property
    def inbox(self) -> Path:
        """The watched folder."""
        return self.places.inbox.path

    @property
    def out(self) -> Path:
        """The folder for results."""
        return self.places.out.path
