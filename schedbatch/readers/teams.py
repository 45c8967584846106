"""People and the teams that they are in, as the sheet Instructors has them."""

from collections.abc import Callable, Iterator, Mapping

from schedbatch.domain import kinds
from schedbatch.domain.columns import INSTRUCTORS
from schedbatch.domain.issues import Issue
from schedbatch.domain.names import fold
from schedbatch.domain.sheets import Column
from schedbatch.readers.name_lists import not_separated, separated
from schedbatch.readers.records import Record, Table


def keyed(table: Table, column: Column) -> dict[str, Record]:
    """Records by their folded key. Of two records with one key the first counts; rows without a usable key are left out."""
    keyed: dict[str, Record] = {}
    for record in table.records:
        if record.text(column):
            keyed.setdefault(fold(record.text(column)), record)
    return keyed


def people_and_teams(table: Table) -> dict[str, tuple[str, ...]]:
    """Each person, and each team with its members; a person outranks a team of the same name."""
    people = keyed(table, INSTRUCTORS.instructor)
    teams: dict[str, tuple[str, list[str]]] = {}
    for record in people.values():
        for team in record.names(INSTRUCTORS.instructor_groups) or ():
            teams.setdefault(fold(team), (team, []))[1].append(record.text(INSTRUCTORS.instructor))
    named = {name: tuple(members) for folded, (name, members) in teams.items() if folded not in people}
    return {**named, **{record.text(INSTRUCTORS.instructor): (record.text(INSTRUCTORS.instructor),) for record in people.values()}}


def unseparated_teams(table: Table) -> Iterator[Issue]:
    """An error for each entry of Instructor groups that is several teams of other people without ``;`` between them."""
    entries = [(record, name) for record in table.records for name in record.names(INSTRUCTORS.instructor_groups) or ()]
    known = {fold(name): name for _, name in entries}
    for record, name in entries:
        if several := separated(name, _others(known, name)):
            listed = record.names(INSTRUCTORS.instructor_groups) or ()
            place = record.cell_of(INSTRUCTORS.instructor_groups, name)
            yield Issue(kinds.NAMES_NOT_SEPARATED, not_separated(name, several, listed), place)


def _others(known: Mapping[str, str], name: str) -> Callable[[str], str | None]:
    return lambda piece: known.get(fold(piece)) if fold(piece) != fold(name) else None
