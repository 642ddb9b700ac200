"""The tables of the register.  Times are UTC, ISO 8601; ids are those people see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class DossierRow(Base):
    """An earlier initiative: its facts and the author's own words."""

    __tablename__ = "dossiers"
    __table_args__ = {"sqlite_autoincrement": True}

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(255), unique=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    title: Mapped[str] = mapped_column(Text)
    authors: Mapped[list[str]]
    unit: Mapped[str | None] = mapped_column(Text)
    year: Mapped[int | None] = mapped_column(index=True)
    field: Mapped[str | None] = mapped_column(String(64))
    level: Mapped[str | None] = mapped_column(String(16))
    decision: Mapped[str | None] = mapped_column(String(16))
    filed: Mapped[str | None] = mapped_column(String(10))
    first_applied: Mapped[str | None] = mapped_column(String(10))
    prose: Mapped[bytes] = mapped_column(LargeBinary)  # zlib of JSON, see codec.py
    search_key: Mapped[str] = mapped_column(Text)  # folded words people search for
    added: Mapped[str] = mapped_column(String(32))
    erased: Mapped[str | None] = mapped_column(String(32))  # when personal data was taken out


class FingerprintRow(Base):
    """What retrieval needs of a dossier; made new when the way of making them changes."""

    __tablename__ = "fingerprints"
    __table_args__ = {"sqlite_autoincrement": True}

    n: Mapped[int] = mapped_column(primary_key=True)
    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.seq", ondelete="CASCADE"), unique=True)
    version: Mapped[str] = mapped_column(String(32))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class OriginalRow(Base):
    """A stored file of a dossier; the bytes lie in the data folder under their digest."""

    __tablename__ = "originals"

    n: Mapped[int] = mapped_column(primary_key=True)
    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.seq", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]


class ScreeningRow(Base):
    """One result as the contract has it."""

    __tablename__ = "screenings"

    id: Mapped[str] = mapped_column(String(255), primary_key=True)
    dossier: Mapped[str] = mapped_column(String(255), index=True)
    name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    title: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(String(32))
    label: Mapped[str | None] = mapped_column(String(32))
    created: Mapped[str] = mapped_column(String(32), index=True)
    content: Mapped[str] = mapped_column(Text)
    search_key: Mapped[str] = mapped_column(Text)


class VerdictRow(Base):
    """What an officer said of a pair; the newest counts."""

    __tablename__ = "verdicts"
    __table_args__ = (Index("ix_verdicts_pair", "query", "earlier"),)

    n: Mapped[int] = mapped_column(primary_key=True)
    query: Mapped[str] = mapped_column(String(255))
    earlier: Mapped[str] = mapped_column(String(255))
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    officer: Mapped[str] = mapped_column(String(255))
    at: Mapped[str] = mapped_column(String(32))


class CorrectionRow(Base):
    """A field of a screening or dossier that an officer put right; ``old`` and ``new`` are JSON values."""

    __tablename__ = "corrections"

    n: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), index=True)
    field: Mapped[str] = mapped_column(String(64))
    old: Mapped[str] = mapped_column(Text)
    new: Mapped[str] = mapped_column(Text)
    officer: Mapped[str] = mapped_column(String(255))
    at: Mapped[str] = mapped_column(String(32))


class AuditRow(Base):
    """One link of the audit chain: ``hash`` is over the entry and the hash before it."""

    __tablename__ = "audit_log"
    __table_args__ = {"sqlite_autoincrement": True}

    n: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str] = mapped_column(String(32))
    who: Mapped[str] = mapped_column(String(255))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(255), index=True)
    details: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
