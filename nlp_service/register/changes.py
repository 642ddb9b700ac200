"""Changes to what is kept: corrections of fields, officers' verdicts on pairs, and taking personal data out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp_service.dossier import Prose, RegisterError
from nlp_service.duplicates import FINGERPRINTS_VERSION, own_words

from .audit_log import record
from .codec import comparable_of, now, pack_prose
from .entries import DECISIONS, files_of, key_of, row_of, unneeded
from .masking import masked, without_numbers
from .models import CorrectionRow, DossierRow, FingerprintRow, OriginalRow, ScreeningRow

CORRECTABLE = ("title", "authors", "unit", "year", "field", "level", "decision", "filed", "first_applied")


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that an officer put right."""

    subject: str
    field: str
    old: Any
    new: Any
    officer: str
    at: str


def correct(session: Session, id: str, field: str, value: Any, officer: str) -> None:
    """Put a fact of a dossier right.

    Raises:
        RegisterError: ``register-id-unknown``; ``register-field-unknown``, no such field, or not a value of it.
    """
    row = row_of(session, id)
    if field not in CORRECTABLE or not _fits(field, value):
        raise RegisterError("register-field-unknown", field=field, value=str(value)[:80])
    old = getattr(row, field)
    setattr(row, field, list(value) if field == "authors" else value)
    _renew(session, row)
    remember(session, id, field, old, value, officer)


def _fits(field: str, value: Any) -> bool:
    if field == "authors":
        return isinstance(value, list | tuple) and all(isinstance(v, str) for v in value)
    if field == "year":
        return value is None or (isinstance(value, int) and 1900 <= value <= 2200)
    if field == "decision":
        return value is None or value in DECISIONS
    return isinstance(value, str) if field == "title" else value is None or isinstance(value, str)


def remember(session: Session, subject: str, field: str, old: Any, new: Any, officer: str) -> None:
    """Keep what was changed, when and by whom; the audit log says that it was, without the values."""
    session.add(CorrectionRow(subject=subject, field=field, old=_json(old), new=_json(new), officer=officer, at=now()))
    record(session, officer, "field.correct", subject, field=field)


def corrections(session: Session, subject: str | None, field: str | None) -> tuple[Correction, ...]:
    """What was corrected, oldest first."""
    query = select(CorrectionRow).order_by(CorrectionRow.n)
    if subject is not None:
        query = query.where(CorrectionRow.subject == subject)
    if field is not None:
        query = query.where(CorrectionRow.field == field)
    return tuple(
        Correction(r.subject, r.field, json.loads(r.old), json.loads(r.new), r.officer, r.at) for r in session.scalars(query)
    )


def erase(session: Session, id: str, who: str) -> tuple[str, ...]:
    """Take the personal data of a dossier out: authors, their names wherever they stand, files, particulars in screenings.

    What remains finds copies of the text as before; the audit log keeps that and when it was done.  Gives digests of originals
    nobody needs any more.

    Raises:
        RegisterError: ``register-id-unknown``.
    """
    row = row_of(session, id)
    names = [n for n in row.authors if n.strip()]
    digests = {digest for _, digest, _ in files_of(session, id)}
    for original in session.scalars(select(OriginalRow).where(OriginalRow.dossier == row.seq)):
        session.delete(original)
    dossier = comparable_of(row)
    row.authors = []
    row.title = masked(row.title, names)
    prose = tuple(_masked_piece(p, names) for p in dossier.prose)
    row.prose = pack_prose(prose, own_words(prose))
    row.erased = now()
    _renew(session, row)
    its_own = (ScreeningRow.id == id) | (ScreeningRow.sha256 == row.sha256)
    for screening in session.scalars(select(ScreeningRow).where(its_own)):
        _erase_screening(screening, names)
    for correction in session.scalars(select(CorrectionRow).where(CorrectionRow.subject == id)):
        correction.old, correction.new = (masked(v, names) for v in (correction.old, correction.new))
        if correction.field == "authors":
            correction.old = correction.new = "null"
    record(session, who, "personal-data.erase", id, files=len(digests))
    session.flush()
    return unneeded(session, digests)


def _masked_piece(piece: Prose, names: Sequence[str]) -> Prose:
    return replace(piece, text=without_numbers(masked(piece.text, names)))


def _erase_screening(row: ScreeningRow, names: Sequence[str]) -> None:
    content = json.loads(row.content)
    metadata = content.get("metadata", {})
    every = [*names, *(a["name"] for a in metadata.get("authors", ()))]
    metadata["authors"] = []
    metadata["places"] = {k: v for k, v in metadata.get("places", {}).items() if not k.startswith(("author", "co_author"))}
    row.content = masked(json.dumps(content, ensure_ascii=False, separators=(",", ":")), every)
    row.title, row.name = masked(row.title, every), masked(row.name, every)
    row.search_key = ""


def _renew(session: Session, row: DossierRow) -> None:
    """Make what is derived from a dossier fit it again."""
    dossier = comparable_of(row)
    row.search_key = key_of(dossier, row.field)
    old = session.scalars(select(FingerprintRow).where(FingerprintRow.dossier == row.seq)).first()
    content = dossier.fingerprints.to_bytes()
    if old is None or old.content != content or old.version != FINGERPRINTS_VERSION:
        if old is not None:
            session.delete(old)
            session.flush()
        # a new row with a new number: that is how other processes see that something changed
        session.add(FingerprintRow(dossier=row.seq, version=FINGERPRINTS_VERSION, content=content))
    session.flush()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
