"""A workbook with the plan that was released, not with the plan that this version would make."""

import datetime as dt
from dataclasses import replace

from schedbatch.domain.issues import RowPlace
from schedbatch.domain.results import Plan, in_plan_order
from schedbatch.history.records import from_text
from schedbatch.history.snapshot import Snapshot
from schedbatch.jobs.steps.generating import GeneratedWorkbook


def as_released(generated: GeneratedWorkbook, release: Snapshot) -> GeneratedWorkbook:
    """The workbook with exactly the plan that was released, even if this version would generate another plan."""
    zone = generated.catalog.settings.zone or dt.UTC
    rows = {row.session.id: row.where for row in reversed(generated.catalog.rows)}
    released = [from_text(record.text, zone, RowPlace("Sessions", 1, {})).offering_or_ilm for record in release.records.values()]
    placed = [
        replace(offering_or_ilm, where=rows.get(offering_or_ilm.session.id, offering_or_ilm.where)) for offering_or_ilm in released
    ]
    offerings, ilms = in_plan_order(placed, generated.catalog.groups)
    return replace(generated, plan=Plan(offerings, ilms))
