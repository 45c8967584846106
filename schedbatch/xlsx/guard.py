"""The guard before every parser: is this a workbook, and one that can be read safely?

Everything is decided from the file's first bytes and the zip's directory, before any XML is parsed. Each refusal is one
plain sentence that names the cause and the next step. The limits are those of common data (inflated 7 to 23 times) and far
below those of bombs (400 to 1,000 times).
"""

import codecs
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from schedbatch.domain.issues import InputUnreadable

MIB = 1024 * 1024
MAX_FILE = 100 * MIB
MAX_MEMBERS = 2_000
MAX_TOTAL = 1024 * MIB
MAX_SHEET = 768 * MIB
MAX_STRINGS = 256 * MIB
MAX_PART = 32 * MIB
MAX_RATIO = 100
RATIO_COUNTS_FROM = 10 * MIB

_SAVE_AS = "Open it in Excel and save it as an Excel workbook (.xlsx)."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096


def load_bytes(path: Path) -> bytes:
    """The file's bytes, read once. Raises InputUnreadable for what cannot be a workbook whatever is in it."""
    if path.name.startswith("~$"):
        raise InputUnreadable("This is the small file by which Excel marks an open workbook. Give the workbook itself.")
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise InputUnreadable("This is a folder, not a workbook." if stat.S_ISDIR(mode) else "This is not an ordinary file.")
        if path.stat().st_size > MAX_FILE:
            raise InputUnreadable(f"The file is larger than {MAX_FILE // MIB} MB. Split the workbook, or take pictures out of it.")
        return path.read_bytes()
    except FileNotFoundError:
        raise InputUnreadable("There is no such file. Check the name and the folder.") from None
    except PermissionError:
        raise InputUnreadable("The file may not be read. Close it in Excel, or ask for permission to read it.") from None
    except (OSError, ValueError) as error:
        raise InputUnreadable(f"The file cannot be read ({getattr(error, 'strerror', None) or error}).") from error


def open_zip(content: bytes, name: str) -> zipfile.ZipFile:
    """The zip that a workbook is, with every limit that its directory can tell checked."""
    _refuse_other_kinds(content, name)
    try:
        package = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise InputUnreadable(
            "The file is cut off or damaged, or still being copied. Wait until it is complete, or save it again in Excel."
        ) from error
    members = package.infolist()
    _refuse_other_packages({member.filename for member in members})
    _refuse_unsafe(members, len(content))
    return package


def _refuse_other_kinds(content: bytes, name: str) -> None:
    if len(content) > MAX_FILE:
        raise InputUnreadable(f"The file is larger than {MAX_FILE // MIB} MB. Split the workbook, or take pictures out of it.")
    for kind in _KINDS:
        if kind.is_meant(content):
            raise InputUnreadable(kind.sentence)
    if not content.startswith(b"PK"):
        is_text = _looks_like_text(content[:_HEAD])
        what = f"{name} is a text file, such as a .csv," if is_text else f"{name} is"
        raise InputUnreadable(f"{what} not an Excel workbook. {_SAVE_AS}")


@dataclass(frozen=True, slots=True)
class _OtherKind:
    sentence: str
    is_meant: Callable[[bytes], bool]


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _markup(content: bytes) -> bytes:
    return content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()


def _is_web_page(content: bytes) -> bool:
    head = _markup(content)
    return head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")) or (head.startswith(b"<?xml") and b"<html" in head)


_KINDS = (
    _OtherKind(
        "The file is empty (0 bytes). Save the workbook again in Excel, or wait until it is copied.", lambda content: not content
    ),
    _OtherKind(
        "The file holds nothing but zeros: it is still being copied, or its copy has failed. Wait, or copy it again.",
        lambda content: not content.strip(b"\0"),
    ),
    _OtherKind(
        "The workbook is protected with a password. Open it in Excel, remove the password and save it.",
        lambda content: content.startswith(_OLE) and _utf16("EncryptedPackage") in content,
    ),
    _OtherKind(
        f"This is a workbook of the old Excel format (.xls). {_SAVE_AS}",
        lambda content: content.startswith(_OLE) and (_utf16("Workbook") in content or _utf16("Book") in content),
    ),
    _OtherKind(f"This is an old Office document, not an Excel workbook. {_SAVE_AS}", lambda content: content.startswith(_OLE)),
    _OtherKind(
        "This is a PDF, not a workbook. Give the workbook that it was printed from.", lambda content: b"%PDF-" in content[:1024]
    ),
    _OtherKind(f"This is a web page that was named like a workbook. {_SAVE_AS}", _is_web_page),
    _OtherKind(f"This is an XML file, not an Excel workbook. {_SAVE_AS}", lambda content: _markup(content).startswith(b"<?xml")),
)


