"""Small faults that can be put into a module: each is one piece of its text, and what stands there instead."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
_NEGATED = {ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}
_OPERATORS = {**_COMPARED, **_NEGATED}
_EMPTY = {"tuple": "()", "str": "''", "bool": "False", "int": "0", "bytes": "b''", "Mapping": "{}", "dict": "{}", "list": "[]"}
"""What a function returns that is annotated so, and does nothing."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands in a function (``None``: outside of all), what is to stand there, and the whole module with the fault.

    ``first`` is the line of the fault; ``span`` are the first and last line of its function, decorators included.
    """

    first: int
    function: str | None
    span: tuple[int, int] | None
    was: str
    becomes: str
    module: str

    @property
    def name(self) -> str:
        """The fault without its line, so that a list of faults outlives changes elsewhere in the module."""
        return f"{self.function or '(module)'} | {' '.join(self.was.split())} -> {' '.join(self.becomes.split())}"


def faults(source: str) -> Iterator[Fault]:
    """Every fault of ``source`` that is known how to make, in the order of the tree."""
    for node, functions in _nodes(ast.parse(source), ()):
        for other in _others(node, functions[-1] if functions else None):
            module = _replaced(source, node, other)
            if module is not None:
                name = ".".join(function.name for function in functions) or None
                span = (_first_line(functions[0]), functions[0].end_lineno or 0) if functions else None
                yield Fault(node.lineno, name, span, ast.unparse(node), ast.unparse(other), module)  # type: ignore[attr-defined]


def _nodes(node: ast.AST, functions: tuple[_Function, ...]) -> Iterator[tuple[ast.AST, tuple[_Function, ...]]]:
    """Each node with the functions around it. Decorators and annotations are left out: no test is to notice ``frozen=True``."""
    inner = (*functions, node) if isinstance(node, _Function) else functions
    for name, value in ast.iter_fields(node):
        if name in ("decorator_list", "annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child, inner
                yield from _nodes(child, inner)


def _first_line(function: _Function) -> int:
    return min((decorator.lineno for decorator in function.decorator_list), default=function.lineno)


def _others(node: ast.AST, function: _Function | None) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in _OPERATORS:
            yield ast.Compare(node.left, [_OPERATORS[type(operator)]()], node.comparators)
        case ast.BoolOp(op=ast.And()):
            yield ast.BoolOp(ast.Or(), node.values)
        case ast.BoolOp(op=ast.Or()):
            yield ast.BoolOp(ast.And(), node.values)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.Constant(value=bool() as answer):
            yield ast.Constant(not answer)
        case ast.Constant(value=int() as number):
            yield ast.Constant(number + 1)
            yield ast.Constant(number - 1)
        case ast.Return(value=ast.expr() as value) if function:
            empty = _empty(function.returns)
            if ast.unparse(value) not in (empty, "None"):
                yield ast.Return(ast.parse(empty, mode="eval").body)
        case ast.Expr(value=ast.Call()) | ast.AugAssign():
            yield ast.Pass()


def _empty(annotation: ast.expr | None) -> str:
    match annotation:
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)):
            return _EMPTY.get(name, "None")
        case _:
            return "None"


def _replaced(source: str, node: ast.AST, other: ast.AST) -> str | None:
    """The source with the text of ``node`` replaced; brackets keep what binds otherwise.

    ``None`` where Python misplaces a node, as within f-strings before 3.12.
    """
    segment = ast.get_source_segment(source, node) or ""
    is_statement = isinstance(other, ast.stmt)
    text = ast.unparse(other) if is_statement else f"({ast.unparse(other)})"
    line, column = node.lineno, node.col_offset  # type: ignore[attr-defined]
    content = source.encode()
    start = sum(map(len, content.splitlines(keepends=True)[: line - 1])) + column
    try:
        stands = ast.parse(segment if is_statement else f"({segment})")
        module = (content[:start] + text.encode() + content[start + len(segment.encode()) :]).decode()
        ast.parse(module)
    except (SyntaxError, UnicodeDecodeError):
        return None
    return module if ast.unparse(stands) == ast.unparse(node) else None
