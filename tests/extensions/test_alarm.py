"""Alarms: what they are sent for, what they say, and that one that cannot be sent fails no run."""

import email
import email.policy
import http.server
import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from newscrawl.errors import ConfigError
from newscrawl.extensions import alarm
from newscrawl.extensions.alarm import (
    FINDINGS,
    OUTCOMES,
    STATUSES,
    make_alarm,
    read_mail,
    read_wanted,
    read_webhook,
)
from newscrawl.extensions.summary import Summary
from tests.support.crawl import CHECKOUT, run
from tests.support.server import Server
from tests.support.smtp import SmtpServer

BROKEN = {
    "status": "broken",
    "findings": [{"kind": "blocked", "message": "30 of 40 answers are 403"}],
}
FINE = {"status": "healthy", "findings": []}


@contextmanager
def webhook(status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A chat's server: its address, and what it got."""
    got: list[dict[str, Any]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/hook", got
        server.shutdown()


def summary(outcome: str = "missed", **sources: dict[str, Any]) -> Summary:
    return Summary(
        outcome,
        "site",
        "finished",
        40,
        10,
        failed=Counter(http_403=30),
        sources=sources,
        folder="o",
    )


@pytest.mark.parametrize(
    ("wanted", "reasons"),
    [
        pytest.param(["missed"], ("missed",), id="an outcome"),
        pytest.param(["broken"], ("broken",), id="a verdict"),
        pytest.param(["blocked", "missed"], ("missed", "blocked"), id="a finding, and an outcome"),
        pytest.param(["changed", "stopped"], None, id="nothing of it"),
        pytest.param([], None, id="nothing is wanted"),
    ],
)
def test_what_an_alarm_is_made_for(wanted: list[str], reasons: tuple[str, ...] | None) -> None:
    """What is wanted and has happened; the sources that are meant come with it."""
    made = make_alarm(summary(gazette=BROKEN, herald=FINE), wanted)
    assert (made and made.reasons) == reasons
    if made and "missed" not in wanted:
        assert list(made.sources) == ["gazette"]
        assert "broken: gazette: blocked: 30 of 40 answers are 403" in made.text()


def test_what_an_alarm_says() -> None:
    """The figures as plain values; names of strangers cannot steer a terminal or add lines."""
    made = make_alarm(summary(**{"gaz\x1b[2J\nette": BROKEN}), ["broken"])
    assert made is not None
    told = made.as_dict()
    assert (told["outcome"], told["exit_code"], told["figures"]["failed"]) == (
        "missed",
        3,
        {"http_403": 30},
    )
    assert len(told["text"].splitlines()) == 5
    assert "\x1b" not in told["text"]
    many = make_alarm(summary(**{f"site{n}": BROKEN for n in range(200)}), ["broken"])
    assert many is not None
    assert "and 180 more sources" in many.text()
    assert len(many.as_dict()["sources"]) == 200


def test_all_findings_are_known_and_documented() -> None:
    """What the judge of sources finds can be named in ``ALARM_ON``, and stands in the docs."""
    judge = (CHECKOUT / "newscrawl" / "health" / "judge.py").read_text()
    found = set(re.findall(r'Finding\(\s*"(\w+)"', judge))
    assert {"unreachable", "shorter"} <= found
    assert found - set(FINDINGS) == set()
    page = (CHECKOUT / "docs" / "monitoring.md").read_text()
    assert [name for name in (*OUTCOMES, *STATUSES, *FINDINGS) if f"`{name}`" not in page] == []
    assert read_wanted(FINDINGS) == set(FINDINGS)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param({"ALARM_ON": ["brokn"]}, "did you mean broken", id="a reason"),
        pytest.param(
            {"ALARM_WEBHOOK": "chat.example"}, "ALARM_WEBHOOK: expected https://", id="no address"
        ),
        pytest.param(
            {"ALARM_MAIL_TO": ["me"]}, "expected addresses of mail, got 'me'", id="no mail"
        ),
        pytest.param(
            {"ALARM_MAIL_TO": ["a@b.example"], "ALARM_SMTP": "mail"},
            "expected host:port",
            id="no port",
        ),
        pytest.param(
            {
                "ALARM_MAIL_TO": ["a@b.example"],
                "ALARM_SMTP_USER": "u",
                "ALARM_SMTP_PASSWORD_FILE": "/no/file",
            },
            "ALARM_SMTP_PASSWORD_FILE=/no/file: cannot be read",
            id="no password",
        ),
    ],
)
def test_wrong_settings(settings: dict[str, Any], said: str) -> None:
    """They are said before the run begins."""
    own = Settings()
    own.setmodule("newscrawl.settings")
    own.setdict(settings)
    with pytest.raises(ConfigError, match=said):
        (read_wanted(own.getlist("ALARM_ON")), read_webhook(own["ALARM_WEBHOOK"]), read_mail(own))


