"""The rules of the house, each a function from a source tree to the breaches it finds.

``tests/test_house.py`` holds the real tree to them, and shows each rule a tree that breaks it. What import-linter can say (floors,
circles, doors) stands in ``pyproject.toml``, and ``tests/test_imports.py`` holds the tree to that.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.house_tree import PACKAGE, Import, Module, doors, imports, modules, origin

Rule = Callable[[Path], list[str]]
"""A rule; its docstring says what a breach is and, after a colon, what to do about it."""

HOMES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("os.fsync", "os.replace", "sqlite3.connect"), ("schedbatch.disk",)),
    "zipfile.ZipFile": ("schedbatch.xlsx",),
}
"""What the standard library offers that only one room may know."""

LAZY_GROUP = "schedbatch.cli"
LATE_DOORS = {*doors(Path(__file__).parents[1])["xlsxwriter"]}
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


def imports_by_name(root: Path) -> list[str]:
    """Imports by a name in a text, which import-linter does not see: write an import statement. The lazy group of commands may."""
    named = (found for found in imports(root) if not found.target and found.module.name != LAZY_GROUP)
    return [found.module.at(found.node, "imports by name") for found in named]


def busy_packages(root: Path) -> list[str]:
    """Packages whose ``__init__`` imports modules, which hides circles: import the modules where they are used."""
    return [str(found) for found in imports(root) if found.module.is_package and _library_of(found) == PACKAGE]


def libraries_without_doors(root: Path) -> list[str]:
    """Third-party libraries that any module may import: give each a contract of type "protected" in pyproject.toml."""
    return [str(found) for found in _third_party(root) if _library_of(found) not in doors(root)]


def _library_of(found: Import) -> str:
    return found.target.partition(".")[0]


def _is_in(name: str, homes: tuple[str, ...]) -> bool:
    """Whether the module is one of the homes, or lies in one."""
    return any(f"{name}.".startswith(f"{home}.") for home in homes)


def _third_party(root: Path) -> Iterator[Import]:
    own = {"", PACKAGE, *sys.stdlib_module_names}
    return (found for found in imports(root) if _library_of(found) not in own)


def undeclared_libraries(root: Path) -> list[str]:
    """Libraries that an installation would lack: list them in pyproject.toml, not only among those of tests or benchmarks."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {})
    named = (line for extra, lines in extras.items() if extra not in ("bench", "test") for line in lines)
    listed = [*project["dependencies"], *named]
    # PyPI's names know no case: XlsxWriter is imported as xlsxwriter.
    names = {re.split(r"[^\w.-]", line)[0].lower().replace("-", "_") for line in listed}
    return sorted({_library_of(found) for found in _third_party(root)} - names)


def early_imports(root: Path) -> list[str]:
    """Heavy libraries, or doors to them, imported before they are needed: import them in the function that uses them."""
    return [
        str(found)
        for found in imports(root)
        if found.is_early and found.module.name not in LATE_DOORS and (_library_of(found) in HEAVY or found.target in LATE_DOORS)
    ]


def strayed_knowledge(root: Path) -> list[str]:
    """What only one room may know, used in another: call a function of that room (``HOMES``), or add one to it."""
    found = []
    for module in modules(root):
        nodes = [node for node in ast.walk(module.tree) if isinstance(node, ast.Name | ast.Attribute)]
        named = ((node, origin(node, module)) for node in nodes)
        found += [module.at(node, name) for node, name in named if not _is_in(module.name, HOMES.get(name, (module.name,)))]
    return found


def long_modules(root: Path) -> list[str]:
    """Modules of 400 lines or more: move one of their purposes into a module of its own."""
    return [f"{module.name} {module.lines}" for module in modules(root) if module.lines >= TOO_MANY_LINES]


def long_functions(root: Path) -> list[str]:
    """Functions of more than 60 lines: make two functions of each."""
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
    """Dataclasses that can change: declare ``@dataclass(frozen=True, slots=True)``."""
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
    """Names with words that say nothing, or with another trade's words: use the word of the field (offering, session, due date)."""
    named = [f"{module.name}:1 {module.name.rpartition('.')[2]}" for module in modules(root)]
    named += [module.at(node, node.name) for module, node in _definitions(root)]
    return [place for place in named if EMPTY_WORDS & set(_words(place.split(" ")[1]))]


