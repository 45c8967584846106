"""What is shown of the work: the workbooks that are being run, and those that wait, each with its reason."""

from schedbatch.watch.backoff import Pause
from schedbatch.watch.dispatcher import Dispatcher
from schedbatch.watch.finisher import Finisher
from schedbatch.watch.queue import Candidate, Queue
from schedbatch.watch.status import SHOWN, Waiting


def running_list(dispatcher: Dispatcher) -> tuple[Waiting, ...]:
    """The workbooks that are being run."""
    return tuple(Waiting(run.candidate.name, "", run.since, run.record.tries if run.record else 0) for run in dispatcher.runs)


class WaitingList:
    """Reads off why workbooks wait; changes nothing."""

    def __init__(self, queue: Queue, dispatcher: Dispatcher, finisher: Finisher, pause: Pause) -> None:
        self._queue, self._dispatcher, self._finisher, self._pause = queue, dispatcher, finisher, pause

    def at(self, moment: float) -> tuple[int, tuple[Waiting, ...]]:
        """How many workbooks wait, and why each of the first does."""
        unfiled = [
            Waiting(unfiled.record.name, unfiled.backoff.why, unfiled.backoff.since)
            for unfiled in self._finisher.unfiled
            if unfiled.backoff
        ]
        run_paths = {run.candidate.path for run in self._dispatcher.runs}
        left = [candidate for candidate in self._queue.candidates if candidate.path not in run_paths]
        shown = tuple(self._waiting(candidate, moment) for candidate in left[:SHOWN])
        return len(unfiled) + len(left), (*unfiled, *shown)

    def _waiting(self, candidate: Candidate, moment: float) -> Waiting:
        backoff = self._queue.backoff_of(candidate, moment) or self._pause.backoff
        return Waiting(
            candidate.name,
            self._why(candidate, moment),
            self._queue.since(candidate),
            backoff.failures if backoff else candidate.tries,
            max(0.0, backoff.until - moment) if backoff else 0.0,
        )

    def _why(self, candidate: Candidate, moment: float) -> str:
        if self._pause.backoff:
            return self._pause.backoff.why
        inspection = self._queue.inspection_of(candidate)
        rival = self._dispatcher.rival(candidate, inspection) if inspection else ""
        return f"it waits for {rival}, of the same schedule" if rival else self._queue.next_step(candidate, moment)[1]
