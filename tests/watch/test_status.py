"""The status for machines, and the page for people."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

from schedbatch.watch.sightings import NotTaken
from schedbatch.watch.status import Trouble, Waiting, WatchStatus, render_json
from schedbatch.watch.status_page import render_page
from tests.drawing import NOW
from tests.watch.test_journal import DONE

STATUS = WatchStatus(
    state="trouble",
    inbox=Path("/srv/<inbox>"),
    out=Path("/srv/out"),
    pid=7,
    host="host",
    started_at=NOW,
    polled_at=NOW,
    every=10.0,
    running=(Waiting("<run>.xlsx", "", NOW, 1),),
    waiting=(Waiting('<img src="x">.xlsx', "it & that", NOW, 2, 3.0),),
    waiting_count=150,
    not_taken=(NotTaken("caf\udce9.xls", "only .xlsx and .xlsm workbooks are taken"),),
    not_taken_count=30,
    recent=(replace(DONE, name="<b>.xlsx", exit_code=1),),
    counts={"released": 1234, "refused": 2, "broken": 1},
    trouble=Trouble(NOW, "the disk is full <now>", "a\u202eb.xlsx"),
)


def test_the_page_shows_names_as_text_and_counts_what_it_does_not_show() -> None:
    page = render_page(STATUS, NOW).decode("utf-8")
    for shown in (
        *("&lt;run&gt;.xlsx", "&lt;img src=&quot;x&quot;&gt;.xlsx", "it &amp; that", "&lt;b&gt;.xlsx", "/srv/&lt;inbox&gt;"),
        *(
            "the disk is full &lt;now&gt;",
            "a\ufffdb.xlsx",
            "caf\ufffd.xls",
            "released, with errors",
            "<dd>1,234</dd>",
            "<dd>3</dd>",
        ),
        *("and 149 more waiting", "and 29 more that are not taken", "Something keeps the work from going on"),
    ):
        assert shown in page, shown
    assert [tag for tag in ("<img", "<run", "<b>", "<inbox") if tag in page] == []


def test_the_status_for_machines() -> None:
    shown = json.loads(render_json(STATUS, NOW + dt.timedelta(seconds=1)))
    assert (shown["state"], shown["written_at"], shown["last_poll"]) == ("trouble", "2026-09-01T08:00:01Z", "2026-09-01T08:00:00Z")
    assert shown["counts"] == {
        "waiting": 150,
        "running": 1,
        "released": 1234,
        "already_done": 0,
        "refused": 2,
        "unreadable": 0,
        "broken": 1,
        "not_taken": 30,
    }
    assert shown["last_error"] == {"at": "2026-09-01T08:00:00Z", "name": "a\u202eb.xlsx", "message": "the disk is full <now>"}
    assert shown["waiting"] == [
        {"name": '<img src="x">.xlsx', "why": "it & that", "since": "2026-09-01T08:00:00Z", "tries": 2, "next_try_in_seconds": 3.0}
    ]
    assert (shown["recent"][0]["kept_as"], shown["not_taken"][0]["name"]) == ("done/term.xlsx", "caf\udce9.xls")


def test_the_page_of_a_watch_that_has_seen_nothing_counts_nothing() -> None:
    idle = replace(
        STATUS,
        state="watching",
        running=(),
        waiting=(),
        waiting_count=0,
        not_taken=(),
        not_taken_count=0,
        recent=(),
        counts={},
        trouble=None,
    )
    page = render_page(idle, NOW).decode("utf-8")
    names = ("waiting", "being run", "released", "already done", "came to nothing")
    assert "<dl>" + "".join(f"<div><dt>{name}</dt><dd>0</dd></div>" for name in names) + "</dl>" in page
    assert ("Nothing has come in yet." in page, "and 1 more" in page, "Last trouble" in page) == (True, False, False)
