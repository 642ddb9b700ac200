"""Taking a dossier in: its files are stored and hashed before anything else happens to them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nlp_service.register.database import writing

from . import case_search, jobs
from .clock import now
from .problems import ServiceError
from .tables import CaseFileRow, CaseRow, IdempotencyRow, JobRow, RoundRow
from .vault import Stored, Vault


@dataclass(frozen=True, slots=True)
class Part:
    """One file that is handed in; ``name`` is a label (folders kept with ``/``) and never becomes a path."""

    name: str
    content: BinaryIO


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an upload: its case and job; ``earlier`` are cases that hold exactly the same files."""

    case: CaseRow
    job: JobRow
    earlier: tuple[str, ...] = ()


def receive(
    engine: Engine, vault: Vault, parts: Sequence[Part], *, by: str, unit: str = "", key: str | None = None, **wishes: Any
) -> Received:
    """Store the files, then make case and job in one transaction.

    ``wishes`` are ``name``, ``round``, ``level`` and ``profile``.  ``key`` is an idempotency key: the same caller with
    the same key and files gets the job made the first time.

    Raises:
        ServiceError: ``upload-empty`` (no file), ``idempotency-conflict`` (same key, other files).
    """
    if not parts:
        raise ServiceError("upload-empty", 422)
    stored = [(clean_name(p.name), vault.put_stream(p.content)) for p in parts]
    digest = content_digest([s for _, s in stored])
    with writing(engine) as session:
        if key and (known := _known(session, f"{by}:{key}"[:200], digest)):
            return known
        earlier = tuple(session.scalars(select(CaseRow.id).where(CaseRow.sha256 == digest).order_by(CaseRow.seq).limit(20)))
        if (number := wishes.get("round")) and (round := session.get(RoundRow, number)):
            # what the round asks for, where the one who hands in says nothing
            wishes["level"], wishes["profile"] = wishes.get("level") or round.level, wishes.get("profile") or round.profile
        name = wishes.pop("name", None) or dossier_name([n for n, _ in stored])
        case = CaseRow(
            id=secrets.token_hex(6), name=name, sha256=digest, state="received", created=now(), created_by=by, unit=unit,
            title="", authors="", **wishes,
        )  # fmt: skip
        session.add(case)
        session.flush()
        case_search.remember(session, case)
        session.add_all(
            CaseFileRow(case=case.id, position=i, name=n, sha256=s.sha256, size=s.size) for i, (n, s) in enumerate(stored)
        )
        job = jobs.put(session, "screening", by=by, case=case.id)
        if key:
            session.add(IdempotencyRow(key=f"{by}:{key}"[:200], digest=digest, job=job.id, at=now()))
    return Received(case, job, earlier)


def _known(session: Session, key: str, digest: str) -> Received | None:
    row = session.get(IdempotencyRow, key)
    if row is None:
        return None
    if row.digest != digest:
        raise ServiceError("idempotency-conflict", 422)
    job = session.scalars(select(JobRow).where(JobRow.id == row.job)).one()
    return Received(session.scalars(select(CaseRow).where(CaseRow.id == job.case)).one(), job)


def clean_name(name: str) -> str:
    """The name as a harmless label: no control characters, no way up, no drive; at most 200 characters."""
    label = "".join(c for c in name.replace("\\", "/") if c.isprintable())
    parts = [p for p in PurePosixPath(label).parts if p not in ("/", "..", ".") and not p.endswith(":")]
    return "/".join(parts)[-200:] or "khong-ten"


def group(parts: Sequence[Part]) -> list[list[Part]]:
    """Each folder (by the first step of its files' names) is a dossier, and each file outside of folders."""
    out: dict[str, list[Part]] = {}
    for i, part in enumerate(parts):
        folder, slash, _ = clean_name(part.name).partition("/")
        out.setdefault(f"{folder}/" if slash else str(i), []).append(part)
    return list(out.values())


def dossier_name(names: Sequence[str]) -> str:
    """What to call a dossier of these files: their common folder, or the first file and how many more."""
    folders = {n.split("/")[0] for n in names if "/" in n}
    if len(folders) == 1 and all("/" in n for n in names):
        return folders.pop()
    return names[0] if len(names) == 1 else f"{names[0]} (+{len(names) - 1})"


def manual_id(text: str, length: int = 12) -> str:
    """An id made from words, the same for the same words."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def content_digest(files: Sequence[Stored]) -> str:
    """One digest over the content of all files, whatever their order."""
    return hashlib.sha256("\n".join(sorted(f.sha256 for f in files)).encode()).hexdigest()
