"""The real tree keeps the rules of the house; each rule finds a deliberate breach."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import house_rules
from tests.house_rules import RULES

ROOT = Path(__file__).parents[1]

PROJECT = '[project]\nname = "schedbatch"\ndependencies = ["click>=8", "XlsxWriter>=3"]\n'


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Callable[[Path], list[str]]) -> None:
    assert rule(ROOT) == []


def _tree(root: Path, files: dict[str, str]) -> Path:
    """A small house: every room with an ``__init__``, and ``files`` in it."""
    (root / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    package = root / "schedbatch"
    for name, text in files.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in (package, path.parent):
            (folder / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")
    return root


UPWARD = {
    "at the top": "from schedbatch.readers import cells",
    "as a whole": "import schedbatch.readers.cells",
    "under another name": "import schedbatch.readers.cells as c",
    "of the package": "from schedbatch import readers",
    "in a function": "def f() -> None:\n    from schedbatch.readers.cells import x",
    "relative": "from ..readers import cells",
    "for types only": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from schedbatch.readers.cells import X",
    "by name": 'import importlib\nimportlib.import_module("schedbatch.readers.cells")',
    "by the built-in": '__import__("schedbatch.readers.cells")',
}


@pytest.mark.parametrize("way", UPWARD)
def test_an_import_upward_is_found(way: str, tmp_path: Path) -> None:
    tree = _tree(tmp_path, {"domain/names.py": UPWARD[way], "readers/cells.py": ""})
    assert [breach.split(":")[0] for breach in house_rules.upward_imports(tree)] == ["schedbatch.domain.names"]


@pytest.mark.parametrize(
    ("here", "there"),
    [("readers/cells.py", "outputs.files"), ("generator/plan.py", "rules.limits"), ("rules/limits.py", "history"),
     ("run.py", "cli"), ("history.py", "run"), ("watch.py", "cli"), ("cli.py", "__main__")],
)  # fmt: skip
def test_an_import_of_the_same_or_a_higher_floor_is_found(here: str, there: str, tmp_path: Path) -> None:
    tree = _tree(tmp_path, {here: f"import schedbatch.{there}", f"{there.replace('.', '/')}.py": ""})
    assert len(house_rules.upward_imports(tree)) == 1


def test_an_import_downward_is_no_breach(tmp_path: Path) -> None:
    tree = _tree(
        tmp_path, {"cli.py": "import schedbatch.run", "run.py": "from schedbatch.domain.names import fold", "domain/names.py": ""}
    )
    assert house_rules.upward_imports(tree) == []


def test_a_room_on_no_floor_is_found(tmp_path: Path) -> None:
    assert house_rules.unplaced_rooms(_tree(tmp_path, {"cellar/wine.py": ""})) == ["cellar"]


@pytest.mark.parametrize(
    "text", ["import click", "def f() -> None:\n    from click import echo", "import requests", "import openpyxl.cell"]
)
def test_a_library_outside_its_door_is_found(text: str, tmp_path: Path) -> None:
    assert len(house_rules.wrong_doors(_tree(tmp_path, {"run.py": text}))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [("outputs/calendar_frame.py", "import icalendar"), ("outputs/workbook.py", "from schedbatch.outputs.sheets import make_xlsx")],
)
def test_a_heavy_library_imported_at_the_top_is_found(name: str, text: str, tmp_path: Path) -> None:
    assert len(house_rules.early_imports(_tree(tmp_path, {name: text, "outputs/sheets.py": "import xlsxwriter"}))) == 1


def test_a_library_that_the_project_does_not_list_is_found(tmp_path: Path) -> None:
    tree = _tree(
        tmp_path, {"cli.py": "import click", "readers/spelling.py": "import rapidfuzz", "outputs/sheets.py": "import xlsxwriter"}
    )
    assert house_rules.undeclared_libraries(tree) == ["rapidfuzz"]


CIRCLES = {
    "direct": "import schedbatch.domain.b",
    "in a function": "def f() -> None:\n    from schedbatch.domain import b",
    "for types only": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from schedbatch.domain.b import X",
    "relative": "from . import b",
    "through the package": "from schedbatch.domain import X",
}


@pytest.mark.parametrize("way", CIRCLES)
def test_a_circle_is_found(way: str, tmp_path: Path) -> None:
    tree = _tree(tmp_path, {"domain/a.py": CIRCLES[way], "domain/b.py": "from schedbatch.domain.a import f"})
    if way == "through the package":
        (tree / "schedbatch/domain/__init__.py").write_text("from schedbatch.domain.a import f", encoding="utf-8")
    assert "schedbatch.domain.a" in house_rules.circles(tree)


def test_a_long_module_is_found(tmp_path: Path) -> None:
    tree = _tree(tmp_path, {"domain/long.py": "x = 1\n" * 401, "domain/short.py": "x = 1\n" * 400})
    assert house_rules.long_modules(tree) == ["schedbatch.domain.long"]


def test_a_long_function_is_found(tmp_path: Path) -> None:
    tree = _tree(tmp_path, {"run.py": "def f() -> None:\n" + "    x = 1\n" * 60 + "def g() -> None:\n" + "    x = 1\n" * 59})
    assert house_rules.long_functions(tree) == ["schedbatch.run:1 f"]


@pytest.mark.parametrize("decorator", ["dataclass", "dataclass()", "dataclass(frozen=True)", "dataclasses.dataclass(slots=True)"])
def test_a_dataclass_that_can_change_is_found(decorator: str, tmp_path: Path) -> None:
    assert house_rules.loose_dataclasses(_tree(tmp_path, {"run.py": f"@{decorator}\nclass A:\n    x: int"})) == [
        "schedbatch.run:2 A"
    ]


@pytest.mark.parametrize("name", ["utils.py", "row_helper.py"])
def test_a_module_with_an_empty_name_is_found(name: str, tmp_path: Path) -> None:
    assert len(house_rules.forbidden_names(_tree(tmp_path, {f"domain/{name}": '"""."""'}))) == 1


@pytest.mark.parametrize("text", ["class RunManager:\n    x = 1", "def item_of() -> None: ..."])
def test_an_empty_name_is_found(text: str, tmp_path: Path) -> None:
    assert len(house_rules.forbidden_names(_tree(tmp_path, {"run.py": text}))) == 1


def test_a_public_thing_without_docstring_is_found(tmp_path: Path) -> None:
    tree = _tree(tmp_path, {"run.py": '"""Run."""\ndef f() -> None: ...\ndef _g() -> None: ...\nclass C:\n    x = 1'})
    assert [one for one in house_rules.silent_publics(tree) if "run" in one] == ["schedbatch.run:2 f", "schedbatch.run:4 C"]


@pytest.mark.parametrize("call", ['open("x")', 'path.open("w")', "path.read_text()", 'path.write_text("x")'])
def test_a_text_file_without_encoding_is_found(call: str, tmp_path: Path) -> None:
    assert len(house_rules.unstated_encodings(_tree(tmp_path, {"run.py": call}))) == 1


@pytest.mark.parametrize("call", ['open("x", "rb")', 'path.open("w", encoding="utf-8")', 'path.read_text(encoding="utf-8")'])
def test_a_file_with_encoding_or_bytes_is_no_breach(call: str, tmp_path: Path) -> None:
    assert house_rules.unstated_encodings(_tree(tmp_path, {"run.py": call})) == []


@pytest.mark.parametrize("call", ["dt.datetime.now()", "date.today()", "time.time()", "uuid4()", "random.random()"])
def test_a_clock_of_ones_own_is_found(call: str, tmp_path: Path) -> None:
    assert len(house_rules.own_clocks(_tree(tmp_path, {"generator/plan.py": call, "cli.py": call}))) == 1


@pytest.mark.parametrize("clause", ["except:", "except Exception:", "except BaseException as error:"])
def test_an_except_that_hides_bugs_is_found(clause: str, tmp_path: Path) -> None:
    assert len(house_rules.broad_excepts(_tree(tmp_path, {"run.py": f"try:\n    pass\n{clause}\n    pass"}))) == 1
