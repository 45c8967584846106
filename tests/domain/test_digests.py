"""Digests of sheets: the same as row by row, and as those that earlier versions wrote into schedule.xlsx."""

import datetime as dt
from hashlib import blake2b

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schedbatch.domain import digests
from schedbatch.domain.digests import pool_digest, sheet_digest
from schedbatch.domain.names import clean

TEXTS = st.one_of(st.sampled_from(("", " ", "Labs", " Labs", "Lecture\n1", "é", "e\u0301", "\ud800")), st.text(max_size=5))
HEADINGS = ("Title", "Groups", "", "Notes")


def row_by_row(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """The slow, obvious twin."""
    total = 0
    for row in rows:
        cells = sorted(enumerate(headings), key=lambda pair: pair[1])
        parts = [f"{heading}\x1f{clean(row[number])}" for number, heading in cells if clean(row[number])]
        if parts:
            line = "\x1e".join(parts).encode("utf-8", "surrogatepass")
            total += int.from_bytes(blake2b(line, digest_size=8).digest(), "big")
    return f"{total % 2**64:x}"


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), max_size=12))
@example([])
@example([("", " ", "", "\n")])
@example([("Labs", "", "", "")] * 5)
def test_a_column_at_a_time_gives_the_digest_of_a_row_at_a_time(rows: list[tuple[str, ...]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digests, "_ROWS_AT_ONCE", 3)
        patch.setattr(digests, "_REMEMBERED", 2)
        assert sheet_digest(HEADINGS, rows) == row_by_row(HEADINGS, rows)
    texts = [text for row in rows for text in row]
    assert pool_digest(texts) == row_by_row(("",), [(text,) for text in texts])


def test_values_are_compared_by_their_texts() -> None:
    rows = [(dt.date(2026, 9, 7), 3), (dt.date(2026, 9, 8), "")]
    assert sheet_digest(("Date", "Groups"), rows, str) == row_by_row(("Date", "Groups"), [("2026-09-07", "3"), ("2026-09-08", "")])


def test_the_digest_is_that_of_earlier_versions() -> None:
    assert sheet_digest(("Title", "Groups"), [("Labs", "A"), ("", ""), ("Lecture 1", "")]) == "ed54322f24234372"
