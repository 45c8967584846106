"""The receipt and the summary."""

import json
from dataclasses import replace
from pathlib import Path, PurePosixPath

from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch import __version__
from schedbatch.domain import kinds
from schedbatch.domain.issues import Issue
from schedbatch.domain.reports import Counts, RunReport
from schedbatch.domain.revisions import Change, ChangeKind, Changes
from schedbatch.domain.rule_changes import RULES_VERSION
from schedbatch.outputs.files import Written
from schedbatch.outputs.receipt.receipt import make_receipt, render
from schedbatch.outputs.receipt.summary import summary
from schedbatch.outputs.staging import FileRecord
from tests.outputs.reports import MADE_AT, ZONE, ilm, issue, offering, planners_report, report

RELEASE = ("schedule.xlsx", "calendars/all.ics", "calendars/groups/labs-01.ics", "receipt.json")


def written(
    changed: tuple[str, ...] = RELEASE, unchanged: tuple[str, ...] = (), kept: tuple[str, ...] = (), removed: tuple[str, ...] = ()
) -> Written:
    def paths(names: tuple[str, ...]) -> tuple[PurePosixPath, ...]:
        return tuple(PurePosixPath(name) for name in names)

    return Written(paths(changed), paths(unchanged), tuple(Path("out", name) for name in kept), paths(removed))


def summary_lines(made: RunReport, files: Written | None = None, limit: int = 10) -> list[str]:
    return summary(make_receipt(made, ()), "out/anatomy-labs", files, limit=limit).split("\n")


def test_the_receipt_in_full() -> None:
    found = (issue(), Issue(kinds.SCHEDULE_ID_MISSING, "There is no Schedule ID"))
    files = (FileRecord("schedule.xlsx", "cd" * 32), FileRecord("calendars/all.ics", "ef" * 32))
    artifact = render(make_receipt(report((offering(1), offering(2)), (ilm(),), found), files))
    assert artifact.path == PurePosixPath("receipt.json")
    assert artifact.content.decode() == (
        f"""{{
  "version": "{__version__}",
  "schedule_id": "anatomy-labs",
  "timezone": "{ZONE.key}",
  "input": {{
    "name": "anatomy-labs.xlsx",
    "sha256": "{"ab" * 32}"
  }},
  "made_at": "2026-09-01T08:00:00Z",
  "released": true,
  "refusal": null,
  "counts": {{
    "sessions": 2,
    "offerings": 2,
    "ilms": 1,
    "errors": 1,
    "warnings": 1,
    "notes": 0
  }},
  "issues": [
    {{
      "severity": "error",
      "code": "unknown-reference",
      "sheet": "Sessions",
      "cell": "D7",
      "message": "\\"Anatomi Labs\\" is not a known group",
      "hint": "{kinds.UNKNOWN_REFERENCE.hint}"
    }},
    {{
      "severity": "warning",
      "code": "schedule-id-missing",
      "sheet": null,
      "cell": null,
      "message": "There is no Schedule ID",
      "hint": {json.dumps(kinds.SCHEDULE_ID_MISSING.hint)}
    }}
  ],
  "conflicts": [],
  "changes": {{
    "since": null,
    "counts": {{
      "added": 0,
      "moved": 0,
      "edited": 0,
      "cancelled": 0,
      "revived": 0,
      "held": 0
    }},
    "over": 0,
    "rows": [],
    "rules": null
  }},
  "rules": {{
    "version": {RULES_VERSION},
    "time_zone_rules": null,
    "new_warnings": 0
  }},
  "files": [
    {{
      "path": "calendars/all.ics",
      "sha256": "{"ef" * 32}"
    }},
    {{
      "path": "schedule.xlsx",
      "sha256": "{"cd" * 32}"
    }}
  ]
}}
"""
    )


def test_the_receipt_tells_its_time_in_utc() -> None:
    made_at = report().made_at.astimezone(ZONE)
    assert make_receipt(report(made_at=made_at), ()) == make_receipt(report(), ())