def _looks_like_text(head: bytes) -> bool:
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        # A decoder that could go on does not mind that the head ends within a letter.
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        text = head.decode("cp1252", "replace")
    return all(character.isprintable() or character in "\t\r\n" for character in text)


def part_name(member: str) -> str:
    """A part's name as it is looked up: some programs write backslashes, capitals, or a slash in front."""
    return member.replace("\\", "/").lstrip("/").lower()


def _refuse_other_packages(names: set[str]) -> None:
    if "mimetype" in names and "content.xml" in names:
        raise InputUnreadable(f"This is an OpenDocument file (.ods), not an Excel workbook. {_SAVE_AS}")
    if any(name.endswith(".iwa") for name in names) or "Index.zip" in names:
        raise InputUnreadable("This is a document of Apple's Numbers. Open it in Numbers and export it to Excel (.xlsx).")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise InputUnreadable("This is a Word or PowerPoint file, not an Excel workbook. Give the workbook.")
    if "xl/workbook.bin" in names:
        raise InputUnreadable(f"This is a binary Excel workbook (.xlsb), which is not read. {_SAVE_AS}")
    if all(part_name(name) != "[content_types].xml" for name in names):
        raise InputUnreadable("This is a zip archive, not an Excel workbook. If it holds a workbook, unpack that and give it.")


def _refuse_unsafe(members: list[zipfile.ZipInfo], size: int) -> None:
    folded = [part_name(member.filename) for member in members]
    if len(members) > MAX_MEMBERS:
        raise InputUnreadable(f"The file has {len(members):,} parts; a workbook has at most {MAX_MEMBERS:,}. {_SAVE_AS}")
    if len(set(folded)) != len(folded):
        raise InputUnreadable(f"The file holds two parts of one name, so it cannot be told which one counts. {_SAVE_AS}")
    if any(member.flag_bits & 0x1 for member in members):
        raise InputUnreadable("The file is encrypted. Open it in Excel, remove the password and save it.")
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise InputUnreadable(f"The file is packed in a way that Excel does not use. {_SAVE_AS}")
    total = sum(member.file_size for member in members)
    if total > MAX_TOTAL:
        raise InputUnreadable(f"Unpacked, the file would take more than {MAX_TOTAL // MIB:,} MB. Split the workbook.")
    # Many parts, each too small for the rule below, or all of them the same bytes.
    if total > RATIO_COUNTS_FROM and total > MAX_RATIO * size:
        raise InputUnreadable(f"The file unpacks to more than {MAX_RATIO} times its size, as no workbook does. {_SAVE_AS}")
    for member, name in zip(members, folded, strict=True):
        _refuse_large(member, name)


def _refuse_large(member: zipfile.ZipInfo, name: str) -> None:
    limit = (
        MAX_SHEET if "sheet" in name and name.endswith(".xml") else MAX_STRINGS if name.endswith("sharedstrings.xml") else MAX_PART
    )
    # Pictures and the like are never opened; their size counts towards the total only.
    is_parsed = name.endswith((".xml", ".rels"))
    if is_parsed and member.file_size > limit:
        raise InputUnreadable(f"Unpacked, a part of the file would take more than {limit // MIB} MB. Split the workbook.")
    if member.file_size > RATIO_COUNTS_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1):
        raise InputUnreadable(
            f"A part of the file unpacks to more than {MAX_RATIO} times its size, as no workbook does. {_SAVE_AS}"
        )
