"""What a planner sees: a workbook dropped, a schedule, a receipt."""

import json
import re
import unicodedata
from pathlib import Path

import openpyxl
import pytest

from tests.drawing import draw
from tests.watch.watching import DRAWING, Folders, once, watching, workbook
from tests.xlsx.packages import zipped

SAMPLES = Path(__file__).parents[2] / "samples"


def test_a_workbook_dropped_becomes_a_schedule_and_is_kept_with_a_receipt(folders: Folders) -> None:
    with watching(folders) as watch:
        content = folders.drop("Autumn term.xlsx").read_bytes()
        watch.until(lambda: folders.receipts() and folders.is_empty())
    [kept] = folders.kept()
    assert re.fullmatch(r"Autumn term \d{4}-\d{2}-\d{2} \d{6} [0-9a-f]{8}\.xlsx", kept.name)
    assert kept.read_bytes() == content
    [receipt] = folders.receipts()["Autumn term.xlsx"]
    assert (receipt["outcome"], receipt["schedule_id"], receipt["release"], receipt["kept_as"], receipt["exit_code"]) == (
        "released",
        "autumn",
        1,
        f"done/{kept.name}",
        0,
    )
    assert receipt["run"] == folders.release()
    text = kept.with_name(f"{kept.stem}.receipt.txt").read_text(encoding="utf-8")
    assert text.splitlines()[0] == "Autumn term.xlsx"
    assert f"The results are in {folders.out / 'autumn'} (release 1)" in text.splitlines()
    assert (folders.status()["state"], folders.status()["counts"]["released"], folders.starts()) == ("stopped", 1, ["0900"])


def test_a_file_saved_again_under_the_same_name_is_a_new_release(folders: Folders) -> None:
    with watching(folders) as watch:
        folders.drop("term.xlsx")
        watch.until(lambda: folders.outcomes() == {"term.xlsx": ["released"]})
        folders.drop("term.xlsx", start="11:00")
        watch.until(lambda: folders.outcomes() == {"term.xlsx": ["released"] * 2})
    assert (len(folders.kept()), folders.starts()) == (2, ["1100"])
    assert [receipt["release"] for receipt in folders.receipts()["term.xlsx"]] == [1, 2]


def test_the_same_bytes_again_are_not_run_again_whatever_their_name(folders: Folders) -> None:
    content = folders.drop("term.xlsx").read_bytes()
    once(folders)
    results = {path: path.stat().st_mtime_ns for path in (folders.out / "autumn").rglob("*")}
    (folders.inbox / "term.xlsx").write_bytes(content)
    (folders.inbox / "copy.xlsx").write_bytes(content)
    code, _ = once(folders)
    assert (code, folders.outcomes()) == (0, {"term.xlsx": ["released", "already done"], "copy.xlsx": ["already done"]})
    [copied] = folders.receipts()["copy.xlsx"]
    assert copied["sentence"].startswith("already done on ")
    assert {path: path.stat().st_mtime_ns for path in (folders.out / "autumn").rglob("*")} == results
    assert len(folders.kept()) == 3


def test_an_earlier_workbook_dropped_again_takes_the_schedule_back(folders: Folders) -> None:
    """The same bytes were done once, but they are not what stands."""
    with watching(folders) as watch:
        for number, start in enumerate(("09:00", "11:00", "09:00"), 1):
            folders.drop("term.xlsx", start=start)
            watch.until_finished(folders, "term.xlsx", number)
    assert (folders.outcomes(), folders.starts()) == ({"term.xlsx": ["released"] * 3}, ["0900"])


def test_results_that_were_removed_or_other_settings_run_the_same_bytes_again(folders: Folders) -> None:
    content = folders.drop("term.xlsx").read_bytes()
    once(folders)
    (folders.out / "autumn" / "schedule.xlsx").unlink()
    (folders.inbox / "term.xlsx").write_bytes(content)
    once(folders)
    (folders.inbox / "term.xlsx").write_bytes(content)
    once(folders, "--strict")
    assert folders.outcomes() == {"term.xlsx": ["released"] * 3}
    assert (folders.out / "autumn" / "schedule.xlsx").exists()


