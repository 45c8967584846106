"""The values that fields have, and how a cell of a hand-off shows a value."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from schedbatch.domain.forms import date_text, time_text
from schedbatch.outputs.csv_text import one_line

Value = str | int | Decimal | dt.date | dt.time | tuple[str, ...] | None
Values = Mapping[str, Value]
"""Field -> value: lists as tuples, nothing as ``None`` or an empty text."""


def value_text(value: Value, list_separator: str = "; ", date_form: str = "YYYY-MM-DD", time_form: str = "HHmm") -> str:
    """The value as a cell shows it, in one line."""
    match value:
        case str():
            return one_line(value)
        case None:
            return ""
        case tuple():
            return one_line(list_separator.join(value)) if any(value) else ""
        case dt.date():
            return date_text(value, date_form)
        case dt.time():
            return time_text(value, time_form)
        case Decimal():
            text = f"{value:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
        case int():
            return str(value)
