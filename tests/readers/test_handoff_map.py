import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain.handoff import FIELDS, Condition, HandoffMap, MapColumn, MapFile, ReadyMade, RowKind, Slot
from schedbatch.readers.handoff_map import read_map

TEMPLATES = Path(__file__).parents[2] / "templates" / "handoff"
SAFE = 'at most 60 characters, none of \\ / : * ? " < > |.'
COLUMNS = '[{ header = "CRN", field = "crn" }]'
SMALL = f"""
[[file]]
name = "out.csv"
rows = "patterns"
columns = {COLUMNS}
"""


def faults(tmp_path: Path, text: str) -> list[str]:
    """What is said of a map, without the path in front."""
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    found, wrong = read_map(path)
    assert (found is None) is bool(wrong)
    assert [sentence for sentence in wrong if not sentence.startswith(f"{path}: ")] == []
    return [sentence.removeprefix(f"{path}: ") for sentence in wrong]


def test_a_map_is_read_with_everything_that_it_says(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        """
        name = "Loader"
        [[file]]
        name = "meetings.txt"
        rows = "patterns"
        delimiter = "tab"
        encoding = "cp1252"
        line_end = "lf"
        headings = false
        list_separator = "|"
        date_format = "DD-MON-YYYY"
        time_format = "h:mm AM"
        columns = [
          { header = "CRN", field = "crn", max_length = 5 },
          { header = "Start", field = "start_date", format = "YYYYMMDD" },
          { header = "Text", template = "{title} {{{days}}}, from {start_date:D/M/YY}" },
          { header = "How", field = "delivery", values = { "In Person" = "P", "Online" = "W" } },
          { header = "Blank", template = "" },
        ]
        [file.only]
        status = ["Scheduled", "Tentative"]
        [file.except]
        session_type = "Exam"
        """,
        encoding="utf-8-sig",
    )
    columns = (
        MapColumn("CRN", (Slot("crn"),), {}, 5),
        MapColumn("Start", (Slot("start_date", "YYYYMMDD"),)),
        MapColumn("Text", (Slot("title"), " {", Slot("days"), "}", ", from ", Slot("start_date", "D/M/YY"))),
        MapColumn("How", (Slot("delivery"),), {"in person": "P", "online": "W"}),
        MapColumn("Blank", ()),
    )
    conditions = (Condition("status", ("scheduled", "tentative")), Condition("session_type", ("exam",), is_exception=True))
    file = MapFile(
        name="meetings.txt",
        rows=RowKind.PATTERNS,
        columns=columns,
        delimiter="\t",
        encoding="cp1252",
        line_end="\n",
        has_headings=False,
        list_separator="|",
        date_form="DD-MON-YYYY",
        time_form="h:mm AM",
        conditions=conditions,
    )
    assert read_map(path) == (HandoffMap("Loader", (file,)), ())


def test_the_name_is_the_files_unless_it_says_another(tmp_path: Path) -> None:
    path = tmp_path / "banner-2026.toml"
    path.write_text(SMALL, encoding="utf-8")
    found, _ = read_map(path)
    assert [handoff_map.name for handoff_map in (found,) if handoff_map] == ["banner-2026"]


def test_a_wrong_field_is_named_with_what_may_have_been_meant(tmp_path: Path) -> None:
    assert faults(tmp_path, SMALL.replace('field = "crn"', 'field = "start_dat"')) == [
        'file "out.csv", column 1 "CRN": there is no field "start_dat" in rows of patterns; did you mean "start_date"?'
    ]


def test_a_field_of_other_rows_is_wrong_too(tmp_path: Path) -> None:
    assert faults(tmp_path, SMALL.replace('field = "crn"', 'field = "hours"')) == [
        'file "out.csv", column 1 "CRN": there is no field "hours" in rows of patterns; the README lists the fields of patterns.'
    ]


