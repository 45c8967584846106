"""Names as people write them."""

import unicodedata
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.domain.names import clean, display_width, fold, joined, natural_key

TEXT = st.text(max_size=20)


def in_natural_order(names: list[str]) -> list[str]:
    """Sort from the wrong end, so that names which count as equal would change places."""
    backwards = names[::-1]
    backwards.sort(key=natural_key)
    return backwards


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Anatomy \t Labs\n", "Anatomy Labs"),
        ("Anatomy\u00a0Labs", "Anatomy Labs"),
        ("Mu\u0308ller", "Müller"),
        ("", ""),
        (" \u2003 ", ""),
    ],
)
def test_a_name_is_shown_trimmed_collapsed_and_composed(typed: str, shown: str) -> None:
    assert clean(typed) == shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anatomy Labs", "  ANATOMY\u00a0 labs "),
        ("Müller", "mu\u0308ller"),
        ("Straße", "STRASSE"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("Ångström", "A\u030angstro\u0308m"),
        ("\u1fb3", "\u0391\u0345"),
    ],
)
def test_spellings_of_one_name_match(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("7", "07"), ("Lab 1", "Lab1"), ("Muller", "Müller"), ("Ⅳ", "IV"), ("Lab 2", "Lab ²"), ("A", "\u0410")]
)
def test_other_names_do_not_match(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(TEXT)
@settings(max_examples=100, deadline=None)
def test_cleaning_and_folding_again_change_nothing(text: str) -> None:
    assert (clean(clean(text)), fold(fold(text)), fold(clean(text))) == (clean(text), fold(text), fold(text))


@given(TEXT)
@settings(max_examples=100, deadline=None)
def test_a_decomposed_spelling_matches(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


def test_natural_order_counts_numbers_and_knows_no_case() -> None:
    names = ["", "2", "10", "10 b", "Lab", "lab 1", "Lab 2", "LAB 2 annex", "Lab 10", "lab 10.2", "Lab 10.10", "Labs 1"]
    assert in_natural_order(names) == names


def test_natural_order_of_names_that_differ_in_spelling_only_is_settled() -> None:
    names = ["007", "07", "7"]
    assert {tuple(sorted(some, key=natural_key)) for some in permutations(names)} == {("007", "07", "7")}
    assert {tuple(sorted(some, key=natural_key)) for some in permutations(["a", "A"])} == {("A", "a")}


def test_a_group_stands_before_its_subgroups() -> None:
    paths = ["Labs", "Labs > 2", "Labs > 2 > a", "Labs > 2 > a > i", "Labs > 10", "Labs > 10 > a"]
    assert in_natural_order(paths) == paths


def test_numbers_of_thousands_of_figures_are_ordered() -> None:
    """Python refuses to read more than 4,300 figures as a number."""
    names = ["9", "1" + "0" * 4998, "0" + "9" * 4999, "1" + "0" * 4999]
    assert in_natural_order(names) == names


def test_figures_of_other_scripts_count_and_signs_do_not() -> None:
    """``٣`` is three; ``²`` is a digit to Python, but no decimal."""
    assert sorted(["a", "²", "4", "٣", "2", "٣٠"], key=natural_key) == ["2", "٣", "4", "٣٠", "a", "²"]


@given(st.lists(st.text(alphabet="aA07 9.ä²", max_size=8), max_size=6))
@settings(max_examples=100, deadline=None)
def test_natural_order_does_not_depend_on_the_order_before(names: list[str]) -> None:
    assert sorted(names, key=natural_key) == in_natural_order(names)


@given(st.integers(0, 10**30), st.integers(0, 10**30))
@settings(max_examples=100, deadline=None)
def test_numbers_are_ordered_like_numbers(one: int, other: int) -> None:
    assert (natural_key(f"Lab {one}") < natural_key(f"Lab {other}")) == (one < other)


@pytest.mark.parametrize(
    ("names", "text"), [((), ""), (("a",), "a"), (("Abbott, Iris", "Osei, Adwoa"), "Abbott, Iris; Osei, Adwoa")]
)
def test_a_list_is_joined_as_it_may_be_typed(names: tuple[str, ...], text: str) -> None:
    assert joined(names) == text


@pytest.mark.parametrize(
    ("text", "width"),
    [
        *(("Labs", 4), ("東京", 4), ("Zoë", 3), ("Zoe\u0308", 3), ("x\u0323\u0305", 1), ("\U0001f9e0", 2)),
        *(("مختبر", 5), ("\u05ea\u05bc\u05b8\u05d0", 2), ("\u200fab", 2)),
    ],
)
def test_the_width_of_a_text_is_what_a_terminal_gives_it(text: str, width: int) -> None:
    assert display_width(text) == width