def test_the_receipt_is_readable_in_every_script() -> None:
    assert "Übung 解剖" in render(make_receipt(report(found=(issue(message="Übung 解剖"),)), ())).content.decode("utf-8")


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_any_message_reads_back_from_the_receipt(message: str) -> None:
    receipt = json.loads(render(make_receipt(report(found=(issue(message=message),)), ())).content.decode("utf-8"))
    # Two lone halves side by side are a pair to JSON.
    assert receipt["issues"][0]["message"] == message.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def test_a_run_without_issues_in_three_lines() -> None:
    assert summary_lines(report((offering(1), offering(2)), (ilm(),)), written()) == [
        "anatomy-labs: 2 sessions, 2 offerings, 1 ILM",
        "No issues",
        "Written to out/anatomy-labs: schedule.xlsx, receipt.json and 2 calendars",
    ]


def test_issues_are_grouped_by_kind_with_errors_first_and_notes_only_counted() -> None:
    assert summary_lines(planners_report(), written()) == [
        "anatomy-labs: 2 sessions, 40 offerings, 3 ILMs",
        "3 errors, 7 warnings, 2 notes",
        '  ERROR   Sessions!D7  "Anatomi Labs" is not a known group; did you mean "Anatomy Labs"?',
        '  ERROR   Sessions!D9  "Anatomie Labs" is not a known group; did you mean "Anatomy Labs"?',
        f"          {kinds.UNKNOWN_REFERENCE.hint}",
        '  ERROR   Sessions!D12  "Reading: the lungs" is an ILM without a due date',
        f"          {kinds.ILM_DUE_DATE_MISSING.hint}",
        '  WARNING Sessions!D20  "Anatomy Labs > 20" has no location',
        '  WARNING Sessions!D21  "Anatomy Labs > 21" has no location',
        '  WARNING Sessions!D22  "Anatomy Labs > 22" has no location',
        "          and 3 more like these",
        f"          {kinds.LOCATION_MISSING.hint}",
        "  WARNING There is no Schedule ID; the file's name is taken: anatomy-labs",
        f"          {kinds.SCHEDULE_ID_MISSING.hint}",
        "Written to out/anatomy-labs: schedule.xlsx, receipt.json and 2 calendars",
    ]


def test_issues_beyond_the_limit_are_counted_and_the_sheet_is_named() -> None:
    assert summary_lines(planners_report(), written(), limit=1)[2:-1] == [
        '  ERROR   Sessions!D7  "Anatomi Labs" is not a known group; did you mean "Anatomy Labs"?',
        "          and 1 more like this",
        f"          {kinds.UNKNOWN_REFERENCE.hint}",
        "  and 8 more: see the Issues sheet in schedule.xlsx",
    ]


def test_issues_that_the_report_does_not_list_are_counted_too() -> None:
    counts = Counts(sessions=0, offerings=0, ilms=0, errors=12_345, warnings=0, notes=0)
    made = report(found=(issue(),), counts=counts)
    assert summary_lines(made, written())[1:-1] == [
        "12,345 errors",
        '  ERROR   Sessions!D7  "Anatomi Labs" is not a known group',
        f"          {kinds.UNKNOWN_REFERENCE.hint}",
        "  and 12,344 more: see the Issues sheet in schedule.xlsx",
    ]


def test_a_strict_run_says_why_nothing_was_released_and_points_to_the_marked_copy() -> None:
    made = replace(planners_report(), refusal="there are errors or warnings, and --strict asks for none.")
    assert summary_lines(made, written(("anatomy-labs.marked.xlsx", "receipt.json")), limit=0)[2:] == [
        "  and 10 more: see the Issues sheet in anatomy-labs.marked.xlsx",
        "Nothing was released: there are errors or warnings, and --strict asks for none.",
        "Written to out/anatomy-labs: anatomy-labs.marked.xlsx and receipt.json",
        "The mistakes are marked in a copy of your workbook: see anatomy-labs.marked.xlsx",
    ]


