"""Small faults that can be put into a module: each is one piece of its text, and what stands there instead."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
_NEGATED = {ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is}
_OPERATORS = {**_COMPARED, **_NEGATED}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault on the lines from ``first`` to ``last``: what stands there, and what is to stand there."""

    first: int
    last: int
    was: str
    becomes: str
    module: str

    def __str__(self) -> str:
        return f"{self.first}: {' '.join(self.was.split())[:70]}  ->  {' '.join(self.becomes.split())[:70]}"


def faults(source: str) -> Iterator[Fault]:
    """Every fault of ``source`` that is known how to make, in the order of the text."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for other in _others(node):
            start, end = node.lineno, node.end_lineno or node.lineno  # type: ignore[attr-defined]
            yield Fault(start, end, ast.unparse(node), ast.unparse(other), _replaced(source, node, other))


def _others(node: ast.AST) -> Iterator[ast.AST]:
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
        case ast.If() | ast.IfExp():
            return
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None) if not isinstance(value, ast.Tuple) else ast.Tuple([], ast.Load()))
        case ast.Expr(value=ast.Call()) | ast.AugAssign():
            yield ast.Pass()


def _replaced(source: str, node: ast.AST, other: ast.AST) -> str:
    """The source with the text of ``node`` replaced; brackets keep what binds otherwise."""
    segment = ast.get_source_segment(source, node) or ""
    text = ast.unparse(other)
    line, column = node.lineno, node.col_offset  # type: ignore[attr-defined]
    start = sum(len(text_line) for text_line in source.encode().splitlines(keepends=True)[: line - 1]) + column
    content = source.encode()
    becomes = text if isinstance(other, ast.stmt) else f"({text})"
    return (content[:start] + becomes.encode() + content[start + len(segment.encode()) :]).decode()
