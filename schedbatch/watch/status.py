"""What the status shows (is the watch running, what came in, what waits and why), and ``status.json``, its form for machines."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schedbatch import __version__
from schedbatch.watch.journal import ClaimRecord
from schedbatch.watch.log import utc
from schedbatch.watch.sightings import NotTaken

JSON_NAME, PAGE_NAME = "status.json", "status.html"
SHOWN = 100

_OUTCOMES = ("released", "already done", "refused", "unreadable", "broken")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A workbook that is not dealt with yet: why, since when, and for how many seconds it is left alone."""

    name: str
    why: str
    since: dt.datetime
    tries: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """The last thing that went wrong."""

    at: dt.datetime
    sentence: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class WatchStatus:
    """Everything that is shown. ``recent`` has the last first; ``not_taken_count`` counts files that are not named too."""

    state: str
    inbox: Path
    out: Path
    pid: int
    host: str
    started_at: dt.datetime
    polled_at: dt.datetime | None
    every: float
    running: tuple[Waiting, ...]
    waiting: tuple[Waiting, ...]
    waiting_count: int
    not_taken: tuple[NotTaken, ...]
    not_taken_count: int
    recent: tuple[ClaimRecord, ...]
    counts: Mapping[str, int]
    trouble: Trouble | None


def render_json(status: WatchStatus, now: dt.datetime) -> bytes:
    """The status for machines."""
    shown = {
        "version": __version__,
        "state": status.state,
        "written_at": utc(now),
        "last_poll": utc(status.polled_at) if status.polled_at else None,
        "written_every_seconds": status.every,
        "started_at": utc(status.started_at),
        "inbox": str(status.inbox),
        "out": str(status.out),
        "pid": status.pid,
        "host": status.host,
        "counts": {
            "waiting": status.waiting_count,
            "running": len(status.running),
            **{outcome.replace(" ", "_"): status.counts.get(outcome, 0) for outcome in _OUTCOMES},
            "not_taken": status.not_taken_count,
        },
        "last_error": _trouble_object(status.trouble),
        "running": [_waiting_object(waiting) for waiting in status.running],
        "waiting": [_waiting_object(waiting) for waiting in status.waiting[:SHOWN]],
        "not_taken": [{"name": file.name, "why": file.why} for file in status.not_taken],
        "recent": [_recent_object(record) for record in status.recent],
    }
    return (json.dumps(shown, ensure_ascii=True, indent=2) + "\n").encode()


def _trouble_object(trouble: Trouble | None) -> object:
    return {"at": utc(trouble.at), "name": trouble.name or None, "message": trouble.sentence} if trouble else None


def _waiting_object(waiting: Waiting) -> object:
    return {
        "name": waiting.name,
        "why": waiting.why,
        "since": utc(waiting.since),
        "tries": waiting.tries,
        "next_try_in_seconds": round(waiting.seconds, 1),
    }


def _recent_object(record: ClaimRecord) -> object:
    return {
        "name": record.name,
        "outcome": record.outcome,
        "sentence": record.sentence,
        "finished_at": record.finished_at,
        "schedule_id": record.schedule_id or None,
        "release": record.revision or None,
        "kept_as": record.archived,
        "mail": record.mail or None,
    }
