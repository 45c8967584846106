"""On which sheet a workbook opens.

Excel groups all sheets that say they are selected, and writes what is typed into each of them: so the others are unselected.
Source: ECMA-376 Part 1, 18.2.30 (workbookView), 18.3.1.87 (sheetView).
"""

import re

from schedbatch.xlsx.book_patch import BookPatch
from schedbatch.xlsx.package_patch import PackagePatch
from schedbatch.xlsx.spans import UnpatchablePart, with_attribute

_SELECTED = re.compile(rb"""<[^<>]*sheetView\s[^<>]*\btabSelected\s*=\s*["'](?:1|true|on)["']""")


def open_on(package: PackagePatch, book: BookPatch, name: str) -> None:
    """Let the workbook open on the sheet of this name. Raises UnpatchablePart if there is none."""
    document = package.document(book.part)
    listed = document.root.child("sheets")
    names = [sheet.attributes.get("name", "") for sheet in listed.every("sheet")] if listed else []
    if listed is None or name not in names:
        raise UnpatchablePart(f"a workbook without a sheet {name}")
    number = str(names.index(name))
    views = document.root.child("bookViews")
    view = next(iter(views.every("workbookView")), None) if views else None
    if view:
        tag = document.tag(view)
        edit = (view.start, view.start + len(tag), with_attribute(tag, "activeTab", number))
    elif views:
        edit = document.appended(views, _view(document.prefix, number))
    else:
        prefix = document.prefix.encode()
        edit = (listed.start, listed.start, b"<%sbookViews>%s</%sbookViews>" % (prefix, _view(document.prefix, number), prefix))
    package.put_text(book.part, document.edited(edit))


def _view(prefix: str, number: str) -> bytes:
    return f'<{prefix}workbookView activeTab="{number}"/>'.encode()


def is_selected(package: PackagePatch, part: str) -> bool:
    """Whether a sheet says that it is selected; views stand before the rows, so the head of the part tells."""
    try:
        return _SELECTED.search(next(package.chunks_in_utf8(part), b"")) is not None
    except UnpatchablePart:
        return False


def unselect_charts(package: PackagePatch, book: BookPatch) -> None:
    """Unselect the chart sheets."""
    for relation in book.relations.found:
        if relation.kind == "chartsheet" and package.has(relation.part) and is_selected(package, relation.part):
            document = package.document(relation.part)
            views = [node for node in document.root.walk() if node.name == "sheetView"]
            tags = [(view.start, document.tag(view)) for view in views]
            edits = [(start, start + len(tag), with_attribute(tag, "tabSelected", "0")) for start, tag in tags]
            package.put_text(relation.part, document.edited(*edits))
