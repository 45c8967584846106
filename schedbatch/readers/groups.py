"""Groups and Subgroups sheets -> the tree of learner groups.

Trees go by parent, never by string prefix. Source: workbook.md, "Groups" and "Subgroups".
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from schedbatch.domain import kinds
from schedbatch.domain.columns import GROUPS, SUBGROUPS
from schedbatch.domain.issues import CellRef, Issue
from schedbatch.domain.model import GroupPath
from schedbatch.domain.names import PATH_SEPARATOR, NaturalKey, fold, natural_key
from schedbatch.domain.sheets import Column
from schedbatch.readers.group_names import GroupNames, PathNames, are_equal_names, folded, path_names
from schedbatch.readers.records import Record, Table
from schedbatch.readers.spelling import Spellings, suggestion


@dataclass(frozen=True, slots=True)
class Branch:
    """A group's place in the tree; ``record`` is ``None`` for a parent that only the Subgroups sheet names."""

    path: GroupPath
    parent: GroupPath | None
    children: tuple[GroupPath, ...]
    record: Record | None


@dataclass(frozen=True, slots=True)
class GroupTree:
    """All groups by path, parents before children, siblings in natural order; and how they are named."""

    branches: Mapping[GroupPath, Branch]
    names: GroupNames


@dataclass(slots=True, eq=False)
class _Node:  # not frozen: parents are found one after another
    name: str
    record: Record | None
    parent_names: PathNames = ()
    parent: "_Node | None" = None
    is_placed: bool = False
    children: list["_Node"] = field(default_factory=list)


def build_tree(groups: Table, subgroups: Table) -> tuple[GroupTree, tuple[Issue, ...]]:
    """Put every group under its parent.

    Errors, each at its cell: a name taken twice under one parent, an unknown or ambiguous parent, a loop. A row in error
    is left out, and so are the rows below it. Without a Groups sheet, the parents that the Subgroups sheet names exist.
    """
    tops, top_issues = _top_nodes(groups)
    nodes = [
        _Node(record.text(SUBGROUPS.subgroup), record, path_names(record.text(SUBGROUPS.group)))
        for record in _sound(subgroups, SUBGROUPS.group, SUBGROUPS.subgroup)
    ]
    if not groups.exists:
        tops = _implied_tops(nodes)
    found = [*top_issues, *_place(tops, nodes), *_loops(nodes)]
    found.extend(_adopt(nodes))
    branches: dict[GroupPath, Branch] = {}
    paths: dict[GroupPath, PathNames] = {}
    found.extend(_grow(tops, branches, paths))
    found.extend(_cut_off(nodes, branches, {issue.where for issue in found}))
    broken = _broken(groups, subgroups, branches)
    is_whole = not (groups.misspelt or subgroups.misspelt)
    return GroupTree(branches, GroupNames(paths, broken, is_whole=is_whole)), tuple(found)


def _sound(table: Table, *columns: Column) -> list[Record]:
    return [record for record in table.records if not record.lacks(*columns)]


def _top_nodes(groups: Table) -> tuple[list[_Node], tuple[Issue, ...]]:
    tops: dict[str, _Node] = {}
    found: list[Issue] = []
    for record in _sound(groups, GROUPS.group):
        name = record.text(GROUPS.group)
        first = tops.setdefault(fold(name), _Node(name, record, is_placed=True))
        if first.record is not record:
            found.append(_taken_twice(name, GROUPS.group, record, first))
    return list(tops.values()), tuple(found)


def _taken_twice(name: str, column: Column, record: Record, first: _Node) -> Issue:
    related = (first.record.place.cell(column),) if first.record else ()
    under = f' under "{first.parent.name}"' if first.parent else ""
    row = f", the first time in {related[0]}" if related else ""
    return Issue(kinds.DUPLICATE_KEY, f'The group "{name}" is there twice{under}{row}.', record.place.cell(column), related)


