"""The rules of the house, each a function from a source tree to the breaches it finds.

``tests/test_house.py`` holds the real tree to them, and shows each rule a tree that breaks it.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.house_tree import PACKAGE, Import, Module, imports, modules, origin

Rule = Callable[[Path], list[str]]

FLOORS: tuple[tuple[str, ...], ...] = (
    ("domain",),
    ("disk", "xlsx"),
    ("readers", "generator", "rules", "history", "outputs"),
    ("jobs",),
    ("watch", "run"),
    ("commands",),
    ("cli",),
    ("__main__",),
)
"""From the ground up; the rooms of one floor do not know each other."""

DOORS: dict[str, tuple[str, ...]] = {
    "click": ("schedbatch.cli", "schedbatch.commands"),
    "icalendar": ("schedbatch.outputs.calendars.frame",),
    "msgspec": (
        "schedbatch.domain.calendar_text",
        "schedbatch.generator.generated",
        "schedbatch.history.records",
        "schedbatch.readers.records",
    ),
    "pandas": ("schedbatch.domain.reports",),
    "rapidfuzz": ("schedbatch.readers.spelling",),
    "tzdata": ("schedbatch.readers.zone_rules",),
    "xlsxwriter": (
        "schedbatch.outputs.schedule.sheets",
        "schedbatch.outputs.schedule.summary_page",
        "schedbatch.outputs.template.sheets",
        "schedbatch.xlsx.new_book",
        "schedbatch.xlsx.paper",
    ),
}
"""Each third-party library and the modules that may know it."""

HOMES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("os.fsync", "os.replace", "sqlite3.connect"), ("schedbatch.disk",)),
    "zipfile.ZipFile": ("schedbatch.xlsx",),
}
"""What the standard library offers that only one room may know."""

LAZY_GROUP = "schedbatch.cli"
LATE_DOORS = {*DOORS["xlsxwriter"]}
"""Doors that are imported only where they are used, and so may import their library at the top."""
HEAVY = {"icalendar", "openpyxl", "pandas", "rapidfuzz", "xlsxwriter"}

TOO_MANY_LINES = 400
MAX_FUNCTION_LINES = 60
EMPTY_WORDS = {
    *("class", "data", "deadline", "event", "helper", "info", "item", "lesson", "manager", "util"),
    *("classes", "deadlines", "events", "helpers", "items", "lessons", "managers", "utils"),
}
MUTABLE_DATACLASSES = {"schedbatch.readers.groups._Node": "parents are found one after another"}

CLOCK_MODULES = ("schedbatch.commands.common", "schedbatch.commands.progress", "schedbatch.watch")
CLOCKS = {
    *(f"datetime.datetime.{name}" for name in ("now", "today", "utcnow")),
    "datetime.date.today",
    *(f"time.{name}" for name in ("gmtime", "localtime", "monotonic", "perf_counter", "strftime", "time", "time_ns")),
    *("uuid.uuid1", "uuid.uuid4", "os.urandom"),
}
CHANCE = {"random": (), "secrets": ("schedbatch.history.store", "schedbatch.disk.temporaries")}
"""Modules that roll dice, and who may: names of temporary files are nobody's output."""

_CATCHES_ALL = {"Exception", "BaseException"}
BROAD_EXCEPTS = {
    "schedbatch.jobs.steps.forked": "what goes wrong in a process beside is raised in the one that began it",
    "schedbatch.watch.worker_process": "a bug over one workbook must not stop the others; its traceback goes to the log",
    "schedbatch.disk.at_once": "what goes wrong in a thread is raised in the thread that began it",
}

