"""Which known name a misspelt one may have meant."""

import pytest

from schedbatch.readers.spelling import Spellings


@pytest.mark.parametrize(
    ("typed", "known", "closest"),
    [
        ("Smyth", "Smith", "Smith"),
        ("Abbot, Iris", "Abbott, Iris", "Abbott, Iris"),
        ("Hal", "Hall", None),
        ("Lab 3", "Lab 4", None),
    ],
)
def test_one_letter_in_five_is_a_close_match(typed: str, known: str, closest: str | None) -> None:
    assert Spellings([known]).closest(typed) == closest