def test_an_edited_schedule_that_is_dropped_is_taken_as_hand_edits(folders: Folders) -> None:
    folders.drop("term.xlsx")
    once(folders)
    book = openpyxl.load_workbook(folders.out / "autumn" / "schedule.xlsx")
    sheet = book["Offerings"]
    [location] = [cell for row in sheet.iter_rows() for cell in row if cell.value == "R101"]
    location.value = "R202"
    book.save(folders.inbox / "schedule.xlsx")
    code, _ = once(folders)
    [receipt] = folders.receipts()["schedule.xlsx"]
    assert (code, receipt["outcome"], receipt["schedule_id"], receipt["release"]) == (0, "released", "autumn", 2)
    assert "LOCATION:R202" in (folders.out / "autumn" / "calendars" / "all.ics").read_text(encoding="utf-8")


def test_a_workbook_with_errors_is_done_and_one_that_releases_nothing_failed(folders: Folders) -> None:
    (folders.inbox / "mistakes.xlsx").write_bytes((SAMPLES / "with-mistakes.xlsx").read_bytes())
    code, _ = once(folders)
    assert (code, [path.name[:8] for path in folders.kept("done")], folders.kept("failed")) == (1, ["mistakes"], [])
    (folders.inbox / "mistakes.xlsx").write_bytes((SAMPLES / "with-mistakes.xlsx").read_bytes())
    code, _ = once(folders, "--strict")
    assert (code, folders.outcomes()) == (1, {"mistakes.xlsx": ["released", "refused"]})
    [kept] = folders.kept("failed")
    text = kept.with_name(f"{kept.stem}.receipt.txt").read_text(encoding="utf-8")
    assert "Nothing was released: there are errors or warnings, and --strict asks for none." in text.splitlines()


def test_a_refused_removal_quotes_the_number_that_lets_it_pass(folders: Folders) -> None:
    (folders.inbox / "anatomy.xlsx").write_bytes((SAMPLES / "anatomy-labs.xlsx").read_bytes())
    once(folders)
    standing = folders.release("anatomy-labs")
    workbook(folders.inbox / "anatomy.xlsx", "anatomy-labs")
    code, log = once(folders)
    receipt = folders.receipts()["anatomy.xlsx"][-1]
    assert (code, receipt["outcome"], folders.release("anatomy-labs")) == (1, "refused", standing)
    assert "If it is meant, set Allow removals to 39 in the Settings sheet." in receipt["sentence"]
    [kept] = folders.kept("failed")
    text = kept.with_name(f"{kept.stem}.receipt.txt").read_text(encoding="utf-8")
    assert ("If it is meant, set Allow removals to 39 in the Settings sheet." in text, "--" in text) == (True, False)
    assert receipt["sentence"] in log


def test_a_workbook_without_a_time_zone_is_told_of_the_settings_sheet(folders: Folders) -> None:
    """Nobody at a folder can give an option."""
    draw(DRAWING.format(id="autumn | \n| Time zone | (none)", start="09:00"), folders.inbox / "drawn.xlsx")
    code, _ = once(folders)
    [receipt] = folders.receipts()["drawn.xlsx"]
    sentence = "nothing was released: there is no time zone; set Time zone in the Settings sheet."
    assert (code, receipt["outcome"], receipt["sentence"][: len(sentence)]) == (1, "refused", sentence)


POISON = {
    "text.xlsx": b"a,b\n1,2\n",
    "page.xlsx": b"<html><body>Sign in</body></html>",
    "old.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
    "password.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "paper.xlsx": b"%PDF-1.7\n",
    "zip.xlsx": zipped({"notes.txt": b"no workbook"}),
    "ods.xlsx": zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
    "doctype.xlsx": zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><workbook/>',
        }
    ),
    "bomb.xlsx": zipped({"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": b" " * 30_000_000}),
}
NEVER_WHOLE = {"empty.xlsx": b"", "zeros.xlsx": bytes(5000)}


