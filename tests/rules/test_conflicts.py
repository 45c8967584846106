"""What all conflicts have in common: ids, acceptance, places and times."""

from dataclasses import replace
from pathlib import Path

from schedbatch.domain import kinds
from schedbatch.rules.conflicts import conflict_issues, find_conflicts
from tests.drawing import conflicts, draw, report
from tests.rules.test_location_clash import SOUND


def test_over_midnight_and_over_days(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title    | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | Watch    | Lab  | 2026-09-07 | 22:00 | 240     | R1       | Okafor      |
    | S2         | Early    | Lab  | 2026-09-08 | 01:00 | 60      | R2       | Okafor      |
    | S3         | Exhibit  | Lab  | 2026-09-09 | 09:00 | 4320    | Hall     | none        |
    | S4         | Concert  | Lab  | 2026-09-11 | 19:00 | 60      | Hall     | none        |
    """
    assert conflicts(workbook) == [
        (
            "Okafor has 2 offerings at once, Mon 7 Sep 2026 22:00 – Tue 8 Sep 2026 02:00: "
            '"Watch" in R1 Mon 7 Sep 2026 22:00 – Tue 8 Sep 2026 02:00; "Early" in R2 Tue 8 Sep 2026 01:00–02:00.'
        ),
        (
            "Hall has 2 offerings at once, Wed 9 Sep 2026 09:00 – Sat 12 Sep 2026 09:00: "
            '"Exhibit" Wed 9 Sep 2026 09:00 – Sat 12 Sep 2026 09:00; "Concert" Fri 11 Sep 2026 19:00–20:00. Free then: R1.'
        ),
    ]


def test_an_id_holds_while_times_places_and_people_do_and_an_accepted_conflict_no_longer_warns(tmp_path: Path) -> None:
    made = report(draw(SOUND.format(""), tmp_path / "before.xlsx"))
    (conflict,) = made.conflicts
    accepted = find_conflicts(made.catalog, made.plan, {conflict.id: "one team"})
    assert accepted == (replace(conflict, is_accepted=True, reason="one team"),)
    assert list(conflict_issues(accepted)) == []
    renamed = report(draw(SOUND.format("").replace("| One ", "| Uno "), tmp_path / "renamed.xlsx"))
    moved = report(draw(SOUND.format("").replace("09:00 | 60 ", "09:05 | 60 "), tmp_path / "moved.xlsx"))
    assert [found.id == conflict.id for found in (*renamed.conflicts, *moved.conflicts)] == [True, False]


def test_a_conflict_is_a_warning_at_the_first_row_with_the_others_related(tmp_path: Path) -> None:
    made = report(draw(SOUND.format(""), tmp_path / "one.xlsx"))
    (issue,) = (issue for issue in made.issues if issue.kind is kinds.LOCATION_CLASH)
    assert (str(issue.where), [str(cell) for cell in issue.related]) == ("Sessions!H2", ["Sessions!H3"])


def test_piles_are_one_finding_each(tmp_path: Path) -> None:
    rows = "\n".join(f"| S{number} | Talk {number} | Lab | 2026-09-07 | 09:00 | 60 | TBD | none |" for number in range(500))
    drawing = f"# Sessions\n| Session ID | Title | Type | Date | Start | Minutes | Location | Instructors |\n{rows}"
    assert [len(conflict.offerings) for conflict in report(draw(drawing, tmp_path / "pile.xlsx")).conflicts] == [500]
