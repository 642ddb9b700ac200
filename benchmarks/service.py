"""How quick the desk is: pages at 90 people reading, uploads accepted and screened, and what it survives.

    python -P benchmarks/service.py seed  --data DIR [--dossiers 50000]     fill register and list with made-up rows
    python -P benchmarks/service.py pages --data DIR [--users 90] [--seconds 20] [--think 3]
    python -P benchmarks/service.py upload --data DIR [--uploads 10]
    python -P benchmarks/service.py chaos --data DIR [--uploads 200]

Each but ``seed`` starts a server of its own on a free port.  A person looks at a page for ``--think`` seconds on average
(exponentially distributed) before the next one: list, search, result, register, overview, first page.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
from docx import Document
from sqlalchemy import insert, select

from nlp_service.corpus import corpus_dossiers
from nlp_service.dossier import Screening
from nlp_service.language.keys import fold
from nlp_service.register import Register
from nlp_service.register.codec import pack_prose
from nlp_service.register.database import reading, writing
from nlp_service.register.models import DossierRow, ScreeningRow
from nlp_service.service.clock import now
from nlp_service.service.tables import CaseRow, JobRow
from nlp_service.settings import Settings

CORPUS = Path(__file__).parents[1] / "corpus"
WORDS = [
    "giải",
    "pháp",
    "nâng",
    "cao",
    "chất",
    "lượng",
    "quản",
    "lý",
    "học",
    "sinh",
    "lớp",
    "máy",
    "bơm",
    "quy",
    "trình",
    "thủ",
    "tục",
    "số",
    "hoá",
    "tiết",
    "kiệm",
    "điện",
    "an",
    "toàn",
    "bệnh",
    "nhân",
]


def titles() -> list[str]:
    """Titles of the corpus."""
    return [d.header.get("title", d.id) for d in corpus_dossiers(CORPUS)]


def docx_of(number: int, copies: int = 1) -> bytes:
    """A dossier of the corpus as Word file; ``copies`` repeats its text (seven make about twenty pages)."""
    dossiers = sorted(corpus_dossiers(CORPUS), key=lambda d: d.id)
    paper = Document()
    paper.core_properties.comments = str(number)
    for _ in range(copies):
        for p in dossiers[number % len(dossiers)].papers:
            for line in p.lines:
                if line.text:
                    paper.add_paragraph(line.text)
    paper.add_paragraph(f"Số {number}")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def seed(data: Path, dossiers: int) -> None:
    """Rows for the list and the register; results are copies of one real screening with other titles."""
    rng, names = random.Random(8), titles()
    with Register.open(Settings(data=data)) as register:
        with reading(register.engine) as session:
            real = session.scalars(select(ScreeningRow.content).limit(1)).first()
        if real is None:
            sys.exit("screen one dossier into this folder first: benchmarks/service.py upload --uploads 1")
        template = json.loads(real)
        empty = pack_prose(())
        for start in range(0, dossiers, 1000):
            cases, screenings, earlier = [], [], []
            for i in range(start, min(start + 1000, dossiers)):
                title = f"{rng.choice(names)} {' '.join(rng.choices(WORDS, k=3))} {i}"
                id, unit = f"b{i:07}", f"Trường {rng.choice(WORDS)} số {i % 300}"
                template["metadata"]["title"] = title
                verdict = rng.choice(["complete", "needs_supplement", "needs_review"])
                label = rng.choice(["education"] * 3 + ["administration", "technical"])
                when = f"{2016 + i % 10}-{1 + i % 12:02}-{1 + i % 28:02}T08:00:00.000+00:00"
                key = fold(f"{id} {title} {unit}")
                base = {"sha256": f"{i:064x}", "title": title}
                cases.append(
                    {
                        **base,
                        "id": id,
                        "name": f"{id}.docx",
                        "state": "screened",
                        "created": when,
                        "created_by": "seed",
                        "authors": "Nguyễn Văn A",
                        "unit": unit,
                        "verdict": verdict,
                        "label": label,
                        "errors": i % 4,
                        "decision": rng.choice([None, "forward", "supplement"]),
                        "screened": when,
                        "search_key": key,
                    }
                )
                if i < 2000:  # results that people open
                    screenings.append(
                        {
                            **base,
                            "id": id,
                            "dossier": id,
                            "name": id,
                            "verdict": verdict,
                            "label": label,
                            "created": when,
                            "content": json.dumps(template, ensure_ascii=False),
                            "search_key": key,
                        }
                    )
                earlier.append(
                    {
                        **base,
                        "id": f"r{i:07}",
                        "authors": ["Trần Thị B"],
                        "unit": unit,
                        "year": 2016 + i % 10,
                        "field": label,
                        "decision": rng.choice(["recognised", "rejected"]),
                        "prose": empty,
                        "search_key": key,
                        "added": now(),
                    }
                )
            with writing(register.engine) as session:
                session.execute(insert(CaseRow), cases)
                if screenings:
                    session.execute(insert(ScreeningRow), screenings)
                session.execute(insert(DossierRow), earlier)
                session.execute(
                    insert(JobRow),
                    [
                        {
                            "id": f"j{c['id']}",
                            "kind": "screening",
                            "case": c["id"],
                            "arguments": {},
                            "status": "done",
                            "priority": 20,
                            "created": c["created"],
                            "created_by": "seed",
                            "started": c["created"],
                            "finished": c["created"],
                        }
                        for c in cases
                    ],
                )


class Server:
    """A server process on a free port."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        environment = {**os.environ, "NLP_SERVICE_DATA": str(self.data), "NLP_SERVICE_PORT": str(self.port)}
        code = "from nlp_service.service import serve; serve()"
        self.process = subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                httpx.get(f"{self.url}/readyz", timeout=1).raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        sys.exit("the server did not come up")

    def family(self) -> list[psutil.Process]:
        """The server and everything it started."""
        assert self.process
        head = psutil.Process(self.process.pid)
        return [head, *head.children(recursive=True)]

    def memory(self) -> dict[str, float]:
        """Resident memory in MiB: of the server, and of all together."""
        sizes = [p.memory_info().rss / 2**20 for p in self.family()]
        return {"server": round(sizes[0]), "all": round(sum(sizes)), "processes": len(sizes)}

    def stop(self) -> None:
        """End it in order."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)


@contextmanager
def served(data: Path) -> Iterator[Server]:
    """A running server."""
    server = Server(data)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def quantiles(seconds: list[float]) -> dict[str, float]:
    """Milliseconds."""
    ordered = sorted(seconds)
    at = lambda q: round(1000 * ordered[min(len(ordered) - 1, int(q * len(ordered)))], 1)  # noqa: E731
    return {"n": len(ordered), "p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": at(1.0)}


async def read_pages(url: str, users: int, seconds: float, think: float) -> dict[str, dict[str, float]]:
    """People who read."""
    rng, times = random.Random(1), {}
    end = time.monotonic() + seconds
    visits = (
        ("first", lambda: "/"),
        ("list", lambda: "/cases"),
        ("search", lambda: f"/cases?q={rng.choice(['hoc sinh', 'may bom', 'thu tuc'])}"),
        ("result", lambda: f"/cases/b{rng.randrange(2000):07}"),
        ("register", lambda: f"/register?q={rng.choice(['hoc sinh', 'benh nhan'])}"),
    )

    async def person(client: httpx.AsyncClient) -> None:
        await asyncio.sleep(rng.random() * think)
        while time.monotonic() < end:
            kind, path = rng.choice(visits)
            start = time.perf_counter()
            answer = await client.get(url + path())
            times.setdefault(kind, []).append(time.perf_counter() - start)
            answer.raise_for_status()
            await asyncio.sleep(rng.expovariate(1 / think))

    limits = httpx.Limits(max_connections=users + 10, max_keepalive_connections=users + 10)
    async with httpx.AsyncClient(limits=limits, timeout=60) as client:
        await asyncio.gather(*(person(client) for _ in range(users)))
    return {"all": quantiles([t for ts in times.values() for t in ts]), **{k: quantiles(v) for k, v in sorted(times.items())}}


def upload(server: Server, number: int) -> None:
    """Uploads of about twenty pages, one at a time: until accepted, and until screened."""
    accepted, screened = [], []
    with httpx.Client(base_url=server.url, timeout=120) as client:
        client.post("/api/v1/screenings?wait=true", files=[("files", ("a.docx", docx_of(0)))])  # workers are loaded
        for i in range(number):
            content, start = docx_of(1000 + i, copies=7), time.perf_counter()
            job = client.post("/api/v1/screenings", files=[("files", (f"{i}.docx", content))]).json()
            accepted.append(time.perf_counter() - start)
            while client.get(job["links"]["self"]).json().get("status") in ("queued", "running"):
                time.sleep(0.02)
            screened.append(time.perf_counter() - start)
    print(json.dumps({"accepted_ms": quantiles(accepted), "screened_ms": quantiles(screened), "memory_mib": server.memory()}))


def chaos(data: Path, number: int) -> None:
    """Kill workers and server with SIGKILL during the uploads; at the end every dossier has one end."""
    rng, server, kills, ids = random.Random(4), Server(data), Counter[str](), []
    server.start()
    for i in range(number):
        content = docx_of(5000 + i)
        for _ in range(50):
            try:
                answer = httpx.post(
                    f"{server.url}/api/v1/screenings",
                    files=[("files", (f"{i}.docx", content))],
                    timeout=30,
                    headers={"idempotency-key": f"chaos-{i}"},
                )
                ids.append(answer.json()["id"])
                break
            except httpx.HTTPError:
                time.sleep(0.2)
        if i % 20 == 10:
            victims = server.family()
            worker = rng.choice(victims[1:] or victims)
            worker.kill()
            kills["worker"] += 1
        if i % 50 == 35:
            for process in server.family()[:1]:
                process.kill()
            kills["server"] += 1
            assert server.process
            server.process.wait()
            server.start()
    with Register.open(Settings(data=data)) as register:
        end = time.monotonic() + 900
        while True:
            with reading(register.engine) as session:
                jobs = list(session.scalars(select(JobRow).where(JobRow.case.in_(ids))))
            if all(j.status in ("done", "failed", "cancelled") for j in jobs) or time.monotonic() > end:
                break
            time.sleep(1)
        with reading(register.engine) as session:
            results = len(list(session.scalars(select(ScreeningRow.id).where(ScreeningRow.id.in_(ids)))))
            earlier = len(list(session.scalars(select(DossierRow.id).where(DossierRow.id.in_(ids)))))
            for content in session.scalars(select(ScreeningRow.content).where(ScreeningRow.id.in_(ids))):
                Screening.model_validate_json(content)
    server.stop()
    print(
        json.dumps(
            {
                "uploads": number,
                "dossiers": len(set(ids)),
                "jobs": len(jobs),
                "ends": Counter(j.status for j in jobs),
                "results": results,
                "in_register": earlier,
                "kills": kills,
                "attempts": Counter(j.attempts for j in jobs),
            }
        )
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["seed", "pages", "upload", "chaos"])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--dossiers", type=int, default=50_000)
    parser.add_argument("--users", type=int, default=90)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--think", type=float, default=3)
    parser.add_argument("--uploads", type=int, default=10)
    args = parser.parse_args()
    if args.what == "seed":
        seed(args.data, args.dossiers)
    elif args.what == "pages":
        with served(args.data) as server:
            httpx.get(server.url, timeout=60)
            found = asyncio.run(read_pages(server.url, args.users, args.seconds, args.think))
            print(json.dumps({"ms": found, "memory_mib": server.memory(), "load": os.getloadavg()[0]}))
    elif args.what == "upload":
        with served(args.data) as server:
            upload(server, args.uploads)
    else:
        chaos(args.data, args.uploads)


if __name__ == "__main__":
    main()
