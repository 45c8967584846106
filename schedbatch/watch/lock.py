"""One watcher a folder: a lock that names its owner, beats while its owner lives, and is taken over when it does not.

On one machine the process tells: its id, and when it started, since ids are used again. Of another machine (a share), after a
restart, or where the system does not tell, only the beat does: a lock that has not changed while it was looked at for a while
is nobody's. Clocks are not compared: each machine has its own. Whoever judges and takes does so alone, so that of two who find
a stale lock one gets it; where the share has no file locks, the beats alone have to do.
"""

import dataclasses
import json
import os
import platform
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from schedbatch.disk.locks import locked_if_possible
from schedbatch.disk.replacing import replace

FILE = "~$watch.lock.tmp"
"""A name that OneDrive and Dropbox do not sync: it changes every few seconds."""

BEAT_SECONDS = 3.0
STALE_SECONDS = 15.0

_STEP_SECONDS = 0.5
_GUARD_SECONDS = 5.0


class LockedByAnother(Exception):
    """Another watcher has the folder; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class LockOwner:
    """Who has a lock. ``beat`` rises while the owner lives; ``space`` is what its process id counts within."""

    pid: int
    host: str
    boot_id: str
    space: str
    started: str
    beat: int = 0


def this_process() -> LockOwner:
    """Describe this process as the owner of a lock."""
    pid = os.getpid()
    return LockOwner(pid, platform.node(), _first_line(Path("/proc/sys/kernel/random/boot_id")), _space(), _start_of(pid))


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except (OSError, ValueError):
        return ""


def _space() -> str:
    """Name the space of process ids: containers on one machine count processes each for itself."""
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""


def _start_of(pid: int) -> str:
    """When the process started, in ticks since the machine did; blank if there is no such process, or the system does not tell."""
    # Linux, proc(5): the 22nd field; the second is a name that may hold blanks and brackets.
    fields = re.sub(r"^.*\)", "", _first_line(Path(f"/proc/{pid}/stat")), flags=re.DOTALL).split()
    return fields[19] if len(fields) > 19 and fields[0] not in ("Z", "X") else ""  # noqa: PLR2004


class Lock:
    """The lock on a folder, as a file in it. Raises OSError where the folder lets it down."""

    def __init__(self, path: Path, what: str) -> None:
        self.path = path
        self._what = what
        self._own = this_process()
        self._beaten_at = 0.0

    def take(self, tell: Callable[[str], None]) -> None:
        """Take the lock: at once where nobody living has it, else after a while in which it has not changed.

        ``tell`` is called with a sentence before the wait begins. Raises LockedByAnother.
        """
        seen, since = self._read(), time.monotonic()
        is_told = False
        while True:
            with locked_if_possible(self.path.with_name(self.path.name + "-guard"), _GUARD_SECONDS):
                owner = self._read()
                if owner is None or self._is_dead(owner) or (owner == seen and time.monotonic() - since > STALE_SECONDS):
                    self._write()
                    return
            if self._is_alive(owner) or (seen is not None and owner != seen):
                raise LockedByAnother(f"{self._what} is being watched already, by {_named(owner)}.")
            if not is_told:
                void = f"if nothing is heard of it for {STALE_SECONDS:.0f} seconds, the lock is void."
                tell(f"{self._what} is locked by {_named(owner)}; {void}")
                is_told = True
            if seen is None:
                seen, since = owner, time.monotonic()
            time.sleep(_STEP_SECONDS)

    def _is_near(self, owner: LockOwner) -> bool:
        """Whether the owner runs on this machine, so that its process id can be looked up."""
        own = self._own
        is_told = bool(own.boot_id and own.space and own.started and owner.started)
        return is_told and (owner.host, owner.boot_id, owner.space) == (own.host, own.boot_id, own.space)

    def _is_dead(self, owner: LockOwner) -> bool:
        return self._is_near(owner) and _start_of(owner.pid) != owner.started

    def _is_alive(self, owner: LockOwner) -> bool:
        return self._is_near(owner) and _start_of(owner.pid) == owner.started

    def beat(self, moment: float) -> None:
        """Write the lock again every few seconds, also if it has gone with its folder. Raises LockedByAnother if it is lost."""
        if moment - self._beaten_at < BEAT_SECONDS:
            return
        owner = self._read()
        if owner is not None and not self._is_own(owner):
            raise LockedByAnother(f"{self._what} has been taken over by {_named(owner)}.")
        self._write()
        self._beaten_at = moment

    def release(self) -> None:
        """Give the lock back, if it is still ours."""
        with suppress(OSError):
            owner = self._read()
            if owner is not None and self._is_own(owner):
                self.path.unlink()

    def _is_own(self, owner: LockOwner) -> bool:
        return dataclasses.replace(owner, beat=self._own.beat) == self._own

    def _write(self) -> None:
        self._own = dataclasses.replace(self._own, beat=self._own.beat + 1)
        replace(self.path, json.dumps(dataclasses.asdict(self._own)).encode(), lasting=False)

    def _read(self) -> LockOwner | None:
        """The owner; ``None`` if there is no lock, or if its text cannot be read."""
        try:
            said = json.loads(self.path.read_bytes())
            return LockOwner(**{field.name: said[field.name] for field in dataclasses.fields(LockOwner)})
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None


def _named(owner: LockOwner) -> str:
    return f"process {owner.pid} on {owner.host or 'this machine'}"
