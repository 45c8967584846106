"""Odd forms of sheets: names of sheets, heading rows, headings, banners, totals and merged cells."""

from tests.readers.corpus.form import Form

SHEET_FORMS: tuple[Form, ...] = ()