def _implied_tops(nodes: Sequence[_Node]) -> list[_Node]:
    defined = {fold(node.name) for node in nodes}
    tops: dict[str, _Node] = {}
    for node in nodes:
        top = node.parent_names[0]
        if len(node.parent_names) > 1 or fold(top) not in defined:
            tops.setdefault(fold(top), _Node(top, None, is_placed=True))
    return list(tops.values())


def _place(tops: Sequence[_Node], nodes: Sequence[_Node]) -> Iterator[Issue]:
    """Find each node's parent: by name at once, by path as soon as the candidates' own parents are known."""
    by_name: dict[str, list[_Node]] = defaultdict(list)
    for node in (*tops, *nodes):
        by_name[_key(node.name)].append(node)
    spellings = Spellings(node.name for node in (*tops, *nodes))
    waiting = sorted(nodes, key=lambda node: len(node.parent_names))
    while waiting:
        postponed = [node for node in waiting if not _is_decidable(node, by_name)]
        if len(postponed) == len(waiting):
            yield from (_loop(node) for node in waiting)
            return
        for node in waiting:
            if _is_decidable(node, by_name):
                issue = _choose_parent(node, by_name, spellings)
                node.is_placed = True
                if issue:
                    yield issue
        waiting = [node for node in postponed if not node.is_placed]


def _key(name: str) -> str:
    key = fold(name)
    return key.lstrip("0") or "0" if key.isdecimal() else key


def _candidates(node: _Node, by_name: Mapping[str, Sequence[_Node]]) -> list[_Node]:
    """Nodes that may be the parent: exact spelling before leading zeros, others before the node itself."""
    wanted = fold(node.parent_names[-1])
    matching = [other for other in by_name.get(_key(wanted), ()) if are_equal_names(fold(other.name), wanted)]
    exact = [other for other in matching if fold(other.name) == wanted] or matching
    return [other for other in exact if other is not node] or exact


def _is_decidable(node: _Node, by_name: Mapping[str, Sequence[_Node]]) -> bool:
    candidates = _candidates(node, by_name)
    if len(node.parent_names) == 1 and (len(candidates) == 1 or any(not other.parent_names for other in candidates)):
        return True
    return all(above.is_placed for other in candidates for above in _lineage(other, len(node.parent_names)))


def _lineage(node: _Node, levels: int) -> Iterator[_Node]:
    """The node, its parent, …: at most ``levels`` of them."""
    above: _Node | None = node
    while above is not None and levels:
        yield above
        above, levels = above.parent, levels - 1


def _choose_parent(node: _Node, by_name: Mapping[str, Sequence[_Node]], spellings: Spellings) -> Issue | None:
    assert node.record is not None  # noqa: S101 - only tops have none
    wanted = folded(node.parent_names)
    matching = {
        (other.parent, fold(other.name)): other for other in reversed(_candidates(node, by_name)) if _lies_under(other, wanted)
    }
    rooted = [other for other in matching.values() if not list(_lineage(other, len(wanted)))[-1].parent_names]
    choice = rooted or list(matching.values())
    text, place = PATH_SEPARATOR.join(node.parent_names), node.record.place.cell(SUBGROUPS.group)
    if len(choice) == 1:
        node.parent = choice[0]
        return None
    if choice:
        return Issue(kinds.AMBIGUOUS_REFERENCE, f'"{text}" is the name of {len(choice)} groups.', place)
    closest = suggestion(node.parent_names[-1], spellings.likely(node.parent_names[-1])) or "."
    return Issue(kinds.UNKNOWN_REFERENCE, f'"{text}" is not a known learner group{closest}', place)


def _lies_under(node: _Node, names: PathNames) -> bool:
    lineage = list(_lineage(node, len(names)))
    return len(lineage) == len(names) and all(
        are_equal_names(fold(above.name), name) for above, name in zip(lineage, reversed(names), strict=True)
    )


