"""How the desk is doing, for the page and the API of the administration."""

from __future__ import annotations

import shutil

from pydantic import BaseModel, Field
from sqlalchemy import func, select

from nlp_service import __version__
from nlp_service.register.audit_log import broken_link
from nlp_service.register.database import reading

from . import policies, retention
from .clock import today
from .desk import Desk
from .tables import JobRow

LAST_FAILURES = 20


class Failure(BaseModel):
    """A job that failed."""

    job: str = Field(examples=["9f86d081884c7d65"])
    kind: str = Field(examples=["screening"])
    case: str | None = Field(None, examples=["4f3a9c01b2d3"])
    code: str | None = Field(None, examples=["job-crashed"])
    reason: str | None = None
    finished: str | None = None


class HealthReport(BaseModel):
    """Numbers and states; nothing of any dossier but ids."""

    version: str
    database: str = Field(examples=["sqlite"])
    workers: int = Field(description="Worker processes alive; 0 where workers are threads of the server")
    jobs: dict[str, int] = Field(description="Jobs by status", examples=[{"queued": 2, "done": 4120}])
    oldest_waiting: str | None = Field(None, description="Since when the oldest waiting job waits (UTC)")
    disk_free: int = Field(description="Bytes free where the data lies")
    disk_total: int
    register_size: int = Field(description="Earlier initiatives known")
    audit_log: str = Field(description="whole, or the number of the first entry that was altered", examples=["whole"])
    retention_due: int = Field(description="Dossiers whose originals the next sweep removes")
    failures: list[Failure]


def report(desk: Desk) -> HealthReport:
    """The state now."""
    with reading(desk.engine) as session:
        jobs = {row[0]: int(row[1]) for row in session.execute(select(JobRow.status, func.count()).group_by(JobRow.status))}
        oldest = session.scalar(select(func.min(JobRow.created)).where(JobRow.status == "queued"))
        failed = select(JobRow).where(JobRow.status == "failed").order_by(JobRow.seq.desc()).limit(LAST_FAILURES)
        failures = [
            Failure(job=j.id, kind=j.kind, case=j.case, code=j.code, reason=j.reason, finished=j.finished)
            for j in session.scalars(failed)
        ]
        broken = broken_link(session)
    disk = shutil.disk_usage(desk.settings.data)
    choice = policies.load(desk.engine, policies.RetentionChoice)
    return HealthReport(
        version=__version__, database=desk.engine.dialect.name, workers=len(desk.crew.pids()), jobs=jobs, oldest_waiting=oldest,
        disk_free=disk.free, disk_total=disk.total, register_size=len(desk.register),
        audit_log="whole" if broken is None else str(broken), failures=failures,
        retention_due=retention.count_due(desk.engine, choice, today()),
    )  # fmt: skip
