"""Dossiers in and out of the register, each change in one transaction with its link in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy import insert as insert_into
from sqlalchemy.orm import Session

from nlp_service.dossier import RegisterError
from nlp_service.duplicates import FINGERPRINTS_VERSION, Comparable

from .audit_log import record, record_many
from .codec import comparable_of, now, pack_prose, search_key
from .models import DossierRow, FingerprintRow, OriginalRow

DECISIONS = ("recognised", "rejected", "pending")
AT_ONCE = 500  # dossiers whose fingerprints are made anew in one transaction
SEARCHED = 1500  # characters of the prose that searching looks at, besides the facts


@dataclass(frozen=True, slots=True)
class Entry:
    """A dossier of the register as people see it.  ``files`` are (name, digest, bytes)."""

    id: str
    sha256: str
    title: str
    authors: tuple[str, ...]
    unit: str | None
    year: int | None
    field: str | None
    level: str | None
    decision: str | None
    filed: str | None
    first_applied: str | None
    added: str
    erased: str | None = None
    files: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything of a new dossier that can be worked out outside the transaction."""

    comparable: Comparable
    prose: bytes
    fingerprints: bytes
    search_key: str
    field: str | None = None
    decision: str | None = None
    files: tuple[tuple[str, str, int], ...] = ()


def prepare(
    comparable: Comparable,
    *,
    id: str | None = None,
    year: int | None = None,
    field: str | None = None,
    decision: str | None = None,
    files: Sequence[tuple[str, str, int]] = (),
) -> Prepared:
    """The rows of a new dossier, without touching the database.

    Raises:
        ValueError: no such decision.
    """
    if decision is not None and decision not in DECISIONS:
        raise ValueError(f"decision must be one of {', '.join(DECISIONS)}")
    c = replace(comparable, id=id or comparable.id, year=year or comparable.year)
    prints = comparable.fingerprints  # do not depend on id and year
    return Prepared(c, pack_prose(c.prose, comparable.own), prints.to_bytes(), key_of(c, field), field, decision, tuple(files))


def key_of(c: Comparable, field: str | None) -> str:
    """What searching looks at: the facts and the beginning of the author's words."""
    opening, size = [], 0
    for piece in c.prose:
        opening.append(piece.text[: SEARCHED - size])
        size += len(opening[-1])
        if size >= SEARCHED:
            break
    return search_key(c.id, c.title, *c.authors, c.unit, field, str(c.year or ""), *opening)


def insert(session: Session, prepared: Prepared, who: str) -> bool:
    """Add a dossier; ``False`` where the same content is there under the same id already.

    Raises:
        RegisterError: ``register-id-exists``, another content has that id.
    """
    return insert_many(session, [prepared], who) == 1


def insert_many(session: Session, many: Sequence[Prepared], who: str) -> int:
    """Add dossiers; gives how many were new.

    Raises:
        RegisterError: ``register-id-exists``, another content has one of the ids.
    """
    ids = [p.comparable.id for p in many]
    before = dict(session.execute(select(DossierRow.id, DossierRow.sha256).where(DossierRow.id.in_(ids))).all())
    new: dict[str, Prepared] = {}
    for p in many:
        c = p.comparable
        twin = new.get(c.id)
        if before.get(c.id, twin.comparable.sha256 if twin else c.sha256) != c.sha256:
            raise RegisterError("register-id-exists", id=c.id)
        if c.id not in before:
            new.setdefault(c.id, p)
    if not new:
        return 0
    added = now()
    rows = [_values(p, added) for p in new.values()]
    inserted = session.execute(insert_into(DossierRow).returning(DossierRow.id, DossierRow.seq), rows)
    seq = dict(inserted.all())
    prints = [{"dossier": seq[id], "version": FINGERPRINTS_VERSION, "content": p.fingerprints} for id, p in new.items()]
    session.execute(insert_into(FingerprintRow), prints)
    files = [{"dossier": seq[id], "name": n, "sha256": d, "size": s} for id, p in new.items() for n, d, s in p.files]
    if files:
        session.execute(insert_into(OriginalRow), files)
    record_many(
        session, who, "dossier.add", [(id, {"sha256": p.comparable.sha256, "files": len(p.files)}) for id, p in new.items()]
    )
    return len(new)


def _values(p: Prepared, added: str) -> dict[str, Any]:
    c = p.comparable
    return {
        "id": c.id, "sha256": c.sha256, "title": c.title, "authors": list(c.authors), "unit": c.unit, "year": c.year,
        "field": p.field, "level": c.level, "decision": p.decision, "filed": c.filed, "first_applied": c.first_applied,
        "prose": p.prose, "search_key": p.search_key, "added": added, "erased": None,
    }  # fmt: skip


def _stale() -> Select[Any]:
    old = FingerprintRow.n.is_(None) | (FingerprintRow.version != FINGERPRINTS_VERSION)
    joined = FingerprintRow.dossier == DossierRow.seq
    query: Select[Any] = select(DossierRow).outerjoin(FingerprintRow, joined).where(old)
    return query


