"""An edited schedule.xlsx, what it was written with, and the edits so far -> the edits from now on: three ways merged.

Each field is compared with what that copy was written with (its base), so that an old copy brings back only what was
changed in it. Pure. Source: generator.md, "Identity"; workbook.md, "What comes back".
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from zoneinfo import ZoneInfo

from schedbatch.domain import kinds
from schedbatch.domain.edits import ILM_FIELDS, KEYS, OFFERING_FIELDS, AddedRow, CopiedRow, EditedCopy, Edits, HandEdit, Meaning
from schedbatch.domain.issues import Issue, RowPlace
from schedbatch.domain.names import clean, fold, joined
from schedbatch.domain.results import Ilm, Offering
from schedbatch.domain.schedule_sheets import SHOWN_CONFLICTS, SHOWN_ILMS, SHOWN_OFFERINGS
from schedbatch.history.fields import (
    ACCEPT,
    CONFLICT_ID,
    COURSE,
    DATE,
    DUE_DATE,
    DUE_TIME,
    EDITED,
    END,
    END_DATE,
    GROUPS,
    HOURS,
    INSTRUCTORS,
    LOCATION,
    MINUTES,
    NOTES,
    OFFERING_ID,
    REASON,
    SESSION_ID,
    START,
    STATUS,
    TITLE,
    TYPE,
    UID,
    URL,
)
from schedbatch.history.records import from_text
from schedbatch.history.snapshot import Snapshot

_PLACE = RowPlace("", 1, {})
_COMPARED = 30_000
"""Characters: what a cell cannot hold is cut in schedule.xlsx."""
_LISTED = 5
_TAKEN_ALL_THE_SAME = (kinds.ROW_DELETED, kinds.UNKNOWN_NAME, kinds.DATE_IN_TEXT)
_REQUIRED = (DATE, START, HOURS, DUE_DATE, DUE_TIME)
_TIMES = (DATE, START, END_DATE, END, MINUTES)

Says = Callable[[str], Mapping[str, str] | None]
"""Offering or ILM id -> the fields that the generator gives it now; ``None`` if it gives none of that id."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What comes of a copy: the edits from now on, and what is to be said. ``is_whole``: nothing in it was refused."""

    edits: Edits
    found: tuple[Issue, ...]
    is_whole: bool


def take_in(copy: EditedCopy, base: Snapshot, now: Edits, meaning: Meaning, says: Says) -> Taken:
    """Merge what was changed in ``copy``, which was written with ``base``, into the edits that hold ``now``."""
    merge = _Merge(copy, base, now, meaning, says)
    for name, fields in ((SHOWN_OFFERINGS.name, OFFERING_FIELDS), (SHOWN_ILMS.name, ILM_FIELDS)):
        merge.take_sheet(name, fields)
    merge.take_conflicts()
    found = (*copy.found, *merge.found)
    return Taken(merge.edits(), found, is_whole=all(issue.kind in _TAKEN_ALL_THE_SAME for issue in found))


