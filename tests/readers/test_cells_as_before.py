"""What was read right before is read in the same way: the reader of cells against the reader as it was."""

# ruff: noqa: DTZ001 - Excel's date-times have no zone

import datetime as dt
import re
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schedbatch.domain.columns import SHEETS
from schedbatch.domain.issues import Severity
from schedbatch.domain.names import seen
from schedbatch.domain.sheets import CellKind, Column
from schedbatch.domain.to_be_announced import is_to_be_announced
from schedbatch.readers.cells import parse_cell
from schedbatch.readers.settings import SETTING_ROWS
from schedbatch.xlsx.raw import CellValue, DayCount1904, ErrorValue, ShownNumber, Uncalculated
from tests.readers.earlier.cells import parse_cell as parse_cell_as_before

COLUMNS = [*(column for sheet in SHEETS for column in sheet.columns), *SETTING_ROWS]
_NUMBERS = (CellKind.NUMBER, CellKind.HOURS, CellKind.WHOLE, CellKind.MINUTES)

_PIECES = st.sampled_from(
    [
        *("2026-09-07", "2026-9-7", "07/09/2026", "13/09/2026", "7.9.2026", "2026-09-07T09:00", "2026-09-07 09:00", "31/12/2199"),
        *("9:00", "09:00:30", "9.30 pm", "0900", "12 am", "24:00", "2400", "9", "60", "1.5", "0.25", "007", "1e3", "-1", "NaN"),
        *("Mon", "thurs", "Monday", "MR", "MTWRF", "W", "S", "none", "yes", "No", "x", "TRUE", "DMY", "per subgroup", "Sunday"),
        *("https://example.edu/a", "a@example.edu", "#1F77B4", "abc", "Labs > 07", "Okafor, Chidi", "Anatomy Labs > 01..19", "NA"),
        *(";", ",", "/", " ", "\n", " ; ", ", ", "é", "²", "ß", "\u00a0", "-", ".", ":", "(guest)", "\u0645\u06cc\u200c\u062e"),
    ]
)
TEXTS = st.one_of(st.lists(_PIECES, min_size=1, max_size=4).map("".join), st.text(min_size=1, max_size=12))
_DAYS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2199, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
_NUMBERS_IN_CELLS = st.one_of(
    st.integers(-5, 3000),
    st.integers(29_990, 110_010),
    st.floats(-1, 120, allow_nan=False),
    st.decimals(0, 99, places=2).map(float),
)
CELLS: st.SearchStrategy[CellValue] = st.one_of(
    TEXTS,
    _NUMBERS_IN_CELLS,
    st.booleans(),
    _DAYS,
    _DAYS.map(lambda moment: dt.datetime.combine(moment.date(), dt.time())),
    st.times().map(lambda time: time.replace(microsecond=0)),
    st.integers(0, 10_000).map(lambda minutes: dt.timedelta(minutes=minutes)),
    st.integers(29_990, 110_010).map(DayCount1904),
    st.tuples(st.integers(0, 99), st.sampled_from(["07", "7.00", "9.30", "50%"])).map(lambda pair: ShownNumber(*pair)),
    st.sampled_from([ErrorValue("#REF!"), Uncalculated("")]),
)


def _is_new_form(value: CellValue, column: Column) -> bool:
    """Whether the cell holds one of the forms that are read otherwise on purpose."""
    if isinstance(value, str):
        names = [name.strip().casefold() for name in value.replace("\n", ";").split(";")]
        ditto = {'"', "'", "''", "\u201c", "\u201d", "\u201e", "\u2033", "\u3003", "as above", "see above", "ditto"}
        is_none = column.none_allowed and any(name in ("n/a", "-", "\u2013", "\u2014") for name in names)
        later = column.later_allowed and is_to_be_announced(value)
        return seen(value) != value or bool(ditto.intersection(names)) or is_none or later or _is_new_list(value, column)
    # A hair beside a number of hundredths is that number.
    is_hair = isinstance(value, float) and 0 < abs(value - round(value, 2)) <= 0.000002
    return column.kind in _NUMBERS and is_hair


def _is_new_list(value: str, column: Column) -> bool:
    if column.kind is not CellKind.WEEKDAYS:
        return False
    words = re.split(r"[;,/\s]+", value)
    pairs = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
    days = [day for word in words for day in _days_of_word(word)]
    return bool(pairs.intersection(words)) or len(set(days)) < len(days)


def _days_of_word(word: str) -> tuple[object, ...]:
    """The days of a word as they were read before, one that is named twice included."""
    if set(word) <= set("MTWRFSU"):
        return tuple(word)
    days, _ = parse_cell_as_before(word, _DAYS_COLUMN, "")
    return tuple(_LETTERS[day] for day in days) if isinstance(days, tuple) else ()


_LETTERS = "MTWRFSU"
_DAYS_COLUMN = next(column for column in COLUMNS if column.kind is CellKind.WEEKDAYS)


@settings(max_examples=1500)
@given(value=CELLS, column=st.sampled_from(COLUMNS), order=st.sampled_from(["", "DMY", "MDY"]))
def test_what_was_read_before_is_read_in_the_same_way(value: CellValue, column: Column, order: str) -> None:
    before, fault = parse_cell_as_before(value, column, order)
    assume(fault is None or fault.kind.severity is not Severity.ERROR)
    assume(not _is_new_form(value, column))
    assert (before, fault) == _with_exact_type(parse_cell(value, column, order), before)


def _with_exact_type(found: tuple[object, object], before: object) -> tuple[object, object]:
    """The parsed cell; a value of another type than before is told by its type, because 1 and 1.0 are equal to Python."""
    value, fault = found
    is_alike = type(value) is type(before) or isinstance(before, Decimal)
    return (value if is_alike else (type(value), value)), fault


@settings(max_examples=500)
@given(value=TEXTS, column=st.sampled_from([column for column in COLUMNS if column.kind is not CellKind.ANY]))
def test_unseen_characters_around_a_text_change_nothing(value: str, column: Column) -> None:
    assume(seen(value) == value and value.strip())
    wrapped = f"\ufeff\u200e{value}\u200b\u200d"
    assert parse_cell(wrapped, column, "DMY") == parse_cell(value, column, "DMY")
