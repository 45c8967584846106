"""The real tree keeps the rules of the house; each rule finds a deliberate breach."""

import ast
from pathlib import Path

import pytest

from tests import house_headings, house_rules, house_values
from tests.house_rules import RULES, Rule
from tests.house_tree import modules

ROOT = Path(__file__).parents[1]

PROJECT = """
[project]
name = "schedbatch"
dependencies = ["click>=8", "XlsxWriter>=3"]
[project.optional-dependencies]
frames = ["pandas"]
test = ["openpyxl"]
[[tool.importlinter.contracts]]
type = "layers"
[[tool.importlinter.contracts]]
id = "click"
type = "protected"
allowed_importers = ["schedbatch.cli"]
"""


ALL_RULES = [*RULES, *house_values.RULES, *house_headings.RULES]


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    breaches = rule(ROOT)
    assert breaches == [], f"{rule.__doc__}\n" + "\n".join(breaches)


def test_every_rule_says_what_to_do() -> None:
    silent = [rule.__name__ for rule in ALL_RULES if ": " not in (rule.__doc__ or "")]
    assert silent == [], "let their docstrings say what a breach is and, after a colon, what to do about it"


def test_every_rule_is_held() -> None:
    own = {name for name, thing in vars(house_rules).items() if getattr(thing, "__module__", "") == house_rules.__name__}
    public = {name for name in own if not name.startswith("_") and name.islower()}
    assert public == {rule.__name__ for rule in RULES}, "add the rule to RULES in tests/house_rules.py"


def test_every_exception_is_still_needed() -> None:
    names = {module.name for module in modules(ROOT)}
    classes = [node.name for module in modules(ROOT) for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
    named = {name.rpartition(".")[0] for name in house_rules.MUTABLE_DATACLASSES} | set(house_rules.BROAD_EXCEPTS)
    needless = {*(named - names), *(name for name in house_rules.TWICE_NAMED_CLASSES if classes.count(name) < 2)}
    assert needless == set(), "take these exceptions out of tests/house_rules.py: nothing needs them any more"


def tree(root: Path, files: dict[str, str]) -> Path:
    """A small house below ``root``: ``files`` (path below the package -> text), and an ``__init__`` beside each."""
    (root / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    for name, text in files.items():
        path = root / "schedbatch" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (root / "schedbatch/__init__.py").touch()
        (path.parent / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    "text",
    [
        'import importlib\nimportlib.import_module("schedbatch.readers.cells")',
        'from importlib import import_module as load\nload("..readers.cells", "schedbatch.domain")',
        "from importlib import import_module\nimport_module(*names)",
        '\n__import__("schedbatch.readers.cells")',
    ],
)
def test_an_import_by_name_is_found(text: str, tmp_path: Path) -> None:
    root = tree(tmp_path, {"run.py": text, "cli.py": text})
    assert house_rules.imports_by_name(root) == ["schedbatch.run:2 imports by name"]


@pytest.mark.parametrize("text", ["from . import cells", "import schedbatch.readers.cells", "from schedbatch.readers import cells"])
def test_a_package_that_imports_its_modules_is_found(text: str, tmp_path: Path) -> None:
    root = tree(tmp_path, {"readers/cells.py": ""})
    (root / "schedbatch/readers/__init__.py").write_text(f"import re\n{text}", encoding="utf-8")
    assert house_rules.busy_packages(root) == ["schedbatch.readers:2 imports schedbatch.readers.cells"]


@pytest.mark.parametrize(
    "text",
    ["import requests", "def f():\n    from requests import get", "try:\n    import requests.api as r\nexcept ImportError: ..."],
)
def test_a_library_without_doors_is_found(text: str, tmp_path: Path) -> None:
    root = tree(tmp_path, {"run.py": text, "cli.py": "import click"})
    assert [breach.partition(":")[0] for breach in house_rules.libraries_without_doors(root)] == ["schedbatch.run"]


def test_a_library_that_the_project_does_not_list_is_found(tmp_path: Path) -> None:
    """Listed are click and XlsxWriter, and pandas in an extra of its own; openpyxl is there for the tests only."""
    names = ("click", "icalendar", "openpyxl", "pandas", "rapidfuzz", "xlsxwriter")
    root = tree(tmp_path, {"run.py": "\n".join(f"import {name}" for name in names)})
    assert house_rules.undeclared_libraries(root) == ["icalendar", "openpyxl", "rapidfuzz"]


@pytest.mark.parametrize(
    "text",
    [
        "import icalendar",
        "import pandas as pd",
        "try:\n    import openpyxl\nexcept ImportError: ...",
        "if True:\n    from rapidfuzz import process",
        "class C:\n    import xlsxwriter",
        "from schedbatch.outputs.schedule.sheets import make_xlsx",
        "from schedbatch.outputs.schedule import sheets",
    ],
)
def test_a_heavy_library_imported_before_it_is_needed_is_found(text: str, tmp_path: Path) -> None:
    root = tree(tmp_path, {"outputs/schedule/workbook.py": text, "outputs/schedule/sheets.py": "import xlsxwriter"})
    assert [breach.partition(":")[0] for breach in house_rules.early_imports(root)] == ["schedbatch.outputs.schedule.workbook"]


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    import icalendar",
        "import typing\nif typing.TYPE_CHECKING:\n    import icalendar",
        "import click",
    ],
)
def test_a_heavy_library_imported_where_it_is_used_is_no_breach(text: str, tmp_path: Path) -> None:
    assert house_rules.early_imports(tree(tmp_path, {"outputs/schedule/workbook.py": text})) == []


