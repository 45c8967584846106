"""The journal on disk."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from schedbatch.domain.issues import OutputNotWritable
from schedbatch.watch.journal import ClaimRecord, Journal, JournalDamaged, State

DONE = ClaimRecord(
    *("000000001", "term.xlsx", State.FILED, 1, "2026-09-01T08:00:00Z", "ab" * 32, "Autumn", 1, "0.1.0", "[null, false]"),
    *("released", 0, "released Autumn", "2026-09-01T08:00:01Z", "done/term.xlsx"),
)


@pytest.mark.parametrize("text", ["", "plain", "été", "🗓", '"quoted"', '"', "null", "caf\udce9", "a\nb", "x\0y", "{}", "O'Hara"])
def test_a_row_is_read_as_it_was_put_whatever_its_texts(tmp_path: Path, text: str) -> None:
    journal = Journal(tmp_path)
    row = replace(DONE, name=text, schedule_id=text, sentence=text, archived=text, receipt=text)
    journal.put(DONE)
    journal.put(row)
    assert (journal.record(DONE.id), journal.last_done(text), journal.last_number()) == (row, row, 1)


def test_the_last_done_is_the_schedules_own_whatever_the_clock_and_case(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    rows = (
        DONE,
        replace(DONE, id="000000002", schedule_id="AUTUMN", revision=2, finished_at="1970-01-01T00:00:00Z"),
        replace(DONE, id="000000003", outcome="refused", revision=0),
        replace(DONE, id="000000004", schedule_id="other"),
        replace(DONE, id="000000005", state=State.RUNNING, outcome="", mail=""),
        replace(DONE, id="000000006", mail="due"),
    )
    for row in rows:
        journal.put(row)
    journal.forget("000000006")
    assert (journal.last_done("autumn"), journal.revision("autumn"), journal.last_done("none")) == (rows[1], 2, None)
    assert (journal.open_records(), [row.id[-1] for row in journal.recent(3)]) == ((rows[4],), ["4", "3", "2"])
    assert journal.counts() == {"released": 3, "refused": 1}


def test_damage_and_trouble_are_told_apart(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.put(DONE)
    content = journal.path.read_bytes()
    journal.path.write_bytes(content[:100] + bytes(len(content) - 100))
    with pytest.raises(JournalDamaged):
        journal.check()
    assert (journal.put_aside().name, journal.path.exists()) == ("journal (damaged 1).sqlite", False)
    journal.put(DONE)
    with sqlite3.connect(journal.path) as connection:
        connection.execute("UPDATE claims SET record = replace(record, 'filed', 'half')")
    connection.close()
    with pytest.raises(JournalDamaged):
        journal.record(DONE.id)
    with pytest.raises(OutputNotWritable, match="cannot be used"):
        Journal(tmp_path / "missing" / "folder").check()


VERSION_1 = """
CREATE TABLE claims (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL, claimed_at TEXT NOT NULL,
    sha256 TEXT NOT NULL, schedule_id TEXT NOT NULL, revision INTEGER NOT NULL, version TEXT NOT NULL, settings TEXT NOT NULL,
    outcome TEXT NOT NULL, exit_code INTEGER NOT NULL, sentence TEXT NOT NULL, finished_at TEXT NOT NULL, archived TEXT NOT NULL,
    receipt TEXT NOT NULL, mail TEXT NOT NULL, schedule_key TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX claims_of_schedule ON claims (schedule_key, id);
CREATE INDEX claims_open ON claims (state) WHERE state <> 'filed';
CREATE INDEX claims_unsent ON claims (mail) WHERE mail = 'due';
PRAGMA user_version = 1;
"""
"""The tables as schedbatch 0.1.0 made them."""


def write_version_1(journal: Journal, rows: tuple[tuple[object, ...], ...]) -> None:
    """A journal as 0.1.0 wrote it: values by place, texts that are not ASCII as JSON."""
    journal.path.parent.mkdir()
    with sqlite3.connect(journal.path) as connection:
        connection.executescript(VERSION_1)
        connection.executemany(f"INSERT INTO claims VALUES ({', '.join('?' * 18)})", rows)  # noqa: S608
    connection.close()


def test_a_journal_of_version_1_is_carried_on_with_every_claim(tmp_path: Path) -> None:
    """
    | claim | name         | state    | what it is                                   |
    | 1     | term.xlsx    | filed    | released, its mail due                       |
    | 2     | été.xlsx     | running  | open, the second try                         |
    | 3     | caf\\xe9.xlsx | finished | not put away yet; its name is no UTF-8       |
    | 4     | "term".xlsx  | filed    | refused                                      |
    """
    released = ("000000001", "term.xlsx", "filed", 1, "2026-09-01T08:00:00Z", "ab" * 32, "Autumn", 3, "0.1.0", "[null, false]")
    told = ("released", 0, "released Autumn", "2026-09-01T08:00:01Z", "done/term.xlsx", '{"text": "t"}', "due", '"autumn"')
    claimed = ("000000002", '"\\u00e9t\\u00e9.xlsx"', "running", 2, "2026-09-01T09:00:00Z", "", '"\\u00c9t\\u00e9"', 0, "", "")
    finished = ("000000003", '"caf\\udce9.xlsx"', "finished", 1, "", "", "Autumn", 4, "0.1.0", "", "released", 1, "said", "", "")
    refused = ("000000004", '"\\"term\\".xlsx"', "filed", 1, "", "", "", 0, "0.1.0", "", "refused", 1, "why", "", "failed/x.xlsx")
    journal = Journal(tmp_path)
    write_version_1(
        journal,
        (
            (*released, *told),
            (*claimed, "", 0, "", "", "", "", "", '"\\u00e9t\\u00e9"'),
            (*finished, "", "", '"autumn"'),
            (*refused, "", "", '""'),
        ),
    )
    journal.check()
    expected = (
        replace(DONE, revision=3, receipt='{"text": "t"}', mail="due"),
        ClaimRecord("000000002", "été.xlsx", State.RUNNING, 2, "2026-09-01T09:00:00Z", schedule_id="Été"),
        ClaimRecord(
            *("000000003", "caf\udce9.xlsx", State.FINISHED, 1, "", "", "Autumn", 4, "0.1.0", "", "released", 1, "said"),
        ),
        ClaimRecord(
            *("000000004", '"term".xlsx', State.FILED, 1, "", "", "", 0, "0.1.0", "", "refused", 1, "why", ""),
            archived="failed/x.xlsx",
        ),
    )
    assert (journal.open_records(), journal.record("000000004"), journal.last_number()) == (expected[:3], expected[3], 4)
    assert (journal.last_done("autumn"), journal.revision("AUTUMN"), journal.last_done("été")) == (expected[2], 4, None)
    assert journal.counts() == {"released": 2, "refused": 1}
    journal.put(replace(expected[1], state=State.CLAIMED))
    assert journal.open_records() == (expected[0], replace(expected[1], state=State.CLAIMED), expected[2])


def test_a_claim_of_version_1_that_makes_no_sense_is_damage(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    write_version_1(journal, (("000000001", '"half', "filed", 1, *[""] * 3, 0, "", "", "", 0, *[""] * 6),))
    with pytest.raises(JournalDamaged):
        journal.check()


def test_what_a_record_does_not_name_is_unknown_and_what_nobody_knows_is_passed_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.put(DONE)
    record = json.dumps({"v": 2, "id": DONE.id, "name": "term.xlsx", "state": "claimed", "colour": "blue"})
    with sqlite3.connect(journal.path) as connection:
        connection.execute("UPDATE claims SET record = ?", (record,))
    connection.close()
    assert journal.record(DONE.id) == ClaimRecord(DONE.id, "term.xlsx", State.CLAIMED)


@pytest.mark.parametrize("record", ['{"v": 3, "id": "1", "name": "a", "state": "filed"}', '{"id": "1"}', "[]", "{", '{"v": 2}'])
def test_a_record_of_no_form_that_was_released_is_damage(tmp_path: Path, record: str) -> None:
    journal = Journal(tmp_path)
    journal.put(DONE)
    with sqlite3.connect(journal.path) as connection:
        connection.execute("UPDATE claims SET record = ?", (record,))
    connection.close()
    with pytest.raises(JournalDamaged):
        journal.recent(1)


def test_a_journal_of_a_newer_version_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.put(DONE)
    with sqlite3.connect(journal.path) as connection:
        connection.execute("PRAGMA user_version = 3")
    connection.close()
    content = journal.path.read_bytes()
    sentence = f"{journal.path} was written by a newer schedbatch. Update schedbatch and start again."
    for ask in (journal.check, journal.open_records, lambda: journal.put(DONE)):
        with pytest.raises(OutputNotWritable) as caught:
            ask()
        assert str(caught.value) == sentence
    assert journal.path.read_bytes() == content
