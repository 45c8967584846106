"""Real timetables, where they are at hand, give the figures that are known of them."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schedbatch.domain.conflicts import ConflictKind
from schedbatch.domain.revisions import count_kinds
from schedbatch.jobs.diff import difference
from schedbatch.jobs.run import process

CASES = Path(__file__).parents[2] / "shared" / "cases"
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the real timetables are not at hand")
EXPECTED = json.loads((CASES / "expected.json").read_text(encoding="utf-8")) if CASES.is_dir() else {}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_real_timetable_gives_every_meeting_and_no_error(name: str) -> None:
    report = process(CASES / name, None, NOW)
    assert (report.counts.offerings, report.counts.errors) == (EXPECTED[name]["offerings"], 0)


MOVED = [name for name in sorted(EXPECTED) if name.endswith("-moved.xlsx")]


@pytest.mark.parametrize("name", MOVED)
def test_a_revision_of_a_real_timetable_is_25_moves_and_nothing_else(name: str) -> None:
    changes = difference(CASES / name.replace("-moved", ""), CASES / name)
    assert {kind.value: number for kind, number in count_kinds(changes.rows).items() if number} == {"moved": 25}
    assert {row.field for row in changes.rows} <= {"Date", "Start", "End"}


@pytest.mark.parametrize("name", MOVED)
def test_a_revision_of_a_real_timetable_keeps_every_uid_and_moves_25_meetings(name: str) -> None:
    moved, original = (process(CASES / case, None, NOW) for case in (name, name.replace("-moved", "")))
    times = {offering.uid: offering.start for offering in original.plan.offerings}
    now = {offering.uid: offering.start for offering in moved.plan.offerings}
    assert (now.keys(), sum(times[uid] != start for uid, start in now.items())) == (times.keys(), 25)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_real_timetable_has_the_conflicts_that_brute_force_finds(name: str) -> None:
    found = process(CASES / name, None, NOW).conflicts
    kinds = Counter(conflict.kind for conflict in found)
    figures = {
        "instructor_clashes": kinds[ConflictKind.INSTRUCTOR_CLASH],
        "location_clashes": kinds[ConflictKind.LOCATION_CLASH],
        "learner_clashes": kinds[ConflictKind.LEARNER_CLASH],
        "learners_hit_total": sum(conflict.learners_hit for conflict in found),
    }
    assert figures == {"learners_hit_total": 0, **{key: EXPECTED[name][key] for key in figures if key in EXPECTED[name]}}
