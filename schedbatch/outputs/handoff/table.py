"""The table of hand-offs that need no map: how each of them is made.

To add one, give it an entry in ``schedbatch.domain.handoff.ReadyMade``, a module beside this one that makes the contents of its
files, and an entry here; then run ``python -m tests.readme_tables``. All lists of hand-offs are made from these two.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from schedbatch.domain.handoff import ReadyMade
from schedbatch.domain.reports import Artifact
from schedbatch.outputs.handoff import calendars_csv, canvas, elentra
from schedbatch.outputs.handoff.registrar import registrar_csv
from schedbatch.outputs.handoff.source import HandOffSource


@dataclass(frozen=True, slots=True)
class HandOff:
    """A hand-off, and what makes the contents of its files, in the order of the files."""

    what: ReadyMade
    contents: Callable[[HandOffSource], tuple[bytes, ...]]

    def render(self, source: HandOffSource) -> Iterator[Artifact]:
        """Its files, by their paths in the folder of all hand-offs."""
        for file, content in zip(self.what.files, self.contents(source), strict=True):
            yield Artifact(PurePosixPath(file), content)


HAND_OFFS: tuple[HandOff, ...] = (
    HandOff(ReadyMade.REGISTRAR, lambda source: (registrar_csv(source.registrar_rows()),)),
    HandOff(ReadyMade.CANVAS, canvas.render),
    HandOff(ReadyMade.ELENTRA, elentra.render),
    HandOff(ReadyMade.GOOGLE, calendars_csv.render_google),
    HandOff(ReadyMade.OUTLOOK, calendars_csv.render_outlook),
)
