"""The table of jobs: claims, leases, sweeping, cancelling."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from nlp_service.duplicates import FINGERPRINTS_VERSION, Comparable
from nlp_service.register import Register
from nlp_service.register.database import reading, writing
from nlp_service.register.models import FingerprintRow
from nlp_service.service import create_app, jobs
from nlp_service.service.tables import JobRow
from nlp_service.settings import Settings


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Register.open(Settings(data=tmp_path)) as register:
        yield register.engine


def put(engine: Engine, kind: str = "screening") -> str:
    with writing(engine) as session:
        return jobs.put(session, kind, by="test").id


def expire(engine: Engine) -> None:
    with writing(engine) as session:
        session.execute(update(JobRow).values(lease_until=0.0))


def test_a_job_is_claimed_once_and_uploads_come_before_audits(engine: Engine) -> None:
    audit, upload, rescreen = put(engine, "audit"), put(engine), put(engine, "rescreen")
    claimed = [jobs.claim(engine, f"w{i}") for i in range(4)]
    assert [j.id if j else None for j in claimed] == [rescreen, upload, audit, None]


def test_a_silent_worker_loses_its_job_to_another(engine: Engine) -> None:
    job = put(engine)
    jobs.claim(engine, "dead")
    assert jobs.sweep(engine) == 0
    expire(engine)
    assert jobs.sweep(engine) == 1
    again = jobs.claim(engine, "alive")
    assert again is not None
    assert again.attempts == 2
    assert jobs.beat(engine, job, "dead") == "lost"
    assert jobs.beat(engine, job, "alive") == "held"
    with writing(engine) as session:
        assert not jobs.finish(session, job, "dead", "done")
        assert jobs.finish(session, job, "alive", "done")
        assert not jobs.finish(session, job, "alive", "done")


def test_a_job_that_kills_its_workers_is_given_up(engine: Engine) -> None:
    job = put(engine)
    for i in range(jobs.ATTEMPTS):
        assert jobs.claim(engine, f"w{i}") is not None
        expire(engine)
        jobs.sweep(engine)
    ended = jobs.get(engine, job)
    assert ended is not None
    assert (ended.status, ended.code) == ("failed", "job-crashed")


def test_cancelling(engine: Engine) -> None:
    waiting, running = put(engine), put(engine)
    assert jobs.cancel(engine, waiting)
    assert not jobs.cancel(engine, waiting)
    assert jobs.claim(engine, "w") is not None
    assert jobs.cancel(engine, running)
    assert jobs.beat(engine, running, "w") == "cancel"


def test_events_are_numbered_and_end_with_the_end(engine: Engine) -> None:
    job = put(engine)
    jobs.claim(engine, "w")
    jobs.stage(engine, job, "read")
    with writing(engine) as session:
        jobs.finish(session, job, "w", "done")
    seen = jobs.events(engine, job)
    assert [e.kind for e in seen] == ["queued", "running", "stage", "done"]
    assert jobs.events(engine, job, seen[1].n) == [] or [e.kind for e in jobs.events(engine, job, seen[1].n)] == [
        "stage",
        "done",
    ]


def test_pages_do_not_wait_for_fingerprints(tmp_path: Path) -> None:
    """After an update a large register makes its fingerprints anew for minutes: the workers wait for that, the pages do not."""
    with Register.open(Settings(data=tmp_path)) as register:
        register.add(Comparable("r1", "0" * 64, "Bơm chìm", ("An",), "A", 2020))
        with writing(register.engine) as session:
            session.execute(update(FingerprintRow).values(version="old"))
    app = create_app(Settings(data=tmp_path), processes=True)
    with reading(app.state.desk.engine) as session:
        assert session.scalars(select(FingerprintRow.version)).all() == ["old"]
    app.state.desk.register.close()
    with Register.open(Settings(data=tmp_path)) as register, reading(register.engine) as session:
        assert session.scalars(select(FingerprintRow.version)).all() == [FINGERPRINTS_VERSION]
