"""The claims whose runs have not ended: what a start after a kill finds again."""

import datetime as dt
from pathlib import Path

import pytest

from schedbatch.watch.claim import Claim
from schedbatch.watch.journal import ClaimRecord, Journal, State
from schedbatch.watch.open_claims import OpenClaims

NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
FIRST = Claim("000000007", Path("inbox/working/000000007/term.xlsx"))
SECOND = Claim("000000008", Path("inbox/working/000000008/term.xlsx"))


@pytest.fixture
def open_claims(tmp_path: Path) -> OpenClaims:
    """No claims, and a new journal."""
    return OpenClaims(Journal(tmp_path))


def restarted(out: Path) -> OpenClaims:
    """What a start finds in the journal."""
    journal = Journal(out)
    found = OpenClaims(journal)
    found.recover(journal.open_records(), journal.last_number())
    return found


def test_a_try_is_in_the_journal_before_its_run_begins_and_a_start_after_a_kill_finds_it(
    open_claims: OpenClaims, tmp_path: Path
) -> None:
    open_claims.add(FIRST, "autumn", NOW)
    running = open_claims.begin_try(open_claims.record_of(FIRST, NOW), "Autumn")
    assert running == ClaimRecord(FIRST.id, "term.xlsx", State.RUNNING, 1, "2026-09-01T08:00:00Z", schedule_id="Autumn")
    found = restarted(tmp_path)
    assert (found.record_of(FIRST, NOW), found.tries(FIRST), found.next_number) == (running, 1, 8)


def test_a_claim_that_has_not_been_run_is_in_its_folder_only(open_claims: OpenClaims, tmp_path: Path) -> None:
    open_claims.add(FIRST, "autumn", NOW)
    claimed = ClaimRecord(FIRST.id, "term.xlsx", State.CLAIMED, claimed_at="2026-09-01T08:00:00Z", schedule_id="autumn")
    assert (open_claims.record_of(FIRST, NOW), open_claims.next_number) == (claimed, 8)
    found = restarted(tmp_path)
    assert (found.missing_from(()), found.tries(FIRST), found.next_number) == ((), 0, 1)


def test_a_try_that_is_taken_back_counts_as_none_after_a_restart_too(open_claims: OpenClaims, tmp_path: Path) -> None:
    open_claims.add(FIRST, "autumn", NOW)
    open_claims.take_back_try(open_claims.begin_try(open_claims.record_of(FIRST, NOW), "autumn"))
    assert (open_claims.tries(FIRST), restarted(tmp_path).tries(FIRST)) == (0, 0)
    assert restarted(tmp_path).record_of(FIRST, NOW).state is State.CLAIMED


def test_a_disk_that_refuses_to_take_a_try_back_leaves_a_try_too_many_in_the_journal(tmp_path: Path) -> None:
    """The folder for results is gone when the try is taken back."""
    out = tmp_path / "out"
    out.mkdir()
    open_claims = OpenClaims(Journal(out))
    open_claims.add(FIRST, "autumn", NOW)
    running = open_claims.begin_try(open_claims.record_of(FIRST, NOW), "autumn")
    out.rename(tmp_path / "away")
    open_claims.take_back_try(running)
    assert (open_claims.tries(FIRST), restarted(tmp_path / "away").tries(FIRST)) == (0, 1)


def test_what_somebody_removes_from_working_is_forgotten_in_the_journal_too(open_claims: OpenClaims, tmp_path: Path) -> None:
    for claim in (FIRST, SECOND):
        open_claims.add(claim, "autumn", NOW)
        open_claims.begin_try(open_claims.record_of(claim, NOW), "autumn")
    missing = open_claims.missing_from((SECOND,))
    assert [record.id for record in missing] == [FIRST.id]
    open_claims.forget(missing[0])
    assert (open_claims.tries(FIRST), [record.id for record in restarted(tmp_path).missing_from(())]) == (0, [SECOND.id])


def test_the_workbooks_of_a_schedule_stand_in_the_order_of_their_claims_whatever_the_case(open_claims: OpenClaims) -> None:
    open_claims.add(FIRST, "Autumn", NOW)
    open_claims.add(SECOND, "spring", NOW)
    names = [open_claims.names_ahead_of(claim, "AUTUMN") for claim in (None, FIRST, SECOND)]
    assert names == [("term.xlsx",), (), ("term.xlsx",)]
    open_claims.close(open_claims.record_of(FIRST, NOW))
    assert open_claims.names_ahead_of(None, "autumn") == ()
