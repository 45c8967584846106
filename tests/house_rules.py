"""The rules of the house, each a function from a source tree to the breaches it finds.

``tests/test_house.py`` holds the real tree to them, and shows each rule a tree that breaks it.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "schedbatch"

FLOORS: tuple[tuple[str, ...], ...] = (
    ("domain",),
    ("readers", "generator", "rules", "history", "outputs"),
    ("run",),
    ("watch",),
    ("cli",),
    ("__main__",),
)
"""From the ground up; the rooms of one floor do not know each other."""

DOORS: dict[str, tuple[str, ...]] = {
    "click": ("schedbatch.cli",),
    "icalendar": ("schedbatch.outputs.calendar_frame",),
    "pandas": ("schedbatch.domain.results",),
    "rapidfuzz": ("schedbatch.readers.spelling",),
    "xlsxwriter": ("schedbatch.outputs.sheets", "schedbatch.outputs.summary_page"),
}
"""Each third-party library and the modules that may know it."""

LAZY = {"schedbatch.outputs.sheets", "schedbatch.outputs.summary_page"}
"""Doors that are imported only where they are used, and so may import their library at the top."""
HEAVY = {"icalendar", "pandas", "rapidfuzz", "xlsxwriter"}

_STANDARD = sys.stdlib_module_names
MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 60
FORBIDDEN_WORDS = {"manager", "helper", "helpers", "utils", "util", "info", "item", "items", "lesson", "deadline", "data"}
MUTABLE_DATACLASSES = {"_Node": "parents are found one after another"}
CLOCK_MODULES = {"schedbatch.cli", "schedbatch.watch"}
CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "uuid.uuid4", "uuid4",
    "random.random", "random.randint", "random.choice", "random.shuffle", "random.Random",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the tree: its dotted name, its path, its text and its syntax."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        """Whether it is a package's ``__init__``."""
        return self.path.name == "__init__.py"


@dataclass(frozen=True, slots=True)
class Import:
    """An import of ``target`` (dotted, absolute) in ``module``, wherever it stands."""

    module: Module
    target: str
    line: int
    is_at_top: bool


def modules(root: Path) -> tuple[Module, ...]:
    """Every module of the package below ``root``."""
    return tuple(_module(root, path) for path in sorted((root / PACKAGE).rglob("*.py")))


def _module(root: Path, path: Path) -> Module:
    parts = path.relative_to(root).with_suffix("").parts
    text = path.read_text(encoding="utf-8")
    return Module(".".join(parts[:-1] if parts[-1] == "__init__" else parts), path, text, ast.parse(text))


def imports(module: Module, known: Sequence[str]) -> Iterator[Import]:
    """Every import, in functions and under ``TYPE_CHECKING`` too, relative ones and ``import_module("…")`` included."""
    top = {id(node) for node in module.tree.body}
    for node in ast.walk(module.tree):
        for target in _targets(node, module, set(known)):
            yield Import(module, target, getattr(node, "lineno", 0), id(node) in top)


def _targets(node: ast.AST, module: Module, known: set[str]) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom():
            base = _absolute(node, module)
            for alias in node.names:
                full = f"{base}.{alias.name}" if base else alias.name
                yield full if full in known else base
        case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]) if _called(function) in (
            "importlib.import_module",
            "import_module",
            "__import__",
        ):
            yield name


def _absolute(node: ast.ImportFrom, module: Module) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    above = parts[: len(parts) - node.level + (1 if module.is_package else 0)]
    return ".".join((*above, *([node.module] if node.module else [])))


def _called(function: ast.expr) -> str:
    return ast.unparse(function)


def all_imports(root: Path) -> tuple[Import, ...]:
    """Every import of the tree."""
    found = modules(root)
    names = [module.name for module in found]
    return tuple(one for module in found for one in imports(module, names))


def room_of(name: str) -> str:
    """``schedbatch.readers.cells`` -> ``readers``; blank for the package itself."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


def upward_imports(root: Path) -> list[str]:
    """Imports that do not point down a floor."""
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    found = []
    for one in all_imports(root):
        here, there = room_of(one.module.name), room_of(one.target)
        if not one.target.startswith(PACKAGE) or here == there or not there:
            continue
        if not here or here not in floor or there not in floor or floor[there] >= floor[here]:
            found.append(f"{one.module.name}:{one.line} imports {one.target}")
    return found


def unplaced_rooms(root: Path) -> list[str]:
    """Rooms that stand on no floor."""
    placed = {room for rooms in FLOORS for room in rooms}
    return sorted({room for module in modules(root) if (room := room_of(module.name)) and room not in placed})


def wrong_doors(root: Path) -> list[str]:
    """Third-party imports outside the library's doors."""
    found = []
    for one in all_imports(root):
        library = one.target.split(".")[0]
        if library and library != PACKAGE and library not in _STANDARD and one.module.name not in DOORS.get(library, ()):
            found.append(f"{one.module.name}:{one.line} imports {one.target}")
    return found