class _Merge:
    """One copy on its way in."""

    def __init__(self, copy: EditedCopy, base: Snapshot, now: Edits, meaning: Meaning, says: Says) -> None:
        self._copy, self._base, self._now, self._meaning, self._says = copy, base, now, meaning, says
        self._fields = {own_id: dict(fields) for own_id, fields in now.fields.items()}
        self._accepted = dict(now.accepted)
        self._added = list(now.added)
        self.found: list[Issue] = []
        zone = ZoneInfo(copy.zone) if copy.zone else dt.UTC
        offerings_and_ilms = (from_text(record.text, zone, _PLACE).offering_or_ilm for record in base.records.values())
        self._offerings_and_ilms = {offering_or_ilm.id: offering_or_ilm for offering_or_ilm in offerings_and_ilms}

    def edits(self) -> Edits:
        """What holds from now on."""
        fields = {own_id: fields for own_id, fields in self._fields.items() if fields}
        return Edits(fields, tuple(self._added), self._accepted)

    def take_sheet(self, name: str, fields: Sequence[str]) -> None:
        """Offerings or ILMs."""
        sheet = self._copy.sheets.get(name)
        known = [
            own_id
            for own_id, offering_or_ilm in self._offerings_and_ilms.items()
            if isinstance(offering_or_ilm, Ilm) is (name == SHOWN_ILMS.name)
        ]
        if sheet is None:
            self.found.extend(_all_deleted(self._copy, name, known))
            return
        seen: dict[str, CopiedRow] = {}
        for row in sheet.rows:
            texts = dict(zip(sheet.headings, row.texts, strict=True))
            own_id = texts[KEYS[name]].strip()
            if own_id in seen:
                self.found.append(_twice(own_id, row, seen[own_id], KEYS[name]))
            elif own_id in self._offerings_and_ilms and isinstance(self._offerings_and_ilms[own_id], Ilm) is (
                name == SHOWN_ILMS.name
            ):
                seen[own_id] = row
                self._take_row(self._offerings_and_ilms[own_id], row, texts, fields)
            elif any(text.strip() for text in texts.values()):
                self._take_new(name, row, texts)
        self.found.extend(_deleted(self._copy, name, [own_id for own_id in sorted(known) if own_id not in seen]))

    def _take_row(self, offering_or_ilm: Offering | Ilm, row: CopiedRow, texts: Mapping[str, str], fields: Sequence[str]) -> None:
        shown = shown_fields(offering_or_ilm)
        self._clear(offering_or_ilm.id, row, texts)
        for heading, base in _fixed(offering_or_ilm).items():
            if heading in texts and not _same(texts[heading], base):
                message = f'{heading} of {offering_or_ilm.id} cannot be changed here; it stays "{base[:60]}".'
                self.found.append(Issue(kinds.EDIT_NOT_TAKEN, message, row.where.cell(heading)))
        changed: dict[str, str] = {}
        for heading in fields:
            if heading in texts and (heading in row.faults or not _same(texts[heading], shown[heading])):
                value = self._value(heading, row, texts[heading], offering_or_ilm)
                if value is not None and value != shown[heading]:
                    changed[heading] = value
        if isinstance(offering_or_ilm, Offering):
            changed = self._settled(offering_or_ilm, row, shown, changed)
        for heading, value in changed.items():
            self._edit(offering_or_ilm.id, heading, value, shown[heading], row)
        if changed:
            self._drop_idle(offering_or_ilm.id)

    def _clear(self, own_id: str, row: CopiedRow, texts: Mapping[str, str]) -> None:
        """Let the generator win again in the fields whose names were taken out of Edited."""
        was, fields = self._base.edits.fields.get(own_id, {}), self._fields.get(own_id, {})
        if not was or EDITED not in texts:
            return
        left = {fold(name) for name in texts[EDITED].replace("\n", ";").split(";")}
        for heading in (name for name in was if name in fields and fold(name) not in left):
            if fields[heading].value == was[heading].value:
                del fields[heading]
            else:
                now = fields[heading].value[:60]
                message = f'{heading} of {own_id} is taken out of Edited here, but another edited copy has made it "{now}".'
                self.found.append(Issue(kinds.EDITS_AT_ODDS, message, row.where.cell(SHOWN_OFFERINGS.edited)))

    def _value(self, heading: str, row: CopiedRow, text: str, offering_or_ilm: Offering | Ilm) -> str | None:
        """What the changed cell means; ``None`` if nothing that can be taken in."""
        if heading in row.faults:
            self.found.append(row.faults[heading])
            return None
        if not text.strip() and heading in (END, END_DATE, MINUTES):
            return None
        if not text.strip() and heading in _REQUIRED:
            message = f"{heading} of {offering_or_ilm.id} is empty; it stays as it was."
            self.found.append(Issue(kinds.REQUIRED_CELL_EMPTY, message, row.where.cell(heading)))
            return None
        value, issue = self._meaning(heading, text, row.where)
        if issue:
            self.found.append(issue)
        return None if issue and issue.kind not in _TAKEN_ALL_THE_SAME else value

    def _settled(
        self, offering_or_ilm: Offering, row: CopiedRow, shown: Mapping[str, str], changed: dict[str, str]
    ) -> dict[str, str]:
        """Edited times as far as they agree: the length stays where neither End nor Minutes was touched."""
        moved = not changed.keys().isdisjoint((DATE, START))
        shift = _days(shown[END_DATE]) - _days(shown[DATE])
        if END_DATE in changed and DATE in changed and _days(changed[END_DATE]) - _days(changed[DATE]) == shift:
            del changed[END_DATE]
        ends = not changed.keys().isdisjoint((END, END_DATE))
        if ends:
            start = _moment(changed.get(DATE, shown[DATE]), changed.get(START, shown[START]))
            last = changed.get(END_DATE) or (dt.date.fromordinal(start.date().toordinal() + shift)).isoformat()
            length = round((_moment(last, changed.get(END, shown[END])) - start).total_seconds() / 60)
            if length <= 0:
                message = f"{offering_or_ilm.id} would end before it starts."
                self.found.append(Issue(kinds.END_BEFORE_START, message, row.where.cell(SHOWN_OFFERINGS.end)))
                return {name: value for name, value in changed.items() if name not in (END, END_DATE, MINUTES)}
            if MINUTES in changed and changed[MINUTES] != str(length):
                message = f"End of {offering_or_ilm.id} makes it {length} minutes long, but Minutes says {changed[MINUTES]}."
                self.found.append(
                    Issue(
                        kinds.END_MINUTES_DIFFER,
                        message,
                        row.where.cell(SHOWN_OFFERINGS.minutes),
                        (row.where.cell(SHOWN_OFFERINGS.end),),
                    )
                )
                return {name: value for name, value in changed.items() if name not in (END, END_DATE, MINUTES)}
            changed = {**changed, END_DATE: last, END: changed.get(END, shown[END])}
            changed.pop(MINUTES, None)
            self._drop(offering_or_ilm.id, MINUTES)
        elif MINUTES in changed:
            self._drop(offering_or_ilm.id, END, END_DATE)
        elif moved and self._fields.get(offering_or_ilm.id, {}).keys() & {END, END_DATE}:
            # The end was edited before: it moves along, as the length is meant to stay.
            start = _moment(changed.get(DATE, shown[DATE]), changed.get(START, shown[START]))
            end = start + dt.timedelta(minutes=offering_or_ilm.minutes)
            changed = {**changed, END_DATE: end.date().isoformat(), END: f"{end:%H:%M}"}
        return changed

    def _drop(self, own_id: str, *headings: str) -> None:
        for heading in headings:
            self._fields.get(own_id, {}).pop(heading, None)

    def _edit(self, own_id: str, heading: str, value: str, base: str, row: CopiedRow) -> None:
        fields = self._fields.setdefault(own_id, {})
        now, before = fields.get(heading), self._base.edits.fields.get(own_id, {}).get(heading)
        # An edit that could not be shown (its row is held) stands behind the copy all the same, and is no other copy's.
        if now and now.value not in (base, value) and (before is None or before.value != now.value):
            message = f'{heading} of {own_id} is "{value[:60]}" here, but another edited copy has made it "{now.value[:60]}".'
            self.found.append(Issue(kinds.EDITS_AT_ODDS, message, row.where.cell(heading)))
            return
        known = now or before
        fields[heading] = HandEdit(value, known.generated if known else self._generated(own_id, heading, base))

    def _generated(self, own_id: str, heading: str, base: str) -> str:
        """What the generator said in that edition: what was shown, unless another edited time had moved it."""
        is_moved = heading in _TIMES and not self._base.edits.fields.get(own_id, {}).keys().isdisjoint(_TIMES)
        return (self._says(own_id) or {}).get(heading, base) if is_moved else base

    def _drop_idle(self, own_id: str) -> None:
        """Forget edits that say what the generator says: it may go on to something else."""
        fields = self._fields.get(own_id, {})
        says = self._says(own_id) or {heading: edit.generated for heading, edit in fields.items()}
        for heading in [name for name in fields if name not in (END, END_DATE) and fields[name].value == says.get(name)]:
            del fields[heading]
        if DATE not in fields and END_DATE in fields and fields[END_DATE].value == says.get(END_DATE):
            del fields[END_DATE]
        if {DATE, START, END_DATE}.isdisjoint(fields) and END in fields and fields[END].value == says.get(END):
            del fields[END]
        if END not in fields:
            fields.pop(END_DATE, None)

    def _take_new(self, name: str, row: CopiedRow, texts: Mapping[str, str]) -> None:
        """A row that the copy was not written with: an individually created offering."""
        if name == SHOWN_ILMS.name:
            message = "An ILM cannot be added here; it is not taken in."
            self.found.append(Issue(kinds.EDIT_NOT_TAKEN, message, row.where.cell(KEYS[name])))
            return
        if row.faults:
            self.found.extend(row.faults.values())
            return
        cells = {heading: texts.get(heading, "") for heading in (GROUPS, *OFFERING_FIELDS)}
        own_id = texts[OFFERING_ID].strip() or f"{cells[DATE]} {cells[START]}".strip()
        session = texts.get(SESSION_ID, "").strip() or texts.get(TITLE, "").strip()
        # Two labs at one time are two rows: the same name for both would lose one.
        for free_id in chain((own_id,), (f"{own_id} ({number})" for number in count(2))):
            added = AddedRow({OFFERING_ID: free_id, "Session": session, **cells}, row.where.row, self._copy.name)
            same = next((one for one in self._added if _is_named(one, free_id, session)), None)
            if same is None:
                self._added.append(added)
            elif same.cells == added.cells and same.row and same.copy == added.copy:
                message = f"This row says the same as row {same.row}; they count as one."
                self.found.append(Issue(kinds.EDIT_NOT_TAKEN, message, row.where.cell(SHOWN_OFFERINGS.date)))
            if same is None or same.cells == added.cells:
                return

    def take_conflicts(self) -> None:
        """Accept and Reason."""
        sheet = self._copy.sheets.get(SHOWN_CONFLICTS.name)
        for row in sheet.rows if sheet else ():
            texts = dict(zip(sheet.headings if sheet else (), row.texts, strict=True))
            own_id = texts[CONFLICT_ID].strip()
            if not own_id or ACCEPT not in texts:
                continue
            accepts, reason = fold(texts[ACCEPT]) in ("yes", "y", "x", "true", "1"), texts.get(REASON, "").strip()
            was = self._base.edits.accepted.get(own_id)
            if (accepts, reason) == ((was is not None), was or ""):
                continue
            self._accept(own_id, reason if accepts else None, was, row)

    def _accept(self, own_id: str, reason: str | None, was: str | None, row: CopiedRow) -> None:
        now = self._now.accepted.get(own_id)
        if now not in (was, reason):
            message = f'Reason of conflict {own_id} is "{reason or ""}" here, but another edited copy has made it "{now or ""}".'
            self.found.append(Issue(kinds.EDITS_AT_ODDS, message, row.where.cell(SHOWN_CONFLICTS.reason, SHOWN_CONFLICTS.accept)))
        elif reason == "":
            message = f"Conflict {own_id} is accepted without a Reason; it is not taken as accepted."
            self.found.append(
                Issue(kinds.ACCEPT_WITHOUT_REASON, message, row.where.cell(SHOWN_CONFLICTS.reason, SHOWN_CONFLICTS.accept))
            )
        elif reason is None:
            self._accepted.pop(own_id, None)
        else:
            self._accepted[own_id] = reason


