"""A source tree as the rules of the house see it: its modules, their imports, and what their names stand for."""

import ast
import importlib.util
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = "schedbatch"

_IMPORTERS = ("importlib.import_module", "importlib.__import__", "__import__")


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    """A module of the tree: its dotted name, its lines and its syntax."""

    name: str
    is_package: bool
    lines: int
    tree: ast.Module

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    def at(self, node: ast.AST, what: str) -> str:
        """A breach as it is reported: ``schedbatch.jobs.run:12 what``."""
        return f"{self.name}:{getattr(node, 'lineno', 1)} {what}"


@dataclass(frozen=True, slots=True)
class Import:
    """An import of ``target`` (dotted, absolute; a module of the tree or of a library), wherever it stands in ``module``.

    ``target`` is blank where an import takes its name from a text. ``is_early``: it runs when ``module`` itself is imported.
    """

    module: Module
    node: ast.AST
    target: str
    is_early: bool

    def __str__(self) -> str:
        return self.module.at(self.node, f"imports {self.target}")


@cache
def modules(root: Path) -> tuple[Module, ...]:
    """Every module of the package below ``root``; a tree is read once."""
    return tuple(_module(root, path) for path in sorted((root / PACKAGE).rglob("*.py")))


def _module(root: Path, path: Path) -> Module:
    parts = path.relative_to(root).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    text = path.read_text(encoding="utf-8")
    return Module(".".join(parts[:-1] if is_package else parts), is_package, len(text.splitlines()), ast.parse(text))


def doors(root: Path) -> dict[str, list[str]]:
    """Each third-party library that has doors, and the modules that may know it: the contracts of import-linter."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract["allowed_importers"] for contract in contracts if contract["type"] == "protected"}


@cache
def imports(root: Path) -> tuple[Import, ...]:
    """Every import of the tree: at the top, in functions, under ``TYPE_CHECKING``, relative, and by name."""
    known = frozenset(module.name for module in modules(root))
    return tuple(
        Import(module, node, target, is_early)
        for module in modules(root)
        for node, is_early in _walk(module.tree, is_early=True)
        for target in _targets(node, module, known)
    )


def _walk(node: ast.AST, *, is_early: bool) -> Iterator[tuple[ast.AST, bool]]:
    yield node, is_early
    late = _late_parts(node)
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, is_early=is_early and child not in late)


def _late_parts(node: ast.AST) -> list[ast.AST]:
    """What does not run where it stands."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return list(node.body)
        case ast.Lambda():
            return [node.body]
        case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
            return list(node.body)
    return []


def _targets(node: ast.AST, module: Module, known: frozenset[str]) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(names=names):
            base = _base(node, module)
            for alias in names:
                # A name of a package is a module of it, or something that its __init__ holds.
                yield f"{base}.{alias.name}" if f"{base}.{alias.name}" in known else base
        case ast.Call() if origin(node.func, module) in _IMPORTERS:
            yield ""


def _base(node: ast.ImportFrom, module: Module) -> str:
    return importlib.util.resolve_name("." * node.level + (node.module or ""), module.package)


@cache
def _bindings(module: Module) -> dict[str, str]:
    """What imported names stand for, dotted: ``{"dt": "datetime", "fold": "schedbatch.domain.names.fold"}``."""
    bound = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound[alias.asname or alias.name.partition(".")[0]] = alias.name if alias.asname else alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, module)
            bound |= {alias.asname or alias.name: f"{base}.{alias.name}" for alias in node.names}
    return bound


def origin(node: ast.AST, module: Module) -> str:
    """What an expression names, dotted, whatever it was imported as: ``D.now`` -> ``datetime.datetime.now``.

    A leading ``?`` stands for what no import explains, such as the result of a call.
    """
    match node:
        case ast.Name(id=name):
            return _bindings(module).get(name, name)
        case ast.Attribute(value=value, attr=name):
            return f"{origin(value, module)}.{name}"
    return "?"
