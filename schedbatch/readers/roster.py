"""The Learners sheet: who is in which group.

Source: workbook.md, "Learners".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from schedbatch.domain import kinds
from schedbatch.domain.columns import LEARNERS
from schedbatch.domain.issues import CellRef, Issue
from schedbatch.domain.model import GroupPath, Learner, LearnerGroup
from schedbatch.domain.names import fold
from schedbatch.readers.group_names import GroupNames
from schedbatch.readers.records import Record, Table
from schedbatch.readers.row_cells import named_groups
from schedbatch.readers.spelling import did_you_mean


def build_learners(
    table: Table, names: GroupNames, groups: Mapping[GroupPath, LearnerGroup]
) -> tuple[tuple[Learner, ...], tuple[Issue, ...]]:
    """Every learner once; rows with one Learner ID add up. A bad group cell is named and left out, not the learner."""
    found: list[Issue] = []
    by_id: dict[str, list[tuple[Record, tuple[GroupPath, ...]]]] = defaultdict(list)
    for record in table.records:
        if record.text(LEARNERS.learner_id):
            paths, row_issues = _memberships(record, table, names)
            found.extend(row_issues)
            by_id[fold(record.text(LEARNERS.learner_id))].append((record, paths))
    learners = tuple(_learner(rows, groups) for rows in by_id.values())
    cohorts = {fold(group.cohort): group.cohort for group in groups.values() if group.cohort}
    for learner, rows in zip(learners, by_id.values(), strict=True):
        found.extend(_two_subgroups(learner, rows[-1][0], groups))
        found.extend(_cohort_issues(learner, [record for record, _ in rows], groups, cohorts))
    return tuple(sorted(learners, key=lambda learner: learner.id)), tuple(found)


def _memberships(record: Record, table: Table, names: GroupNames) -> tuple[tuple[GroupPath, ...], tuple[Issue, ...]]:
    listed, found = named_groups(record, LEARNERS.groups, names)
    paths = dict.fromkeys(listed or ())
    faults: list[Issue] = []
    for column, text in record.group_cells.items():
        (parent,), _ = names.find(table.group_headings[column])
        meant, fault = names.under(parent, text)
        paths.update(dict.fromkeys(meant))
        if fault:
            place = CellRef(record.place.sheet, record.place.row, column)
            faults.append(Issue(fault.kind, fault.message, place))
    return tuple(paths), (*found, *faults)


def _learner(rows: Sequence[tuple[Record, tuple[GroupPath, ...]]], groups: Mapping[GroupPath, LearnerGroup]) -> Learner:
    paths = {path for _, row_paths in rows for path in row_paths}
    records = [record for record, _ in rows]
    return Learner(
        id=records[0].text(LEARNERS.learner_id),
        name=next((record.text(LEARNERS.learner_name) for record in records if record.text(LEARNERS.learner_name)), ""),
        email=next((record.text(LEARNERS.email) for record in records if record.text(LEARNERS.email)), ""),
        groups=tuple(sorted(paths, key=lambda path: groups[path].order)),
        cohort=_only(_cohorts_typed(records) or _cohorts_of(paths, groups)),
    )


def _cohorts_typed(records: Sequence[Record]) -> tuple[str, ...]:
    """What stands in Cohort in a learner's rows, each cohort once, in the first spelling."""
    return _distinct(record.text(LEARNERS.cohort) for record in records)


def _cohorts_of(paths: Iterable[GroupPath], groups: Mapping[GroupPath, LearnerGroup]) -> tuple[str, ...]:
    """The cohorts of the groups, each once, in the groups' order."""
    return _distinct(groups[path].cohort for path in sorted(paths, key=lambda path: groups[path].order))


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in names:
        if name:
            found.setdefault(fold(name), name)
    return tuple(found.values())


def _only(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else ""


def _cohort_issues(
    learner: Learner, records: Sequence[Record], groups: Mapping[GroupPath, LearnerGroup], cohorts: Mapping[str, str]
) -> Iterator[Issue]:
    """A warning where the learner's rows, or else the learner's groups, name several cohorts, or no group has the cohort."""
    place = records[-1].place.cell(LEARNERS.cohort, LEARNERS.learner_id)
    typed = _cohorts_typed(records)
    if len(typed) > 1:
        message = f"The rows of learner {learner.id} name the cohorts {' and '.join(typed)}."
        yield Issue(kinds.LEARNER_COHORT_UNCLEAR, message, place)
    elif typed and fold(typed[0]) not in cohorts:
        hint = did_you_mean(typed[0], cohorts.values()) or "."
        message = f'Learner {learner.id} is of cohort "{typed[0]}", which no group in Groups has{hint}'
        yield Issue(kinds.LEARNER_COHORT_UNCLEAR, message, place)
    elif not typed and len(several := _cohorts_of(learner.groups, groups)) > 1:
        message = f"The groups of learner {learner.id} are of the cohorts {' and '.join(several)}."
        yield Issue(kinds.LEARNER_COHORT_UNCLEAR, message, place)


def _two_subgroups(learner: Learner, record: Record, groups: Mapping[GroupPath, LearnerGroup]) -> Iterator[Issue]:
    """One warning for each group in two of whose subgroups the learner is, directly or further down."""
    children: dict[GroupPath, dict[GroupPath, None]] = defaultdict(dict)
    for path in learner.groups:
        below = path
        while (parent := groups[below].parent) is not None and below not in children[parent]:
            children[parent][below] = None
            below = parent
    for parent, below_parent in children.items():
        if len(below_parent) > 1:
            message = f'Learner {learner.id} is in {" and ".join(below_parent)}, which are subgroups of "{parent}".'
            yield Issue(kinds.LEARNER_IN_TWO_SUBGROUPS, message, record.place.cell(LEARNERS.learner_id))
