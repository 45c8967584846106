"""A workbook with the plan that was made of it once, whatever would be made of it today."""

import datetime as dt
from dataclasses import replace

from schedbatch.domain.issues import RowPlace
from schedbatch.domain.results import Ilm, Offering, Plan, by_due_time, in_order
from schedbatch.history.records import from_text
from schedbatch.history.snapshot import Snapshot
from schedbatch.jobs.steps.generating import GeneratedWorkbook


def as_released(generated: GeneratedWorkbook, release: Snapshot) -> GeneratedWorkbook:
    """The workbook with the plan that was released, to the letter, whatever this version would generate from it."""
    zone = generated.catalog.settings.zone or dt.UTC
    rows = {row.session.id: row.where for row in reversed(generated.catalog.rows)}
    things = [from_text(entry.text, zone, RowPlace("Sessions", 1, {})).thing for entry in release.entries.values()]
    placed = [replace(thing, where=rows.get(thing.session.id, thing.where)) for thing in things]
    offerings = in_order((thing for thing in placed if isinstance(thing, Offering)), generated.catalog.groups)
    ilms = tuple(sorted((thing for thing in placed if isinstance(thing, Ilm)), key=by_due_time))
    return replace(generated, plan=Plan(offerings, ilms))
