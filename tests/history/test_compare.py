"""What a first release comes to, by its short way and by the way of all others."""

import datetime as dt
from dataclasses import replace

from schedbatch.domain.calendar_text import calendar_texts
from schedbatch.domain.model import Status
from schedbatch.domain.results import Plan
from schedbatch.domain.times import sequence_number
from schedbatch.history.compare import compare
from schedbatch.history.planned import Planned
from schedbatch.history.snapshot import Snapshot
from tests.outputs.reports import ilm, offering, report

NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)


def test_a_first_release_comes_to_what_a_release_after_nothing_comes_to() -> None:
    live = offering()
    offerings_and_ilms = (live, replace(live, id="S/w2.1", uid="other@schedbatch", status=Status.DRAFT))
    plan, catalog = Plan(offerings_and_ilms, (ilm(),)), report().catalog
    planned = Planned(plan, calendar_texts(plan, catalog), frozenset(), catalog)
    revision, snapshot = compare(None, planned, NOW, "secret")
    after_nothing, same = compare(Snapshot(NOW, sequence_number(NOW), secret="secret"), planned, NOW)  # noqa: S106
    assert snapshot == same
    assert {offering_or_ilm.uid: revision.stamp(offering_or_ilm.uid) for offering_or_ilm in plan.offerings_and_ilms} == {
        offering_or_ilm.uid: after_nothing.stamp(offering_or_ilm.uid) for offering_or_ilm in plan.offerings_and_ilms
    }
    assert (revision.touched, revision.tombstones) == (after_nothing.touched, after_nothing.tombstones)
    assert (revision.changes.rows, len(after_nothing.changes.rows)) == ((), 3)
