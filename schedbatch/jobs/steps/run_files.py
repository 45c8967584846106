"""A report -> its files, staged beside their targets; those of a large schedule on several cores at once.

A room of its own beside ``publishing``, which alone replaces files and writes history: nothing here is seen before that.
"""

from collections.abc import Callable, Iterable
from typing import Self, TypeVar

from schedbatch.domain.reports import Artifact, RunReport
from schedbatch.jobs.steps.forked import ForkedWork
from schedbatch.jobs.steps.request import RunRequest
from schedbatch.outputs.calendars import render as calendars
from schedbatch.outputs.handoff import render as handoff
from schedbatch.outputs.handoff.fields import FieldReader
from schedbatch.outputs.handoff.registrar import RegistrarRow, registrar_rows
from schedbatch.outputs.marked import copy
from schedbatch.outputs.marked.names import is_marked_copy
from schedbatch.outputs.schedule import workbook
from schedbatch.outputs.staging import AnyArtifact, Ours, Staged, discard, stage

MANY = 3_000
"""So many offerings and more are worth some processes of their own."""

T = TypeVar("T")
Staging = ForkedWork[tuple[Staged, ...]]


class RunFiles:
    """The files of one run on their way to the disk; files that have not been put in their places at the end are deleted.

    ``known`` is what earlier runs wrote to the folder. The marked copy is made even if nothing is released.
    """

    def __init__(self, request: RunRequest, report: RunReport, known: Ours) -> None:
        self._request = request
        self._report = report
        self._known = known
        self._is_large = report.counts.offerings >= MANY
        self._works: list[Staging] = []
        self._marked = self._work(lambda: copy.render(report, request.workbook))
        self._registrar = ForkedWork(lambda: registrar_rows(FieldReader(report).pattern_fields()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._registrar.result_if_begun()
        for work in self._works:
            discard(work.result_if_begun() or ())

    def begin(self) -> None:
        """Begin with what the rest waits for."""
        self._begin(self._marked)
        if self._report.is_released:
            self._begin(self._registrar)

    def marked(self) -> tuple[Staged, ...]:
        """The workbook with its mistakes marked, if it has any and if it can be; a marked copy without mistakes, unmarked."""
        return self._marked.result()

    def release(self) -> tuple[Staged, ...]:
        """All files of the release but the receipt, in the order in which they are replaced."""
        # schedule.xlsx waits for the marked copy, to which its Issues lead, and like the hand-offs for the registrar's rows.
        # Nothing waits for the calendars, which would only keep those from their cores.
        report, maps = self._report, self._request.options.maps
        rows: tuple[RegistrarRow, ...] = self._registrar.result()
        names = (*report.catalog.settings.hand_offs, *maps.asked_for)
        made = self._begin(self._work(lambda: calendars.render(report)))
        hand_offs = self._begin(self._work(lambda: handoff.render(report, names, maps, rows)))
        marked_copy = next((staged.path for staged in self.marked() if is_marked_copy(staged.path)), None)
        schedule = self._work(lambda: workbook.render(report, marked_copy=marked_copy, registrar=rows)).result()
        return (*schedule, *self.marked(), *made.result(), *hand_offs.result())

    def receipt(self, artifact: Artifact) -> Staged:
        """The receipt, which is replaced last."""
        (staged,) = self._work(lambda: (artifact,), are_receipts=True).result()
        return staged

    def _work(self, make: Callable[[], Iterable[AnyArtifact]], *, are_receipts: bool = False) -> Staging:
        work = ForkedWork(lambda: stage(make(), self._request.folder, self._known, are_receipts=are_receipts))
        # Known before it begins: whoever interrupts it then leaves nothing behind.
        self._works.append(work)
        return work

    def _begin(self, work: ForkedWork[T]) -> ForkedWork[T]:
        """Begin the work in another process if there is much to do; else the work is done when its result is asked for."""
        return work.begin() if self._is_large else work
