"""Calendars that Outlook, Google and Apple all read right: one VEVENT an offering, written once, joined into every feed.

``icalendar`` frames the calendars (and reads them in the tests); the VEVENTs are our own lines, a hundred times faster and
the same bytes. Source: calendars.md.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from schedbatch import __version__
from schedbatch.domain.feeds import ALL, AudienceFeeds, FeedKey, feeds_of_teaching, in_listing_order
from schedbatch.domain.model import IlmEntries
from schedbatch.domain.names import fold
from schedbatch.domain.reports import Artifact, Joined, RunReport
from schedbatch.domain.results import Ilm, Offering
from schedbatch.outputs.calendars.entries import CalendarEntry, EntryWriter
from schedbatch.outputs.calendars.file_names import safe_name
from schedbatch.outputs.calendars.frame import Frame, make_frame
from schedbatch.outputs.calendars.ical_lines import text_line
from schedbatch.outputs.calendars.index import Listed, render_index
from schedbatch.outputs.calendars.learners import LEARNERS, learner_file_name, render_list

FOLDER = PurePosixPath("calendars")
MAX_FEED = 900_000
"""Bytes; Google takes 1 MB an import. Larger feeds are written in parts as well."""

_BRANCH = " (whole branch)"
_CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class _Feed:
    """One calendar: whose it is, the file's folder and name, its title, and the places in time of its entries, in order."""

    key: FeedKey
    folder: str
    file_name: str
    title: str
    entries: tuple[int, ...]
    live: int
    """How many of them are no tombstones."""
    new: tuple[int, ...]
    """Those that this run has brought, changed or cancelled."""


def render(report: RunReport) -> tuple[Artifact | Joined, ...]:
    """Every calendar below ``calendars/``, their index, and beside each with changes one of the changes alone.

    Scheduled and Tentative entries stand in them, and tombstones of what subscribers may still have. ``all.ics`` is always
    there, other feeds where they hold something. A feed over 900 kB is also given by months. Learners' calendars, where they
    are wanted, have names that cannot be guessed, which only ``learner-calendars.csv`` tells.
    """
    offerings_and_ilms = _live(report)
    tombstones = report.revision.tombstones
    moments = [*map(_moment, offerings_and_ilms), *(_moment(tombstone.offering_or_ilm) for tombstone in tombstones)]
    frame = make_frame(report.catalog.settings.zone, moments, __version__)
    writer = EntryWriter(frame, report.catalog.settings.zone or dt.UTC)
    texts, stamp = report.revision.texts, report.revision.stamp
    live = (writer.entry(uid, texts[uid], stamp(uid)) for uid in [offering_or_ilm.uid for offering_or_ilm in offerings_and_ilms])
    entries = (*live, *map(writer.tombstone, tombstones))
    order = sorted(range(len(entries)), key=lambda number: (entries[number].start, entries[number].uid))
    places = dict(zip(order, range(len(order)), strict=True))
    feeds = [_named(report, key, contents) for key, contents in _contents(report, offerings_and_ilms, places)]
    by_time = [entries[number] for number in order]
    made = [(feed, _feed_files(feed, by_time, frame, _title_end(report))) for feed in feeds]
    files = [artifact for _, written in made for artifact in (written.whole, *written.parts.values(), *written.changes)]
    listed = tuple(_listing(feed, written) for feed, written in made if feed.live and feed.key[0] != LEARNERS)
    index = render_index(report.catalog.settings, report.schedule_id, listed)
    own = (render_list(report),) if report.catalog.settings.learner_calendars else ()
    return (*files, Artifact(FOLDER / "index.html", index), *own)


def _live(report: RunReport) -> tuple[Offering | Ilm, ...]:
    """The offerings, then the ILMs, that stand in calendars."""
    offerings = tuple(offering for offering in report.plan.offerings if offering.status.is_live)
    has_ilms = report.catalog.settings.ilm_entries is not IlmEntries.NONE
    return (*offerings, *(ilm for ilm in report.plan.ilms if has_ilms and ilm.status.is_live))


def _moment(offering_or_ilm: Offering | Ilm) -> dt.datetime:
    return offering_or_ilm.due if isinstance(offering_or_ilm, Ilm) else offering_or_ilm.start


def _title_end(report: RunReport) -> str:
    return report.catalog.settings.term or report.schedule_id


@dataclass(frozen=True, slots=True)
class _Contents:
    """The places in time of a feed's entries, live ones and tombstones, and of those that are new; each in order."""

    live: tuple[int, ...]
    tombstones: tuple[int, ...]
    new: tuple[int, ...]


