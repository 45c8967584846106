"""The rules of the house on values: what may change, what may be looked at, and in which order.

A room beside ``house_rules``, whose rules are about imports, names and sizes. ``tests/test_house.py`` holds the real tree to
them too; ``tests/test_house_values.py`` shows each rule a tree that breaks it.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.house_tree import PACKAGE, Module, modules, origin

Rule = Callable[[Path], list[str]]

PURE_ROOMS = ("domain", "generator", "rules")
"""Rooms of thought: values in, values out."""

_OUTSIDE = ("http", "io", "locale", "logging", "os", "shutil", "socket", "sqlite3", "subprocess", "tempfile", "threading", "urllib")
_OUTSIDE_NAMES = {"builtins.open", "input", "open", "pathlib.Path.cwd", "pathlib.Path.home", "print", "sys.argv", "sys.stdin"}
_FILE_METHODS = {"open", "read_bytes", "read_text", "write_bytes", "write_text"}

_GROWING = {"add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "setdefault", "sort",
            "update"}  # fmt: skip
_CONTAINERS = {"dict", "list", "set", *(f"collections.{name}" for name in ("Counter", "OrderedDict", "defaultdict", "deque"))}

_SET_METHODS = {"copy", "difference", "intersection", "symmetric_difference", "union"}
_SET_NAMES = ("AbstractSet", "Set", "frozenset", "set")
_ORDER_BLIND = {"all", "any", "bool", "frozenset", "isinstance", "len", "max", "min", "set", "sorted", "sum"}
_ORDER_KEEPING = {"chain", "dict", "enumerate", "extend", "filter", "from_iterable", "fromkeys", "iter", "join", "list", "map",
                  "tuple", "zip"}  # fmt: skip

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def looks_outside(root: Path) -> list[str]:
    """Files, environment, network and terminal in the rooms of thought: let ``jobs/`` read them, and take values as arguments."""
    found = []
    for module in modules(root):
        if f"{module.name}.".split(".")[1] in PURE_ROOMS:
            named = ((node, origin(node, module)) for node in ast.walk(module.tree) if isinstance(node, ast.Name | ast.Attribute))
            found += [module.at(node, name) for node, name in named if _is_outside(name)]
            found += [
                module.at(node, f"?.{node.func.attr}")
                for node in ast.walk(module.tree)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FILE_METHODS
            ]
    return found


def _is_outside(name: str) -> bool:
    library, _, what = name.partition(".")
    return name in _OUTSIDE_NAMES or (bool(what) and library in _OUTSIDE)


def grown_from_outside(root: Path) -> list[str]:
    """Lists, sets and dictionaries of one module that another one changes: return values instead."""
    return [
        module.at(node, name)
        for module in modules(root)
        for node in ast.walk(module.tree)
        for changed in _changed(node)
        if (name := origin(changed, module)).startswith(f"{PACKAGE}.")
    ]


def grown_from_inside(root: Path) -> list[str]:
    """Containers of a module that its functions change, and its names that they rebind: keep them in a function, return values."""
    found = []
    for module in modules(root):
        shared = set(_shared_containers(module.tree.body, module))
        for defined in (node for node in module.tree.body if isinstance(node, ast.ClassDef)):
            held = set(_shared_containers(defined.body, module))
            shared |= {f"{owner}.{name}" for name in held for owner in (defined.name, "cls")}
        for scope in _scopes(module.tree):
            if isinstance(scope, ast.Module):
                continue
            own = _own_names(scope)
            for node in _within(scope):
                if isinstance(node, ast.Global):
                    found.append(module.at(node, f"global {', '.join(node.names)}"))
                names = (origin(changed, module) for changed in _changed(node))
                found += [module.at(node, name) for name in names if name in shared - own]
    return found


def _shared_containers(body: list[ast.stmt], module: Module) -> Iterator[str]:
    """Names that the module itself, or a class in it, binds to something that can grow."""
    for node in body:
        match node:
            case ast.Assign(targets=targets, value=value) if _is_container(value, module):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if _is_container(value, module):
                yield name


def _is_container(value: ast.expr, module: Module) -> bool:
    if isinstance(value, ast.Call):
        return origin(value.func, module) in _CONTAINERS
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)


def _changed(node: ast.AST) -> Iterator[ast.expr]:
    """What a statement or call changes: ``X`` of ``X += …``, ``X[…] = …``, ``del X[…]``, ``X.append(…)`` and ``module.X = …``."""
    match node:
        case ast.AugAssign(target=target):
            yield target.value if isinstance(target, ast.Subscript) else target
        case ast.Assign(targets=targets) | ast.Delete(targets=targets):
            yield from (target.value for target in targets if isinstance(target, ast.Subscript))
            yield from (target for target in targets if isinstance(target, ast.Attribute))
        case ast.Call(func=ast.Attribute(value=value, attr=method)) if method in _GROWING:
            yield value


def walked_sets(root: Path) -> list[str]:
    """Sets that are walked in their own order, which is another in every run: sort them first, or use ``dict.fromkeys``."""
    return [
        module.at(node, "walks a set")
        for module in modules(root)
        for scope in _scopes(module.tree)
        for node in _Walks(scope, frozenset(_set_names(scope))).found()
    ]


@dataclass(frozen=True, slots=True)
class _Walks:
    """Where one function, or the module itself, walks a set; ``names`` are those of its names that stand for sets."""

    scope: ast.AST
    names: frozenset[str]

    def found(self) -> Iterator[ast.expr]:
        blind = {id(part) for node in _within(self.scope) if _is_order_blind(node) for part in ast.iter_child_nodes(node)}
        for node in _within(self.scope):
            match node:
                case ast.For(iter=walked) | ast.AsyncFor(iter=walked):
                    yield from self._sets([walked])
                case ast.ListComp() | ast.GeneratorExp() | ast.DictComp() if id(node) not in blind:
                    yield from self._sets([part.iter for part in node.generators])
                case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Call(args=parts) if not _is_order_blind(node):
                    yield from self._sets([part.value for part in parts if isinstance(part, ast.Starred)])
                    if isinstance(node, ast.Call) and _called(node) in _ORDER_KEEPING and id(node) not in blind:
                        yield from self._sets(node.args)

    def _sets(self, walked: list[ast.expr]) -> Iterator[ast.expr]:
        return (node for node in walked if _is_set(node, self.names))


def _is_order_blind(node: ast.AST) -> bool:
    return isinstance(node, ast.Set) or (isinstance(node, ast.Call) and _called(node) in _ORDER_BLIND)


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _is_set(node: ast.expr, names: frozenset[str]) -> bool:
    match node:
        case ast.Set() | ast.SetComp() | ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case ast.Call(func=ast.Attribute(value=value, attr=method)) if method in _SET_METHODS:
            return _is_set(value, names)
        case ast.BinOp(left=left, op=ast.BitOr() | ast.BitAnd() | ast.Sub() | ast.BitXor(), right=right):
            return _is_set(left, names) or _is_set(right, names)
        case ast.IfExp(body=body, orelse=other):
            return _is_set(body, names) or _is_set(other, names)
        case ast.Name(id=name):
            return name in names
    return False


def _set_names(scope: ast.AST) -> set[str]:
    """Names that the scope binds to sets, or declares as such."""
    names: set[str] = set()
    for node in _within(scope):
        match node:
            case ast.Assign(targets=targets, value=value) if _is_set(value, frozenset(names)):
                names.update(target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), annotation=kind) | ast.arg(arg=name, annotation=ast.expr() as kind):
                if ast.unparse(kind).partition("[")[0].rpartition(".")[2] in _SET_NAMES:
                    names.add(name)
    return names


def _scopes(tree: ast.Module) -> list[ast.Module | _Function]:
    """The module and every function in it."""
    return [tree, *(node for node in ast.walk(tree) if isinstance(node, _Function))]


def _within(scope: ast.AST) -> Iterator[ast.AST]:
    """Every node of a scope, but for those of functions within it; in the order of the source."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, _Function):
            yield child
            yield from _within(child)


def _own_names(scope: ast.AST) -> set[str]:
    """What a function calls its own: parameters, and names that it binds."""
    nodes = list(_within(scope))
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return bound | {node.arg for node in nodes if isinstance(node, ast.arg)}


RULES: tuple[Rule, ...] = (looks_outside, grown_from_outside, grown_from_inside, walked_sets)