def test_every_poison_is_failed_with_a_plain_reason_and_the_good_one_beside_it_is_done(folders: Folders) -> None:
    """What may still be copied is waited for before it is refused; so is a workbook that is cut off."""
    whole = folders.drop("good.xlsx").read_bytes()
    cut = {"cut.xlsx": whole[: len(whole) // 2], "torn.xlsx": whole[:-10] + bytes(10)}
    for name, content in (POISON | NEVER_WHOLE | cut).items():
        (folders.inbox / name).write_bytes(content)
    code, log = once(folders)
    outcomes = folders.outcomes()
    assert (code, outcomes.pop("good.xlsx"), "Traceback" in log) == (3, ["released"], False)
    assert outcomes == {name: ["unreadable"] for name in POISON | NEVER_WHOLE | cut}
    told = {name: receipt["sentence"] for name, (receipt,) in folders.receipts().items() if name != "good.xlsx"}
    assert (len(told), [name for name, sentence in told.items() if not sentence.endswith(".")]) == (len(outcomes), [])
    assert {path.read_bytes() for path in folders.kept("failed")} == {*POISON.values(), *NEVER_WHOLE.values(), *cut.values()}


NAMES = (
    "plain.xlsx",
    "UPPER.XLSX",
    "macro.xlsm",
    "two words, and more.xlsx",
    unicodedata.normalize("NFC", "é composed.xlsx"),
    unicodedata.normalize("NFD", "é decomposed.xlsx"),
    "🗓️ plan.xlsx",
    "-rf.xlsx",
    "CON.xlsx",
    "20260901.xlsx",
    "x" * 250 + ".xlsx",
    "é" * 125 + ".xlsx",
    'quote\'s "name".xlsx',
    '"whole".xlsx',
    "100%.xlsx",
    "line\nend.xlsx",
    "autumn (Priya's conflicted copy 2026-09-01).xlsx",
)


def test_names_of_every_kind_are_taken_and_told_as_they_are(folders: Folders) -> None:
    for number, name in enumerate(NAMES):
        folders.drop(name, f"schedule {number}")
    code, _ = once(folders, "--jobs", "2")
    assert (code, folders.outcomes()) == (0, {name: ["released"] for name in NAMES})
    assert len(folders.kept()) == len(NAMES)
    assert sorted(path.name for path in folders.out.iterdir() if path.name.startswith("schedule ")) == sorted(
        f"schedule {number}" for number in range(len(NAMES))
    )
    warned = {name for name, [receipt] in folders.receipts().items() if receipt["warnings"]}
    assert warned == {"autumn (Priya's conflicted copy 2026-09-01).xlsx"}


def test_a_name_whose_bytes_are_no_text_is_taken(folders: Folders) -> None:
    name = "caf\udce9.xlsx"
    try:
        folders.drop(name)
    except (OSError, UnicodeError):
        pytest.skip("this disk takes no such names")
    code, _ = once(folders)
    assert (code, folders.outcomes(), len(folders.kept())) == (0, {name: ["released"]}, 1)


def test_the_log_in_json_is_one_object_a_line_and_names_the_workbook(folders: Folders) -> None:
    folders.drop("a\nb.xlsx")
    _, log = once(folders, "--log-format", "json")
    lines = [json.loads(line) for line in log.splitlines()]
    assert [(line["level"], line["workbook"], line.get("outcome")) for line in lines if line["workbook"]] == [
        ("info", "a�b.xlsx", None),
        ("info", "a�b.xlsx", "released"),
    ]


def test_a_workbook_without_a_time_zone_takes_the_one_given(folders: Folders) -> None:
    draw(DRAWING.format(id="autumn | \n| Time zone | (none)", start="09:00"), folders.inbox / "drawn.xlsx")
    code, _ = once(folders, "--timezone", "Asia/Kolkata")
    assert (code, folders.release()["timezone"]) == (0, "Asia/Kolkata")