def _loops(nodes: Sequence[_Node]) -> Iterator[Issue]:
    """Name every node on a loop, and cut the loop there."""
    state: dict[_Node, int] = {}
    for index, start in enumerate(nodes, 1):
        above: _Node | None = start
        while above is not None and above not in state:
            state[above] = index
            above = above.parent
        if above is not None and state[above] == index and above.parent is not None:
            yield from [_loop(node) for node in _cut(above)]


def _cut(start: _Node) -> list[_Node]:
    on_loop = [start]
    while (above := on_loop[-1].parent) is not None and above is not start:
        on_loop.append(above)
    for node in on_loop:
        node.parent = None
    return on_loop


def _loop(node: _Node) -> Issue:
    assert node.record is not None  # noqa: S101 - tops have no parent
    text = PATH_SEPARATOR.join(node.parent_names)
    return Issue(
        kinds.GROUP_LOOP, f'"{node.name}" lies under "{text}", which lies under it.', node.record.place.cell(SUBGROUPS.group)
    )


def _adopt(nodes: Iterable[_Node]) -> Iterator[Issue]:
    names: dict[tuple[_Node, str], _Node] = {}
    for node in nodes:
        if node.parent is None or node.record is None:
            continue
        first = names.setdefault((node.parent, fold(node.name)), node)
        if first is node:
            node.parent.children.append(node)
        else:
            yield _taken_twice(node.name, SUBGROUPS.subgroup, node.record, first)


def _grow(tops: Sequence[_Node], branches: dict[GroupPath, Branch], paths: dict[GroupPath, PathNames]) -> Iterator[Issue]:
    """Walk the tree in natural order, parents first; without recursion, since nothing bounds its depth."""
    stack: list[tuple[_Node, GroupPath | None, PathNames]] = [(top, None, ()) for top in _ordered(tops)]
    while stack:
        node, parent, above = stack.pop()
        names = (*above, node.name)
        path = PATH_SEPARATOR.join(names)
        if path in branches:
            if node.record:
                column = SUBGROUPS.subgroup if parent else GROUPS.group
                yield Issue(kinds.DUPLICATE_KEY, f'The path "{path}" is there twice.', node.record.place.cell(column))
            continue
        children = _ordered(node.children)
        below = tuple(f"{path}{PATH_SEPARATOR}{child.name}" for child in reversed(children))
        branches[path] = Branch(path, parent, below, node.record)
        paths[path] = names
        stack.extend((child, path, names) for child in children)


def _ordered(nodes: Iterable[_Node]) -> list[_Node]:
    """Last first, as a stack wants them."""

    def key(node: _Node) -> NaturalKey:
        return natural_key(node.name)

    return sorted(nodes, key=key, reverse=True)


def _cut_off(nodes: Sequence[_Node], branches: Mapping[GroupPath, Branch], named: Container[CellRef | None]) -> Iterator[Issue]:
    """Rows without an error of their own that stand below one with an error."""
    grown = {branch.record for branch in branches.values()}
    for node in nodes:
        if node.record is None or node.record in grown:
            continue
        cells = [node.record.place.cell(column) for column in (SUBGROUPS.group, SUBGROUPS.subgroup)]
        if not any(cell in named for cell in cells):
            text = PATH_SEPARATOR.join(node.parent_names)
            yield Issue(kinds.UNKNOWN_REFERENCE, f'"{text}" cannot be used: its own row has an error.', cells[0])


def _broken(groups: Table, subgroups: Table, branches: Mapping[GroupPath, Branch]) -> dict[str, str]:
    """Names that stand in a row which did not make it into the tree, with the cell."""
    grown = {branch.record for branch in branches.values()}
    broken: dict[str, str] = {}
    for table, column in ((groups, GROUPS.group), (subgroups, SUBGROUPS.subgroup)):
        for record in table.records:
            if record not in grown and record.text(column):
                broken.setdefault(fold(record.text(column)), str(record.place.cell(column)))
    return broken
