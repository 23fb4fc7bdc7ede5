"""A word to a person when a run went wrong, or a source is broken: a webhook, a mail, or both.

It comes once, at the end of the run. That it could not be sent is logged, and changes nothing else.
A run that is killed, or cannot begin, sends none: its supervisor does.
"""

import asyncio
import json
import logging
import smtplib
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings

from newscrawl import __version__
from newscrawl.config.kinds import nearest
from newscrawl.errors import ConfigError, UrlError
from newscrawl.exits import SAID, ExitCode
from newscrawl.extensions.summary import Summary, SummaryExtension
from newscrawl.system.terminal import printable
from newscrawl.web.urls import host_of

logger = logging.getLogger(__name__)

OUTCOMES = ("missed", "not_written", "stopped", "defect", "unhealthy")
STATUSES = ("broken", "changed")
FINDINGS = (
    *(
        "unreachable",
        "moved",
        "gives_nothing",
        "nothing_found",
        "blocked",
        "http_errors",
        "block_page",
    ),
    *(
        "consent_wall",
        "login_wall",
        "led_away",
        "empty",
        "same_text",
        "no_articles",
        "shorter",
        "unreadable",
    ),
    *("all_outside", "budget_spent", "fewer_found", "undated", "unsigned", "more_boilerplate"),
)
TIMEOUT_S = 20.0
SHOWN = 20
"""Sources that are named in words; the JSON has all."""
_TLS_PORT = 465
_FIGURES = (
    "pages",
    "articles",
    "dropped",
    "failed",
    "dead",
    "left",
    "bad_lines",
    "not_written",
    "errors",
)


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mail is sent, and how."""

    to: tuple[str, ...]
    sender: str
    host: str
    port: int
    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """The message on a run that went wrong.

    Attributes:
        reasons: The outcomes, verdicts and findings of ``ALARM_ON`` that caused it.
        sources: Status and findings of the sources that these are about.
    """

    summary: Summary
    reasons: tuple[str, ...]
    sources: Mapping[str, Mapping[str, Any]]

    @property
    def title(self) -> str:
        """One line."""
        few = ", ".join(reason.replace("_", " ") for reason in self.reasons)
        return f"newscrawl {self.summary.spider} on {socket.gethostname()}: {few}"

    def text(self) -> str:
        """Several lines: what happened, the figures, the sources."""
        summary = self.summary
        said = SAID[ExitCode[summary.outcome.upper()]]
        lines = [
            said,
            f"{summary.pages} pages, {summary.articles} articles, {summary.failed.total()} failed",
        ]
        for name, source in list(self.sources.items())[:SHOWN]:
            found = "; ".join(f"{each['kind']}: {each['message']}" for each in source["findings"])
            lines.append(f"{source['status']}: {name}: {found}")
        if (rest := len(self.sources) - SHOWN) > 0:
            lines.append(f"and {rest} more sources")
        lines.append(f"Output: {summary.folder}")
        return "\n".join(" ".join(printable(line).split()) for line in lines)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values; chats show ``text``, or ``content``."""
        whole = f"{self.title}\n{self.text()}"
        figures = self.summary.as_dict()
        return {
            "text": whole,
            # Discord's limit for ``content``; Slack and Mattermost read ``text``.
            "content": whole[:2_000],
            "newscrawl": __version__,
            "host": socket.gethostname(),
            "reasons": list(self.reasons),
            "outcome": self.summary.outcome,
            "exit_code": int(ExitCode[self.summary.outcome.upper()]),
            "spider": self.summary.spider,
            "folder": self.summary.folder,
            "figures": {name: figures[name] for name in _FIGURES},
            "sources": dict(self.sources),
        }


def make_alarm(summary: Summary, wanted: Iterable[str]) -> Alarm | None:
    """Return the alarm of a run, or ``None``: nothing of *wanted* happened."""
    wanted = set(wanted)
    reasons = [summary.outcome] if summary.outcome in wanted else []
    meant = {}
    for name, source in summary.sources.items():
        found = [source["status"], *(finding["kind"] for finding in source["findings"])]
        if hits := [each for each in found if each in wanted]:
            reasons += hits
            meant[name] = {"status": source["status"], "findings": source["findings"]}
    # Each reason once, in the order in which it came: a hundred sources may have the same.
    return Alarm(summary, tuple(dict.fromkeys(reasons)), meant) if reasons else None


