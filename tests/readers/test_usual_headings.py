"""Headings as people write them: usual words, brackets, near misses, title blocks; workbook.md, "Reading rules"."""

from pathlib import Path

import pytest

from schedbatch.domain.columns import SESSIONS, SHEETS
from schedbatch.domain.sheets import Column, Need, Sheet, heading_key
from schedbatch.readers.headings import find_headings
from schedbatch.xlsx.raw import CellValue, RawRow, RawSheet
from tests.drawing import draw, ids, issues, messages, plan, report
from tests.readers import headings_of_0_1_0

ROW = "2026-09-07 | 09:00 | 60 | X | Y"


def _heads(sheet: Sheet, *texts: str) -> dict[str, list[str]]:
    """What each heading of a sheet is read as: column -> its headings."""
    cells: dict[int, CellValue] = dict(enumerate(texts, 1))
    headings, _ = find_headings(RawSheet(sheet.name, (RawRow(1, cells),)), sheet, lambda _: False)
    read = headings.columns if headings else {}
    return {column.heading: [heading.text for heading in found] for column, found in read.items()}


def _shown(value: object) -> str:
    return value.name if isinstance(value, Sheet) else str(value)


def _columns_of_0_1_0() -> list[tuple[Sheet, str, str]]:
    sheets = {sheet.name: sheet for sheet in SHEETS}
    return [
        (sheets[name], heading, word)
        for name, headings in headings_of_0_1_0.HEADINGS.items()
        for heading, aliases in headings.items()
        for word in (heading, *aliases)
    ]


@pytest.mark.parametrize(("sheet", "heading", "word"), _columns_of_0_1_0(), ids=_shown)
def test_every_heading_that_0_1_0_read_is_still_read(sheet: Sheet, heading: str, word: str) -> None:
    other = next(column.heading for column in sheet.columns if column.heading != heading)
    singular = word.removesuffix("s")
    forms = {word, word.upper(), f" {word} *", f"{singular}s", *([] if word.endswith("ss") else [singular])} - {"Week"}
    assert {form: _heads(sheet, other, form).get(heading) for form in forms} == {form: [" ".join(form.split())] for form in forms}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_word_stands_for_two_columns_of_a_sheet(sheet: Sheet) -> None:
    words = [heading_key(word) for column in sheet.columns for word in (column.heading, *column.aliases, *column.synonyms)]
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize(
    ("word", "heading"),
    [
        ("Start Time", "Start"),
        ("Start time:", "Start"),
        ("Begin", "Start"),
        ("End Time", "End"),
        ("Finish", "End"),
        ("Session title", "Title"),
        ("Room", "Location"),
        ("Rooms", "Location"),
        ("Venue", "Location"),
        ("Tutor", "Instructors"),
        ("Tutors", "Instructors"),
        ("Teacher", "Instructors"),
        ("Lecturer", "Instructors"),
        ("Instructor", "Instructors"),
        ("Session type", "Type"),
    ],
)
def test_usual_words_head_columns(word: str, heading: str) -> None:
    assert _heads(SESSIONS, "Session ID", word) == {"Session ID": ["Session ID"], heading: [word]}


@pytest.mark.parametrize("word", ["Faculty", "Staff", "Week", "week ", "Week *"])
def test_words_that_mean_other_things_are_the_planners_own(word: str) -> None:
    assert _heads(SESSIONS, "Session ID", "Title", word) == {"Session ID": ["Session ID"], "Title": ["Title"]}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_synonym_gives_way_to_the_columns_own_heading_wherever_it_stands(sheet: Sheet) -> None:
    for column in sheet.columns:
        for word in () if column.is_list else column.synonyms:
            beside = next(other.heading for other in sheet.columns if other is not column)
            assert _heads(sheet, beside, word, column.heading).get(column.heading) == [column.heading], word


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Date (dd/mm/yyyy)", "Date"),
        ("Date (YYYY-MM-DD)", "Date"),
        ("Date (d.m.yy)", "Date"),
        ("Date [2026-01-31]", "Date"),
        ("Date (e.g. 31/01/2026)", "Date"),
        ("Start (hh:mm)", "Start"),
        ("Start Time (24h)", "Start"),
        ("Start (9:00)", "Start"),
        ("Start (am/pm)", "Start"),
        ("Duration (min)", "Minutes"),
        ("Duration (minutes)", "Minutes"),
        ("Weeks (number of weeks)", "Weeks"),
        ("Hours (h)", "Hours"),
        ("Days (Mon; Thu)", "Days"),
        ("ILM (yes/no)", "ILM"),
        ("Status (Draft/Cancelled)", "Status"),
        ("Instructors (separated by ;)", "Instructors"),
        ("Room (e.g. R101)", "Location"),
        ("Title (required)", "Title"),
        ("Except dates (dd/mm/yyyy)", "Except dates"),
    ],
)
def test_a_bracket_with_a_format_an_example_or_a_unit_says_nothing_new(text: str, heading: str) -> None:
    assert _heads(SESSIONS, "Session ID", text) == {"Session ID": ["Session ID"], heading: [text]}