def _words(name: str) -> list[str]:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")


def twice_named_classes(root: Path) -> list[str]:
    """Classes, private and nested ones too, whose name another class of the package has: rename one of the two."""
    places: dict[str, list[str]] = {}
    for module, node in _definitions(root):
        if isinstance(node, ast.ClassDef) and node.name not in TWICE_NAMED_CLASSES:
            places.setdefault(node.name, []).append(
                module.at(node, f"{node.name}: another class has this name; rename one of them")
            )
    return [place for named in places.values() if len(named) > 1 for place in named]


def silent_publics(root: Path) -> list[str]:
    """Public modules, classes, functions and methods without a docstring: say what comes in, what goes out, and why."""
    found = []
    for module in modules(root):
        things = [module.tree, *_publics(module.tree)]
        found += [module.at(thing, getattr(thing, "name", "")).rstrip() for thing in things if not ast.get_docstring(thing)]
    return found


def _publics(parent: ast.Module | ast.ClassDef) -> Iterator[ast.ClassDef | _Function]:
    for node in parent.body:
        if isinstance(node, ast.ClassDef | _Function) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _publics(node)


def unstated_encodings(root: Path) -> list[str]:
    """Text files opened without saying in which encoding: add ``encoding="utf-8"``."""
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
    """Clocks and dice, called or referred to: take the moment as an argument, as ``now`` of ``jobs/run.py``."""
    found = []
    for module in modules(root):
        nodes = [node for node in ast.walk(module.tree) if isinstance(node, ast.Name | ast.Attribute)]
        named = ((node, origin(node, module)) for node in nodes)
        found += [module.at(node, name) for node, name in named if _is_clock(name, module) or _is_chance(name, module)]
    return found


def _is_clock(name: str, module: Module) -> bool:
    return name in CLOCKS and not _is_in(module.name, CLOCK_MODULES)


def _is_chance(name: str, module: Module) -> bool:
    source, _, what = name.partition(".")
    return bool(what) and source in CHANCE and module.name not in CHANCE[source]


def broad_excepts(root: Path) -> list[str]:
    """``except:``, ``except Exception:`` and ``suppress(Exception)``, which hide bugs: name the exceptions that are expected."""
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
    kinds = (kind for node in caught for kind in (node.elts if isinstance(node, ast.Tuple) else [node]))
    return any(origin(kind, module).removeprefix("builtins.") in _CATCHES_ALL for kind in kinds)


def unlisted_rules(root: Path) -> list[str]:
    """Functions from (catalog, plan) to issues or findings that nothing asks: add them to a tuple of ``rules/all_rules.py``."""
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


def rules_without_examples(root: Path) -> list[str]:
    """Rules of the two tuples that no test shows: draw an example of each in a file named as the rule's."""
    tables = {module.name: module for module in modules(root)}
    table = tables.get(f"{PACKAGE}.rules.all_rules")
    rules = [found for found in imports(root) if found.module is table and found.target in tables]
    named = (
        (found, f"tests/rules/test_{found.target.rpartition('.')[2]}.py") for found in rules if _holds_rule(tables[found.target])
    )
    return [found.module.at(found.node, f"{path} with an example") for found, path in named if not _holds_test(root / path)]


def _holds_rule(module: Module) -> bool:
    return any(isinstance(node, ast.FunctionDef) and _is_rule(node) for node in module.tree.body)


def _holds_test(path: Path) -> bool:
    return path.exists() and "\ndef test_" in path.read_text(encoding="utf-8")


def _is_rule(node: ast.FunctionDef) -> bool:
    parameters = [argument.arg.lstrip("_") for argument in node.args.args]
    returns = ast.unparse(node.returns) if node.returns else ""
    return (
        not node.name.startswith("_") and parameters == ["catalog", "plan"] and returns in ("Iterator[Issue]", "Iterator[Finding]")
    )


RULES: tuple[Rule, ...] = (
    imports_by_name,
    busy_packages,
    libraries_without_doors,
    undeclared_libraries,
    early_imports,
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
    rules_without_examples,
)