@pytest.mark.parametrize(
    ("column", "fault"),
    [
        ('template = "{crn"', 'the braces in "{crn" do not match; write {{ for a brace that is to be shown.'),
        (
            'template = "{crn.__class__}"',
            'there is no field "crn.__class__" in rows of patterns; the README lists the fields of patterns.',
        ),
        ('template = "{crn!r}"', 'there is no field "crn!r" in rows of patterns; the README lists the fields of patterns.'),
        ('template = "{}"', 'there is no field "" in rows of patterns; the README lists the fields of patterns.'),
        ('template = "{crn:>10}"', '"crn" is neither a date nor a time and has no format.'),
        ('field = "start_date", format = "%d.%m.%Y"', '"d" is no part of a format; there are YYYY YY MON Mon MM M DD D.'),
        ('field = "begin_time", format = "HH:MM"', '"MM" is no part of a format; there are HH H hh h mm ss AM am.'),
        ('template = "{begin_time}", format = "HHmm"', "format goes with field; in a template write {start_date:DD/MM/YYYY}."),
        ('field = "crn", template = "{crn}"', "say either field or template."),
        ("", "say either field or template."),
        ("field = 7", "field is a text in quotation marks."),
        ('field = "crn", max_length = 0', "max_length is a whole number of characters, at least 1."),
        ('field = "crn", max_length = true', "max_length is a whole number of characters, at least 1."),
        ('field = "crn", values = ["A"]', 'values is a table of texts, such as { "In person" = "P", "Online" = "W" }.'),
        ('field = "crn", feild = "crn"', '"feild" is nothing that a map can say; did you mean "field"?'),
    ],
)
def test_a_column_that_cannot_be_made_is_named(tmp_path: Path, column: str, fault: str) -> None:
    separator = ", " if column else ""
    found = faults(tmp_path, SMALL.replace(', field = "crn"', separator + column))
    assert fault in [re.sub(r'^file "out.csv", column 1(?: "CRN")?: ', "", sentence) for sentence in found]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('delimiter = "ab"', 'delimiter is one character such as "," or ";", or comma, semicolon, tab or pipe.'),
        ("delimiter = '\"'", 'delimiter is one character such as "," or ";", or comma, semicolon, tab or pipe.'),
        ('encoding = "utf-88"', 'there is no encoding "utf-88"; common ones are utf-8-sig, utf-8, cp1252, latin-1.'),
        ('encoding = "rot13"', 'there is no encoding "rot13"; common ones are utf-8-sig, utf-8, cp1252, latin-1.'),
        ('encoding = "idna"', 'there is no encoding "idna"; common ones are utf-8-sig, utf-8, cp1252, latin-1.'),
        (
            'encoding = "unicode_escape"',
            'there is no encoding "unicode_escape"; common ones are utf-8-sig, utf-8, cp1252, latin-1.',
        ),
        ('line_end = "CR"', 'line_end is "CR"; it is crlf or lf.'),
        ('headings = "no"', "headings is true or false, without quotation marks."),
        ('date_format = "dd.mm.yyyy"', 'date_format: "dd" is no part of a format; there are YYYY YY MON Mon MM M DD D.'),
        ('dateformat = "DD.MM.YYYY"', '"dateformat" is nothing that a map can say; did you mean "date_format"?'),
        ('only = "Scheduled"', 'only is a table, such as { status = ["Scheduled"] }.'),
        ("only = { status = 1 }", "only: status is a text or a list of texts."),
        ("only = { status = [] }", "only: status is a text or a list of texts."),
        ('only = { staus = "Scheduled" }', 'only: there is no field "staus" in rows of patterns; did you mean "status"?'),
    ],
)
def test_a_file_that_cannot_be_made_is_named(tmp_path: Path, line: str, fault: str) -> None:
    (found,) = faults(tmp_path, f"{SMALL}{line}\n")
    assert found in (f'file "out.csv": {fault}', f'file "out.csv", {fault}')


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "a map needs at least one file, in a section that begins with [[file]]."),
        ("[file]\nname = 'x'", "a map needs at least one file, in a section that begins with [[file]]."),
        ('name = "canvas"' + SMALL, 'the name "canvas" is taken or cannot be written in the setting Hand-offs; give another one.'),
        (
            'name = "Readme.txt"' + SMALL,
            'the name "Readme.txt" is taken or cannot be written in the setting Hand-offs; give another one.',
        ),
        ('name = "a;b"' + SMALL, 'the name "a;b" is taken or cannot be written in the setting Hand-offs; give another one.'),
        ('name = "../up"' + SMALL, 'the name "../up" cannot name a folder: ' + SAFE),
        (SMALL.replace("out.csv", "../out.csv"), f'file "../out.csv": the name cannot name a file: {SAFE}'),
        (SMALL.replace("out.csv", "CON.csv"), f'file "CON.csv": the name cannot name a file: {SAFE}'),
        (SMALL + SMALL, 'there are two files called "out.csv".'),
        (SMALL.replace('rows = "patterns"', ""), 'file "out.csv": rows is missing.'),
        (SMALL.replace("patterns", "pattern"), 'file "out.csv": rows is "pattern"; did you mean "patterns"?'),
        (SMALL.replace(COLUMNS, "[]"), f'file "out.csv": columns is missing; it is a list such as {COLUMNS}.'),
    ],
)
def test_a_map_that_cannot_be_used_is_named(tmp_path: Path, text: str, fault: str) -> None:
    assert fault in faults(tmp_path, text)