def shown_fields(offering_or_ilm: Offering | Ilm) -> dict[str, str]:
    """The fields that can be edited, as schedule.xlsx shows them."""
    shared = {INSTRUCTORS: joined(offering_or_ilm.instructors), STATUS: offering_or_ilm.status.value, NOTES: offering_or_ilm.notes}
    if isinstance(offering_or_ilm, Ilm):
        own = {
            HOURS: f"{offering_or_ilm.hours.normalize():f}",
            DUE_DATE: f"{offering_or_ilm.due:%Y-%m-%d}",
            DUE_TIME: f"{offering_or_ilm.due:%H:%M}",
        }
        return {**shared, **own}
    return {
        **shared,
        DATE: f"{offering_or_ilm.start:%Y-%m-%d}",
        START: f"{offering_or_ilm.start:%H:%M}",
        END_DATE: f"{offering_or_ilm.end:%Y-%m-%d}",
        END: f"{offering_or_ilm.end:%H:%M}",
        MINUTES: str(offering_or_ilm.minutes),
        LOCATION: joined(offering_or_ilm.locations),
        URL: offering_or_ilm.url,
    }


def _fixed(offering_or_ilm: Offering | Ilm) -> dict[str, str]:
    """The fields that cannot be edited."""
    session = offering_or_ilm.session
    fixed = {SESSION_ID: session.id, COURSE: session.course, TITLE: session.title, TYPE: session.type}
    return {**fixed, GROUPS: joined(offering_or_ilm.groups), UID: offering_or_ilm.uid}


