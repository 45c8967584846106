"""Every odd form of the corpus means what its line says."""

from pathlib import Path

import pytest

from tests.drawing import report
from tests.readers.corpus.form import Form, meaning
from tests.readers.corpus.make_corpus import FORMS, TABLE, table, write_form


@pytest.mark.parametrize("form", [pytest.param(form, id=form.name) for form in FORMS])
def test_an_odd_form_means_what_its_line_says(form: Form, tmp_path: Path) -> None:
    assert meaning(report(write_form(form, tmp_path / "odd.xlsx"))) == form.means


def test_the_table_of_odd_forms_is_up_to_date() -> None:
    assert TABLE.read_text(encoding="utf-8") == table(), "python -m tests.readers.corpus.make_corpus"


def test_every_form_has_a_name_of_its_own() -> None:
    names = [form.name for form in FORMS]
    assert sorted(set(names)) == sorted(names)
