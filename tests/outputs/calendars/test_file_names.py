"""File names of calendars; calendars.md, "Size"."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.domain.names import fold
from schedbatch.outputs.calendars.file_names import safe_name

RESERVED = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", re.IGNORECASE)
NAMES = st.text(st.characters(), min_size=1, max_size=150) | st.text("aA-/ .>~", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Anatomy Labs > 07", "Anatomy Labs -- 07"),
        ("Smith, Ann", "Smith, Ann"),
        ("الجذع المشترك", "الجذع المشترك"),
    ],
)
def test_plain_names_stay_as_they_are(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    "name",
    [
        "A/B",
        "A\\B",
        "a:b",
        "con",
        "Nul.x",
        "A -- B",
        "ends.",
        "x" * 99,
        "..",
        "tab\tname",
        " > ",
        "Labs (Whole branch)",
        "Hall 2026-09",
    ],
)
def test_what_had_to_be_changed_is_made_up_for_by_a_hash(name: str) -> None:
    assert re.fullmatch(r".+ ~[0-9a-f]{8}", safe_name(name))


@given(NAMES)
@settings(deadline=None, max_examples=100)
def test_names_are_safe_on_windows(name: str) -> None:
    safe = f"{safe_name(name)} (whole branch) 2026-09.ics"
    assert len(safe) <= 100
    assert not re.search(r'[\x00-\x1f\\/:*?"<>|]', safe)
    assert safe_name(name) == safe_name(name).strip(" .")
    assert not RESERVED.fullmatch(safe_name(name))
    safe.encode("utf-8")


@given(NAMES, NAMES)
@settings(deadline=None, max_examples=100)
def test_different_names_have_different_files_on_any_disk(first: str, second: str) -> None:
    def as_a_disk_sees_it(name: str) -> str:
        return unicodedata.normalize("NFC", safe_name(name).casefold())

    is_one_name = fold(first) == fold(second)
    assert is_one_name or as_a_disk_sees_it(first) != as_a_disk_sees_it(second)
