"""Signals that ask the watch to stop: the first once the runs have ended, the second at once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class Stop:
    """How often the watch has been asked to stop."""

    def __init__(self) -> None:
        self.times = 0

    def ask(self) -> None:
        """Ask the watch to stop."""
        self.times += 1

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Count the signals that ask the watch to stop."""
        numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        before = {number: signal.signal(number, lambda *_: self.ask()) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
