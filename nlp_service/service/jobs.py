"""The table of jobs: put in, claim, heartbeat, finish, cancel, sweep.

The row is the truth.  A worker holds a job by a lease that its heartbeat renews; a job whose lease ran out was lost with its
worker and is offered again, up to `ATTEMPTS` times.  The queue (huey) only carries the news that there is work, so a message
lost or doubled does no harm.
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from nlp_service.register.database import reading, writing

from .clock import now, time
from .tables import CaseRow, EventRow, JobRow

LEASE = 20.0  # seconds a worker may be silent
ATTEMPTS = 3
#: What comes first: a person waits for a change of form, then for an upload, and an audit can run at night.
PRIORITIES = {"rescreen": 30, "screening": 20, "audit": 0, "webhook": -10, "retention": -20}
#: Kinds that may be tried more often than others: a receiver may be away for an hour.
_MORE_ATTEMPTS = {"webhook": 6}
TERMINAL = ("done", "failed", "cancelled")


class StoppedError(Exception):
    """The job was cancelled, or is no longer ours."""


def put(session: Session, kind: str, *, by: str, case: str | None = None, **arguments: Any) -> JobRow:
    """A new job in the caller's transaction, so that a dossier and its job are kept together or not at all."""
    job = JobRow(
        id=secrets.token_hex(8), kind=kind, case=case, arguments=arguments, status="queued", priority=PRIORITIES[kind],
        created=now(), created_by=by,
    )  # fmt: skip
    session.add(job)
    tell(session, job.id, "queued")
    session.flush()
    return job


def tell(session: Session, job: str, kind: str, **data: Any) -> None:
    """Note an event of a job."""
    session.add(EventRow(job=job, at=now(), kind=kind, data=data))


def claim(engine: Engine, worker: str, kinds: Iterable[str] = tuple(PRIORITIES)) -> JobRow | None:
    """The most urgent job, now held by ``worker``; ``None`` when there is none."""
    with writing(engine) as session:
        job = session.scalars(
            select(JobRow)
            .where(JobRow.status == "queued", JobRow.kind.in_(tuple(kinds)))
            .order_by(JobRow.priority.desc(), JobRow.seq)
            .limit(1)
        ).one_or_none()
        if job is None:
            return None
        job.status, job.worker, job.attempts, job.lease_until = "running", worker, job.attempts + 1, time() + LEASE
        job.started = job.started or now()
        tell(session, job.id, "running", attempt=job.attempts)
        return job


def beat(engine: Engine, job: str, worker: str) -> str:
    """Renew the lease.  Gives ``held``, ``cancel`` (someone asked to stop) or ``lost`` (the job is no longer this worker's)."""
    with writing(engine) as session:
        row = session.scalars(select(JobRow).where(JobRow.id == job)).one_or_none()
        if row is None or row.status != "running" or row.worker != worker:
            return "lost"
        row.lease_until = time() + LEASE
        return "cancel" if row.cancel else "held"


def stage(engine: Engine, job: str, name: str, **data: Any) -> None:
    """Note which stage a job has reached."""
    with writing(engine) as session:
        session.execute(update(JobRow).where(JobRow.id == job).values(stage=name))
        tell(session, job, "stage", stage=name, **data)


def finish(session: Session, job: str, worker: str, status: str, code: str | None = None, reason: str | None = None) -> bool:
    """End a job in the caller's transaction; false (and nothing done) when the job is no longer this worker's."""
    row = session.scalars(select(JobRow).where(JobRow.id == job)).one_or_none()
    if row is None or row.status != "running" or row.worker != worker:
        return False
    _end(session, row, status, code, reason)
    return True


def _end(session: Session, row: JobRow, status: str, code: str | None, reason: str | None) -> None:
    from . import webhooks  # which put jobs themselves

    row.status, row.code, row.reason, row.finished, row.lease_until = status, code, reason, now(), 0.0
    if row.case and row.kind == "screening" and status != "done":
        case = session.scalars(select(CaseRow).where(CaseRow.id == row.case)).one()
        case.state = "cancelled" if status == "cancelled" else "failed"
    tell(session, row.id, status, code=code, reason=reason)
    if row.case and status == "failed":
        webhooks.announce(session, "screening.failed", row.case, code=code, job=row.id)


def cancel(engine: Engine, job: str) -> bool:
    """Ask a job to stop: at once when it waits, at its next heartbeat when it runs; false when it has ended already."""
    with writing(engine) as session:
        row = session.scalars(select(JobRow).where(JobRow.id == job)).one_or_none()
        if row is None or row.status in TERMINAL:
            return False
        row.cancel = True
        if row.status == "queued":
            _end(session, row, "cancelled", "job-cancelled", None)
        else:
            tell(session, job, "cancelling")
        return True


def attempts_of(kind: str) -> int:
    """How often a job of that kind may be begun."""
    return _MORE_ATTEMPTS.get(kind, ATTEMPTS)


def postpone(engine: Engine, job: str, worker: str, seconds: float, reason: str) -> None:
    """Let a job rest: its lease runs out after so many seconds, and then the sweep offers it again."""
    with writing(engine) as session:
        row = session.scalars(select(JobRow).where(JobRow.id == job)).one_or_none()
        if row is not None and row.status == "running" and row.worker == worker:
            row.worker, row.lease_until, row.reason = None, time() + seconds, reason
            tell(session, job, "postponed", seconds=seconds)


def sweep(engine: Engine) -> int:
    """Offer jobs again whose worker fell silent; give up those that took their workers down too often.

    Gives the number of jobs that wait for a worker, so that the caller can wake some.
    """
    with reading(engine) as session:
        lost = session.scalars(select(JobRow.id).where(JobRow.status == "running", JobRow.lease_until < time())).first()
        waiting = session.scalars(select(JobRow.id).where(JobRow.status == "queued")).all()
    if lost is None:
        return len(waiting)
    with writing(engine) as session:
        rows = session.scalars(select(JobRow).where(JobRow.status == "running", JobRow.lease_until < time())).all()
        for row in rows:
            if row.cancel:
                _end(session, row, "cancelled", "job-cancelled", None)
            elif row.attempts >= attempts_of(row.kind):
                _end(session, row, "failed", "job-crashed", f"attempts={row.attempts}")
            else:
                row.status, row.worker = "queued", None
                tell(session, row.id, "requeued", attempt=row.attempts)
        return len(waiting) + sum(r.status == "queued" for r in rows)


def release_process(engine: Engine, pid: int) -> None:
    """Let the leases of a worker process that is known to be dead end at once; the next sweep offers its job again."""
    worker = f"{socket.gethostname()}:{pid}"
    with writing(engine) as session:
        session.execute(update(JobRow).where(JobRow.status == "running", JobRow.worker == worker).values(lease_until=0.0))


def get(engine: Engine, job: str) -> JobRow | None:
    """A job by its id."""
    with reading(engine) as session:
        return session.scalars(select(JobRow).where(JobRow.id == job)).one_or_none()


def events(engine: Engine, job: str, after: int = 0, limit: int = 500) -> list[EventRow]:
    """The events of a job after number ``after``, oldest first."""
    with reading(engine) as session:
        query = select(EventRow).where(EventRow.job == job, EventRow.n > after).order_by(EventRow.n).limit(limit)
        return list(session.scalars(query))
