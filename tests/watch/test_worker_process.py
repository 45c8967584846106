"""The processes that do the work."""

import os

from schedbatch.watch.worker_process import WorkerProcess


def test_a_worker_brings_a_value_a_traceback_or_its_death() -> None:
    worker = WorkerProcess()
    try:
        worker.start(int, "7")
        assert (worker.take_reply().value, worker.is_busy) == (7, False)
        worker.start(int, "seven")
        assert "ValueError: invalid literal for int()" in worker.take_reply().bug
        worker.start(os.abort)
        assert worker.take_reply().has_died
        worker.start(int, "8")
        assert worker.take_reply().value == 8
    finally:
        worker.close()
