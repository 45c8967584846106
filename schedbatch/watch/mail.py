"""Mail of a receipt, by SMTP: its settings from a TOML file and the environment, and the sending, in a worker."""

import smtplib
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

SECTION = "mail"
KEYS = ("host", "port", "security", "user", "password", "from", "to")
VARIABLE_START = "SCHEDBATCH_MAIL_"
MAX_SENDS, LONGEST_WAIT = 32, 3600.0
"""So often a mail is tried before it is given up, at first after a second, at last every hour: for about a day."""

_SECURITIES = {"starttls": 587, "tls": 465, "none": 25}
_SECONDS = 20.0


class WrongSettings(Exception):
    """The mail's settings cannot be used; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Postbox:
    """The mail server, the sender and the recipients."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail: its subject and text, and an id that stays the same if it has to be sent again."""

    subject: str
    text: str
    id: str
    seconds_since_1970: float


def read_postbox(config: Path | None, environment: Mapping[str, str], recipients: tuple[str, ...]) -> Postbox | None:
    """Read the settings: the environment wins over the file, ``recipients`` over both; ``None`` if there is nobody to write to.

    Raises WrongSettings.
    """
    said = {**_of_file(config), **_of_environment(environment)}
    people = recipients or _addresses(said.get("to", ()))
    if not people:
        if said.get("host"):
            raise WrongSettings('The mail has a server but nobody to go to: give --mail-to, or "to" in [mail].')
        return None
    if not said.get("host"):
        raise WrongSettings(
            f"The mail needs a server: set host in the section [mail] of the file given as --config, or {VARIABLE_START}HOST."
        )
    security = str(said.get("security", "starttls")).lower()
    if security not in _SECURITIES:
        raise WrongSettings(f'The mail\'s security is "{security}"; it must be starttls, tls or none.')
    sender = str(said.get("from", people[0]))
    for address in (*people, sender):
        if "@" not in address or any(character in address for character in "\r\n"):
            raise WrongSettings(f'"{address}" is not a mail address.')
    return Postbox(
        str(said["host"]),
        _port(said.get("port", _SECURITIES[security])),
        security,
        str(said.get("user", "")),
        str(said.get("password", "")),
        sender,
        people,
    )


def _addresses(said: object) -> tuple[str, ...]:
    """A list of addresses, or one text with commas between them."""
    listed = said if isinstance(said, list | tuple) else str(said).split(",")
    return tuple(str(address).strip() for address in listed)


def _of_file(config: Path | None) -> dict[str, object]:
    if config is None:
        return {}
    try:
        whole = tomllib.loads(config.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise WrongSettings(f"{config} cannot be read ({error.strerror or error}).") from error
    except ValueError as error:
        raise WrongSettings(f"{config} is no TOML file: {error}.") from error
    section = whole.get(SECTION, {})
    if not isinstance(section, dict):
        raise WrongSettings(f"{config} has no section [{SECTION}].")
    strange = [*(key for key in whole if key != SECTION), *(key for key in section if key not in KEYS)]
    if strange:
        raise WrongSettings(f'{config} has "{strange[0]}"; known are, in the section [{SECTION}]: {", ".join(KEYS)}.')
    return dict(section)


def _of_environment(environment: Mapping[str, str]) -> dict[str, object]:
    variables = {key: VARIABLE_START + key.upper() for key in KEYS}
    return {key: environment[variable] for key, variable in variables.items() if environment.get(variable)}


def _port(said: object) -> int:
    if str(said).isdecimal() and 0 < int(str(said)) < 2**16:
        return int(str(said))
    raise WrongSettings(f'The mail\'s port is "{said}"; it must be a number from 1 to 65535.')


def send(postbox: Postbox, letter: Letter) -> str:
    """Send the letter; give why it could not be sent, blank if it was."""
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = postbox.sender
    message["To"] = ", ".join(postbox.recipients)
    message["Date"] = formatdate(letter.seconds_since_1970)
    message["Message-ID"] = f"<{letter.id}@{postbox.sender.rpartition('@')[2]}>"
    # RFC 3834: nobody's holiday notice is to answer.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    try:
        with _connected(postbox) as server:
            if postbox.user:
                server.login(postbox.user, postbox.password)
            refused = server.send_message(message)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        return f"the mail server {postbox.host} did not take it ({error})"
    return f"the mail server did not take it for {', '.join(refused)}" if refused else ""


def _connected(postbox: Postbox) -> smtplib.SMTP:
    if postbox.security == "tls":
        return smtplib.SMTP_SSL(postbox.host, postbox.port, timeout=_SECONDS, context=ssl.create_default_context())
    server = smtplib.SMTP(postbox.host, postbox.port, timeout=_SECONDS)
    try:
        if postbox.security == "starttls":
            server.starttls(context=ssl.create_default_context())
    except (OSError, smtplib.SMTPException):
        server.close()
        raise
    return server
