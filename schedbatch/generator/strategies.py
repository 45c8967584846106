"""Which of a row's groups get an offering: one function per strategy.

Source: the Ilios user guide, "Add New Session", and generator.md, "Which groups get an offering".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from schedbatch.domain.model import GroupPath, LearnerGroup, Strategy

Groups = Mapping[GroupPath, LearnerGroup]

Audience = tuple[GroupPath, ...]
"""The groups that share one offering, in natural order."""


def audiences(
    strategy: Strategy, named: Sequence[GroupPath], excepted: Sequence[GroupPath], groups: Groups
) -> tuple[Audience, ...]:
    """The audiences of a row's offerings, in natural order; none if the exceptions leave no group.

    A row that names no group has one audience, without groups.
    """
    if not named:
        return ((),)
    match strategy:
        case Strategy.PER_SUBGROUP:
            return tuple((path,) for path in per_subgroup(named, excepted, groups))
        case Strategy.PER_PARENT_GROUP:
            return tuple((path,) for path in per_parent_group(named, excepted, groups))
        case Strategy.TOGETHER:
            together = per_parent_group(named, excepted, groups)
            return (together,) if together else ()


def per_subgroup(named: Sequence[GroupPath], excepted: Sequence[GroupPath], groups: Groups) -> Audience:
    """Each selected group that has no children at all, at any depth; a childless group named directly counts."""
    removed = set(excepted)
    leaves: set[GroupPath] = set()
    stack = list(_tops(named, excepted, groups))
    while stack:
        path = stack.pop()
        children = groups[path].children
        if not children:
            leaves.add(path)
        stack.extend(child for child in children if child not in removed)
    return _in_order(leaves, groups)


def per_parent_group(named: Sequence[GroupPath], excepted: Sequence[GroupPath], groups: Groups) -> Audience:
    """The top-most named group of each branch. With exceptions, the top-most groups below whose whole branch remains."""
    removed = set(excepted)
    incomplete = {above for path in excepted for above in ancestors(path, groups)}
    whole: set[GroupPath] = set()
    stack = list(_tops(named, excepted, groups))
    while stack:
        path = stack.pop()
        if path in incomplete:
            stack.extend(groups[path].children)
        elif path not in removed:
            whole.add(path)
    return _in_order(whole, groups)


def unused_exceptions(named: Sequence[GroupPath], excepted: Sequence[GroupPath], groups: Groups) -> Audience:
    """Exceptions that take nothing out: neither within a named branch nor above a named group."""
    return tuple(
        path
        for path in excepted
        if not any(path == name or name in ancestors(path, groups) or path in ancestors(name, groups) for name in named)
    )


def ancestors(path: GroupPath, groups: Groups) -> Iterator[GroupPath]:
    """The group's parent, its parent's parent, …"""
    parent = groups[path].parent
    while parent is not None:
        yield parent
        parent = groups[parent].parent


def _tops(named: Sequence[GroupPath], excepted: Sequence[GroupPath], groups: Groups) -> Iterator[GroupPath]:
    """Named groups that lie under no other named group, nor under (or as) an exception."""
    for path in dict.fromkeys(named):
        above = set(ancestors(path, groups))
        if above.isdisjoint(named) and above.isdisjoint(excepted) and path not in excepted:
            yield path


def _in_order(paths: Iterable[GroupPath], groups: Groups) -> Audience:
    return tuple(sorted(paths, key=lambda path: groups[path].order))