def test_a_run_that_fails_is_told_of(server: Server, tmp_path: Path) -> None:
    """By webhook and by mail, with the same words; the exit code is that of the run."""
    password = tmp_path / "password"
    password.write_text("sesame\n")
    with webhook() as (url, got), SmtpServer() as smtp:
        settings = {
            "ALARM_ON": "missed,broken",
            "ALARM_WEBHOOK": url,
            "ALARM_MAIL_TO": "desk@news.example,night@news.example",
            "ALARM_MAIL_FROM": "crawler@news.example",
            "ALARM_SMTP": smtp.place,
            "ALARM_SMTP_USER": "crawler",
            "ALARM_SMTP_PASSWORD_FILE": str(password),
        }
        done = run(
            "newscrawl", "crawl", server.url("/status/500"), folder=tmp_path, settings=settings
        )
    assert done.code == 3, done.log
    (told,) = got
    assert (told["outcome"], told["reasons"], told["figures"]["failed"]) == (
        "missed",
        ["missed"],
        {"http_500": 1},
    )
    (raw,) = smtp.mails
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert mail["To"] == "desk@news.example, night@news.example"
    assert mail["Subject"].endswith(": missed")
    assert "0 pages, 0 articles, 1 failed" in mail.get_content() or "1 failed" in mail.get_content()
    assert any(command.startswith("AUTH PLAIN") for command in smtp.commands)
    assert "sesame" not in done.log


def test_a_run_that_is_well_is_not(server: Server, tmp_path: Path) -> None:
    """Nothing is sent."""
    with webhook() as (url, got):
        settings = {"ALARM_ON": "missed,broken,defect", "ALARM_WEBHOOK": url}
        done = run(
            "newscrawl", "crawl", server.url("/article/a"), folder=tmp_path, settings=settings
        )
    assert (done.code, got) == (0, []), done.log


def test_an_alarm_that_cannot_be_sent_fails_no_run(server: Server, tmp_path: Path) -> None:
    """It is logged by its place and cause; the egress guard holds for a webhook too."""
    with webhook(500) as (url, _), SmtpServer(refuses=True) as smtp:
        settings = {
            "ALARM_ON": "missed",
            "ALARM_WEBHOOK": url,
            "ALARM_MAIL_TO": "a@b.example",
            "ALARM_SMTP": smtp.place,
        }
        done = run(
            "newscrawl", "crawl", server.url("/status/500"), folder=tmp_path, settings=settings
        )
        assert done.code == 3, done.log
        assert (
            "The alarm could not be sent to 127.0.0.1 (ALARM_WEBHOOK): it answered with HTTP 500"
            in done.log
        )
        assert f"could not be sent to {smtp.place} (ALARM_SMTP): (554, b'not today')" in done.log
    settings = {"ALARM_ON": "missed", "ALARM_WEBHOOK": "http://169.254.169.254/latest"}
    done = run("newscrawl", "crawl", server.url("/status/500"), folder=tmp_path, settings=settings)
    assert done.code == 3
    assert re.search(
        r"could not be sent to 169.254.169.254 \(ALARM_WEBHOOK\): .*not globally routable", done.log
    )


def test_a_password_goes_nowhere_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    """But to this machine."""
    with SmtpServer() as smtp:
        mail = alarm.Mail(
            ("a@b.example",), "c@d.example", "127.0.0.1", smtp.server_address[1], "u", "sesame"
        )
        made = make_alarm(summary(), ["missed"])
        assert made is not None
        alarm.send_mail(made, mail)
        monkeypatch.setattr(alarm, "_is_here", lambda host: False)
        with pytest.raises(OSError, match="offers no TLS"):
            alarm.send_mail(made, mail)
    assert len(smtp.mails) == 1
