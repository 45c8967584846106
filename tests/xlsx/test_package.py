"""The parts of a package, and how they refer to each other."""

import pytest

from schedbatch.domain.issues import InputUnreadable
from schedbatch.xlsx.package import Package, Relation
from schedbatch.xlsx.sheet_xml import MalformedPart
from tests.xlsx.packages import BOOK, SHEET, parts, relations, zipped


def test_parts_are_found_whatever_their_case_and_slashes() -> None:
    package = Package(zipped(parts() | {"XL\\Media\\1.PNG": b"picture"}), "made.xlsx")
    assert [package.has(name) for name in ("xl/media/1.png", "/XL/media/1.png", "xl/media/2.png")] == [True, True, False]
    assert b"".join(package.chunks("xl/media/1.png", 3)) == b"picture"
    with pytest.raises(MalformedPart, match="is missing"):
        next(package.chunks("xl/media/2.png"))


def test_targets_start_from_the_parts_folder_and_lead_nowhere_else() -> None:
    targets = {"rId1": ("worksheet", "worksheets\\sheet1.xml"), "rId2": ("styles", "/styles.xml"), "rId3": ("theme", "../../x.xml")}
    listed = relations(targets).replace('Target="/styles.xml"', 'TargetMode="External" Target="/styles.xml"')
    package = Package(zipped(parts() | {"xl/_rels/workbook.xml.rels": listed}), "made.xlsx")
    assert package.related(BOOK) == (Relation("rId1", "worksheet", SHEET), Relation("rId3", "theme", "x.xml"))
    assert (package.related(""), package.related(SHEET)) == ((Relation("rId1", "officeDocument", BOOK),), ())


def test_a_part_with_a_wrong_checksum_is_not_whole() -> None:
    content = zipped(parts() | {"xl/media/1.png": b"picture"}, 0)
    spoilt = content.replace(b"picture", b"pictured"[:6] + b"!")
    assert [Package(package, "made.xlsx").is_whole() for package in (content, spoilt)] == [True, False]


def test_what_is_no_workbook_is_refused_at_once() -> None:
    with pytest.raises(InputUnreadable, match="The file is empty"):
        Package(b"", "made.xlsx")
