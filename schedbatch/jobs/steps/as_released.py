"""A workbook with the plan that was released, not with the plan that this version would make."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from schedbatch.domain.edits import HandEdit
from schedbatch.domain.issues import RowPlace
from schedbatch.domain.results import Ilm, Offering, Plan, in_plan_order
from schedbatch.history.fields import INSTRUCTORS, LOCATION
from schedbatch.history.records import from_text
from schedbatch.history.snapshot import Snapshot
from schedbatch.jobs.steps.generating import GeneratedWorkbook


def as_released(generated: GeneratedWorkbook, release: Snapshot) -> GeneratedWorkbook:
    """The workbook with exactly the plan that was released, even if this version would generate another plan."""
    zone = generated.catalog.settings.zone or dt.UTC
    rows = {row.session.id: row.where for row in reversed(generated.catalog.rows)}
    released = [from_text(record.text, zone, RowPlace("Sessions", 1, {})).offering_or_ilm for record in release.records.values()]
    placed = [
        _waived(
            replace(offering_or_ilm, where=rows.get(offering_or_ilm.session.id, offering_or_ilm.where)),
            release.edits.fields.get(offering_or_ilm.id, {}),
        )
        for offering_or_ilm in released
    ]
    offerings, ilms = in_plan_order(placed, generated.catalog.groups)
    return replace(generated, plan=Plan(offerings, ilms), is_as_released=True)


def _waived(offering_or_ilm: Offering | Ilm, edited: Mapping[str, HandEdit]) -> Offering | Ilm:
    """The same, without warnings of a location or instructors that were cleared by hand."""
    if isinstance(offering_or_ilm, Ilm) or not edited:
        return offering_or_ilm
    return replace(offering_or_ilm, location_waived=LOCATION in edited, instructors_waived=INSTRUCTORS in edited)