class AlarmExtension:
    """Send an alarm at the end of a run that has what ``ALARM_ON`` names.

    Settings: ``ALARM_ON``, ``ALARM_WEBHOOK``, ``ALARM_MAIL_TO``, ``ALARM_MAIL_FROM``,
        ``ALARM_SMTP``, ``ALARM_SMTP_USER``, ``ALARM_SMTP_PASSWORD_FILE``. Stats: ``alarm/sent``,
        ``alarm/failed``.
    """

    def __init__(
        self, crawler: Crawler, wanted: frozenset[str], webhook: str, mail: Mail | None
    ) -> None:
        self._crawler, self._wanted, self._webhook, self._mail = crawler, wanted, webhook, mail

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it.

        Raises:
            NotConfigured: If nobody is to be told.
            ConfigError: If a setting is wrong.
        """
        settings = crawler.settings
        webhook, mail = read_webhook(settings["ALARM_WEBHOOK"]), read_mail(settings)
        if not webhook and mail is None:
            raise NotConfigured
        extension = cls(crawler, read_wanted(settings.getlist("ALARM_ON")), webhook, mail)
        crawler.signals.connect(extension.tell, signal=signals.spider_closed)
        return extension

    async def tell(self) -> None:
        """Send what there is to say; the run waits for that, but not for long."""
        extension = self._crawler.get_extension(SummaryExtension)
        alarm = make_alarm(extension.summary, self._wanted) if extension is not None else None
        if alarm is None:
            return
        if self._webhook:
            await self._try("ALARM_WEBHOOK", host_of(self._webhook), self._post(alarm))
        if self._mail is not None:
            place = f"{self._mail.host}:{self._mail.port}"
            # ``smtplib`` blocks, so a thread has it; the engine must still answer a second signal.
            await self._try("ALARM_SMTP", place, asyncio.to_thread(send_mail, alarm, self._mail))

    async def _try(self, setting: str, place: str, sending: Any) -> None:
        try:
            # A little longer than the connection's own limit, whose message says more.
            async with asyncio.timeout(TIMEOUT_S + 5):
                await sending
        except Exception as error:  # a failing alarm is told of, and never fails a run
            self._crawler.stats.inc_value("alarm/failed")
            said = str(error) or type(error).__name__
            logger.error("The alarm could not be sent to %s (%s): %s", place, setting, said)
        else:
            self._crawler.stats.inc_value("alarm/sent")
            logger.info("An alarm was sent to %s", place)

    async def _post(self, alarm: Alarm) -> None:
        """Post the alarm by the crawl's own downloader, past its middlewares; the egress guard holds."""
        body = json.dumps(alarm.as_dict(), ensure_ascii=False).encode("utf-8", "replace")
        request = Request(
            self._webhook,
            method="POST",
            body=body,
            headers={
                "Content-Type": "application/json",
                "User-Agent": self._crawler.settings["USER_AGENT"],
            },
            meta={"download_timeout": TIMEOUT_S},
        )
        answer = await self._crawler.engine.downloader.handlers.download_request_async(request)
        if not 200 <= answer.status < 300:
            raise OSError(f"it answered with HTTP {answer.status}")


def send_mail(alarm: Alarm, mail: Mail) -> None:
    """Send *alarm* as a mail.

    Raises:
        OSError, smtplib.SMTPException: If it cannot be sent.
    """
    message = EmailMessage()
    message["Subject"] = printable(alarm.title)[:200]
    message["From"], message["To"] = mail.sender, ", ".join(mail.to)
    # RFC 2606: ``.invalid`` never resolves, and no real host is claimed to have made the id.
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="newscrawl.invalid")
    message.set_content(alarm.text())
    context = ssl.create_default_context()
    # RFC 8314: on port 465 TLS comes first; elsewhere STARTTLS raises a plain connection.
    if mail.port == _TLS_PORT:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            mail.host, mail.port, timeout=TIMEOUT_S, context=context
        )
    else:
        server = smtplib.SMTP(mail.host, mail.port, timeout=TIMEOUT_S)
    with server:
        server.ehlo()
        if mail.port != _TLS_PORT and server.has_extn("starttls"):
            # RFC 3207 4.2: after STARTTLS the client forgets what the server has said before.
            server.starttls(context=context)
            server.ehlo()
        # On the own machine nobody listens in, and local relays seldom have a certificate.
        elif mail.port != _TLS_PORT and mail.user and not _is_here(mail.host):
            raise OSError("the server offers no TLS, and the password is not sent without")
        if mail.user:
            server.login(mail.user, mail.password)
        server.send_message(message)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_wanted(names: Iterable[str]) -> frozenset[str]:
    """Read ``ALARM_ON``: outcomes of a run, verdicts on sources, findings.

    Raises:
        ConfigError: If one is not one.
    """
    known = (*OUTCOMES, *STATUSES, *FINDINGS)
    for name in names:
        if name not in known:
            meant = nearest(name, known)
            hint = f"did you mean {meant}? " if meant else ""
            raise ConfigError(
                f"ALARM_ON: {name!r} is not known; {hint}Expected some of {', '.join(known)}"
            )
    return frozenset(names)


def read_webhook(url: str) -> str:
    """Read ``ALARM_WEBHOOK``.

    Raises:
        ConfigError: If it is no URL.
    """
    if not url:
        return ""
    try:
        host_of(url)
    except UrlError as error:
        raise ConfigError(f"ALARM_WEBHOOK: expected https://…; {error}") from error
    return url


def read_mail(settings: BaseSettings) -> Mail | None:
    """Read how mail is sent; ``None``: not at all.

    Raises:
        ConfigError: If it cannot be.
    """
    to = tuple(each.strip() for each in settings.getlist("ALARM_MAIL_TO") if each.strip())
    if not to:
        return None
    for each in (*to, settings["ALARM_MAIL_FROM"]):
        # A space or line break would let a setting write a header of its own.
        if "@" not in each.strip("@") or any(map(str.isspace, each)):
            raise ConfigError(
                f"ALARM_MAIL_TO, ALARM_MAIL_FROM: expected addresses of mail, got {each!r}"
            )
    # From the right: an IPv6 host has colons of its own.
    host, _, port = settings["ALARM_SMTP"].rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        raise ConfigError(
            f"ALARM_SMTP={settings['ALARM_SMTP']}: expected host:port, e.g. mail.example:587"
        )
    user = settings["ALARM_SMTP_USER"]
    # From a file: settings are shown by ``scrapy settings``, in logs and in lists of processes.
    password = _read_password(settings["ALARM_SMTP_PASSWORD_FILE"]) if user else ""
    return Mail(to, settings["ALARM_MAIL_FROM"], host.strip("[]"), int(port), user, password)


def _read_password(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"ALARM_SMTP_PASSWORD_FILE={file}: cannot be read: {error}; ALARM_SMTP_USER needs a"
            " password"
        ) from error
