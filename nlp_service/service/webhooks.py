"""Messages to other programs when a dossier was screened or decided on: signed, retried, and only where the operator allows.

Nothing is sent unless ``NLP_SERVICE_WEBHOOK_HOSTS`` names hosts and an administrator gave an address on one of them.  A message
carries ids and verdicts, never titles, names or words of a dossier; who wants more asks the API with a token.

A delivery is a job.  One that fails stays with its lease running out later and later, so the sweep offers it again.
"""

from __future__ import annotations

import hmac
import http.client
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nlp_service.dossier import NlpServiceError
from nlp_service.register.audit_log import record
from nlp_service.register.database import reading, writing

from . import jobs
from .clock import now, time
from .problems import ServiceError
from .tables import JobRow
from .tables_office import WebhookRow

EVENTS = ("screening.done", "screening.failed", "case.decided")
TIMEOUT = 10.0
FIRST_WAIT, FACTOR = 10.0, 4.0  # seconds before the second try, and how much longer each further wait is


def allowed(url: str, hosts: Sequence[str]) -> bool:
    """Whether ``url`` is http(s), without a password, on one of ``hosts`` (``name`` for the usual port, or ``name:port``)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or not url.isprintable():
        return False
    usual = {"http": 80, "https": 443}[parts.scheme]
    named = parts.hostname if port in (None, usual) else f"{parts.hostname}:{port}"
    return named in {h.lower() for h in hosts}


def add(engine: Engine, url: str, events: Sequence[str], hosts: Sequence[str], who: str) -> tuple[int, str]:
    """A new receiver: its number, and the secret that its messages are signed with, shown only now.

    Raises:
        ServiceError: ``webhook-refused``.
    """
    if not allowed(url, hosts):
        raise ServiceError("webhook-refused", 422, url=url[:200])
    secret = "nlpw_" + secrets.token_urlsafe(32)
    with writing(engine) as session:
        row = WebhookRow(url=url, secret=secret, events=[e for e in EVENTS if e in events], created=now(), created_by=who)
        session.add(row)
        session.flush()
        record(session, who, "webhook.add", str(row.id), host=urlsplit(url).netloc, events=" ".join(row.events))
        return row.id, secret


def remove(engine: Engine, id: int, who: str) -> None:
    """Send nothing there any more; what still waits is dropped.

    Raises:
        ServiceError: ``webhook-unknown``.
    """
    with writing(engine) as session:
        row = session.get(WebhookRow, id)
        if row is None:
            raise ServiceError("webhook-unknown", 404, id=id)
        session.delete(row)
        record(session, who, "webhook.remove", str(id))


def receivers(engine: Engine) -> list[WebhookRow]:
    """All receivers in the order they were added."""
    with reading(engine) as session:
        return list(session.scalars(select(WebhookRow).order_by(WebhookRow.id)))


def announce(session: Session, event: str, case: str, **facts: str | None) -> None:
    """Put a message for every receiver that wants ``event``, in the transaction of what happened."""
    for row in session.scalars(select(WebhookRow).order_by(WebhookRow.id)):
        if event in row.events:
            body = {"event": event, "id": case, "at": now(), **facts}
            jobs.put(session, "webhook", by="webhook", receiver=row.id, event=event, body=body)


def deliver(engine: Engine, job: JobRow, worker: str, hosts: Sequence[str]) -> None:
    """Send a message; when that fails the job is put off, and given up after as many tries as its kind may have.

    Raises:
        NlpServiceError: ``webhook-failed``, ``webhook-refused`` (the host is not allowed any more), ``webhook-unknown``.
    """
    id: int = job.arguments["receiver"]
    with reading(engine) as session:
        row = session.get(WebhookRow, id)
    if row is None:
        raise NlpServiceError("webhook-unknown", id=id)
    if not allowed(row.url, hosts):
        raise NlpServiceError("webhook-refused", url=row.url[:200])
    if (failure := send(row.url, row.secret, job.id, job.arguments["event"], job.arguments["body"])) is None:
        with writing(engine) as session:
            jobs.finish(session, job.id, worker, "done")
    elif job.attempts >= jobs.attempts_of(job.kind):
        raise NlpServiceError("webhook-failed", detail=failure)
    else:
        jobs.postpone(engine, job.id, worker, FIRST_WAIT * FACTOR ** (job.attempts - 1), failure)


def send(url: str, secret: str, delivery: str, event: str, body: dict[str, Any]) -> str | None:
    """Post a message; ``None`` when it was taken (2xx), else why not.  No redirect is followed and no proxy used."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    stamp = str(int(time()))
    headers = {
        "content-type": "application/json", "user-agent": "nlp-service", "x-nlp-service-event": event,
        "x-nlp-service-delivery": delivery, "x-nlp-service-timestamp": stamp,
        "x-nlp-service-signature": signature(secret, stamp, content),
    }  # fmt: skip
    request = urllib.request.Request(url, content, headers, method="POST")  # noqa: S310  http(s) alone: see `allowed`
    try:
        with _opener().open(request, timeout=TIMEOUT):
            return None
    except urllib.error.HTTPError as error:
        with error:
            return f"HTTP {error.code}"
    except urllib.error.URLError as error:
        return type(error.reason).__name__
    except (OSError, http.client.HTTPException, ValueError) as error:
        return type(error).__name__


def signature(secret: str, stamp: str, content: bytes) -> str:
    """``sha256=`` and the HMAC of ``stamp.content``; a receiver compares it and refuses old stamps."""
    return "sha256=" + hmac.new(secret.encode(), stamp.encode() + b"." + content, sha256).hexdigest()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """None is made: the answer counts as it is."""


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
