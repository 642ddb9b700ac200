"""Whether everything that is kept fits together, for ``doctor --deep``."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from nlp_service.duplicates import FINGERPRINTS_VERSION, Comparable, Fingerprints
from nlp_service.messages import say

from .audit_log import broken_link
from .codec import comparable_of
from .entries import key_of
from .models import AuditRow, DossierRow, FingerprintRow, OriginalRow
from .originals import Originals

_INTEGRITY = "INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)"


def troubles(session: Session, originals: Originals, indexed: frozenset[str], lang: str) -> Iterator[str]:
    """What is wrong, in words; nothing where all is well.  ``indexed`` are the ids that the index in memory holds."""
    yield from _database(session, lang)
    yield from _dossiers(session, indexed, lang)
    yield from _originals(session, originals, lang)
    link = broken_link(session)
    if link is not None:
        yield say("register.trouble.audit", lang, n=link)
    kept = session.scalar(select(func.count()).select_from(DossierRow)) or 0
    counted = session.scalar(select(func.count()).select_from(AuditRow).where(AuditRow.action == "dossier.add")) or 0
    gone = session.scalar(select(func.count()).select_from(AuditRow).where(AuditRow.action == "dossier.remove")) or 0
    if kept != counted - gone:
        yield say("register.trouble.count", lang, kept=kept, logged=counted - gone)


def _database(session: Session, lang: str) -> Iterator[str]:
    if session.get_bind().dialect.name != "sqlite":
        return
    for (line,) in session.execute(text("PRAGMA integrity_check")):
        if line != "ok":
            yield say("register.trouble.database", lang, detail=line)
    for index in ("dossiers_fts", "cases_fts"):
        try:
            session.execute(text(_INTEGRITY.format(index=index)))
        except DatabaseError as error:
            yield say("register.trouble.search", lang, detail=f"{index}: {error.orig}")


def _dossiers(session: Session, indexed: frozenset[str], lang: str) -> Iterator[str]:
    query = (
        select(DossierRow, FingerprintRow)
        .outerjoin(FingerprintRow, FingerprintRow.dossier == DossierRow.seq)
        .order_by(DossierRow.seq)
        .execution_options(yield_per=500)
    )
    seen = set()
    for row, prints in session.execute(query):
        seen.add(row.id)
        try:
            kept = comparable_of(row)
        except (ValueError, zlib.error):
            yield say("register.trouble.text", lang, id=row.id)
            continue
        dossier = replace(kept)  # its own words are worked out anew, to be compared with those that are kept
        if prints is None or prints.version != FINGERPRINTS_VERSION:
            yield say("register.trouble.no-fingerprints", lang, id=row.id)
        elif not _equal(prints.content, dossier) or kept.own.row.words != dossier.own.row.words:
            yield say("register.trouble.fingerprints", lang, id=row.id)
        if row.search_key != key_of(dossier, row.field):
            yield say("register.trouble.search-key", lang, id=row.id)
    for id in sorted(seen ^ indexed):
        yield say("register.trouble.index", lang, id=id)


def _equal(content: bytes, dossier: Comparable) -> bool:
    try:
        a, b = Fingerprints.from_bytes(content), dossier.fingerprints
    except ValueError:
        return False
    return a.length == b.length and np.array_equal(a.shingles, b.shingles) and np.array_equal(a.terms, b.terms)


def _originals(session: Session, originals: Originals, lang: str) -> Iterator[str]:
    query = select(OriginalRow.name, OriginalRow.sha256, DossierRow.id).join(DossierRow, DossierRow.seq == OriginalRow.dossier)
    for name, digest, id in session.execute(query):
        if not originals.sound(digest):
            yield say("register.trouble.original", lang, name=name, id=id)
