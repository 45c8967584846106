"""Receipts by mail: a real SMTP server on loopback, and settings from file and environment."""

import email
import os
import socket
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from schedbatch.watch.journal import Journal
from schedbatch.watch.mail import Postbox, WrongSettings, read_postbox
from tests.watch.watching import Folders, once, watching

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


class Postman:
    """Takes mail in; ``busy`` times it says that it has no time."""

    def __init__(self, busy: int = 0) -> None:
        self.busy = busy
        self.taken: list[tuple[list[str], Message]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002 - aiosmtpd's name
        """Keep the mail."""
        if self.busy:
            self.busy -= 1
            return "451 try again later"
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken.append((list(envelope.rcpt_tos), email.message_from_bytes(content)))
        return "250 taken"


@pytest.fixture
def postman() -> Postman:
    """Who takes the mail."""
    return Postman()


@pytest.fixture
def server(postman: Postman) -> Iterator[Controller]:
    """An SMTP server on loopback that wants a user and a password."""

    def check(*given: Any) -> AuthResult:  # noqa: ANN401 - aiosmtpd's way
        login = given[-1]
        return AuthResult(success=(login.login, login.password) == (b"planner", b"secret"), handled=False)

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(
        postman, hostname="127.0.0.1", port=port, auth_required=True, auth_require_tls=False, authenticator=check
    )
    controller.start()
    yield controller
    controller.stop()


def _config(folders: Folders, port: int) -> Path:
    path = folders.desk / "watch.toml"
    path.write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nuser = "planner"\nfrom = "watch@example.edu"\n',
        encoding="utf-8",
    )
    return path


def test_the_receipt_is_mailed(folders: Folders, server: Controller, postman: Postman) -> None:
    folders.drop("Terme d'été.xlsx")
    (folders.inbox / "bad.xlsx").write_bytes(b"no workbook")
    environment = {**os.environ, "SCHEDBATCH_MAIL_PASSWORD": "secret"}
    options = (
        "--config",
        str(_config(folders, server.port)),
        "--mail-to",
        "planner@example.edu",
        "--mail-to",
        "office@example.edu",
    )
    once(folders, *options, env=environment)
    mails = {
        str(email.header.make_header(email.header.decode_header(mail["Subject"]))): (people, mail) for people, mail in postman.taken
    }
    assert sorted(mails) == ["Terme d'été.xlsx: released", "bad.xlsx: not a workbook that can be read"]
    people, mail = mails["Terme d'été.xlsx: released"]
    assert (people, mail["From"], mail["Auto-Submitted"]) == (
        ["planner@example.edu", "office@example.edu"],
        "watch@example.edu",
        "auto-generated",
    )
    [kept] = folders.kept()
    text = kept.with_name(f"{kept.stem}.receipt.txt").read_text(encoding="utf-8")
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode("utf-8").replace("\r\n", "\n").strip() == text.strip()
    assert [row.mail for row in Journal(folders.out).recent(2)] == ["sent", "sent"]


def test_a_server_that_is_busy_is_asked_again(folders: Folders, server: Controller, postman: Postman) -> None:
    postman.busy = 1
    environment = {**os.environ, "SCHEDBATCH_MAIL_PASSWORD": "secret"}
    with watching(folders, "--config", str(_config(folders, server.port)), "--mail-to", "p@example.edu", env=environment) as watch:
        folders.drop("term.xlsx")
        watch.until(lambda: postman.taken)
        watch.until_said("its receipt has been mailed")
    assert ("451" in watch.log(), len(postman.taken), [row.mail for row in Journal(folders.out).recent(1)]) == (True, 1, ["sent"])


def test_mail_that_could_not_be_sent_is_sent_by_the_next_start(folders: Folders, server: Controller, postman: Postman) -> None:
    """The first call has the wrong password; the workbook is done all the same."""
    folders.drop("term.xlsx")
    options = ("--config", str(_config(folders, server.port)), "--mail-to", "p@example.edu")
    code, log = once(folders, *options, env={**os.environ, "SCHEDBATCH_MAIL_PASSWORD": "wrong"})
    assert (code, folders.outcomes(), postman.taken, "did not take it" in log) == (0, {"term.xlsx": ["released"]}, [], True)
    once(folders, *options, env={**os.environ, "SCHEDBATCH_MAIL_PASSWORD": "secret"})
    assert [people for people, _ in postman.taken] == [["p@example.edu"]]


def test_the_environment_wins_over_the_file_and_the_command_over_both(tmp_path: Path) -> None:
    config = tmp_path / "watch.toml"
    config.write_text('[mail]\nhost = "a.example.edu"\nto = ["a@example.edu"]\nuser = "a"\n', encoding="utf-8")
    environment = {"SCHEDBATCH_MAIL_HOST": "b.example.edu", "SCHEDBATCH_MAIL_TO": "b@example.edu, c@example.edu"}
    assert read_postbox(config, environment, ()) == Postbox(
        "b.example.edu", 587, "starttls", "a", "", "b@example.edu", ("b@example.edu", "c@example.edu")
    )
    given = read_postbox(config, environment, ("d@example.edu",))
    assert given is not None
    assert given.recipients == ("d@example.edu",)
    assert read_postbox(None, {}, ()) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[mail", "is no TOML file"),
        ('[post]\nhost = "a"', 'has "post"; known are, in the section [mail]: host'),
        ('[mail]\nserver = "a"', 'has "server"; known are'),
        ("mail = 1", "has no section [mail]"),
        ("[mail]", "The mail needs a server"),
        ('[mail]\nhost = "a"\nsecurity = "ssl"', 'The mail\'s security is "ssl"; it must be starttls, tls or none.'),
        ('[mail]\nhost = "a"\nport = 99999', 'The mail\'s port is "99999"'),
        ('[mail]\nhost = "a"\nfrom = "nobody"', '"nobody" is not a mail address.'),
    ],
)
def test_settings_that_cannot_be_used_are_named(tmp_path: Path, text: str, sentence: str) -> None:
    config = tmp_path / "watch.toml"
    config.write_text(text, encoding="utf-8")
    with pytest.raises(WrongSettings) as raised:
        read_postbox(config, {}, ("planner@example.edu",))
    assert sentence in str(raised.value)


def test_wrong_settings_are_a_usage_error(folders: Folders) -> None:
    code, log = once(folders, "--mail-to", "planner@example.edu")
    assert (code, "The mail needs a server" in log) == (2, True)
    code, log = once(folders, "--config", str(folders.desk / "missing.toml"))
    assert (code, "missing.toml cannot be read" in log) == (2, True)