def _is_named(row: AddedRow, own_id: str, session: str) -> bool:
    return fold(row.cells[OFFERING_ID]) == fold(own_id) and row.cells["Session"] == session


def _same(one: str, other: str) -> bool:
    return one == other or _bare(one) == _bare(other)


def _bare(text: str) -> str:
    """The text without what a cell may change in it: how much is blank, characters that it cannot hold."""
    kept = (character for character in text[:_COMPARED] if character.isprintable() or character.isspace())
    return clean("".join(kept).replace("\ufffd", ""))


def _days(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal()


def _moment(day: str, time: str) -> dt.datetime:
    hour, minute = map(int, time.split(":"))
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time()) + dt.timedelta(hours=hour, minutes=minute)


def _twice(own_id: str, row: CopiedRow, first: CopiedRow, key: str) -> Issue:
    other = first.where.cell(key)
    message = f'"{own_id}" is there twice, the first time in {other}; that row counts. For a new offering, clear {key}.'
    return Issue(kinds.DUPLICATE_KEY, message, row.where.cell(key), (other,))


def _all_deleted(copy: EditedCopy, name: str, known: Iterable[str]) -> Iterator[Issue]:
    if any(True for _ in known):
        yield Issue(kinds.ROW_DELETED, f"{copy.name} has no sheet {name} any more; all its rows come back.")


def _deleted(copy: EditedCopy, name: str, gone: Sequence[str]) -> Iterator[Issue]:
    number, listed = len(gone), sorted(gone)[:_LISTED]
    if number:
        more = f" and {number - len(listed):,} more" if number > len(listed) else ""
        were = "1 row was" if number == 1 else f"{number:,} rows were"
        message = f"In {copy.name}, {were} deleted from {name}, and will be back: {', '.join(listed)}{more}."
        yield Issue(kinds.ROW_DELETED, message)