def early_imports(root: Path) -> list[str]:
    """Heavy libraries, or doors to them, imported at a module's top."""
    found = []
    for one in all_imports(root):
        is_heavy = one.target.split(".")[0] in HEAVY and one.module.name not in LAZY
        is_door = one.target in LAZY and one.module.name not in LAZY
        if one.is_at_top and (is_heavy or is_door):
            found.append(f"{one.module.name}:{one.line} imports {one.target}")
    return found


def undeclared_libraries(root: Path) -> list[str]:
    """Libraries with a door that pyproject.toml does not list."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = [*project["dependencies"], *(one for extra in project.get("optional-dependencies", {}).values() for one in extra)]
    names = {re.split(r"[<>=~!\[ ;]", one)[0].lower() for one in listed}
    used = {one.target.split(".")[0] for one in all_imports(root)} & set(DOORS)
    return sorted(used - names)


def circles(root: Path) -> list[str]:
    """Modules that import themselves through others."""
    graph: dict[str, set[str]] = {module.name: set() for module in modules(root)}
    for one in all_imports(root):
        if one.target in graph and one.target != one.module.name:
            graph[one.module.name].add(one.target)
    return sorted(name for name in graph if _reaches(graph, name, name))


def _reaches(graph: dict[str, set[str]], start: str, goal: str) -> bool:
    seen: set[str] = set()
    stack = list(graph[start])
    while stack:
        name = stack.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            stack.extend(graph[name])
    return False


def long_modules(root: Path) -> list[str]:
    """Modules of more than 400 lines."""
    return [module.name for module in modules(root) if len(module.text.splitlines()) > MAX_MODULE_LINES]


def long_functions(root: Path) -> list[str]:
    """Functions of more than 60 lines."""
    return [
        f"{module.name}:{node.lineno} {node.name}"
        for module in modules(root)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES
    ]


def loose_dataclasses(root: Path) -> list[str]:
    """Dataclasses that are not both frozen and slotted."""
    return [
        f"{module.name}:{node.lineno} {node.name}"
        for module in modules(root)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and node.name not in MUTABLE_DATACLASSES
        for decorator in node.decorator_list
        if "dataclass" in ast.unparse(decorator) and not _is_frozen(decorator)
    ]


def _is_frozen(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call):
        return False
    stated = {word.arg for word in decorator.keywords if isinstance(word.value, ast.Constant) and word.value.value is True}
    return {"frozen", "slots"} <= stated


def forbidden_names(root: Path) -> list[str]:
    """Modules, classes, functions and parameters named with words that say nothing."""
    found = []
    for module in modules(root):
        named = [(module.name.rpartition(".")[2], 1)]
        things = (node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef | ast.FunctionDef))
        named += [(node.name, node.lineno) for node in things]
        found += [f"{module.name}:{line} {name}" for name, line in named if FORBIDDEN_WORDS & set(_words(name))]
    return found


def _words(name: str) -> list[str]:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")


def silent_publics(root: Path) -> list[str]:
    """Public modules, classes and functions without a docstring."""
    found = []
    for module in modules(root):
        if not ast.get_docstring(module.tree):
            found.append(module.name)
        publics = [
            node for node in module.tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
        ]
        found += [f"{module.name}:{node.lineno} {node.name}" for node in publics if not ast.get_docstring(node)]
    return found


def unstated_encodings(root: Path) -> list[str]:
    """Text files opened without saying in which encoding."""
    return [
        f"{module.name}:{node.lineno} {ast.unparse(node.func)}"
        for module in modules(root)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and _opens_text(node) and not any(word.arg == "encoding" for word in node.keywords)
    ]


def _opens_text(call: ast.Call) -> bool:
    name = _called(call.func)
    if name.endswith((".read_text", ".write_text")):
        return True
    if name not in ("open", "io.open") and not name.endswith(".open"):
        return False
    values = [*call.args, *(word.value for word in call.keywords if word.arg == "mode")]
    modes = [value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    # os.open and ZipFile.open know no text mode.
    return not name.startswith(("os.", "self._package")) and not any("b" in mode for mode in modes)


def own_clocks(root: Path) -> list[str]:
    """Calls of a clock or of chance outside the modules that hand the clock in."""
    return [
        f"{module.name}:{node.lineno} {ast.unparse(node.func)}"
        for module in modules(root)
        if module.name not in CLOCK_MODULES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and any(_called(node.func) == clock or _called(node.func).endswith(f".{clock}") for clock in CLOCKS)
    ]


def broad_excepts(root: Path) -> list[str]:
    """``except:`` and ``except Exception:``, which hide bugs."""
    return [
        f"{module.name}:{node.lineno}"
        for module in modules(root)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    ]


RULES: tuple[Callable[[Path], list[str]], ...] = (
    upward_imports,
    unplaced_rooms,
    wrong_doors,
    early_imports,
    undeclared_libraries,
    circles,
    long_modules,
    long_functions,
    loose_dataclasses,
    forbidden_names,
    silent_publics,
    unstated_encodings,
    own_clocks,
    broad_excepts,
)
