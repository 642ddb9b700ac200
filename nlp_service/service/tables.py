"""The tables of the desk, in the same database as the register.

Times are UTC, ISO 8601; leases are seconds since the epoch.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from nlp_service.register.base import Base


class UserRow(Base):
    """A person who works here; ``role`` is one of `roles.ROLES`."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    full_name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(16))
    unit: Mapped[str] = mapped_column(Text, default="")
    password: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[float] = mapped_column(default=0.0)
    created: Mapped[str] = mapped_column(String(32))


class LoginRow(Base):
    """A session of a browser; only the digest of its cookie is kept."""

    __tablename__ = "logins"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created: Mapped[float]
    seen: Mapped[float]


class TokenRow(Base):
    """A token for programs; only its digest is kept."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]]
    created: Mapped[str] = mapped_column(String(32))
    used: Mapped[str | None] = mapped_column(String(32))
    revoked: Mapped[str | None] = mapped_column(String(32))


class RoundRow(Base):
    """A session of filing (đợt): opening and closing day, level, form asked for."""

    __tablename__ = "rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    year: Mapped[int]
    opens: Mapped[str | None] = mapped_column(String(10))
    closes: Mapped[str | None] = mapped_column(String(10))
    level: Mapped[str | None] = mapped_column(String(16))
    profile: Mapped[str | None] = mapped_column(String(64))


class CaseRow(Base):
    """A dossier on the desk: what was handed in, what the screening found in short, what was decided."""

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_state", "state", "seq"), {"sqlite_autoincrement": True})

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(16))  # received, screened, failed, cancelled
    created: Mapped[str] = mapped_column(String(32), index=True)
    created_by: Mapped[str] = mapped_column(String(64), index=True)
    round: Mapped[int | None] = mapped_column(ForeignKey("rounds.id", ondelete="SET NULL"), index=True)
    level: Mapped[str | None] = mapped_column(String(16))
    profile: Mapped[str | None] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text, default="")
    authors: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(Text, default="")
    verdict: Mapped[str | None] = mapped_column(String(32))
    label: Mapped[str | None] = mapped_column(String(32))
    errors: Mapped[int] = mapped_column(default=0)
    duplicate: Mapped[str | None] = mapped_column(String(16))  # strongest level
    decision: Mapped[str | None] = mapped_column(String(16))  # forward, supplement, return
    decided: Mapped[str | None] = mapped_column(String(32))
    screened: Mapped[str | None] = mapped_column(String(32))


class CaseTextRow(Base):
    """What searching the list looks at, folded: the facts that it shows, and the text of the files."""

    __tablename__ = "case_texts"

    seq: Mapped[int] = mapped_column(ForeignKey("cases.seq", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    facts: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text, default="")


class CaseReasonRow(Base):
    """A rule that a dossier fails gravely, for counting why supplements are asked for."""

    __tablename__ = "case_reasons"

    case: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)


class CaseFileRow(Base):
    """One file of a dossier on the desk; its bytes lie in the store under their digest."""

    __tablename__ = "case_files"

    n: Mapped[int] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]


class ReadingRow(Base):
    """The dossier as read, so that a switch of form or the reading view reads nothing again: zlib of JSON."""

    __tablename__ = "readings"

    case: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class WaiverRow(Base):
    """A finding that an officer set aside, with the reason; ``revoked`` when it was taken back."""

    __tablename__ = "waivers"

    n: Mapped[int] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    finding: Mapped[str] = mapped_column(String(128))
    reason: Mapped[str] = mapped_column(Text)
    officer: Mapped[str] = mapped_column(String(64))
    at: Mapped[str] = mapped_column(String(32))
    revoked: Mapped[str | None] = mapped_column(String(32))


class DecisionRow(Base):
    """What was decided of a dossier; the newest counts, the older ones stay."""

    __tablename__ = "decisions"

    n: Mapped[int] = mapped_column(primary_key=True)
    case: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text)
    deadline: Mapped[str | None] = mapped_column(String(10))
    officer: Mapped[str] = mapped_column(String(64))
    at: Mapped[str] = mapped_column(String(32))


class JobRow(Base):
    """A piece of work for the worker processes.  This row is the truth; the queue only wakes workers up."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_claim", "status", "priority", "seq"), {"sqlite_autoincrement": True})

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(16))  # one of `jobs.PRIORITIES`
    case: Mapped[str | None] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    arguments: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(16))  # queued, running, done, failed, cancelled
    stage: Mapped[str] = mapped_column(String(32), default="")
    priority: Mapped[int]
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[float] = mapped_column(default=0.0)
    cancel: Mapped[bool] = mapped_column(default=False)
    created: Mapped[str] = mapped_column(String(32))
    created_by: Mapped[str] = mapped_column(String(64))
    started: Mapped[str | None] = mapped_column(String(32))
    finished: Mapped[str | None] = mapped_column(String(32))
    code: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(Text)


class EventRow(Base):
    """Something that happened to a job; what the progress display reads, in the order of ``n``."""

    __tablename__ = "events"
    __table_args__ = {"sqlite_autoincrement": True}

    n: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    data: Mapped[dict[str, Any]]


class IdempotencyRow(Base):
    """An upload that a program may repeat safely: same caller and key, same job."""

    __tablename__ = "idempotency"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    job: Mapped[str] = mapped_column(String(32))
    at: Mapped[str] = mapped_column(String(32))


class ViewRow(Base):
    """A saved search of the list."""

    __tablename__ = "saved_views"

    n: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(Text)
    query: Mapped[str] = mapped_column(Text)


class OptionRow(Base):
    """A choice of the administrator: retention, bands, rule packs switched off, agency name for letters."""

    __tablename__ = "options"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[dict[str, Any]]
