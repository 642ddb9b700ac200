"""What officers said of pairs of dossiers; the newest counts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp_service.duplicates import Opinion, PairVerdict

from .audit_log import record
from .codec import now
from .models import VerdictRow


def newest(session: Session, query: str, earlier: str) -> Opinion | None:
    """What was last said of this pair."""
    columns = (VerdictRow.verdict, VerdictRow.reason, VerdictRow.officer, VerdictRow.at)
    pair = (VerdictRow.query == query) & (VerdictRow.earlier == earlier)
    row = session.execute(select(*columns).where(pair).order_by(VerdictRow.n.desc()).limit(1)).first()
    return Opinion(*row) if row else None  # type: ignore[arg-type]  # the column holds verdicts alone


def keep(session: Session, query: str, earlier: str, verdict: PairVerdict, reason: str, officer: str) -> None:
    """Add what an officer says of a pair."""
    session.add(VerdictRow(query=query, earlier=earlier, verdict=verdict, reason=reason, officer=officer, at=now()))
    record(session, officer, "pair.verdict", f"{query} / {earlier}", verdict=verdict)
