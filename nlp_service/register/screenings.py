"""Kept results of screening."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp_service.dossier import Screening

from .audit_log import record
from .codec import now, search_key
from .models import ScreeningRow


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept result in a list."""

    id: str
    dossier: str
    name: str
    title: str
    verdict: str
    label: str | None
    created: str


def save(session: Session, id: str, screening: Screening, who: str) -> None:
    """Keep a result, in place of an earlier one of that id."""
    title = screening.metadata.title or ""
    authors = [a.name for a in screening.metadata.authors]
    row = ScreeningRow(
        id=id, dossier=screening.dossier.id, name=screening.dossier.name, sha256=screening.dossier.sha256, title=title,
        verdict=screening.verdict, label=screening.classification.label if screening.classification else None, created=now(),
        content=screening.to_json(),
        search_key=search_key(id, screening.dossier.name, title, *authors, screening.metadata.unit),
    )  # fmt: skip
    session.merge(row)
    record(session, who, "screening.save", id, verdict=screening.verdict, sha256=screening.dossier.sha256)


def get(session: Session, id: str) -> Screening | None:
    """The result of that id."""
    content = session.scalars(select(ScreeningRow.content).where(ScreeningRow.id == id)).first()
    return Screening.model_validate_json(content) if content is not None else None


def kept(session: Session, *, words: str, verdict: str | None, limit: int, offset: int) -> tuple[Kept, ...]:
    """Results, newest first."""
    columns = (
        ScreeningRow.id, ScreeningRow.dossier, ScreeningRow.name, ScreeningRow.title, ScreeningRow.verdict, ScreeningRow.label,
        ScreeningRow.created,
    )  # fmt: skip
    query = select(*columns).order_by(ScreeningRow.created.desc(), ScreeningRow.id).limit(limit).offset(offset)
    for word in search_key(words).split():
        query = query.where(ScreeningRow.search_key.contains(word, autoescape=True))
    if verdict is not None:
        query = query.where(ScreeningRow.verdict == verdict)
    return tuple(Kept(*row) for row in session.execute(query))