def test_a_trial_run_says_nothing_about_files() -> None:
    assert summary_lines(report())[2:] == []


def test_an_unchanged_release_says_that_nothing_has_changed() -> None:
    assert summary_lines(report(), written((), unchanged=RELEASE))[2:] == [
        "Nothing changed in out/anatomy-labs: schedule.xlsx, receipt.json and 2 calendars"
    ]


def test_files_that_were_left_removed_or_kept_are_named() -> None:
    kept = tuple(f"schedule (kept {number}).xlsx" for number in range(1, 8))
    files = written(("receipt.json",), ("schedule.xlsx", "calendars/index.html"), kept, ("calendars/old.ics", "handoff/old.csv"))
    assert summary_lines(report(), files)[2:] == [
        "Written to out/anatomy-labs: receipt.json; 2 files unchanged",
        "Removed, since they are no longer part of the schedule: 1 calendar and 1 hand-off file",
        *(f"Kept as {name}: the file that was there, which somebody else had made or changed" for name in kept[:5]),
        "and 2 more files kept in the same way",
    ]


def test_a_message_plays_no_tricks_on_the_terminal() -> None:
    made = report(found=(issue(message="red \x1b[31m,\nnew line, turned \u202egnol\ud800"),))
    assert summary_lines(made)[2] == "  ERROR   Sessions!D7  red  [31m, new line, turned  gnol "


def test_a_very_long_message_is_cut() -> None:
    assert summary_lines(report(found=(issue(message="x" * 40_000),)))[2] == "  ERROR   Sessions!D7  " + "x" * 300 + " …"


def changed(number: int, kind: ChangeKind, *, field: str = "Start", before: str = "09:00", after: str = "11:00") -> Change:
    """A change of the dissection of group ``number``."""
    group = f"Anatomy Labs > {number:02d}"
    return Change(kind, f"ANAT-03/{group}/w1.1", "Dissection of the thorax", group, field, before, after)


def told_changes(*rows: Change) -> list[str]:
    """What the summary says of changes since the last run."""
    made = report((offering(),), revision=replace(report().revision, changes=Changes(MADE_AT, rows)))
    return summary_lines(made)[2:]


def test_changes_that_are_alike_are_counted_and_the_first_ten_shown() -> None:
    labs = [changed(number, ChangeKind.MOVED) for number in range(1, 39)]
    starts = [changed(number, ChangeKind.EDITED, field="Notes", before="", after=str(number)) for number in range(40, 50)]
    what = "Dissection of the thorax: Start 09:00 -> 11:00"
    assert told_changes(*labs, *starts) == [
        "Since the last release: 38 moved, 10 edited",
        *(f"  moved     ANAT-03/Anatomy Labs > {number:02d}/w1.1  {what}" for number in (1, 2, 3)),
        "            and 35 more like these",
        *(
            f"  edited    ANAT-03/Anatomy Labs > {number}/w1.1  Dissection of the thorax: Notes (blank) -> {number}"
            for number in range(40, 47)
        ),
        "  and 3 more",
    ]


def test_what_was_edited_and_moved_has_moved() -> None:
    title = changed(1, ChangeKind.EDITED, field="Title", before="Old", after="New")
    assert told_changes(title, changed(1, ChangeKind.MOVED)) == [
        "Since the last release: 1 moved",
        "  moved     ANAT-03/Anatomy Labs > 01/w1.1  Dissection of the thorax: Title Old -> New, Start 09:00 -> 11:00",
    ]


def test_calendars_of_changes_alone_go_without_a_word() -> None:
    gone = written(removed=("calendars/changes.ics", "calendars/groups/Labs.changes.ics"))
    assert not [line for line in summary_lines(report(), gone) if line.startswith("Removed")]
