"""How the registrar names teaching: subject, number, section, CRN.

A session row's own cells win, then those of the session's other rows, then the groups' (section and CRN), then the course's.
Section and CRN belong together: both come from the group itself, or both from the nearest group above it that has one.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from schedbatch.domain.model import Catalog, Course, GroupPath, RegistrarFields
from schedbatch.domain.names import LIST_SEPARATOR
from schedbatch.domain.results import Ilm, Offering

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")
_MAX_PART = 40
_BLANK = RegistrarFields()
_HASH_CHARACTERS = 8
_REMEMBERED = 65_536
"""So many courses' and groups' IDs are made once."""


@dataclass(frozen=True, slots=True)
class Section:
    """Everything by which the registrar's system finds a section; blank or ``None`` where the workbook says nothing."""

    id: str
    course_id: str
    course: str
    subject: str
    course_number: str
    section: str
    crn: str
    credit_hours: Decimal | None
    delivery: str


class Sections:
    """The sections of a catalog; what offerings share is worked out once."""

    def __init__(self, catalog: Catalog, schedule_id: str) -> None:
        self._catalog = catalog
        self._term = catalog.settings.term_code or schedule_id
        filled = [row for row in catalog.rows if row.registrar != _BLANK]
        self._by_row = {(row.where.sheet, row.where.row): row.registrar for row in filled}
        self._by_session: dict[str, list[RegistrarFields]] = defaultdict(list)
        for row in filled:
            self._by_session[row.session.id].append(row.registrar)
        self._known: dict[tuple[str, tuple[GroupPath, ...], RegistrarFields | None], Section] = {}
        self._distinct: dict[Section, Section] = {}

    def of(self, offering_or_ilm: Offering | Ilm) -> Section:
        """The section that ``thing`` belongs to. Equal ones are one object."""
        own = self._of_session(offering_or_ilm) if self._by_session else _BLANK
        # Most workbooks say nothing there, and what says nothing need not be compared.
        key = (offering_or_ilm.session.course, offering_or_ilm.groups, None if own is _BLANK else own)
        known = self._known.get(key)
        if known is None:
            made = self._section(offering_or_ilm.session.course, offering_or_ilm.groups, own)
            known = self._known[key] = self._distinct.setdefault(made, made)
        return known

    def _section(self, name: str, groups: tuple[GroupPath, ...], own: RegistrarFields) -> Section:
        course = self._catalog.courses.get(name, Course(name)).registrar
        subject, number = own.subject or course.subject, own.course_number or course.course_number
        section, crn = self._section_and_crn(groups, own.section)
        section = section or course.section
        course_id = _joined_id(self._term, *((subject, number) if number else (name,)))
        return Section(
            id=f"{course_id}_{_id_part(section or LIST_SEPARATOR.join(groups), is_name=not section)}",
            course_id=course_id,
            course=name,
            subject=subject,
            course_number=number,
            section=section,
            crn=crn,
            credit_hours=course.credit_hours if own.credit_hours is None else own.credit_hours,
            delivery=own.delivery or course.delivery,
        )

    def _of_session(self, offering_or_ilm: Offering | Ilm) -> RegistrarFields:
        """The cells of the row that ``thing`` comes from; blank ones from the session's other rows, in their order."""
        own = self._by_row.get((offering_or_ilm.where.sheet, offering_or_ilm.where.row))
        rows = (*((own,) if own else ()), *self._by_session.get(offering_or_ilm.session.id, ()))
        if not rows:
            return _BLANK
        hours = (row.credit_hours for row in rows)
        return RegistrarFields(
            course_number=_first(row.course_number for row in rows),
            subject=_first(row.subject for row in rows),
            section=_first(row.section for row in rows),
            credit_hours=next((number for number in hours if number is not None), None),
            delivery=_first(row.delivery for row in rows),
        )

    def _section_and_crn(self, groups: tuple[GroupPath, ...], own: str) -> tuple[str, str]:
        """Section and CRN of all groups together, each once. A CRN of another section than the row's ``own`` is left out."""
        pairs = [self._of_group(path) for path in groups]
        if own:
            pairs = [(own, crn if section in ("", own) else "") for section, crn in pairs] or [(own, "")]
        return tuple(LIST_SEPARATOR.join(dict.fromkeys(filter(None, texts))) for texts in zip(*pairs, strict=True)) or ("", "")  # type: ignore[return-value]  # two columns of pairs

    def _of_group(self, path: GroupPath) -> tuple[str, str]:
        group = self._catalog.groups.get(path)
        while group:
            if group.section or group.crn or group.parent is None:
                return group.section, group.crn
            group = self._catalog.groups.get(group.parent)
        return "", ""


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


@lru_cache(maxsize=_REMEMBERED)
def _joined_id(*parts: str) -> str:
    return "_".join(map(_id_part, parts))


@lru_cache(maxsize=_REMEMBERED)
def _id_part(text: str, *, is_name: bool = False) -> str:
    """A part of an ID: letters, figures, points and hyphens; whatever had to be changed is made up for by a short hash.

    The hash is there for every name of a group too, lest group 07 be taken for section 07.
    """
    safe = _UNSAFE.sub("-", text)[:_MAX_PART].strip("-")
    if safe == text and not (is_name and text):
        return safe
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_CHARACTERS]
    return f"{safe}-{digest}".strip("-")
