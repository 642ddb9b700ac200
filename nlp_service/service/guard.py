"""What every call goes through: size of uploads, calls from foreign pages, headers, language, too many calls."""

from __future__ import annotations

import logging
import secrets
import time
from collections import OrderedDict
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .metrics import Metrics
from .problems import ServiceError, problem_of, respond

log = logging.getLogger("nlp_service.http")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
SAFE = ("GET", "HEAD", "OPTIONS")


class Bucket:
    """Calls a second for each caller, with some saved up; forgets callers that stayed away."""

    def __init__(self, rate: float, burst: float, callers: int = 10_000) -> None:
        self.rate, self.burst, self.callers = rate, burst, callers
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str, now: float) -> float:
        """Zero when the call may go on, else the seconds to wait."""
        level, then = self._levels.pop(caller, (self.burst, now))
        level = min(self.burst, level + (now - then) * self.rate)
        wait = 0.0 if level >= 1 else (1 - level) / self.rate
        self._levels[caller] = (level - 1 if not wait else level, now)
        if len(self._levels) > self.callers:
            self._levels.popitem(last=False)
        return wait


class _TooLargeError(Exception):
    pass


class Guard:
    """ASGI middleware around everything."""

    def __init__(self, app: ASGIApp, *, max_body: int, metrics: Metrics, logins: Bucket, calls: Bucket, lang: str) -> None:
        self.app, self.max_body, self.metrics, self.logins, self.calls, self.lang = app, max_body, metrics, logins, calls, lang

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the call through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers, method, started = Headers(scope=scope), scope["method"], time.perf_counter()
        scope.setdefault("state", {})["lang"] = self._language(scope)
        scope["state"]["request_id"] = secrets.token_hex(6)
        status = 500

        async def outgoing(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                out = MutableHeaders(scope=message)
                for key, value in HEADERS.items():
                    out.setdefault(key, value)
                out["x-request-id"] = scope["state"]["request_id"]
                if "cache-control" not in out:
                    out["cache-control"] = "no-store"
            await send(message)

        received = 0

        async def incoming() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.max_body:
                raise _TooLargeError
            return message

        try:
            refused = self._refuse(scope, headers, method)
            if refused is not None:
                wait = {"retry-after": str(refused.arguments["seconds"])} if "seconds" in refused.arguments else None
                await respond(problem_of(refused, scope["state"]["lang"]), wait)(scope, receive, outgoing)
            else:
                await self.app(scope, incoming, outgoing)
        except _TooLargeError:
            error = ServiceError("upload-too-large", 413, limit=self.max_body // 2**20)
            await respond(problem_of(error, scope["state"]["lang"]), {"connection": "close"})(scope, receive, outgoing)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            seconds = time.perf_counter() - started
            self.metrics.request(method, route, status, seconds)
            # the route and not the path: names and words that people look for are nobody's business in a log
            log.info(
                "request", extra={"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1),
                                  "request": scope["state"]["request_id"]},
            )  # fmt: skip

    def _refuse(self, scope: Scope, headers: Headers, method: str) -> ServiceError | None:
        if method in SAFE:
            return None
        if foreign(headers):
            return ServiceError("cross-site", 403)
        if headers.get("content-length", "").isdigit() and int(headers["content-length"]) > self.max_body:
            return ServiceError("upload-too-large", 413, limit=self.max_body // 2**20)
        client = scope["client"][0] if scope.get("client") else "unknown"
        bucket = self.logins if scope["path"] == "/login" else self.calls
        if wait := bucket.take(client, time.monotonic()):
            return ServiceError("too-many-requests", 429, seconds=int(wait) + 1)
        return None

    def _language(self, scope: Scope) -> str:
        request = Request(scope)
        wanted = request.query_params.get("lang") or request.cookies.get("lang")
        return wanted if wanted in ("vi", "en") else self.lang


def foreign(headers: Headers) -> bool:
    """Whether a page of another site made the browser send this call.

    Browsers say so themselves (Sec-Fetch-Site); older ones at least name the page, or its origin.  Programs name none, and a
    browser that were to name none either sends no cookie from a foreign page (SameSite).
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    source = headers.get("origin") or headers.get("referer")
    try:
        return source is not None and urlsplit(source).netloc != headers.get("host")
    except ValueError:
        return True
