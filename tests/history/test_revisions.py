"""A term as it is lived: a planner edits, shuffles, adds, removes, makes typos and mends them, and runs again and again."""

import datetime as dt
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from schedbatch.jobs.run import Options, run_workbook
from tests.history.planner import Planner, ilm, listed, session
from tests.history.subscriber import Subscriber, calendars, changes, read

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a run makes every file last through a power failure, which takes its time
START = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
NUMBERS = st.integers(1, 5)
EDITS = st.one_of(
    st.tuples(st.just("Date"), st.dates(dt.date(2026, 9, 7), dt.date(2026, 11, 6))),
    st.tuples(st.just("Start"), st.builds(dt.time, st.integers(8, 17))),
    st.tuples(st.just("Location"), st.sampled_from(("R1", "R2", "R1; R2", "none"))),
    st.tuples(st.just("Instructors"), st.sampled_from(("Okafor, Chidi", "okafor, chidi", "Adeyemi, Ngozi", "none"))),
    st.tuples(st.just("Title"), st.sampled_from(("Dissection", "Demonstration"))),
    st.tuples(st.just("Course"), st.sampled_from(("Anatomy", "Histology"))),
    st.tuples(st.just("Groups"), st.sampled_from(("Labs", "Class", "Labs > 01; Class", "Class; Labs"))),
    st.tuples(st.just("Status"), st.sampled_from(("", "Tentative", "Draft", "Cancelled"))),
    st.tuples(st.just("Weeks"), st.sampled_from(("", 1, 3))),
)


class Term(RuleBasedStateMachine):
    """One schedule, its subscribers, and those who import only what is new."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=IN_MEMORY if IN_MEMORY.is_dir() else None))
        self.now = START
        self.planner = Planner({f"S{number}": session(number) for number in (1, 2, 3)} | {"S9": ilm(9)})
        self.subscribers: dict[str, Subscriber] = {}
        self.importers: dict[str, Subscriber] = {}
        self.uids: dict[str, str] = {}
        self.is_first = True
        self.run()

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @rule(number=NUMBERS, edit=EDITS)
    def edit(self, number: int, edit: tuple[str, object]) -> None:
        if f"S{number}" in self.planner.sessions:
            self.planner.sessions[f"S{number}"][edit[0]] = edit[1]
            self.run()

    @rule(number=NUMBERS)
    def add(self, number: int) -> None:
        self.planner.sessions.setdefault(f"S{number}", session(number))
        self.run()

    @rule(number=NUMBERS)
    def remove(self, number: int) -> None:
        self.planner.sessions.pop(f"S{number}", None)
        self.run()

    @rule(number=NUMBERS)
    def mistype(self, number: int) -> None:
        if f"S{number}" in self.planner.sessions:
            before = self.planner.sessions[f"S{number}"]
            last = {taught.uid for taught in listed(self.folder / "out/term")}
            self.planner.sessions[f"S{number}"] = before | {"Date": "soon"}
            self.run()
            assert last <= {taught.uid for taught in listed(self.folder / "out/term")}
            self.planner.sessions[f"S{number}"] = before

    @rule(turn=st.integers(1, 4))
    def shuffle(self, turn: int) -> None:
        self.run()
        before = calendars(self.folder / "out/term")
        rows = list(self.planner.sessions.items())
        self.planner.sessions = dict((*rows[turn:], *rows[:turn]))
        self.run()
        assert calendars(self.folder / "out/term") == before

    @rule(subgroups=st.lists(st.sampled_from(("01", "02", "03", "04")), min_size=1, unique=True))
    def regroup(self, subgroups: list[str]) -> None:
        self.planner.subgroups = ["01", *(name for name in subgroups if name != "01")]
        self.run()

    @rule(form=st.sampled_from(("due time", "all day", "none")))
    def show_ilms(self, form: str) -> None:
        self.planner.settings["ILMs in calendars"] = form
        self.run()

    @rule(zone=st.sampled_from(("Europe/London", "America/New_York")))
    def change_zone(self, zone: str) -> None:
        self.planner.settings["Time zone"] = zone
        self.run()

    @rule(days=st.sampled_from((-3, 0, 1, 40)))
    def wait(self, days: int) -> None:
        self.now += dt.timedelta(days=days)

    @invariant()
    def everybody_knows_the_plan(self) -> None:
        out = self.folder / "out/term"
        plan = listed(out)
        assert len({taught.uid for taught in plan}) == len(plan)
        for taught in plan:
            assert self.uids.setdefault(taught.id, taught.uid) == taught.uid, "a UID changed"
        assert len(set(self.uids.values())) == len(self.uids), "a UID stands for two"
        hides_ilms = self.planner.settings.get("ILMs in calendars") == "none"
        groups = ("Labs", "Class", *(f"Labs > {name}" for name in self.planner.subgroups))
        wanted: dict[str, set[str]] = {}
        for taught in plan:
            if taught.is_live and not (hides_ilms and taught.uid.startswith("ilm-")):
                for feed in taught.feeds(groups):
                    wanted.setdefault(feed, set()).add(taught.uid)
        everything = {seen.uid: (seen.start, seen.end) for seen in read(calendars(out)["all.ics"]) if not seen.is_cancelled}
        for crowd in (self.subscribers, self.importers):
            live = {feed: set(reader.live) for feed, reader in crowd.items() if reader.live}
            assert live == {feed.casefold(): uids for feed, uids in wanted.items()}
            for reader in crowd.values():
                assert reader.live == {uid: everything[uid] for uid in reader.live}

    def run(self) -> None:
        outcome = run_workbook(
            self.planner.save(self.folder / "term.xlsx"), self.folder / "out", self.now, Options(allows_removals=True)
        )
        self.read_calendars(outcome.folder)

    def read_calendars(self, folder: Path) -> None:
        """Let everybody take in what is new."""
        new = changes(folder)
        for feed, content in calendars(folder).items():
            self.subscribers.setdefault(feed.casefold(), Subscriber()).take_in(content)
            if self.is_first:
                self.importers.setdefault(feed.casefold(), Subscriber()).take_in(content)
        for feed, content in new.items():
            self.importers.setdefault(feed.casefold(), Subscriber()).take_in(content)
        self.is_first = False


pytestmark = pytest.mark.slow

TestTerm = Term.TestCase
TestTerm.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
