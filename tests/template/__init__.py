"""Tests of the blank workbook."""