@pytest.mark.parametrize(
    "name",
    [
        "README.TXT",
        "receipt.json",
        *(part for hand_off in ReadyMade for part in (hand_off.key.upper(), hand_off.place.removesuffix("/"))),
    ],
)
def test_a_map_takes_neither_the_name_of_another_hand_off_nor_its_place(tmp_path: Path, name: str) -> None:
    taken = f'the name "{name}" is taken or cannot be written in the setting Hand-offs; give another one.'
    assert faults(tmp_path, f'name = "{name}"{SMALL}') == [taken]


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = SMALL.replace('field = "crn"', 'field = "cnr"') + 'delimiter = "ab"\nencoding = "utf-88"\n'
    assert len(faults(tmp_path, text)) == 3


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"[[file", "this is no TOML file that can be read: "),
        (b'name = "\xff"', "this is no text in UTF-8; save it as UTF-8."),
        (b"x = " + b"[" * 100_000, "this is no TOML file that can be read: brackets are nested too deeply."),
        (b"#" * 1_000_001, "this is too large for a map, which is a short text file that says which columns are wanted."),
        (b"PK\x03\x04", "this is no TOML file that can be read: "),
    ],
)
def test_a_file_that_is_no_map_is_refused_in_a_sentence(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    found, (wrong,) = read_map(path)
    assert found is None
    assert wrong.startswith(f"{path}: {fault}")


def test_a_map_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert read_map(tmp_path / "none.toml") == (None, (f"{tmp_path / 'none.toml'}: there is no such file.",))
    assert read_map(tmp_path)[0] is None


TOML_VALUES = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    "name",
    "rows",
    "columns",
    "delimiter",
    "encoding",
    "line_end",
    "headings",
    "list_separator",
    "date_format",
    "only",
    "except",
)


@given(st.sampled_from(KEYS), TOML_VALUES)
def test_no_value_of_any_kind_brings_the_reader_down(tmp_path_factory: pytest.TempPathFactory, key: str, value: object) -> None:
    path = tmp_path_factory.mktemp("maps") / "mine.toml"
    lines = dict.fromkeys(KEYS[:3]) | {key: value}
    standing = {"name": '"out.csv"', "rows": '"patterns"', "columns": '[{ header = "CRN", field = "crn" }]'}
    text = "\n".join(f"{name} = {standing[name] if name != key else _toml(value)}" for name in lines)
    path.write_text(f"[[file]]\n{text}\n", encoding="utf-8", errors="replace")
    found, wrong = read_map(path)
    assert (found is None) is bool(wrong)


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            escaped = "".join(f"\\U{ord(character):08X}" if not 0xD800 <= ord(character) < 0xE000 else "?" for character in value)
            return f'"{escaped}"'
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            return f"{{ {', '.join(f'{_toml(key)} = {_toml(entry)}' for key, entry in value.items())} }}"
        case float() if "." not in str(value) and "e" not in str(value):
            return f"{value}.0"
    return str(value)


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_example_is_a_map_named_like_its_file(path: Path) -> None:
    found, wrong = read_map(path)
    assert wrong == ()
    assert [handoff_map.name for handoff_map in (found,) if handoff_map] == [path.stem]


def test_there_is_an_example_for_each_loader() -> None:
    assert sorted(path.name for path in TEMPLATES.glob("*")) == ["25live.toml", "ad-astra.toml", "banner.toml", "peoplesoft.toml"]


def test_no_field_has_two_meanings_in_one_kind_of_rows() -> None:
    names = [(kind, field.name) for kind, fields in FIELDS.items() for field in fields]
    assert [name for name, number in Counter(names).items() if number > 1] == []


def test_the_readmes_example_is_a_map(tmp_path: Path) -> None:
    readme = (TEMPLATES.parents[1] / "README.md").read_text(encoding="utf-8")
    examples = (text.partition("```")[0] for text in readme.split("```toml\n")[1:])
    [example] = [text for text in examples if "[[file]]" in text]
    assert faults(tmp_path, example) == []