TWICE_NAMED_CLASSES: dict[str, str] = {}
"""Names that several classes still share, and why."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def upward_imports(root: Path) -> list[str]:
    """Imports that do not point down a floor."""
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    found = []
    for imported in imports(root):
        here, there = _room_of(imported.module.name), _room_of(imported.target)
        is_down = here in floor and there in floor and floor[there] < floor[here]
        if _library_of(imported) == PACKAGE and there not in ("", here) and not is_down:
            found.append(str(imported))
    return found


def _room_of(name: str) -> str:
    """``schedbatch.readers.cells`` -> ``readers``; blank for the package itself."""
    return f"{name}.".split(".")[1]


def _library_of(imported: Import) -> str:
    return imported.target.partition(".")[0]


def unplaced_rooms(root: Path) -> list[str]:
    """Rooms that stand on no floor."""
    placed = {room for rooms in FLOORS for room in rooms}
    return sorted({_room_of(module.name) for module in modules(root)} - placed - {""})


def computed_imports(root: Path) -> list[str]:
    """Imports by a name that is worked out, which no rule can follow; the lazy group of commands alone may."""
    computed = (imported for imported in imports(root) if not imported.target and imported.module.name != LAZY_GROUP)
    return [imported.module.at(imported.node, "imports a computed name") for imported in computed]


def wrong_doors(root: Path) -> list[str]:
    """Third-party imports outside the library's doors."""
    return [
        str(imported) for imported in _third_party(root) if not _is_door(imported.module.name, DOORS.get(_library_of(imported), ()))
    ]


def _is_door(name: str, doors: tuple[str, ...]) -> bool:
    """Whether the module, or a package that it is in, is a door."""
    return any(f"{name}.".startswith(f"{door}.") for door in doors)


def _third_party(root: Path) -> Iterator[Import]:
    own = {"", PACKAGE, *sys.stdlib_module_names}
    return (imported for imported in imports(root) if _library_of(imported) not in own)


def undeclared_libraries(root: Path) -> list[str]:
    """Libraries that whoever installs the package would not get: those that only the tests or benchmarks list included."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {})
    named = (line for extra, lines in extras.items() if extra not in ("bench", "test") for line in lines)
    listed = [*project["dependencies"], *named]
    # PyPI's names know no case: XlsxWriter is imported as xlsxwriter.
    names = {re.split(r"[^\w.-]", line)[0].lower().replace("-", "_") for line in listed}
    return sorted({_library_of(imported) for imported in _third_party(root)} - names)


def early_imports(root: Path) -> list[str]:
    """Heavy libraries, or doors to them, that are imported before they are needed."""
    return [
        str(imported)
        for imported in imports(root)
        if imported.is_early
        and imported.module.name not in LATE_DOORS
        and (_library_of(imported) in HEAVY or imported.target in LATE_DOORS)
    ]


def circles(root: Path) -> list[str]:
    """Modules that import themselves through others; a module's import runs the ``__init__`` of its packages too."""
    names = {module.name for module in modules(root)}
    graph: dict[str, set[str]] = {name: set() for name in names}
    for imported in imports(root):
        graph[imported.module.name] |= {name for name in _with_packages(imported.target) if name in names}
    return sorted(name for name in names if _reaches(graph, name, name))


def _with_packages(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[:length]) for length in range(1, len(parts) + 1))


def _reaches(graph: dict[str, set[str]], start: str, goal: str) -> bool:
    seen: set[str] = set()
    ahead = [*graph[start]]
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += graph[name]
    return goal in seen


def strayed_knowledge(root: Path) -> list[str]:
    """What only one room may know, used in another."""
    found = []
    for module in modules(root):
        nodes = [node for node in ast.walk(module.tree) if isinstance(node, ast.Name | ast.Attribute)]
        named = ((node, origin(node, module)) for node in nodes)
        found += [module.at(node, name) for node, name in named if not _is_door(module.name, HOMES.get(name, (module.name,)))]
    return found


def long_modules(root: Path) -> list[str]:
    """Modules of 400 lines or more."""
    return [f"{module.name} {module.lines}" for module in modules(root) if module.lines >= TOO_MANY_LINES]


