"""What a sheet of the planner's workbook is, and what one of its columns is.

A room of its own because the place of an issue is named by its column, on every floor. The sheets themselves stand in
``schedbatch.domain.columns``.
"""

from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import Enum, auto

from schedbatch.domain.names import fold, seen


class CellKind(Enum):
    """How the text or number in a cell is to be read."""

    TEXT = auto()
    """One line."""
    PROSE = auto()
    """Several lines."""
    NAME = auto()
    """Text that names something; a date in it is probably Excel's doing."""
    NAMES = auto()
    """A list of names."""
    DATE = auto()
    DATES = auto()
    TIME = auto()
    WHOLE = auto()
    MINUTES = auto()
    """A whole number of minutes; an Excel duration counts too."""
    MINUTES_IN_HOURS = auto()
    """Minutes that are typed as hours; an Excel duration counts as it is."""
    HOURS = auto()
    """Hours with up to two decimals; an Excel duration counts too."""
    NUMBER = auto()
    YES_NO = auto()
    CHOICE = auto()
    WEEKDAYS = auto()
    EMAIL = auto()
    URL = auto()
    COLOUR = auto()
    ANY = auto()
    """Left as it is, to be read as its row asks (settings)."""


class Need(Enum):
    """When a cell must be filled in."""

    NO = auto()
    ALWAYS = auto()
    BY_CONTEXT = auto()
    """Required, unless another row or cell says it already; checked where the context is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column: heading, how it is read, limits, and the sentence that explains it to a planner.

    A column is equal only to itself: two sheets may have columns of one heading. ``limits`` are inclusive: of a number's value,
    or of a text's length in characters. ``choices`` maps every accepted spelling (folded) to the value it stands for.
    """

    heading: str
    kind: CellKind
    help: str
    need: Need = Need.NO
    aliases: tuple[str, ...] = ()
    limits: tuple[int | Decimal, int | Decimal] | None = None
    choices: tuple[tuple[str, object], ...] = ()
    none_allowed: bool = False
    """The word ``none``, and ``n/a`` or a dash alone, mean: on purpose nothing."""
    later_allowed: bool = False
    """``TBA`` and its like mean: not scheduled yet."""
    synonyms: tuple[str, ...] = ()
    """The usual words for it. They give way to the heading, its aliases and a group of that name."""
    not_read: tuple[str, ...] = ()
    """Headings that look like this one and mean another thing."""
    is_per_row: bool = False
    """Each row has a value of its own: a merged cell says nothing about the rows that it spans."""

    def __str__(self) -> str:
        return self.heading

    @property
    def is_list(self) -> bool:
        """Whether a cell holds a list, so that two columns of one heading add up."""
        return self.kind in (CellKind.NAMES, CellKind.DATES)


@dataclass(frozen=True, slots=True, eq=False)
class NamedColumns:
    """Columns by their names: a class derived from this one has a field for each column, in the order of the columns."""

    columns: tuple[Column, ...] = field(init=False)
    """All of them."""

    def __post_init__(self) -> None:
        columns = (column.default for column in fields(self) if isinstance(column.default, Column))
        object.__setattr__(self, "columns", tuple(columns))

    def column(self, heading: str) -> Column:
        """The column with exactly this heading."""
        return next(column for column in self.columns if column.heading == heading)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet(NamedColumns):
    """One sheet of the workbook, by its columns.

    ``has_group_columns``: a column may also be headed with a group's name (the roster).
    """

    name: str
    help: str
    aliases: tuple[str, ...] = ()
    has_group_columns: bool = False


def heading_key(text: str) -> str:
    """The form in which two spellings of a sheet's or column's name are equal.

    Case, blanks, plural, ``*``, a colon at the end and characters that nobody sees do not matter.
    """
    return heading_words(text).removesuffix("s")


def heading_words(text: str) -> str:
    """The same, but for the plural."""
    return fold(seen(text).replace("*", " ")).removesuffix(":").rstrip()
