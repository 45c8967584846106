"""The file that history is kept in: versions, damage, and what is asked of it."""

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from schedbatch.domain.issues import OutputNotWritable
from schedbatch.domain.revisions import Stamp
from schedbatch.history.opening import _MIGRATIONS, open_history, put_aside, read_history
from schedbatch.history.snapshot import HistoryDamaged, KeptTombstone, ReleasedRecord, Snapshot
from schedbatch.history.store import History, Release, Run

NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
STAMP = Stamp(7, NOW)
RECORD = ReleasedRecord('["offering"]', STAMP, is_in_calendars=True)
SNAPSHOT = Snapshot(
    NOW,
    base=7,
    records={"a": RECORD, "b": ReleasedRecord('["ilm"]', Stamp(9, NOW), is_in_calendars=False)},
    tombstones=(KeptTombstone("c", '["offering"]', Stamp(8, NOW), (("groups", "Labs > 01"), ("", ""))),),
    last_sequences={"c": 8},
    audiences={("Labs",): (("groups", "Labs"),), (): ()},
    secret="5ec4e7",  # noqa: S106
)


def a_run(number: int, **changes: object) -> Run:
    """A run on the day with its number."""
    moment = NOW + dt.timedelta(days=number)
    values = {"id": number, "ran_at": moment, "made_at": moment, "version": "1.0", "fingerprint": "f", "content": "c"}
    return Run(**{**values, "is_released": True, "is_committed": False, "source_sha256": f"s{number}", **changes})  # type: ignore[arg-type]


def intend(history: History, run: Run, release: Release | None, files: dict[str, str], source: bytes) -> None:
    """Record ``run`` as intended."""
    with history.recording(run, release, source) as recording:
        recording.intend(files)


def history_file(folder: Path) -> Path:
    return folder / "history/history.sqlite"


def test_a_record_lasts_from_when_its_files_are_told_and_not_before(tmp_path: Path) -> None:
    with open_history(tmp_path) as history:
        with pytest.raises(ZeroDivisionError), history.recording(a_run(1), Release(None, SNAPSHOT), b"one"):
            raise ZeroDivisionError
        with history.recording(a_run(1), Release(None, SNAPSHOT), b"one"):
            pass
        assert (history.last_run(), history.snapshot(1), history.source(1)) == (None, None, None)
        intend(history, a_run(1), Release(None, SNAPSHOT), {"all.ics": "1"}, b"one")
    with read_history(tmp_path) as again:
        assert again
        assert (again.last_run(), again.files(1)) == (a_run(1), {"all.ics": "1"})


def test_a_release_is_read_as_it_was_left(tmp_path: Path) -> None:
    with open_history(tmp_path) as history:
        intend(history, a_run(1), Release(None, SNAPSHOT), {"all.ics": "1"}, b"one")
        history.commit(1, NOW)
    with read_history(tmp_path) as again:
        assert again
        assert again.snapshot(1) == Snapshot(a_run(1).made_at, **{name: getattr(SNAPSHOT, name) for name in SNAPSHOT.__slots__[1:]})
        assert (again.last_run(), again.files(1), again.secret()) == (a_run(1, is_committed=True), {"all.ics": "1"}, "5ec4e7")


def test_an_earlier_release_can_still_be_read(tmp_path: Path) -> None:
    later = Snapshot(NOW, base=7, records={"b": ReleasedRecord("new", Stamp(10, NOW), is_in_calendars=True)}, secret="5ec4e7")  # noqa: S106
    with open_history(tmp_path) as history:
        intend(history, a_run(1), Release(None, SNAPSHOT), {"all.ics": "1", "old.ics": "1"}, b"one")
        history.commit(1, NOW)
        intend(history, a_run(2), Release(SNAPSHOT, later), {"all.ics": "2"}, b"two")
        before, after = history.snapshot(1), history.snapshot(2)
        assert before
        assert after
        assert (before.records, before.tombstones, before.last_sequences, before.audiences) == (
            *(SNAPSHOT.records, SNAPSHOT.tombstones, SNAPSHOT.last_sequences, SNAPSHOT.audiences),
        )
        assert (after.records, after.tombstones, after.last_sequences, after.audiences) == (later.records, (), {}, {})
        assert (history.files(1), history.files(2)) == ({"all.ics": "1", "old.ics": "1"}, {"all.ics": "2"})


def test_an_attempt_with_the_same_number_takes_the_place_of_the_first(tmp_path: Path) -> None:
    other = Snapshot(NOW, base=7, records={"z": RECORD}, secret="5ec4e7")  # noqa: S106
    with open_history(tmp_path) as history:
        intend(history, a_run(1), Release(None, SNAPSHOT), {"all.ics": "1"}, b"one")
        intend(history, a_run(1), Release(None, other), {"all.ics": "2"}, b"one")
        snapshot = history.snapshot(1)
        assert snapshot
        assert (snapshot.records, history.files(1), len(history.runs())) == (other.records, {"all.ics": "2"}, 1)