def test_a_long_module_is_found(tmp_path: Path) -> None:
    root = tree(tmp_path, {"domain/long.py": "x = 1\n" * 400, "domain/short.py": "x = 1\n" * 399})
    assert house_rules.long_modules(root) == ["schedbatch.domain.long 400"]


def test_a_long_function_is_found(tmp_path: Path) -> None:
    def function(head: str, lines: int) -> str:
        indent = "    " if head.startswith("def") else "        "
        return f"{head}\n" + f"{indent}x = 1\n" * (lines - 1)

    root = tree(
        tmp_path,
        {
            "run.py": function("def f():", 61) + function("def g():", 60),
            "cli.py": "class C:\n" + function("    async def f(self):", 61),
        },
    )
    assert house_rules.long_functions(root) == ["schedbatch.cli:2 f", "schedbatch.run:1 f"]


@pytest.mark.parametrize(
    "decorator",
    ["@dataclass", "@dataclass()", "@d.dataclass(frozen=True)", "@value(slots=True)", "@value(frozen=True, slots=False)"],
)
def test_a_dataclass_that_can_change_is_found(decorator: str, tmp_path: Path) -> None:
    named = "import dataclasses as d\nfrom dataclasses import dataclass, dataclass as value\n"
    root = tree(tmp_path, {"run.py": f"{named}{decorator}\nclass A:\n    x: int"})
    assert house_rules.loose_dataclasses(root) == ["schedbatch.run:4 A"]


def test_a_frozen_dataclass_and_a_named_exception_are_no_breach(tmp_path: Path) -> None:
    text = "from dataclasses import dataclass\n@dataclass(frozen=True, slots=True)\nclass A: ...\n@dataclass\nclass _Node: ..."
    assert house_rules.loose_dataclasses(tree(tmp_path, {"readers/groups.py": text})) == []


@pytest.mark.parametrize("name", ["utils", "row_helper", "data"])
def test_a_module_with_an_empty_name_is_found(name: str, tmp_path: Path) -> None:
    assert house_rules.empty_names(tree(tmp_path, {f"domain/{name}.py": ""})) == [f"schedbatch.domain.{name}:1 {name}"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("class RunManager: ...", "RunManager"),
        ("def item_of(): ...", "item_of"),
        ("async def _read_info(): ...", "_read_info"),
        ("def lessons(): ...", "lessons"),
        ("class Event: ...", "Event"),
    ],
)
def test_an_empty_name_is_found(text: str, name: str, tmp_path: Path) -> None:
    assert house_rules.empty_names(tree(tmp_path, {"run.py": text})) == [f"schedbatch.run:1 {name}"]


def test_a_word_within_a_word_is_no_breach(tmp_path: Path) -> None:
    root = tree(tmp_path, {"run.py": "def update(): ...\nclass Datatable: ...\ndef classified(): ..."})
    assert house_rules.empty_names(root) == []


