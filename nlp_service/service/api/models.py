"""What goes over the wire besides the screening itself."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from nlp_service.dossier import Screening

from ..problems import Problem
from ..tables import JobRow

#: What any call may answer besides its result.
ERRORS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "description": words, "content": {"application/problem+json": {}}}
    for code, words in {
        401: "Cần đăng nhập hoặc mã truy cập (token)", 403: "Không có quyền", 404: "Không có", 409: "Không làm được lúc này",
        413: "Tải lên quá lớn", 422: "Yêu cầu sai", 429: "Quá nhiều yêu cầu", 400: "Yêu cầu sai",
    }.items()
}  # fmt: skip

#: The language of messages, where the caller does not want the office's own.
Lang = Annotated[Literal["vi", "en"] | None, Query(description="Language of messages; default: the office's")]


class JobState(BaseModel):
    """Where the work stands.  ``id`` is the id of the screening, or of the audit."""

    id: str = Field(examples=["4f3a9c01b2d3"])
    job: str = Field(examples=["9f86d081884c7d65"])
    kind: str = Field(examples=["screening"])
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    stage: str = Field("", examples=["read"])
    attempts: int = 0
    created: str = Field(examples=["2026-03-20T02:15:00.000+00:00"])
    started: str | None = None
    finished: str | None = None
    code: str | None = None
    reason: str | None = None
    same_as: list[str] = Field(default_factory=list, description="Dossiers handed in before with exactly the same files")
    links: dict[str, str] = Field(default_factory=dict)


class ScreeningResult(Screening):
    """The screening with the id it can be asked for again."""

    id: str


def job_state(job: JobRow, same_as: tuple[str, ...] = ()) -> JobState:
    """A job as it goes over the wire."""
    id = job.case or job.id
    base = f"/api/v1/{'screenings' if job.case else 'audits'}/{id}"
    links = {"self": base} if job.case or job.kind == "audit" else {}
    if job.case:
        links |= {"events": f"{base}/events", "page": f"/cases/{id}"}
    return JobState.model_validate(
        {
            "id": id, "job": job.id, "kind": job.kind, "status": job.status, "stage": job.stage, "attempts": job.attempts,
            "created": job.created, "started": job.started, "finished": job.finished, "code": job.code, "reason": job.reason,
            "same_as": list(same_as), "links": links,
        }
    )  # fmt: skip
