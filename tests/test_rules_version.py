"""What the samples release is pinned: a rule that alters it needs a number of its own."""

import hashlib
import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from schedbatch.domain.rule_changes import FIRST_VERSION, RULE_CHANGES, RULES_VERSION, rules_since
from schedbatch.jobs.run import process

SAMPLES = Path(__file__).parents[1] / "samples"
GOLDEN = Path(__file__).parent / "golden" / "releases.json"
NAMES = ("anatomy-labs.xlsx", "medical-term.xlsx", "with-mistakes.xlsx")
ADVICE = (
    "If a rule was changed on purpose, add a RuleChange with the next version to schedbatch/domain/rule_changes.py, "
    "then pin the new releases: python -m pytest tests/test_rules_version.py --update-golden"
)


def released(name: str) -> dict[str, str]:
    """For each name of a release's records a digest of its values, in the order of the plan."""
    report = process(SAMPLES / name, None, datetime(2026, 9, 1, 8, tzinfo=UTC))
    values: dict[str, list[object]] = defaultdict(list)
    for offering_or_ilm in report.plan.offerings_and_ilms:
        values["id"].append(offering_or_ilm.id)
        values["uid"].append(offering_or_ilm.uid)
        for field, value in msgspec.to_builtins(report.revision.texts[offering_or_ilm.uid]).items():
            values[field].append(value)
    return {field: hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:16] for field, kept in values.items()}


@pytest.mark.parametrize("name", NAMES)
def test_what_a_sample_releases_changes_only_with_the_version_of_the_rules(name: str, request: pytest.FixtureRequest) -> None:
    now = released(name)
    kept = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    if request.config.getoption("--update-golden"):
        kept = {"rules_version": RULES_VERSION, "releases": {**kept.get("releases", {}), name: now}}
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    changed = sorted(field for field, digest in kept["releases"][name].items() if now.get(field) != digest)
    assert changed == [], f"{name} is released otherwise than under rules version {kept['rules_version']} ({changed}). {ADVICE}"
    assert kept["rules_version"] == RULES_VERSION, f"The rules have version {RULES_VERSION} now. {ADVICE}"


def test_versions_of_rules_follow_each_other() -> None:
    assert [change.version for change in RULE_CHANGES] == [*range(FIRST_VERSION + 1, RULES_VERSION + 1)]
    assert rules_since(FIRST_VERSION) == tuple(change.name for change in RULE_CHANGES)
    assert rules_since(RULES_VERSION) == ()
