"""Readable, stable ids of offerings and ILMs, and the calendar UIDs made from them.

The recipes never change in a release: a change would duplicate every subscriber's calendar.
Source: generator.md, "Identity"; calendars.md, "Events".
"""

import datetime as dt
from collections.abc import Callable
from hashlib import sha1

from schedbatch.domain.issues import column_letters
from schedbatch.domain.names import fold, fold_once
from schedbatch.domain.times import clock

_NAMESPACE = bytes.fromhex("96a4d556c98a4a0992710d451107cd1c")
_DOMAIN = "schedbatch"


def generated_id(session_id: str, group_path: str, letter: int, meeting: str) -> str:
    """``ANAT-03/Anatomy Labs > 07/w2.1``; ``group_path`` is blank for ``together``, ``letter`` counts rows from 0."""
    lettered = f"{column_letters(letter + 1).lower()}.{meeting}" if letter else meeting
    return f"{session_id}/{group_path}/{lettered}" if group_path else f"{session_id}/{lettered}"


def individual_id(session_id: str, offering_id: str, day: dt.date, start: int) -> str:
    """``ANAT-03/+X1``, or ``ANAT-03/+2026-09-07 09:00`` where the planner gave no Offering ID.

    An ID that schedule.xlsx has given before stays unchanged.
    """
    prefix = f"{session_id}/+"
    if fold(offering_id).startswith(fold(prefix)):
        return prefix + offering_id[len(prefix) :]
    return prefix + (offering_id or f"{day.isoformat()} {clock(start)}")


def ilm_id(session_id: str, first_group: str, letter: int, *, is_only: bool) -> str:
    """The session's id; where the session has several ILMs, with the path of the ILM's first group."""
    parts = [session_id] if is_only else [session_id, first_group]
    if letter:
        parts.append(column_letters(letter + 1).lower())
    return "/".join(part for part in parts if part)


def offering_uid(schedule_id: str, offering_id: str) -> str:
    """The offering's UID in every calendar; spellings that differ in case only are one name here as everywhere."""
    return offering_uids(schedule_id)(offering_id)


def offering_uids(schedule_id: str) -> Callable[[str], str]:
    """Gives any offering of the schedule, by its id, its UID."""
    return _uids("offering", schedule_id, "")


def ilm_uid(schedule_id: str, ilm_id: str) -> str:
    """The ILM's UID in every calendar."""
    return _uids("ilm", schedule_id, "ilm-")(ilm_id)


_VARIANTS = {figure: "89ab"[int(figure, 16) & 3] for figure in "0123456789abcdef"}


def _uids(kind: str, schedule_id: str, prefix: str) -> Callable[[str], str]:
    """Makes UIDs from each name's uuid5, written as :mod:`uuid` writes a UUID. UUID objects would cost more than the hash."""
    # RFC 9562, 5.5: SHA-1 is how the UUID is made, and protects nothing.
    beginning = sha1(_NAMESPACE + f"{fold(kind)}\n{fold(schedule_id)}\n".encode(), usedforsecurity=False)

    def make(own_id: str) -> str:
        hashed = beginning.copy()
        hashed.update(fold_once(own_id).encode())
        figures = hashed.hexdigest()
        variant = _VARIANTS[figures[16]]
        return f"{prefix}{figures[:8]}-{figures[8:12]}-5{figures[13:16]}-{variant}{figures[17:20]}-{figures[20:32]}@{_DOMAIN}"

    return make
