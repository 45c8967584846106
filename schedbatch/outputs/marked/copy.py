"""A report and its workbook -> the workbook with its mistakes marked.

Errors and warnings are marked: a fill, a comment, and a row in an Issues sheet with links both ways. Where a part is not
what Excel writes, it stays as it is, and the Issues sheet alone names what is wrong in it.
"""

import posixpath
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain

from schedbatch.domain.issues import InputUnreadable
from schedbatch.domain.marks import SCHEDULE_ID_PROPERTY, SHEET_NAMES
from schedbatch.domain.reports import Artifact, RunReport
from schedbatch.outputs.marked.earlier import find_earlier_sheet
from schedbatch.outputs.marked.issues_sheet import make_sheet
from schedbatch.outputs.marked.marks import AUTHOR, Mark, marked_issues, marks_of, own_words
from schedbatch.outputs.marked.names import clean_file_name, file_name
from schedbatch.outputs.marked.sheet import SheetPatch, Wishes
from schedbatch.outputs.marked.styles import Styles
from schedbatch.xlsx import comment_boxes, comments
from schedbatch.xlsx.book_patch import (
    BookPatch,
    ContentTypesPatch,
    RelationsPatch,
    add_sheet,
    free_part,
    kinds_of,
    patch_book,
    remove_sheet,
)
from schedbatch.xlsx.comment_boxes import SheetMeasures
from schedbatch.xlsx.opening_sheet import is_selected, open_on, unselect_charts
from schedbatch.xlsx.package_patch import PackagePatch, encoding_of, in_utf8, out_of_utf8, packed
from schedbatch.xlsx.property_patch import drop_property, put_property
from schedbatch.xlsx.spans import UnpatchablePart, parse
from schedbatch.xlsx.styles import EMPTY as EMPTY_STYLES
from schedbatch.xlsx.workbook import WorkbookFile

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"


def render(report: RunReport, source: WorkbookFile) -> tuple[Artifact, ...]:
    """Give the marked copy of ``source``, the workbook that was run; nothing if there are neither errors nor warnings.

    A marked copy that has come clean gives that workbook without marks.
    The same report and workbook give the same bytes, and marking a marked copy again gives that copy. Nothing, too, where the
    package itself cannot be patched; one that the reader takes, and Excel opens, can be.
    """
    try:
        if marked_issues(report.issues):
            return (Artifact(file_name(report.input_name), _marked(report, source)),)
        content = _unmarked(source)
    except (InputUnreadable, UnpatchablePart, ValueError, LookupError):
        return ()
    return (Artifact(clean_file_name(report.input_name), content),) if content else ()


def _marked(report: RunReport, source: WorkbookFile) -> bytes:
    package = PackagePatch(source.package)
    book = patch_book(package, source.book)
    types = ContentTypesPatch(package)
    # Errors first; among them, as among warnings, in the order of the sheets.
    shown = tuple(sorted(marked_issues(report.issues), key=lambda issue: -issue.severity))
    earlier = find_earlier_sheet(package, book, source.strings)
    name = earlier.name if earlier else _free_name(book)
    marking = _Marking(package, book, types, name)
    if earlier:
        marking.styles.learn(earlier.legend)
    sheets = {sheet: part for sheet, part in book.sheets.items() if not earlier or part != earlier.part}
    marks = marks_of(shown, name)
    for sheet, part in sheets.items():
        if earlier or sheet in marks:
            marking.mark(part, marks.get(sheet, ()))
        elif is_selected(package, part):
            marking.unselect(part)
    left_out = report.counts.errors + report.counts.warnings - len(shown)
    part = earlier.part if earlier else free_part(package, posixpath.join(book.folder, "worksheets/schedbatch{}.xml"))
    is_strict = book.document.is_strict
    content = make_sheet(shown, left_out, report.schedule_id, sheets, marking.styles, is_strict=is_strict)
    package.put_text(part, content)
    if not earlier:
        add_sheet(package, book, name, part)
        types.say(part, f"{_SPREADSHEET}.worksheet+xml")
    open_on(package, book, name)
    unselect_charts(package, book)
    package.put_text(marking.styles_part, marking.styles.render())
    # Where the properties are broken, the ID still stands in the Issues sheet.
    with suppress(UnpatchablePart, ValueError):
        put_property(package, types, SCHEDULE_ID_PROPERTY, report.schedule_id, is_strict=is_strict)
    types.put()
    return package.assemble()


def _unmarked(source: WorkbookFile) -> bytes | None:
    """The workbook without our marks; ``None`` if it bears none."""
    package = PackagePatch(source.package)
    book = patch_book(package, source.book)
    earlier = find_earlier_sheet(package, book, source.strings)
    if earlier is None:
        return None
    types = ContentTypesPatch(package)
    marking = _Marking(package, book, types, earlier.name)
    marking.styles.learn(earlier.legend)
    others = {name: part for name, part in book.sheets.items() if part != earlier.part}
    for part in others.values():
        marking.mark(part, ())
    remove_sheet(package, book, types, earlier.name, earlier.part)
    open_on(package, book, next(iter(others)))
    package.put_text(marking.styles_part, marking.styles.render())
    drop_property(package, SCHEDULE_ID_PROPERTY)
    types.put()
    return package.assemble()


