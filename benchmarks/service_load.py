"""People at the desk, for benchmarks/service.py: they read pages, and hand in dossiers."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import httpx

from benchmarks.service_seed import OPENED, docx_of
from benchmarks.service_server import Server, quantiles

WORDS = ("hoc sinh", "giai phap", "quan ly", "thu tuc", "may", "truong thcs so 12", "tiet kiem dien", "an toan", "benh nhan")
#: How often a page is looked at beside the others.
WEIGHTS = {"first": 2, "list": 2, "filter": 1, "search": 2, "result": 4, "register": 1, "lookup": 2, "entry": 1, "overview": 1}
Kinds = dict[str, Callable[[], str]]


def kinds(rng: random.Random, dossiers: int) -> Kinds:
    """Addresses of each kind of page, another one each time."""

    def words() -> str:
        return rng.choice(WORDS).replace(" ", "+")

    return {
        "first": lambda: "/",
        "list": lambda: f"/cases?order={rng.choice(['newest', 'title', 'unit', 'verdict'])}",
        "filter": lambda: f"/cases?verdict={rng.choice(['complete', 'needs_review'])}&decision=none",
        "search": lambda: f"/cases?q={words()}",
        "result": lambda: f"/cases/b{rng.randrange(min(OPENED, dossiers)):07}",
        "register": lambda: f"/register?after=r{rng.randrange(dossiers):07}",
        "lookup": lambda: f"/register?q={words()}",
        "entry": lambda: f"/register/r{rng.randrange(dossiers):07}",
        "overview": lambda: "/overview",
    }


def processor_per_page(server: Server, cookie: str, dossiers: int, count: int = 40) -> dict[str, dict[str, float]]:
    """Processor milliseconds of the server for each kind of page, one call after the other: other work does not count."""
    found: dict[str, dict[str, float]] = {}
    with httpx.Client(base_url=server.url, timeout=120, cookies={"nlps_session": cookie}) as client:
        for kind, path in kinds(random.Random(2), dossiers).items():
            client.get(path()).raise_for_status()
            before, size = server.processor()["server"], 0
            for _ in range(count):
                size += len(client.get(path()).raise_for_status().content)
            spent = server.processor()["server"] - before
            found[kind] = {"cpu_ms": round(1000 * spent / count, 1), "kib": round(size / count / 1024)}
    return found


def read_pages(server: Server, cookie: str, dossiers: int, users: int, seconds: float, think: float) -> dict[str, Any]:
    """What ``users`` people wait who look at each page for ``think`` seconds (exponentially distributed) before the next."""
    times: dict[str, list[float]] = defaultdict(list)
    before, start = server.processor()["server"], time.perf_counter()
    asyncio.run(_people(server.url, cookie, kinds(random.Random(1), dossiers), times, users, seconds, think))
    spent, lasted = server.processor()["server"] - before, time.perf_counter() - start
    every = [t for ts in times.values() for t in ts]
    return {
        "users": users, "think": think, "requests_per_second": round(len(every) / lasted, 1),
        "cpu_ms_per_request": round(1000 * spent / len(every), 1),
        "ms": {"all": quantiles(every), **{k: quantiles(v) for k, v in sorted(times.items())}},
    }  # fmt: skip


async def _people(
    url: str, cookie: str, pages: Kinds, times: dict[str, list[float]], users: int, seconds: float, think: float
) -> None:
    rng, end = random.Random(1), time.monotonic() + seconds
    names, weights = list(WEIGHTS), list(WEIGHTS.values())

    async def person(client: httpx.AsyncClient) -> None:
        await asyncio.sleep(rng.random() * think)
        while time.monotonic() < end:
            kind = rng.choices(names, weights)[0]
            start = time.perf_counter()
            answer = await client.get(url + pages[kind]())
            times[kind].append(time.perf_counter() - start)
            answer.raise_for_status()
            await asyncio.sleep(rng.expovariate(1 / think))

    limits = httpx.Limits(max_connections=users + 10, max_keepalive_connections=users + 10)
    async with httpx.AsyncClient(limits=limits, timeout=120, cookies={"nlps_session": cookie}) as client:
        await asyncio.gather(*(person(client) for _ in range(users)))


def upload(server: Server, cookie: str, number: int) -> dict[str, Any]:
    """Dossiers of about twenty pages, one at a time: until accepted, and until screened."""
    accepted, screened = [], []
    before = server.processor()["all"]
    with httpx.Client(base_url=server.url, timeout=120, cookies={"nlps_session": cookie}) as client:
        for i in range(number):
            content, start = docx_of(1000 + i, copies=7), time.perf_counter()
            job = client.post("/api/v1/screenings", files=[("files", (f"{i}.docx", content))]).raise_for_status().json()
            accepted.append(time.perf_counter() - start)
            while client.get(job["links"]["self"]).json().get("status") in ("queued", "running"):
                time.sleep(0.02)
            screened.append(time.perf_counter() - start)
    spent = server.processor()["all"] - before
    return {
        "accepted_ms": quantiles(accepted), "screened_ms": quantiles(screened), "first_screened_ms": round(1000 * screened[0]),
        "cpu_ms_per_upload": round(1000 * spent / number),
    }  # fmt: skip
