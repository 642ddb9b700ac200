"""Sudden ends, for benchmarks/service.py: workers and server are killed during uploads, and every dossier must have one end."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import psutil
from sqlalchemy import func, select

from benchmarks.service_seed import docx_of
from benchmarks.service_server import Server
from nlp_service.dossier import Screening
from nlp_service.register import Register, reading
from nlp_service.register.models import DossierRow, ScreeningRow
from nlp_service.service.jobs import TERMINAL
from nlp_service.service.tables import CaseRow, EventRow, JobRow
from nlp_service.settings import Settings

PATIENCE = 900.0  # seconds for the work that is left after the last upload


def chaos(data: Path, token: str, number: int) -> dict[str, Any]:
    """SIGKILL for a worker (or a process that reads for one) at every 20th upload, for the server at every 50th."""
    rng, server, kills, ids = random.Random(4), Server(data), Counter[str](), []
    contents = [docx_of(5000 + i) for i in range(number)]  # made before, so that the uploads outrun the workers
    server.start()
    server.settle()
    for i, content in enumerate(contents):
        ids.append(_hand_in(server, token, i, content))
        if i % 20 == 10:
            victim = rng.choice(server.family()[1:] or server.family())
            kills["worker" if "service.worker_process" in " ".join(_command(victim)) else "reader"] += 1
            victim.kill()
        if i % 50 == 35:
            assert server.process
            server.process.kill()
            server.process.wait()
            kills["server"] += 1
            server.start()
    with Register.open(Settings(data=data)) as register:
        end = time.monotonic() + PATIENCE
        while not _ended(register, ids) and time.monotonic() < end:
            time.sleep(1)
        server.stop()
        return {"uploads": number, "kills": dict(kills), **_what_became(register, ids)}


def _hand_in(server: Server, token: str, i: int, content: bytes) -> str:
    for _ in range(100):
        try:
            answer = httpx.post(
                f"{server.url}/api/v1/screenings", files=[("files", (f"{i}.docx", content))], timeout=30,
                headers={"idempotency-key": f"chaos-{i}", "authorization": f"Bearer {token}"},
            ).raise_for_status()  # fmt: skip
            return str(answer.json()["id"])
        except httpx.HTTPError:
            time.sleep(0.2)
    raise SystemExit(f"upload {i} was never accepted")


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def _ended(register: Register, ids: list[str]) -> bool:
    with reading(register.engine) as session:
        wanted = select(func.count()).where(JobRow.case.in_(ids), JobRow.status.in_(TERMINAL))
        return (session.scalar(wanted) or 0) >= len(set(ids))


def _what_became(register: Register, ids: list[str]) -> dict[str, Any]:
    with reading(register.engine) as session:
        jobs = session.scalars(select(JobRow).where(JobRow.case.in_(ids))).all()
        ends = Counter(
            session.scalars(select(EventRow.job).where(EventRow.job.in_([j.id for j in jobs]), EventRow.kind.in_(TERMINAL)))
        )
        contents = session.scalars(select(ScreeningRow.content).where(ScreeningRow.id.in_(ids))).all()
        results = [Screening.model_validate_json(content) for content in contents]
        earlier = session.scalars(select(DossierRow.id).where(DossierRow.id.in_(ids))).all()
        states = Counter(session.scalars(select(CaseRow.state).where(CaseRow.id.in_(ids))))
    return {
        "dossiers": len(set(ids)), "jobs": len(jobs), "jobs_by_end": dict(Counter(j.status for j in jobs)),
        "ended_exactly_once": sum(n == 1 for n in ends.values()), "cases_by_state": dict(states), "results": len(results),
        "verdicts": dict(Counter(r.verdict for r in results)), "in_register": len(earlier),
        "attempts": dict(Counter(j.attempts for j in jobs)),
    }  # fmt: skip