def test_what_killed_runs_may_have_left_is_ours(tmp_path: Path) -> None:
    with open_history(tmp_path) as history:
        intend(history, a_run(1), Release(None, SNAPSHOT), {"all.ics": "1", "old.ics": "1"}, b"one")
        history.commit(1, NOW)
        for number in (2, 3, 4):
            intend(history, a_run(number), None, {"all.ics": str(number)}, b"")
        assert history.standing() == {"all.ics": frozenset("1234"), "old.ics": frozenset("1")}
        history.commit(4, NOW)
        assert history.standing() == {"all.ics": frozenset("4")}


def test_each_workbook_is_kept_once(tmp_path: Path) -> None:
    with open_history(tmp_path) as history:
        for number in (1, 2):
            intend(history, a_run(number, source_name=f"{number}.xlsx", source_sha256="same"), None, {}, b"workbook")
        found = [history.source(number) for number in (1, 2, 3)]
        assert [source and (source.name, source.content) for source in found] == [
            ("1.xlsx", b"workbook"),
            ("2.xlsx", b"workbook"),
            None,
        ]
    with sqlite3.connect(history_file(tmp_path)) as connection:
        assert connection.execute("SELECT count(*) FROM sources").fetchone() == (1,)


def make_version_1(folder: Path) -> None:
    """A history as the first version of the tables kept it."""
    history_file(folder).parent.mkdir(parents=True)
    with sqlite3.connect(history_file(folder)) as connection:
        connection.executescript(_MIGRATIONS[0])
        connection.execute("INSERT INTO runs VALUES (1, ?, ?, '1.0', 'f', 'c', 1, 1)", (NOW.isoformat(), NOW.isoformat()))
        connection.execute("INSERT INTO about VALUES ('base', '7')")
        connection.execute("INSERT INTO entries VALUES ('a', 1, ?, '[\"offering\"]', 7, ?, 1)", (1 << 62, NOW.isoformat()))
        connection.execute("PRAGMA user_version = 1")
    connection.close()


def test_an_older_version_is_brought_up_to_date(tmp_path: Path) -> None:
    make_version_1(tmp_path)
    with open_history(tmp_path) as history:
        snapshot = history.snapshot(1)
        assert snapshot
        assert (snapshot.records, history.source(1)) == ({"a": RECORD}, None)
        intend(history, a_run(2), None, {}, b"two")
    with sqlite3.connect(history_file(tmp_path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(_MIGRATIONS),)


def test_an_older_version_that_is_only_read_stays_as_it_is(tmp_path: Path) -> None:
    make_version_1(tmp_path)
    before = history_file(tmp_path).read_bytes()
    with read_history(tmp_path) as history:
        assert history
        assert [run.counts for run in history.runs()] == [{}]
    assert history_file(tmp_path).read_bytes() == before


def test_a_newer_version_is_refused(tmp_path: Path) -> None:
    with open_history(tmp_path):
        pass
    with sqlite3.connect(history_file(tmp_path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    for opening in (open_history, read_history):
        with pytest.raises(OutputNotWritable, match=r"was written by a newer schedbatch\. Update schedbatch"), opening(tmp_path):
            pass


@pytest.mark.parametrize(
    "harm",
    [
        "DROP TABLE entries",
        "UPDATE about SET value = 'x' WHERE name = 'base'",
        "DELETE FROM about",
        "UPDATE entries SET changed_at = 'yesterday'",
        "UPDATE graves SET feeds = '{'",
    ],
)
def test_a_history_that_makes_no_sense_is_damaged(tmp_path: Path, harm: str) -> None:
    with open_history(tmp_path) as history:
        intend(history, a_run(1), Release(None, SNAPSHOT), {}, b"")
    with sqlite3.connect(history_file(tmp_path)) as connection:
        connection.execute(harm)
    with pytest.raises(HistoryDamaged), open_history(tmp_path) as history:
        history.snapshot(1)


def test_a_damaged_history_takes_the_first_free_name(tmp_path: Path) -> None:
    (tmp_path / "history").mkdir()
    for number in (1, 2):
        history_file(tmp_path).write_bytes(b"rubbish")
        assert put_aside(tmp_path).name == f"history (damaged {number}).sqlite"


def test_where_no_folder_can_be_made_the_sentence_names_it(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputNotWritable, match=r"history cannot be made"), open_history(tmp_path):
        pass


def test_a_lock_that_is_no_lock_does_not_cost_the_history(tmp_path: Path) -> None:
    with open_history(tmp_path):
        pass
    (tmp_path / "history/lock").write_bytes(b"rubbish" * 1000)
    with pytest.raises(OutputNotWritable, match=r"lock is damaged\. Delete it and run again"), open_history(tmp_path):
        pass
