"""Odd forms of what stands in cells: days, dates, times, durations, numbers, names, and characters that nobody sees."""

from tests.readers.corpus.form import Form

_USUAL = "2026-09-08 09:00-10:00 R1 (Okafor, Chidi)"

CELL_FORMS: tuple[Form, ...] = (Form("nothing odd", _USUAL),)