@pytest.mark.parametrize("other", ["class Row: ...", "class Outer:\n    class Row: ...", "def f():\n    class Row: ..."])
def test_two_classes_of_one_name_are_found(other: str, tmp_path: Path) -> None:
    root = tree(tmp_path, {"readers/cells.py": "class Row: ...\nclass Cell: ...", "outputs/sheets.py": other})
    advice = "Row: another class has this name; rename one of them"
    line = len(other.splitlines())
    assert house_rules.twice_named_classes(root) == [
        f"schedbatch.outputs.sheets:{line} {advice}",
        f"schedbatch.readers.cells:1 {advice}",
    ]


def test_two_private_classes_of_one_name_are_found_even_in_one_room(tmp_path: Path) -> None:
    root = tree(tmp_path, {"disk/locks.py": "class _Pen: ...", "disk/paths.py": "class _Pen: ..."})
    advice = "_Pen: another class has this name; rename one of them"
    assert house_rules.twice_named_classes(root) == [f"schedbatch.disk.locks:1 {advice}", f"schedbatch.disk.paths:1 {advice}"]


def test_a_class_and_a_function_of_one_name_and_names_that_differ_in_case_are_no_breach(tmp_path: Path) -> None:
    root = tree(
        tmp_path, {"disk/locks.py": "class Lock: ...", "disk/paths.py": "def Lock(): ...\nclass lock: ...\nclass _Lock: ..."}
    )
    assert house_rules.twice_named_classes(root) == []


def test_a_public_thing_without_docstring_is_found(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        {
            "run.py": (
                '"""Run."""\ndef f(): ...\ndef _g(): ...\nclass C:\n    """C."""\n    async def m(self): ...\n    def _n(self): ...'
            ),
            "cli.py": "",
        },
    )
    assert house_rules.silent_publics(root) == [
        "schedbatch:1",
        "schedbatch.cli:1",
        "schedbatch.run:2 f",
        "schedbatch.run:6 m",
    ]


@pytest.mark.parametrize(
    "call",
    [
        'open("x")',
        'open("x", "w")',
        'open("x", mode="a")',
        'io.open("x")',
        "path.open()",
        'path.open("w")',
        'path.open(mode="r")',
        "path.read_text()",
        'path.write_text("x")',
        'Path("x").read_text(errors="replace")',
        "os.fdopen(1)",
    ],
)
def test_a_text_file_without_encoding_is_found(call: str, tmp_path: Path) -> None:
    root = tree(tmp_path, {"run.py": f"import io, os\n{call}"})
    assert [breach.partition(" ")[0] for breach in house_rules.unstated_encodings(root)] == ["schedbatch.run:2"]


@pytest.mark.parametrize(
    "call",
    [
        'open("x", "rb")',
        'open("x", encoding="utf-8")',
        'path.open("w", encoding="utf-8")',
        'path.open("xb")',
        'path.open(mode="r+b")',
        'os.fdopen(1, "rb")',
        'path.read_text("utf-8")',
        'path.read_text(encoding="utf-8")',
        'path.write_text("x", "utf-8")',
        "os.open(path, os.O_RDONLY)",
        "package.open(member)",
    ],
)
def test_a_file_with_encoding_or_bytes_is_no_breach(call: str, tmp_path: Path) -> None:
    assert house_rules.unstated_encodings(tree(tmp_path, {"run.py": f"import os\n{call}"})) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import datetime as dt\ndt.datetime.now(dt.UTC)", "datetime.datetime.now"),
        ("from datetime import datetime as D\nD.utcnow()", "datetime.datetime.utcnow"),
        ("from datetime import date\ndate.today()", "datetime.date.today"),
        ("from datetime import datetime\nclock = datetime.now", "datetime.datetime.now"),
        ("import time\ntime.time()", "time.time"),
        ("from time import time as seconds\nseconds()", "time.time"),
        ("from uuid import uuid4\nfield(default_factory=uuid4)", "uuid.uuid4"),
        ("import random\nrandom.choice(names)", "random.choice"),
        ("from random import Random\nRandom(7)", "random.Random"),
        ("import secrets\nsecrets.token_hex()", "secrets.token_hex"),
    ],
)
def test_a_clock_of_ones_own_is_found(text: str, name: str, tmp_path: Path) -> None:
    root = tree(tmp_path, {"generator/plan.py": text})
    assert house_rules.own_clocks(root) == [f"schedbatch.generator.plan:2 {name}"]


