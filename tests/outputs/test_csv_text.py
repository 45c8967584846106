import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbatch.outputs.csv_text import csv_bytes, one_line, plain

CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(["=1", "\uff1d1", "", '"', "a\nb", "\t"])


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=5), st.sampled_from([",", ";", "\t", "|"]))
def test_somebody_elses_reader_reads_every_cell(rows: list[list[str]], delimiter: str) -> None:
    text = csv_bytes(rows, delimiter).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) == [list(map(plain, row)) for row in rows]


def test_a_text_that_would_run_has_an_apostrophe_in_front() -> None:
    assert list(map(plain, ["=1", "+1", "-1", "@a", "\ta", "\ra", "\na", "\uff1d1", "1=1", "'=1", ""])) == [
        *("'=1", "'+1", "'-1", "'@a", "'\ta", "'\ra", "'\na", "'\uff1d1", "1=1", "'=1", ""),
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb\n\n c", "a b c"),
        ("a\0b\x1b[31mc", "a b [31mc"),
        ("a\u2028b\u202ec", "a b c"),
        ("zero\u200dwidth joiners and\xa0blanks stay  here", "zero\u200dwidth joiners and\xa0blanks stay  here"),
    ],
)
def test_line_ends_and_control_characters_become_blanks(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_what_an_encoding_cannot_say_is_a_question_mark() -> None:
    assert csv_bytes([["é☂", "\ud800"]], encoding="latin-1", line_end="\n") == b"\xe9?,?\n"
