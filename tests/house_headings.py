"""The rule of the house on headings: a cell is named by its column's constant, never by a bare text.

A room beside ``house_rules``. The types keep most of the rule, since records take columns; places of issues take texts too.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.house_tree import Module, modules

Rule = Callable[[Path], list[str]]

NOT_YET: tuple[str, ...] = ()
"""Rooms that still name cells by texts. When none is left, let ``RowPlace.cell`` take columns only, and the types keep the rule."""

_NEXT_MOVE = "name the column by its constant, as SESSIONS.title of domain/columns.py or domain/schedule_sheets.py"


def bare_headings(root: Path) -> list[str]:
    """Texts that name a cell of a row, or that a heading is compared with: name the column by its constant, ``SESSIONS.title``."""
    return [
        module.at(node, f'"{text}": {_NEXT_MOVE}')
        for module in modules(root)
        if not f"{module.name}.".startswith(tuple(f"{room}." for room in NOT_YET))
        for node, text in _headings(module)
    ]


def _headings(module: Module) -> Iterator[tuple[ast.Constant, str]]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="cell"), args=named):
                yield from _texts(named)
            case ast.Compare(left=left, comparators=others) if any(map(_is_heading, (left, *others))):
                yield from _texts([left, *others])


def _is_heading(node: ast.expr) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == "heading") or (isinstance(node, ast.Name) and node.id == "heading")


def _texts(nodes: list[ast.expr]) -> Iterator[tuple[ast.Constant, str]]:
    """The texts among ``nodes``, and in lists among them."""
    for node in nodes:
        match node:
            case ast.Constant(value=str(text)):
                yield node, text
            case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
                yield from _texts(parts)


RULES: tuple[Rule, ...] = (bare_headings,)