def test_the_clock_of_the_commands_and_a_time_of_day_are_no_breach(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        {
            "commands/common.py": "import datetime as dt\ndt.datetime.now(dt.UTC)",
            "run.py": "from datetime import time\ntime(9)\nmoment.time()",
            "disk/temporaries.py": "import secrets\nsecrets.token_hex(8)",
        },
    )
    assert house_rules.own_clocks(root) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import sqlite3\nsqlite3.connect(path)", "sqlite3.connect"),
        ("from os import fsync as sync\nsync(3)", "os.fsync"),
        ("import os\nreplacing = os.replace", "os.replace"),
    ],
)
def test_what_only_one_room_may_know_is_found_in_another(text: str, name: str, tmp_path: Path) -> None:
    root = tree(tmp_path, {"history/store.py": text, "disk/sqlite.py": text})
    assert house_rules.strayed_knowledge(root) == [f"schedbatch.history.store:2 {name}"]


@pytest.mark.parametrize(
    "text",
    [
        "try: ...\nexcept: ...",
        "try: ...\nexcept Exception: ...",
        "try: ...\nexcept BaseException as error: ...",
        "try: ...\nexcept (ValueError, Exception): ...",
        "try: ...\nexcept* Exception: ...",
        "import contextlib\ncontextlib.suppress(Exception)",
        "from contextlib import suppress as ignoring\nignoring(ValueError, Exception)",
    ],
)
def test_what_hides_bugs_is_found(text: str, tmp_path: Path) -> None:
    root = tree(tmp_path, {"run.py": text})
    assert [breach.partition(" ")[0] for breach in house_rules.broad_excepts(root)] == ["schedbatch.run:2"]


def test_the_workers_may_catch_everything(tmp_path: Path) -> None:
    assert house_rules.broad_excepts(tree(tmp_path, {"watch/worker_process.py": "try: ...\nexcept Exception: ..."})) == []


def test_catching_what_is_expected_is_no_breach(tmp_path: Path) -> None:
    text = "from contextlib import suppress\nwith suppress(OSError):\n    try: ...\n    except (ValueError, KeyError): ..."
    assert house_rules.broad_excepts(tree(tmp_path, {"run.py": text})) == []


@pytest.mark.parametrize("found", ["Issue", "Finding"])
def test_a_rule_in_no_tuple_is_found(found: str, tmp_path: Path) -> None:
    rule = f"def {{}}(_catalog: Catalog, plan: Plan) -> Iterator[{found}]: ..."
    files = {"all_rules": "RULES: tuple[Rule, ...] = (listed,)", "listed": rule.format("listed"), "other": rule.format("other")}
    root = tree(tmp_path, {f"rules/{name}.py": text for name, text in files.items()})
    assert house_rules.unlisted_rules(root) == [
        "schedbatch.rules.other:1 other: add it to RULES or CONFLICT_RULES in rules/all_rules.py"
    ]


def test_a_rule_without_an_example_is_found(tmp_path: Path) -> None:
    rule = "def {0}(_catalog: Catalog, plan: Plan) -> Iterator[Issue]: ..."
    table = "\n".join(f"from schedbatch.rules.{name} import {name}" for name in ("shown", "empty", "hidden", "findings"))
    files = {name: rule.format(name) for name in ("shown", "empty", "hidden")} | {
        "all_rules": table,
        "findings": "class Finding: ...",
    }
    root = tree(tmp_path, {f"rules/{name}.py": text for name, text in files.items()})
    (root / "tests/rules").mkdir(parents=True)
    (root / "tests/rules/test_shown.py").write_text('"""Shown."""\n\ndef test_a_thing(): ...', encoding="utf-8")
    (root / "tests/rules/test_empty.py").touch()
    assert house_rules.rules_without_examples(root) == [
        "schedbatch.rules.all_rules:2 tests/rules/test_empty.py with an example",
        "schedbatch.rules.all_rules:3 tests/rules/test_hidden.py with an example",
    ]