def _contents(
    report: RunReport, offerings_and_ilms: Sequence[Offering | Ilm], places: Mapping[int, int]
) -> Iterator[tuple[FeedKey, _Contents]]:
    """Each feed with the places of its entries; tombstones are numbered behind ``things``, ``places`` are by number."""
    revision = report.revision
    live, gained = _memberships(report, offerings_and_ilms)
    cancelled: dict[FeedKey, list[int]] = defaultdict(list)
    # A name may have been spelt otherwise when the tombstone was made: it is one calendar all the same.
    spelling = {(kind, fold(name)): (kind, name) for kind, name in live}
    for number, tombstone in enumerate(revision.tombstones, len(offerings_and_ilms)):
        for kind, name in tombstone.feeds:
            cancelled[spelling.setdefault((kind, fold(name)), (kind, name))].append(number)
    touched = revision.touched if revision.changes.since else ()
    new = (
        {number for number, offering_or_ilm in enumerate(offerings_and_ilms) if offering_or_ilm.uid in touched}
        if touched
        else set()
    )
    new |= {number for number, tombstone in enumerate(revision.tombstones, len(offerings_and_ilms)) if tombstone.is_new}

    def in_order(numbers: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted({places[number] for number in numbers}))

    # All but a few entries are live ones, which are placed without looking at each.
    placed = [places[number] for number in range(len(offerings_and_ilms))]

    for key in in_listing_order({ALL: None, **live, **cancelled}, report.catalog):
        own, gone = live.get(key, []), cancelled.get(key, [])
        fresh = [number for number in (*own, *gone) if number in new] + gained.get(key, []) if revision.changes.since else []
        yield key, _Contents(tuple(sorted(map(placed.__getitem__, own))), in_order(gone), in_order(fresh))


def _memberships(
    report: RunReport, offerings_and_ilms: Sequence[Offering | Ilm]
) -> tuple[Mapping[FeedKey, list[int]], Mapping[FeedKey, list[int]]]:
    """Which feeds hold which entries, and which hold entries that have come to them without having changed."""
    audience_feeds = AudienceFeeds(report.catalog)
    live: dict[FeedKey, list[int]] = defaultdict(list)
    gained: dict[FeedKey, list[int]] = defaultdict(list)
    by_audience: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, offering_or_ilm in enumerate(offerings_and_ilms):
        by_audience[offering_or_ilm.groups].append(number)
        for key in dict.fromkeys(feeds_of_teaching(offering_or_ilm)):
            live[key].append(number)
    for groups, numbers in by_audience.items():
        for key in audience_feeds.of(groups):
            live[key].extend(numbers)
        for key in report.revision.gained.get(groups, ()):
            gained[key].extend(numbers)
    return live, gained


def _named(report: RunReport, key: FeedKey, contents: _Contents) -> _Feed:
    kind, name = key
    folder, file_name, title = kind, safe_name(name) if name else "all", name
    if kind == "branches":
        folder, file_name, title = "groups", file_name + _BRANCH, name + _BRANCH
    elif kind == LEARNERS:
        file_name = learner_file_name(report.revision.secret, name)
        title = next((learner.name for learner in report.catalog.learners if learner.id == name and learner.name), name)
    places = tuple(sorted((*contents.live, *contents.tombstones)))
    return _Feed(key, folder, file_name, title, places, len(contents.live), contents.new)


@dataclass(frozen=True, slots=True)
class _FeedFiles:
    """The files of a feed; ``parts`` by month, where it is large."""

    whole: Joined
    parts: Mapping[str, Joined]
    changes: tuple[Joined, ...]


def _listing(feed: _Feed, made: _FeedFiles) -> Listed:
    parts = tuple((month, str(part.path.relative_to(FOLDER))) for month, part in made.parts.items())
    return Listed(feed.folder, feed.title or "All", str(made.whole.path.relative_to(FOLDER)), feed.live, parts)


def _path(feed: _Feed, addition: str = "") -> PurePosixPath:
    return FOLDER / feed.folder / f"{feed.file_name}{addition}.ics"


def _feed_files(feed: _Feed, entries: Sequence[CalendarEntry], frame: Frame, title_end: str) -> _FeedFiles:
    """``entries`` are all there are, by time."""
    chosen = [entries[place] for place in feed.entries]
    title = f"{feed.title} - {title_end}" if feed.title else title_end
    whole = _calendar(chosen, frame, title)
    parts: dict[str, Joined] = {}
    if feed.title and sum(map(len, whole)) > MAX_FEED:
        by_month: dict[str, list[CalendarEntry]] = defaultdict(list)
        for entry in chosen:
            by_month[entry.month].append(entry)
        for month, part in sorted(by_month.items()):
            parts[month] = Joined(_path(feed, f" {month}"), _calendar(part, frame, f"{title} {month}"))
    changes: tuple[Joined, ...] = ()
    if feed.new:
        path = _path(feed, f".{_CHANGES}") if feed.title else FOLDER / f"{_CHANGES}.ics"
        changes = (Joined(path, _calendar([entries[place] for place in feed.new], frame, f"{title}: {_CHANGES}")),)
    return _FeedFiles(Joined(_path(feed), whole), parts, changes)


def _calendar(entries: Sequence[CalendarEntry], frame: Frame, title: str) -> tuple[bytes, ...]:
    needs_zone = any(entry.is_local for entry in entries)
    names = text_line("X-WR-CALNAME", title) + text_line("NAME", title)
    zone = frame.vtimezone if needs_zone or not entries else b""
    return (frame.head, names, zone, *[entry.content for entry in entries], frame.end)
