"""README's tables, made from the code. ``python -m tests.readme_tables`` writes them into README.md.

A test compares; the tables stand between ``<!-- table: NAME -->`` and ``<!-- end -->``.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from schedbatch.domain.columns import SHEETS
from schedbatch.domain.handoff import FIELDS, FOLDER, REGISTRAR_COLUMNS, ReadyMade, RowKind
from schedbatch.domain.issues import Issue
from schedbatch.domain.kinds import HAND_EDIT_KINDS, KINDS, PAST_CHANGED
from schedbatch.domain.sheets import Need, Sheet
from schedbatch.jobs.run import process
from schedbatch.readers.settings import SETTING_ROWS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"

_TABLE = re.compile(r"(?<=<!-- table: )(?P<name>[\w-]+)( -->\n).*?(?=<!-- end -->)", re.DOTALL)


def with_tables(text: str) -> str:
    """The README's text with every table made anew."""
    return _TABLE.sub(lambda found: f"{found['name']}{found[2]}{TABLES[found['name']]()}", text)


NEXT_STEP = (
    "add a row that shows it to with_mistakes() in samples/make_samples.py, run python samples/make_samples.py, "
    "then python -m tests.readme_tables"
)


def kinds_without_example() -> list[str]:
    """Each kind of issue that no sample shows, with what to do about it."""
    shown = _examples()
    return [f"no sample shows {kind.code}: {NEXT_STEP}" for kind in KINDS if kind.code not in shown]


def issues_table() -> str:
    """Every kind of issue, with its first example in the samples; those of hand edits and of later runs have none there."""
    examples = _examples()
    rows = (
        (f"`{kind.code}`", str(kind.severity), kind.title, examples.get(kind.code, "(none yet)"), kind.hint)
        for kind in sorted(KINDS, key=lambda kind: (-kind.severity, KINDS.index(kind)))
    )
    return _table(("code", "severity", "what", "example in with-mistakes.xlsx", "what to do"), rows)


def _examples() -> dict[str, str]:
    examples = {kind.code: "(in an edited schedule.xlsx)" for kind in HAND_EDIT_KINDS}
    examples[PAST_CHANGED.code] = "(in a later run)"
    for name, mark in (("with-mistakes.xlsx", ""), ("without-headings.xlsx", "(in without-headings.xlsx) ")):
        for issue in process(ROOT / "samples" / name, None, datetime(2026, 9, 1, tzinfo=UTC)).issues:
            examples.setdefault(issue.kind.code, mark + _example(issue))
    return examples


def _example(issue: Issue) -> str:
    return f"{issue.where}: {issue.message}" if issue.where else issue.message


def columns_table() -> str:
    """Every sheet with its columns."""
    return "".join(_sheet_table(sheet) for sheet in SHEETS if sheet.name != "Settings")


def _sheet_table(sheet: Sheet) -> str:
    marks = {Need.ALWAYS: "yes", Need.BY_CONTEXT: "see below", Need.NO: ""}
    rows = ((f"{column.heading}{_aliases(column.aliases)}", marks[column.need], column.help) for column in sheet.columns)
    return f"**{sheet.name}**{_aliases(sheet.aliases)}: {sheet.help}\n\n{_table(('column', 'required', 'what goes in'), rows)}\n"


def _aliases(aliases: tuple[str, ...]) -> str:
    return f" [{', '.join(aliases)}]" if aliases else ""


def settings_table() -> str:
    """Every setting."""
    return _table(("setting", "meaning"), ((row.heading, row.help) for row in SETTING_ROWS))


def hand_offs_table() -> str:
    """Every hand-off, with its files and its purpose."""
    ready_made = (
        (f"`{hand_off.key}`", ", ".join(f"`{file}`" for file in hand_off.files), hand_off.purpose) for hand_off in ReadyMade
    )
    mapped = ("a map's name", "`<name>/…`", "your own loader, see below")
    return _table(("name", f"files below `{FOLDER}/`", "for whom"), iter((*ready_made, mapped)))


def registrar_table() -> str:
    """The columns of registrar.csv."""
    meanings = {field.name: field.meaning for field in FIELDS[RowKind.PATTERNS]}
    return _table(("column", "what it holds"), ((f"`{name}`", meanings[name]) for name in REGISTRAR_COLUMNS))


def fields_table() -> str:
    """What columns of maps can show."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for kind, fields in FIELDS.items():
        for field in fields:
            kinds.setdefault((field.name, field.meaning), []).append(kind.value)
    rows = ((f"`{name}`", "all" if len(found) == len(FIELDS) else ", ".join(found), what) for (name, what), found in kinds.items())
    return _table(("field", "rows", "what it is"), rows)


def _table(headings: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


TABLES: dict[str, Callable[[], str]] = {
    "issues": issues_table,
    "columns": columns_table,
    "settings": settings_table,
    "hand-offs": hand_offs_table,
    "registrar": registrar_table,
    "fields": fields_table,
}


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
