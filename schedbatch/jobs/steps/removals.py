"""The guard against emptied schedules: why a run is stopped that would remove too much. Pure."""

import datetime as dt

from schedbatch.domain.model import Catalog
from schedbatch.domain.names import fold
from schedbatch.history.differences import NOWHERE
from schedbatch.history.records import from_text
from schedbatch.history.snapshot import Snapshot
from schedbatch.jobs.steps.options import Options
from schedbatch.jobs.steps.rules_changed import ToldApart, cancellation_refusal

FEW_REMOVALS = 20
"""So many offerings and ILMs may vanish without a question; above that number, at most half of the last release may."""
_IF_MEANT = "If it is meant, run again with --allow-removals, or set Allow removals to {} in the Settings sheet."


def removals_refusal(previous: Snapshot, now: Snapshot, told: ToldApart, catalog: Catalog, options: Options) -> str:
    """Why a run that would empty a schedule is stopped, if it would; what an error holds back does not count.

    What only changed rules cancel stops it whatever its number, and so does a workbook without any of the released sessions.
    """
    released = [uid for uid, record in previous.records.items() if record.is_in_calendars]
    number = sum(uid not in now.records for uid in released)
    if options.allows_removals or (number and catalog.settings.allow_removals == number):
        return ""
    if catalog.settings.allow_removals != len(told.cancelled) and (sentence := cancellation_refusal(told)):
        return sentence
    if number and number == len(released) and _is_of_another_schedule(previous, catalog):
        return (
            "none of the sessions of the last release is in the workbook. The usual cause is another schedule's workbook with the "
            f"same Schedule ID. {_IF_MEANT.format(number)}"
        )
    if number <= FEW_REMOVALS or number * 2 <= len(released):
        return ""
    return (
        f"{number:,} of the {len(released):,} offerings and ILMs of the last release would vanish. The usual cause is a sheet "
        f"pasted over, or a wrong file. {_IF_MEANT.format(number)}"
    )


def _is_of_another_schedule(previous: Snapshot, catalog: Catalog) -> bool:
    """Whether no session that was released has a row in the workbook, be it scheduled or not."""
    released = {fold(from_text(record.text, dt.UTC, NOWHERE).offering_or_ilm.session.id) for record in previous.records.values()}
    return released.isdisjoint(fold(row.session.id) for row in catalog.rows)
