"""Being asked to stop: the first time after what is being done, the second time now."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class Stop:
    """How often it has been asked for."""

    def __init__(self) -> None:
        self.times = 0

    def ask(self) -> None:
        """Ask once more."""
        self.times += 1

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Count the signals that ask for it."""
        numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        before = {number: signal.signal(number, lambda *_: self.ask()) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