def long_functions(root: Path) -> list[str]:
    """Functions of more than 60 lines."""
    return [
        module.at(node, node.name)
        for module, node in _definitions(root)
        if isinstance(node, _Function) and (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES
    ]


def _definitions(root: Path) -> Iterator[tuple[Module, ast.ClassDef | _Function]]:
    """Every class and function, nested ones too."""
    nodes = ((module, node) for module in modules(root) for node in ast.walk(module.tree))
    return ((module, node) for module, node in nodes if isinstance(node, ast.ClassDef | _Function))


def loose_dataclasses(root: Path) -> list[str]:
    """Dataclasses that are not both frozen and slotted."""
    return [
        module.at(node, node.name)
        for module, node in _definitions(root)
        for decorator in node.decorator_list
        if _is_loose_dataclass(decorator, module) and f"{module.name}.{node.name}" not in MUTABLE_DATACLASSES
    ]


def _is_loose_dataclass(decorator: ast.expr, module: Module) -> bool:
    call = decorator if isinstance(decorator, ast.Call) else None
    if origin(call.func if call else decorator, module) != "dataclasses.dataclass":
        return False
    words = call.keywords if call else []
    return not {"frozen", "slots"} <= {word.arg for word in words if isinstance(word.value, ast.Constant) and word.value.value}


def empty_names(root: Path) -> list[str]:
    """Modules, classes and functions named with words that say nothing, or with another trade's words."""
    named = [f"{module.name}:1 {module.name.rpartition('.')[2]}" for module in modules(root)]
    named += [module.at(node, node.name) for module, node in _definitions(root)]
    return [place for place in named if EMPTY_WORDS & set(_words(place.split(" ")[1]))]


def _words(name: str) -> list[str]:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")


def twice_named_classes(root: Path) -> list[str]:
    """Classes, private and nested ones too, whose name another class of the package has: one name has one meaning."""
    places: dict[str, list[str]] = {}
    for module, node in _definitions(root):
        if isinstance(node, ast.ClassDef) and node.name not in TWICE_NAMED_CLASSES:
            places.setdefault(node.name, []).append(
                module.at(node, f"{node.name}: another class has this name; rename one of them")
            )
    return [place for named in places.values() if len(named) > 1 for place in named]


def silent_publics(root: Path) -> list[str]:
    """Public modules, classes, functions and methods without a docstring."""
    found = []
    for module in modules(root):
        documented = [module.tree, *_publics(module.tree)]
        found += [module.at(node, getattr(node, "name", "")).rstrip() for node in documented if not ast.get_docstring(node)]
    return found


def _publics(parent: ast.Module | ast.ClassDef) -> Iterator[ast.ClassDef | _Function]:
    for node in parent.body:
        if isinstance(node, ast.ClassDef | _Function) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _publics(node)


def unstated_encodings(root: Path) -> list[str]:
    """Text files opened without saying in which encoding."""
    return [module.at(call, ast.unparse(call.func)) for module, call in _calls(root) if _guesses_encoding(call, module)]


def _calls(root: Path) -> Iterator[tuple[Module, ast.Call]]:
    return ((module, node) for module in modules(root) for node in ast.walk(module.tree) if isinstance(node, ast.Call))


_MODE_AT = {"open": 1, "io.open": 1, "os.fdopen": 1, "gzip.open": 1, "codecs.open": 1}
_ENCODING_AT = {"open": 3, "io.open": 3, "os.fdopen": 3, "gzip.open": 3, "codecs.open": 2, "read_text": 0, "write_text": 1}


def _guesses_encoding(call: ast.Call, module: Module) -> bool:
    name = origin(call.func, module)
    name = name if name in _MODE_AT else name.rpartition(".")[2]
    if name not in _ENCODING_AT or (name in _MODE_AT and not _is_text_mode(call, module)):
        return False
    return len(call.args) <= _ENCODING_AT[name] and all(word.arg != "encoding" for word in call.keywords)


def _is_text_mode(call: ast.Call, module: Module) -> bool:
    name = origin(call.func, module)
    if name in ("os.open", "webbrowser.open"):
        return False
    place = _MODE_AT.get(name, 0)
    modes = [*call.args[place : place + 1], *(word.value for word in call.keywords if word.arg == "mode")]
    # ZipFile.open takes a member there, which is no constant, and gives bytes.
    return all(isinstance(mode, ast.Constant) and "b" not in str(mode.value) for mode in modes)


def own_clocks(root: Path) -> list[str]:
    """Clocks and dice outside the modules that hand the clock in; a reference counts like a call."""
    found = []
    for module in modules(root):
        nodes = [node for node in ast.walk(module.tree) if isinstance(node, ast.Name | ast.Attribute)]
        named = ((node, origin(node, module)) for node in nodes)
        found += [module.at(node, name) for node, name in named if _is_clock(name, module) or _is_chance(name, module)]
    return found


def _is_clock(name: str, module: Module) -> bool:
    return name in CLOCKS and not _is_door(module.name, CLOCK_MODULES)


def _is_chance(name: str, module: Module) -> bool:
    source, _, what = name.partition(".")
    return bool(what) and source in CHANCE and module.name not in CHANCE[source]


def broad_excepts(root: Path) -> list[str]:
    """``except:``, ``except Exception:`` and ``suppress(Exception)``, which hide bugs."""
    found = []
    for module in (module for module in modules(root) if module.name not in BROAD_EXCEPTS):
        for node in ast.walk(module.tree):
            match node:
                case ast.ExceptHandler(type=None):
                    found.append(module.at(node, "except"))
                case ast.ExceptHandler(type=ast.expr() as caught) if _catches_all([caught], module):
                    found.append(module.at(node, "except"))
                case ast.Call() if origin(node.func, module) == "contextlib.suppress" and _catches_all(node.args, module):
                    found.append(module.at(node, "suppress"))
    return found


def _catches_all(caught: list[ast.expr], module: Module) -> bool:
    kinds = (kind for handled in caught for kind in (handled.elts if isinstance(handled, ast.Tuple) else [handled]))
    return any(origin(kind, module).removeprefix("builtins.") in _CATCHES_ALL for kind in kinds)


def unlisted_rules(root: Path) -> list[str]:
    """Functions of ``rules/`` from (catalog, plan) to issues or findings that stand in no tuple of ``all_rules``."""
    tables = [module.tree for module in modules(root) if module.name == f"{PACKAGE}.rules.all_rules"]
    assigned = [node for tree in tables for node in tree.body if isinstance(node, ast.AnnAssign)]
    listed = {name.id for node in assigned for name in ast.walk(node) if isinstance(name, ast.Name)}
    return [
        module.at(node, f"{node.name}: add it to RULES or CONFLICT_RULES in rules/all_rules.py")
        for module in modules(root)
        if module.name.startswith(f"{PACKAGE}.rules.") and module.name != f"{PACKAGE}.rules.all_rules"
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef) and _is_rule(node) and node.name not in listed
    ]


def _is_rule(node: ast.FunctionDef) -> bool:
    parameters = [argument.arg.lstrip("_") for argument in node.args.args]
    returns = ast.unparse(node.returns) if node.returns else ""
    return (
        not node.name.startswith("_") and parameters == ["catalog", "plan"] and returns in ("Iterator[Issue]", "Iterator[Finding]")
    )


RULES: tuple[Rule, ...] = (
    upward_imports,
    unplaced_rooms,
    computed_imports,
    wrong_doors,
    undeclared_libraries,
    early_imports,
    circles,
    strayed_knowledge,
    long_modules,
    long_functions,
    loose_dataclasses,
    empty_names,
    twice_named_classes,
    silent_publics,
    unstated_encodings,
    own_clocks,
    broad_excepts,
    unlisted_rules,
)
