"""The audit log: every change as a link of a chain of hashes, so that nothing can be altered or taken out unseen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from .codec import now
from .models import AuditRow

START = "0" * 64
Detail = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to what, and when (UTC)."""

    n: int
    at: str
    who: str
    action: str
    subject: str
    details: Mapping[str, Detail]


def record(session: Session, who: str, action: str, subject: str, /, **details: Detail) -> None:
    """Add a link.  Call it in the transaction of the change itself, which must be a writing one.

    ``details`` hold no personal data: names and dates of birth belong in the tables, where they can be erased.
    """
    record_many(session, who, action, [(subject, details)])


def record_many(session: Session, who: str, action: str, what: Sequence[tuple[str, Mapping[str, Detail]]]) -> None:
    """Add a link for each subject and its details."""
    previous = session.scalars(select(AuditRow.hash).order_by(AuditRow.n.desc()).limit(1)).first() or START
    at, rows = now(), []
    for subject, details in what:
        link = _hash(previous, at, who, action, subject, details)
        row = {"at": at, "who": who, "action": action, "subject": subject, "details": dict(details)}
        rows.append({**row, "previous": previous, "hash": link})
        previous = link
    session.execute(insert(AuditRow), rows)


def broken_link(session: Session) -> int | None:
    """Number of the first link that does not fit the one before it; ``None`` when the chain is whole."""
    previous = START
    with closing(session.scalars(select(AuditRow).order_by(AuditRow.n).execution_options(yield_per=1000))) as rows:
        for row in rows:
            if row.previous != previous or row.hash != _hash(previous, row.at, row.who, row.action, row.subject, row.details):
                return row.n
            previous = row.hash
    return None


def entries(session: Session, *, subject: str | None = None, limit: int = 1000) -> tuple[AuditEntry, ...]:
    """The newest entries first."""
    query = select(AuditRow).order_by(AuditRow.n.desc()).limit(limit)
    if subject is not None:
        query = query.where(AuditRow.subject == subject)
    return tuple(AuditEntry(r.n, r.at, r.who, r.action, r.subject, r.details) for r in session.scalars(query))


def _hash(previous: str, at: str, who: str, action: str, subject: str, details: Mapping[str, Detail]) -> str:
    content = [previous, at, who, action, subject, dict(details)]
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