def _free_name(book: BookPatch) -> str:
    """The first of our names that no sheet has; chart sheets count, and case does not."""
    listed = book.document.root.child("sheets")
    taken = {sheet.attributes.get("name", "").casefold() for sheet in (listed.children if listed else ())}
    number = 2
    for name in SHEET_NAMES:
        if name.casefold() not in taken:
            return name
    while (name := f"{SHEET_NAMES[-1]} {number}").casefold() in taken:
        number += 1
    return name


def _comments_of(marks: Sequence[Mark]) -> list[comments.CellComment]:
    return [comments.CellComment(mark.where, mark.comment) for mark in marks]


class _Marking:
    """What the sheets of one workbook share while they are marked."""

    def __init__(self, package: PackagePatch, book: BookPatch, types: ContentTypesPatch, issues_sheet: str) -> None:
        self._package = package
        self._book = book
        self._types = types
        self._issues_sheet = issues_sheet
        self.styles_part = self._find_styles()
        self.styles = Styles(package.text(self.styles_part))
        self._blocks: set[int] = set()
        for drawing in (part for part in package.names() if part.lower().endswith(".vml")):
            with suppress(UnpatchablePart):
                self._blocks |= set(comment_boxes.blocks_of(package.text(drawing)))

    def _find_styles(self) -> str:
        found = self._book.relations.first("styles")
        if found:
            return found.part
        part = free_part(self._package, posixpath.join(self._book.folder, "styles{}.xml"))
        self._package.put_text(part, EMPTY_STYLES)
        self._types.say(part, f"{_SPREADSHEET}.styles+xml")
        self._book.relations.add(self._book.relations.free_id(), f"{kinds_of(self._book.document)}/styles", part)
        return part

    def mark(self, part: str, marks: Sequence[Mark]) -> None:
        """Mark the cells of one sheet, and take out earlier marks. A part that cannot be patched stays unchanged."""
        try:
            relations = RelationsPatch(self._package, part)
            commented = self._commented(relations, marks)
            drawing_id = relations.free_id() if commented and marks else ""
            layout = self._rewrite(part, marks, drawing_id)
            if commented:
                self._put_comments(relations, commented, marks, layout, is_new=bool(drawing_id) and layout.drawing_id == drawing_id)
        except UnpatchablePart:
            # The Issues sheet says all the same what is wrong there.
            return

    def unselect(self, part: str) -> None:
        """Let another sheet be the one on which the workbook opens."""
        with suppress(UnpatchablePart):
            self._rewrite(part, (), "")

    def _commented(self, relations: RelationsPatch, marks: Sequence[Mark]) -> comments.Commented | None:
        """The sheet's comments with ours; ``None`` if the sheet has and needs no comments, or comments cannot be written."""
        found = relations.first("comments")
        if found is None and not marks:
            return None
        try:
            document = (
                self._package.document(found.part) if found else parse(comments.empty(is_strict=self._book.document.is_strict))
            )
            return comments.renew_comments(
                document, {comment.where.address: comment for comment in _comments_of(marks)}, AUTHOR, own_words
            )
        except UnpatchablePart:
            return None

    def _rewrite(self, part: str, marks: Sequence[Mark], drawing_id: str) -> SheetMeasures:
        """Rewrite the sheet's own part, unless nothing in it changes."""
        patch = SheetPatch(Wishes(marks, self._issues_sheet, drawing_id), self.styles)
        chunks = self._package.chunks(part)
        head = next(chunks, b"")
        encoding = encoding_of(head)
        content = packed(out_of_utf8(patch.run(in_utf8(chain((head,), chunks), encoding)), encoding))
        if patch.has_changed:
            self._package.put_packed(part, content)
        return patch.layout

    def _put_comments(
        self,
        relations: RelationsPatch,
        commented: comments.Commented,
        marks: Sequence[Mark],
        layout: SheetMeasures,
        *,
        is_new: bool,
    ) -> None:
        """Put the comments and their boxes into the package. Where boxes cannot be put, no comments are."""
        kinds = kinds_of(self._book.document)
        anchor = None if is_new else relations.by_id(layout.drawing_id)
        if not (is_new or anchor):
            return
        drawing = (
            anchor.part if anchor else free_part(self._package, posixpath.join(self._book.folder, "drawings/vmlDrawing{}.vml"))
        )
        boxes = comment_boxes.EMPTY if is_new else self._package.text(drawing)
        patched = comment_boxes.renew_boxes(boxes, _comments_of(marks), layout, commented, self._blocks)
        self._blocks |= set(comment_boxes.blocks_of(patched))
        if patched != boxes:
            self._package.put_text(drawing, patched)
        if is_new:
            relations.add(layout.drawing_id, f"{kinds}/vmlDrawing", drawing)
            self._types.say_by_extension(drawing, _VML)
        found = relations.first("comments")
        part = found.part if found else free_part(self._package, posixpath.join(self._book.folder, "comments{}.xml"))
        self._package.put_text(part, commented.content)
        if not found:
            relations.add(relations.free_id(), f"{kinds}/comments", part)
            self._types.say(part, f"{_SPREADSHEET}.comments+xml")