@pytest.mark.parametrize(
    "text",
    [
        "Room (backup)",
        "Date (old)",
        "Start (UTC)",
        "Minutes (2)",
        "Title (German)",
        "Week (no.)",
        "Hours (minutes)",
        "Date ()",
        "(Date)",
        "Room (a) (b)",
    ],
)
def test_any_other_bracket_makes_the_column_the_planners_own(text: str) -> None:
    assert _heads(SESSIONS, "Session ID", "Type", text) == {"Session ID": ["Session ID"], "Type": ["Type"]}


@pytest.mark.parametrize("heading", ["Duration (hours)", "Minutes (h)", "Length (hrs)", "Duration (in hours)"])
@pytest.mark.parametrize(("cell", "minutes"), [("8", 480), ("1.5", 90), ("01:20", 80), ("0.75", 45)])
def test_a_duration_headed_hours_is_converted(heading: str, cell: str, minutes: int, tmp_path: Path) -> None:
    rows = f"| Session ID | Title | Type | Date | Start | {heading} |\n| S | Session | Lab | 2026-09-07 | 09:00 | {cell} |"
    drawn = draw(f"# Sessions\n{rows}", tmp_path / "hours.xlsx")
    (offering,) = plan(drawn).offerings
    assert (offering.end - offering.start).total_seconds() == minutes * 60