def stale(session: Session) -> bool:
    """Whether a dossier has no fingerprints of this version."""
    return session.execute(_stale().with_only_columns(DossierRow.seq).limit(1)).first() is not None


def rebuild(session: Session) -> int:
    """Make fingerprints of an older version anew, at most ``AT_ONCE``; gives how many.

    Originals are not needed: the prose is kept.
    """
    rows = session.scalars(_stale().limit(AT_ONCE)).all()
    session.execute(delete(FingerprintRow).where(FingerprintRow.dossier.in_([r.seq for r in rows])))
    for row in rows:
        dossier = comparable_of(row)
        row.prose = pack_prose(dossier.prose, dossier.own)
        session.add(FingerprintRow(dossier=row.seq, version=FINGERPRINTS_VERSION, content=dossier.fingerprints.to_bytes()))
    return len(rows)


def remove(session: Session, id: str, who: str) -> tuple[str, ...]:
    """Take a dossier out; gives digests of originals nobody needs any more.

    Raises:
        RegisterError: ``register-id-unknown``.
    """
    row = row_of(session, id)
    digests = set(session.scalars(select(OriginalRow.sha256).where(OriginalRow.dossier == row.seq)))
    session.execute(delete(OriginalRow).where(OriginalRow.dossier == row.seq))
    session.execute(delete(FingerprintRow).where(FingerprintRow.dossier == row.seq))
    session.delete(row)
    record(session, who, "dossier.remove", id, sha256=row.sha256)
    session.flush()
    return unneeded(session, digests)


def unneeded(session: Session, digests: set[str]) -> tuple[str, ...]:
    """Those of ``digests`` that no dossier refers to."""
    return tuple(sorted(digests - set(session.scalars(select(OriginalRow.sha256).where(OriginalRow.sha256.in_(digests))))))


def digests(session: Session) -> set[str]:
    """Of all originals that dossiers refer to."""
    return set(session.scalars(select(OriginalRow.sha256)))


def row_of(session: Session, id: str) -> DossierRow:
    """The row of that id.

    Raises:
        RegisterError: ``register-id-unknown``.
    """
    row = session.scalars(select(DossierRow).where(DossierRow.id == id)).first()
    if row is None:
        raise RegisterError("register-id-unknown", id=id)
    return row


def seq_of(session: Session, id: str) -> int:
    """Its place in the order in which dossiers came.

    Raises:
        RegisterError: ``register-id-unknown``.
    """
    seq = session.scalar(select(DossierRow.seq).where(DossierRow.id == id))
    if seq is None:
        raise RegisterError("register-id-unknown", id=id)
    return seq


FACTS = (
    DossierRow.id, DossierRow.sha256, DossierRow.title, DossierRow.authors, DossierRow.unit, DossierRow.year, DossierRow.field,
    DossierRow.level, DossierRow.decision, DossierRow.filed, DossierRow.first_applied, DossierRow.added, DossierRow.erased,
)  # fmt: skip


def facts() -> Select[Any]:
    """A query for what an `Entry` shows, without the prose."""
    return select(*FACTS)  # type: ignore[return-value]  # of a starred tuple mypy knows no row


def entry_of(values: Sequence[object], files: Sequence[tuple[str, str, int]] = ()) -> Entry:
    """A row of `facts` as an entry."""
    named = dict(zip((c.key for c in FACTS), values, strict=True))
    named["authors"] = tuple(named["authors"] or ())  # type: ignore[arg-type]  # values of a row are objects to mypy
    return Entry(**named, files=tuple(files))  # type: ignore[arg-type]  # as above


def listed(session: Session, *, year: int | None, decision: str | None, after: str | None, limit: int) -> tuple[Entry, ...]:
    """Dossiers in the order they came, of a year or a decision, from the one behind ``after`` on."""
    query = facts().order_by(DossierRow.seq).limit(limit)
    if year is not None:
        query = query.where(DossierRow.year == year)
    if decision is not None:
        query = query.where(DossierRow.decision == decision)
    if after is not None:
        query = query.where(DossierRow.seq > seq_of(session, after))
    return tuple(entry_of(row) for row in session.execute(query))


def shown(session: Session, id: str) -> Entry:
    """One dossier with its files.

    Raises:
        RegisterError: ``register-id-unknown``.
    """
    return replace(entry_of_row(row_of(session, id)), files=files_of(session, id))


def entry_of_row(row: DossierRow) -> Entry:
    """A whole row as an entry."""
    return entry_of([getattr(row, c.key) for c in FACTS])


def files_of(session: Session, id: str) -> tuple[tuple[str, str, int], ...]:
    """The stored originals of a dossier."""
    query = (
        (select(OriginalRow.name, OriginalRow.sha256, OriginalRow.size).join(DossierRow, DossierRow.seq == OriginalRow.dossier))
        .where(DossierRow.id == id)
        .order_by(OriginalRow.n)
    )
    return tuple((n, d, s) for n, d, s in session.execute(query))
