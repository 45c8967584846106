"""Every refusal of a file that is no workbook, word by word; spreadsheets.md, "Guard"."""

import zipfile
from pathlib import Path

import pytest

from schedbatch.domain.issues import InputUnreadable
from schedbatch.xlsx import guard
from schedbatch.xlsx.workbook import WorkbookFile, load_workbook
from tests.xlsx.packages import parts, zipped
from tests.xlsx.test_guard import OTHER_KINDS

SENTENCES = {
    "The file is empty (0 bytes). Save the workbook again in Excel, or wait until it is copied.": ("nothing",),
    "The file holds nothing but zeros: it is still being copied, or its copy has failed. Wait, or copy it again.": ("zeros",),
    "made.xlsx is a text file, such as a .csv, not an Excel workbook. Open it in Excel and save it as an Excel workbook (.xlsx).": (
        "csv",
        "csv in UTF-8 with umlauts",
        "csv in Latin-1",
        "csv of Windows",
        "csv in UTF-16",
        "csv cut within a letter",
    ),
    "This is a web page that was named like a workbook. Open it in Excel and save it as an Excel workbook (.xlsx).": (
        "html",
        "html without head",
        "html with a doctype",
        "html as XML",
    ),
    "This is an XML file, not an Excel workbook. Open it in Excel and save it as an Excel workbook (.xlsx).": (
        "XML Spreadsheet 2003",
    ),
    "The workbook is protected with a password. Open it in Excel, remove the password and save it.": ("encrypted",),
    "This is a workbook of the old Excel format (.xls). Open it in Excel and save it as an Excel workbook (.xlsx).": (
        "xls",
        "xls of Excel 5",
    ),
    "This is an old Office document, not an Excel workbook. Open it in Excel and save it as an Excel workbook (.xlsx).": ("doc",),
    "This is a PDF, not a workbook. Give the workbook that it was printed from.": ("pdf",),
    "made.xlsx is not an Excel workbook. Open it in Excel and save it as an Excel workbook (.xlsx).": ("picture",),
    "The file is cut off or damaged, or still being copied. Wait until it is complete, or save it again in Excel.": (
        "the magic bytes alone",
        "truncated",
        "its first half",
    ),
    "This is an OpenDocument file (.ods), not an Excel workbook. Open it in Excel and save it as an Excel workbook (.xlsx).": (
        "ods",
    ),
    "This is a document of Apple's Numbers. Open it in Numbers and export it to Excel (.xlsx).": (
        "Numbers",
        "Numbers with an inner zip",
    ),
    "This is a Word or PowerPoint file, not an Excel workbook. Give the workbook.": ("docx", "pptx"),
    "This is a binary Excel workbook (.xlsb), which is not read. Open it in Excel and save it as an Excel workbook (.xlsx).": (
        "xlsb",
    ),
    "This is a zip archive, not an Excel workbook. If it holds a workbook, unpack that and give it.": ("zip", "empty zip"),
}


def _refusal(content: bytes) -> str:
    with pytest.raises(InputUnreadable) as refused:
        WorkbookFile(content, "made.xlsx").read()
    return str(refused.value)


@pytest.mark.parametrize(("sentence", "kinds"), SENTENCES.items())
def test_each_kind_has_its_sentence(sentence: str, kinds: tuple[str, ...]) -> None:
    assert {kind: _refusal(OTHER_KINDS[kind][0]) for kind in kinds} == dict.fromkeys(kinds, sentence)


def test_no_kind_is_left_out() -> None:
    assert sorted(kind for kinds in SENTENCES.values() for kind in kinds) == sorted(OTHER_KINDS)


def test_the_limits_of_a_file_are_told_in_megabytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    megabyte = 1024 * 1024
    content = zipped({**parts(), "xl/media/1.png": bytes(1000), "xl/comments1.xml": " " * (2 * megabyte + 1)}, zipfile.ZIP_STORED)
    (tmp_path / "large.xlsx").write_bytes(content)
    monkeypatch.setattr(guard, "MAX_FILE", 2 * megabyte)
    with pytest.raises(InputUnreadable) as on_disk:
        load_workbook(tmp_path / "large.xlsx")
    said = [str(on_disk.value), _refusal(content)]
    monkeypatch.setattr(guard, "MAX_FILE", 3 * megabyte)
    monkeypatch.setattr(guard, "MAX_PART", 2 * megabyte)
    said.append(_refusal(content))
    monkeypatch.setattr(guard, "MAX_TOTAL", 2 * megabyte)
    said.append(_refusal(content))
    too_large = "The file is larger than 2 MB. Split the workbook, or take pictures out of it."
    assert said == [
        too_large,
        too_large,
        "Unpacked, a part of the file would take more than 2 MB. Split the workbook.",
        "Unpacked, the file would take more than 2 MB. Split the workbook.",
    ]
