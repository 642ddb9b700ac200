"""Messages to other programs: off by default, signed, retried, never to a host that nobody listed."""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from nlp_service.dossier import NlpServiceError
from nlp_service.register import Register
from nlp_service.register.database import reading, writing
from nlp_service.service import jobs, webhooks
from nlp_service.service.problems import ServiceError
from nlp_service.service.tables import JobRow
from nlp_service.settings import Settings


@dataclass
class Receiver:
    """A receiver on this machine that answers what it is told to."""

    port: int = 0
    status: int = 204
    location: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/nhan"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"]))
            known.got.append(({k.lower(): v for k, v in self.headers.items()}, content))
            self.send_response(known.status)
            if known.location:
                self.send_header("location", known.location)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield known
        server.shutdown()
        thread.join()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Register.open(Settings(data=tmp_path)) as register:
        yield register.engine


def message(engine: Engine) -> JobRow:
    """A message that waits, claimed by a worker."""
    with writing(engine) as session:
        webhooks.announce(session, "case.decided", "abc", decision="forward")
    job = jobs.claim(engine, "w")
    assert job is not None
    return job


def state(engine: Engine) -> JobRow:
    with reading(engine) as session:
        return session.scalars(select(JobRow)).one()


def test_a_message_is_signed_and_says_no_more_than_it_must(engine: Engine, receiver: Receiver) -> None:
    _, secret = webhooks.add(engine, receiver.url, ["case.decided"], [receiver.host], "admin")
    webhooks.deliver(engine, message(engine), "w", [receiver.host])
    ((headers, content),) = receiver.got
    stamped = headers["x-nlp-service-timestamp"].encode() + b"." + content
    assert headers["x-nlp-service-signature"] == "sha256=" + hmac.new(secret.encode(), stamped, sha256).hexdigest()
    body = json.loads(content)
    assert {k: v for k, v in body.items() if k != "at"} == {"event": "case.decided", "id": "abc", "decision": "forward"}
    assert state(engine).status == "done"


def test_nothing_is_put_in_for_events_that_nobody_wants(engine: Engine, receiver: Receiver) -> None:
    webhooks.add(engine, receiver.url, ["screening.done"], [receiver.host], "admin")
    with writing(engine) as session:
        webhooks.announce(session, "case.decided", "abc")
    assert jobs.claim(engine, "w") is None


def test_a_receiver_that_is_away_is_tried_again_later_and_given_up_in_the_end(engine: Engine, receiver: Receiver) -> None:
    webhooks.add(engine, receiver.url, ["case.decided"], [receiver.host], "admin")
    receiver.status = 503
    job = message(engine)
    waits = []
    for attempt in range(1, jobs.attempts_of("webhook")):
        webhooks.deliver(engine, job, "w", [receiver.host])
        row = state(engine)
        assert (row.status, row.reason, row.attempts) == ("running", "HTTP 503", attempt)
        waits.append(row.lease_until)
        assert jobs.sweep(engine) == 0  # it rests
        with writing(engine) as session:
            session.execute(update(JobRow).values(lease_until=0.0))
        assert jobs.sweep(engine) == 1
        again = jobs.claim(engine, "w")
        assert again is not None
        job = again
    assert waits == sorted(waits)
    with pytest.raises(NlpServiceError, match="webhook-failed"):
        webhooks.deliver(engine, job, "w", [receiver.host])
    assert len(receiver.got) == jobs.attempts_of("webhook")


def test_no_redirect_is_followed(engine: Engine, receiver: Receiver) -> None:
    webhooks.add(engine, receiver.url, ["case.decided"], [receiver.host], "admin")
    receiver.status, receiver.location = 302, f"http://{receiver.host}/khac"
    webhooks.deliver(engine, message(engine), "w", [receiver.host])
    assert len(receiver.got) == 1
    assert state(engine).reason == "HTTP 302"


def test_a_host_that_is_not_listed_any_more_gets_nothing(engine: Engine, receiver: Receiver) -> None:
    webhooks.add(engine, receiver.url, ["case.decided"], [receiver.host], "admin")
    job = message(engine)
    with pytest.raises(NlpServiceError, match="webhook-refused"):
        webhooks.deliver(engine, job, "w", ())
    assert receiver.got == []


def test_a_receiver_that_was_removed_gets_nothing(engine: Engine, receiver: Receiver) -> None:
    id, _ = webhooks.add(engine, receiver.url, ["case.decided"], [receiver.host], "admin")
    job = message(engine)
    webhooks.remove(engine, id, "admin")
    with pytest.raises(NlpServiceError, match="webhook-unknown"):
        webhooks.deliver(engine, job, "w", [receiver.host])
    assert receiver.got == []


@pytest.mark.parametrize(
    "url",
    [
        "http://khac.vn/", "ftp://nhan.vn/", "file:///etc/passwd", "http://nhan.vn@khac.vn/", "http://nhan.vn:81/", "nhan.vn",
        "http://nhan.vn.khac.vn/", "http://nhan.vn:x/", "http://[::1/", "http://nhan.vn/\r\nx: y", "",
    ],
)  # fmt: skip
def test_addresses_elsewhere_are_refused(engine: Engine, url: str) -> None:
    with pytest.raises(ServiceError, match="webhook-refused"):
        webhooks.add(engine, url, ["case.decided"], ["nhan.vn"], "admin")


def test_listed_hosts_are_allowed() -> None:
    for url in ("http://nhan.vn/a?b=c", "https://NHAN.vn", "https://nhan.vn:443/", "http://may:8080/"):
        assert webhooks.allowed(url, ["Nhan.vn", "may:8080"])


@given(st.text(max_size=60))
def test_without_hosts_nothing_is_allowed(url: str) -> None:
    assert not webhooks.allowed(url, ())
