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
from .desk_traces import erase_cases, has_case, names_of_files
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


def erase(session: Session, id: str, who: str) -> tuple[tuple[str, ...], set[str]]:
    """Take the personal data of a dossier out: authors, their names wherever they stand, files, particulars in screenings,
    and what the desk keeps of it (see `desk_traces`).  Entries and cases with the very same files are the same dossier; a case
    that never came into the register (it could not be read, or is no dossier) is erased by its own id.

    What remains finds copies of the text as before; the audit log keeps that and when it was done.  Gives digests of originals,
    and of uploads, that nobody needs any more.

    Raises:
        RegisterError: ``register-id-unknown``.
    """
    sha256 = _files_of_any(session, id)
    rows = session.scalars(select(DossierRow).where(DossierRow.sha256 == sha256).order_by(DossierRow.seq)).all()
    kept = session.scalars(select(ScreeningRow).where((ScreeningRow.id == id) | (ScreeningRow.sha256 == sha256))).all()
    named = [name for row in rows for name in row.authors] + [name for row in kept for name in _authors_of(row)]
    names = [n for n in dict.fromkeys(named) if n.strip()] or names_of_files(session, id)
    ids = sorted({id, *(row.id for row in rows), *(row.id for row in kept)})
    digests = set().union(*(_erase_entry(session, row, names, who) for row in rows))
    if not rows:
        record(session, who, "personal-data.erase", id, files=0)
    uploads = erase_cases(session, ids, names)
    for screening in kept:
        _erase_screening(screening, names)
    for other in ids:
        _erase_mentions(session, other, names)
    for correction in session.scalars(select(CorrectionRow).where(CorrectionRow.subject.in_(ids))):
        correction.old, correction.new = (masked(v, names) for v in (correction.old, correction.new))
        if correction.field == "authors":
            correction.old = correction.new = "null"
    session.flush()
    return unneeded(session, digests), uploads


def _files_of_any(session: Session, id: str) -> str | None:
    """The digest of all files of an entry, or of a screening; ``None`` for a case that has neither."""
    for row in (DossierRow, ScreeningRow):
        found = session.execute(select(row.sha256).where(row.id == id)).first()
        if found is not None:
            return str(found[0])
    if not has_case(session, id):
        raise RegisterError("register-id-unknown", id=id)
    return None


def _authors_of(row: ScreeningRow) -> list[str]:
    return [a["name"] for a in json.loads(row.content).get("metadata", {}).get("authors", ())]


def _erase_entry(session: Session, row: DossierRow, names: Sequence[str], who: str) -> set[str]:
    digests = {digest for _, digest, _ in files_of(session, row.id)}
    for original in session.scalars(select(OriginalRow).where(OriginalRow.dossier == row.seq)):
        session.delete(original)
    dossier = comparable_of(row)
    row.authors = []
    row.title = masked(row.title, names)
    prose = tuple(_masked_piece(p, names) for p in dossier.prose)
    row.prose = pack_prose(prose, own_words(prose))
    row.erased = now()
    _renew(session, row)
    record(session, who, "personal-data.erase", row.id, files=len(digests))
    return digests


def _masked_piece(piece: Prose, names: Sequence[str]) -> Prose:
    return replace(piece, text=without_numbers(masked(piece.text, names)))


def _erase_screening(row: ScreeningRow, names: Sequence[str]) -> None:
    content = json.loads(row.content)
    metadata = content.get("metadata", {})
    metadata["authors"] = []
    metadata["places"] = {k: v for k, v in metadata.get("places", {}).items() if not k.startswith(("author", "co_author"))}
    row.content = masked(json.dumps(content, ensure_ascii=False, separators=(",", ":")), names)
    row.title, row.name = masked(row.title, names), masked(row.name, names)
    row.search_key = ""


def _erase_mentions(session: Session, id: str, names: Sequence[str]) -> None:
    """Take the names out of what screenings of other dossiers say of this one."""
    said = ScreeningRow.content.contains(f'"dossier":{json.dumps(id, ensure_ascii=False)}', autoescape=True)
    for row in session.scalars(select(ScreeningRow).where(said)):
        content = json.loads(row.content)
        for i, duplicate in enumerate(content["duplicates"]):
            if duplicate["dossier"] == id:
                hidden = json.loads(masked(json.dumps(duplicate, ensure_ascii=False), names))
                content["duplicates"][i] = {**hidden, "dossier": id, "authors": []}
        row.content = json.dumps(content, ensure_ascii=False, separators=(",", ":"))


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
