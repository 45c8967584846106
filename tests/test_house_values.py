"""Each rule on values finds a deliberate breach; ``test_house`` holds the real tree to them."""

from pathlib import Path

import pytest

from tests import house_values
from tests.house_values import RULES
from tests.test_house import tree


def test_every_rule_is_held() -> None:
    own = {name for name, value in vars(house_values).items() if getattr(value, "__module__", "") == house_values.__name__}
    assert {rule.__name__ for rule in RULES} == {name for name in own if not name.startswith("_") and name.islower()}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('open("x", encoding="utf-8")', "open"),
        ("import os\nos.environ['TZ']", "os.environ"),
        ("from os import environ\nenviron['TZ']", "os.environ"),
        ("import os.path as p\np.exists('x')", "os.path.exists"),
        ("def f(path):\n    return path.read_bytes()", "?.read_bytes"),
        ("import socket\nsocket.socket()", "socket.socket"),
        ("from urllib.request import urlopen\nurlopen('x')", "urllib.request.urlopen"),
        ("import locale\nlocale.getlocale()", "locale.getlocale"),
        ("from pathlib import Path\nPath.cwd()", "pathlib.Path.cwd"),
        ("x = 1\nprint(x)", "print"),
    ],
)
@pytest.mark.parametrize("room", ["domain/names.py", "generator/plan.py", "rules/limits.py"])
def test_a_look_outside_from_a_room_of_thought_is_found(room: str, text: str, name: str, tmp_path: Path) -> None:
    breaches = house_values.looks_outside(tree(tmp_path, {room: text}))
    assert name in {breach.partition(" ")[2] for breach in breaches}


def test_a_look_outside_from_other_rooms_is_no_breach(tmp_path: Path) -> None:
    text = 'import os\nos.environ["TZ"]\nopen("x", "rb")'
    root = tree(tmp_path, {"outputs/files.py": text, "readers/guard.py": text, "commands/common.py": "print(1)"})
    assert house_values.looks_outside(root) == []


@pytest.mark.parametrize(
    "change",
    [
        "SHEETS += (1,)",
        "SHEETS.append(1)",
        "SHEETS['a'] = 1",
        "del SHEETS['a']",
        "SHEETS['a'] += 1",
        "columns.SHEETS.update(a=1)",
        "columns.SHEETS = ()",
        "def f():\n    SHEETS.add(1)",
    ],
)
def test_a_registry_that_another_module_grows_is_found(change: str, tmp_path: Path) -> None:
    text = f"from schedbatch.domain import columns\nfrom schedbatch.domain.columns import SHEETS\n{change}"
    root = tree(tmp_path, {"run.py": text, "domain/columns.py": ""})
    assert [breach.partition(" ")[2] for breach in house_values.grown_from_outside(root)] == ["schedbatch.domain.columns.SHEETS"]


def test_a_table_of_ones_own_and_a_local_list_are_no_breach(tmp_path: Path) -> None:
    text = (
        "from schedbatch.domain import columns\nTABLE = {}\nTABLE['a'] = 1\ndef f():\n    found = [*columns.X]\n    found.append(1)"
    )
    assert house_values.grown_from_outside(tree(tmp_path, {"run.py": text, "domain/columns.py": ""})) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("KNOWN = []\ndef f():\n    KNOWN.append(1)", "KNOWN"),
        ("KNOWN = {}\ndef f(a):\n    KNOWN[a] = 1", "KNOWN"),
        ("KNOWN: dict[str, int] = {}\ndef f(a):\n    return KNOWN.setdefault(a, 1)", "KNOWN"),
        ("KNOWN = set()\nclass C:\n    def f(self):\n        KNOWN.add(1)", "KNOWN"),
        ("import collections as c\nKNOWN = c.defaultdict(list)\ndef f(a):\n    KNOWN[a] += [1]", "KNOWN"),
        ("from collections import deque\nKNOWN = deque()\ndef f(a):\n    def g():\n        KNOWN.append(1)", "KNOWN"),
        ("COUNT = 0\ndef f():\n    global COUNT\n    COUNT += 1", "global COUNT"),
        ("def register(f):\n    RULES.append(f)\nRULES = []", "RULES"),
        ("class Rule:\n    known = []\n    def __init_subclass__(cls):\n        Rule.known.append(cls)", "Rule.known"),
        ("class Rule:\n    known: list = []\n    @classmethod\n    def f(cls):\n        cls.known += [1]", "cls.known"),
    ],
)
def test_a_registry_that_its_own_module_grows_is_found(text: str, name: str, tmp_path: Path) -> None:
    breaches = house_values.grown_from_inside(tree(tmp_path, {"run.py": text}))
    assert [breach.partition(" ")[2] for breach in breaches] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "TABLE = {}\nTABLE['a'] = 1",
        "found = []\ndef f():\n    found = []\n    found.append(1)",
        "found = []\ndef f(found):\n    found.append(1)",
        "NAMES = ('a',)\ndef f():\n    seen = [*NAMES]\n    seen.sort()",
        "TABLE = {'a': 1}\ndef f(a):\n    return TABLE[a]",
    ],
)
def test_a_table_that_is_only_read_and_a_local_list_are_no_breach(text: str, tmp_path: Path) -> None:
    assert house_values.grown_from_inside(tree(tmp_path, {"run.py": text})) == []


@pytest.mark.parametrize(
    "text",
    [
        "for name in {a, b}: ...",
        "for name in set(names): ...",
        "rows = [name for name in set(names)]",
        "rows = tuple(name for name in frozenset(names))",
        "rows = {name: 1 for name in set(names)}",
        "rows = list(set(names))",
        "rows = [*set(names)]",
        "rows = (*{a, b}, c)",
        "text = ', '.join(set(names))",
        "text = ', '.join(str(name) for name in set(names))",
        "rows = dict.fromkeys(set(names) - {a})",
        "def f(names):\n    seen = set(names)\n    return tuple(seen)",
        "def f(names: frozenset[str]):\n    yield from (name for name in names)",
        "def f(names):\n    seen: set[str] = names()\n    for name in seen | {1}: ...",
        "f(*set(names))",
        "for number, name in enumerate(set(names)): ...",
        "rows = list(map(str, set(names).union(more)))",
        "first = next(iter({a, b}))",
    ],
)
def test_a_set_that_is_walked_in_its_own_order_is_found(text: str, tmp_path: Path) -> None:
    breaches = house_values.walked_sets(tree(tmp_path, {"run.py": text}))
    assert [breach.partition(" ")[2] for breach in breaches] == ["walks a set"]


@pytest.mark.parametrize(
    "text",
    [
        "for name in sorted({a, b}): ...",
        "rows = sorted(name.upper() for name in set(names))",
        "rows = tuple(sorted(set(names)))",
        "rows = {name.upper() for name in set(names)}",
        "is_known = any(name in known for name in {a, b})",
        "many = len({*set(names)})",
        "rows = [name for name in names if name not in set(others)]",
        "rows = dict.fromkeys(names)",
        "rows = sorted(list(set(names)))",
        "def f(found):\n    return tuple(found)\ndef g():\n    found = {1}\n    return 1 in found",
    ],
)
def test_a_set_that_is_sorted_or_only_asked_is_no_breach(text: str, tmp_path: Path) -> None:
    assert house_values.walked_sets(tree(tmp_path, {"run.py": text})) == []