def test_the_number_of_the_teaching_week_is_no_number_of_weeks(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title   | Type | Week | Date       | Start | Minutes | Location | Instructors |
    | A          | Session | Lab  | 1    | 2026-09-07 | 09:00 | 60      | X        | Y           |
    | B          | Session | Lab  | 2    | 2026-09-14 | 09:00 | 60      | X        | Y           |
    | C          | Session | Lab  | 3    | 2026-09-21 | 09:00 | 60      | X        | Y           |
    """
    assert ids(workbook) == ["A/w1.1", "B/w1.1", "C/w1.1"]
    assert [message for message in messages(workbook) if "Week" in message] == [
        'Column "Week" is not used; it is not the column Weeks of Sessions.'
    ]


def _list_columns() -> list[tuple[Sheet, Column]]:
    return [(sheet, column) for sheet in SHEETS for column in sheet.columns if column.is_list]


@pytest.mark.parametrize(("sheet", "column"), _list_columns(), ids=_shown)
def test_two_headings_of_one_list_column_add_up_in_every_sheet(sheet: Sheet, column: Column) -> None:
    other = next(iter((*column.synonyms, *column.aliases, column.heading)))
    beside = next(one.heading for one in sheet.columns if one is not column)
    assert _heads(sheet, beside, column.heading, other)[column.heading] == [column.heading, other]


def test_lecturer_and_tutor_side_by_side_are_both_read(workbook: Path) -> None:
    """
    # Instructors
    | Instructor   |
    | Abbott, Iris |
    | Bell, Ada    |
    # Sessions
    | Session ID | Title   | Type | Date       | Start | Minutes | Location | Lecturer     | Tutor                   |
    | A          | Session | Lab  | 2026-09-07 | 09:00 | 60      | X        | Abbott, Iris | Bell, Ada; Abbott, Iris |
    | B          | Session | Lab  | 2026-09-08 | 09:00 | 60      | X        |              | Bell, Ada               |
    | C          | Session | Lab  | 2026-09-09 | 09:00 | 60      | X        | none         |                         |
    | D          | Session | Lab  | 2026-09-10 | 09:00 | 60      | X        | Abbott, Iris | Bel, Ada                |
    """
    assert [(offering.id, offering.instructors) for offering in plan(workbook).offerings] == [
        ("A/w1.1", ("Abbott, Iris", "Bell, Ada")),
        ("B/w1.1", ("Bell, Ada",)),
        ("C/w1.1", ()),
    ]
    assert [issue for issue in issues(workbook) if not issue.startswith("session-without")] == [
        "columns-added-up Sessions!I1",
        "unknown-reference Sessions!I5",
    ]
    assert messages(workbook)[0] == 'The columns "Lecturer" and "Tutor" both stand for Instructors; what they hold adds up.'


@pytest.mark.parametrize(
    ("headings", "code", "held"),
    [
        ("Session ID | Titel | Type | Date | Start", "heading-misspelt Sessions!B1", []),
        ("Session ID | Title | Typ | Date | Start", "heading-misspelt Sessions!C1", []),
        ("Session ID | Title | Type | Date | Strat", "heading-misspelt Sessions!E1", []),
        ("Session ID | Title | Type | Date | Start tme", "heading-misspelt Sessions!E1", []),
    ],
)
def test_a_near_miss_of_a_required_heading_is_one_error(headings: str, code: str, held: list[str], tmp_path: Path) -> None:
    rows = "".join(f"| S{number} | Session {number} | Lab | 2026-09-07 | 09:00 | 60 | X | Y |\n" for number in range(30))
    extra = "# Offerings\n| Offering ID | Session | Date | Start | Minutes |\n| X | S1 | 2026-09-08 | 09:00 | 60 |\n"
    drawn = draw(f"# Sessions\n| {headings} | Minutes | Location | Instructors |\n{rows}{extra}", tmp_path / "miss.xlsx")
    errors = [issue for issue in report(drawn).issues if issue.severity > 2]
    assert [f"{issue.kind.code} {issue.where}" for issue in errors] == [code]
    assert [one for one in ids(drawn) if "/+" not in one] == held


def test_a_misspelt_heading_of_groups_is_one_error_and_holds_what_names_groups(workbook: Path) -> None:
    """
    # Groups
    | Grup | Size |
    | Labs | 30   |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | A          | Session | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | X        | Y           |
    | B          | Session | Lab  | Labs   | 2026-09-08 | 09:00 | 60      | X        | Y           |
    """
    assert (issues(workbook), ids(workbook)) == (["heading-misspelt Groups!A1"], [])
    assert messages(workbook) == ['There is no column Group, but one headed "Grup"; did you mean "Group"?']


def _required() -> list[tuple[Sheet, Column]]:
    return [(sheet, column) for sheet in SHEETS for column in sheet.columns if column.need is not Need.NO]


@pytest.mark.parametrize(("sheet", "column"), _required(), ids=_shown)
def test_a_near_miss_of_every_required_column_is_found(sheet: Sheet, column: Column) -> None:
    others = [other.heading for other in sheet.columns if other is not column]
    typo = column.heading[0] + column.heading[2:]
    cells: dict[int, CellValue] = dict(enumerate((*others, typo), 1))
    headings, found = find_headings(RawSheet(sheet.name, (RawRow(1, cells),)), sheet, lambda _: False)
    assert headings is not None
    assert [(issue.kind.code, issue.where and issue.where.column) for issue in found] == [("heading-misspelt", len(cells))]
    assert headings.misspelt == {column}


def test_a_near_miss_of_a_column_that_is_there_is_a_note(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title   | Titel | Type | Locatoin | Date       | Start | Minutes | Location | Instructors |
    | S          | Session | x     | Lab  | y        | 2026-09-07 | 09:00 | 60      | X        | Y           |
    """
    noted = [issue for issue in issues(workbook) if not issue.startswith("session-without")]
    assert noted == ["unknown-column Sessions!C1", "unknown-column Sessions!E1"]


def test_the_heading_row_is_the_one_with_the_most_headings_below_a_title_block(workbook: Path) -> None:
    """
    # Sessions
    | Course     | Anatomy I | Cohort | 2030       |       |         |          |             |
    | Session ID | Title     | Type   | Date       | Start | Minutes | Location | Instructors |
    | S          | Session   | Lab    | 2026-09-07 | 09:00 | 60      | X        | Y           |
    """
    assert ids(workbook) == ["S/w1.1"]


def test_of_rows_with_equally_many_headings_the_first_counts(workbook: Path) -> None:
    """
    # Groups
    | Group | Size |
    | A     | 1    |
    | Group | Size |
    | B     | 2    |
    # Sessions
    | Title   | Type |
    | Session | Lab  |
    """
    assert list(report(workbook).catalog.groups) == ["A", "B", "Group"]


@pytest.mark.parametrize("name", ["Sessions - Table 1", "Sessions - Tabelle 1", "Sessions (2)", "sessions (3)"])
def test_sheet_names_as_other_programs_export_them_count(name: str, tmp_path: Path) -> None:
    head = "| Session ID | Title | Type | Date | Start | Minutes | Location | Instructors |"
    drawn = draw(f"# {name}\n{head}\n| S | Session | Lab | {ROW} |", tmp_path / "sheet.xlsx")
    assert (ids(drawn), issues(drawn)) == (["S/w1.1"], [f"session-without-groups '{name}'!B2"])


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_an_exported_sheet_is_a_note_beside_the_sheet_itself(sheet: Sheet, tmp_path: Path) -> None:
    head = "| Session ID | Title | Type | Date | Start | Minutes | Location | Instructors |"
    sessions = f"# Sessions\n{head}\n| S | Session | Lab | {ROW} |\n"
    own = "" if sheet is SESSIONS else f"# {sheet.name}\n| {' | '.join(column.heading for column in sheet.columns)} |\n"
    drawn = draw(f"{sessions}{own}# {sheet.name} (2)\n| a | b |", tmp_path / "copy.xlsx")
    assert [message for message in messages(drawn) if "(2)" in message] == [
        f'The sheet "{sheet.name} (2)" is not used, because there is a sheet "{sheet.name}".'
    ]


def test_settings_of_an_exported_sheet_tell_the_schedule_id(tmp_path: Path) -> None:
    from schedbatch.jobs.steps.opening import open_workbook  # noqa: PLC0415
    from schedbatch.xlsx.workbook import load_workbook  # noqa: PLC0415

    drawn = draw("# Settings\n# Settings - Table 1\n| Setting | Value |\n| Schedule ID | numbers |", tmp_path / "n.xlsx")
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(drawn)
    del book["Settings"]
    book.save(drawn)
    assert open_workbook(load_workbook(drawn)).schedule_id == "numbers"
