"""The list of cases: search without accents, filters, order, pages by cursor, counts."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from nlp_service.language.keys import fold
from nlp_service.register.database import reading

from .problems import ServiceError
from .roles import Caller
from .tables import CaseRow

ORDERS = {
    "newest": (CaseRow.seq.desc(),),
    "oldest": (CaseRow.seq.asc(),),
    "title": (CaseRow.title, CaseRow.seq.desc()),
    "unit": (CaseRow.unit, CaseRow.seq.desc()),
    "verdict": (CaseRow.verdict, CaseRow.seq.desc()),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; empty means any."""

    q: str = ""
    verdict: str = ""
    label: str = ""
    decision: str = ""  # a decision, or "none"
    duplicate: str = ""
    state: str = ""
    round: int | None = None
    order: str = "newest"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list; ``cursor`` asks for the next one, ``None`` at the end."""

    rows: tuple[CaseRow, ...]
    cursor: str | None
    total: int


def _visible(query: Select[tuple[CaseRow]], caller: Caller) -> Select[tuple[CaseRow]]:
    return query if "see" in caller.can else query.where(CaseRow.created_by == caller.name)


def _matching(wanted: Filter, caller: Caller) -> Select[tuple[CaseRow]]:
    query = _visible(select(CaseRow), caller)
    for word in fold(wanted.q).split():
        query = query.where(CaseRow.search_key.contains(word, autoescape=True))
    for column, value in (
        (CaseRow.verdict, wanted.verdict), (CaseRow.label, wanted.label), (CaseRow.duplicate, wanted.duplicate),
        (CaseRow.state, wanted.state),
    ):  # fmt: skip
        if value:
            query = query.where(column == value)
    if wanted.decision:
        query = query.where(CaseRow.decision.is_(None) if wanted.decision == "none" else CaseRow.decision == wanted.decision)
    if wanted.round is not None:
        query = query.where(CaseRow.round == wanted.round)
    return query


def find(
    engine: Engine, caller: Caller, wanted: Filter, *, limit: int = 50, cursor: str | None = None, count: bool = True
) -> Found:
    """Cases that the caller may see and that fit, a page of them; without ``count`` the total is -1.

    Raises:
        ServiceError: ``cursor-invalid``.
    """
    if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
        raise ServiceError("cursor-invalid", 422)
    offset = int(cursor or 0)
    query = _matching(wanted, caller)
    with reading(engine) as session:
        total = _total(session, query) if count else -1
        order = ORDERS.get(wanted.order, ORDERS["newest"])
        rows: list[CaseRow] = list(session.scalars(query.order_by(*order).limit(limit + 1).offset(offset)))
    more = str(offset + limit) if len(rows) > limit else None
    return Found(tuple(rows[:limit]), more, total)


def _total(session: Session, query: Select[tuple[CaseRow]]) -> int:
    return session.scalar(select(func.count()).select_from(query.with_only_columns(CaseRow.seq).subquery())) or 0


_counted: dict[tuple[str, str], tuple[float, dict[str, int]]] = {}
FRESH = 2.0  # seconds that counts over the whole list may be old


def counts(engine: Engine, caller: Caller) -> dict[str, int]:
    """How many cases wait for what, at most `FRESH` seconds old: many people look at the first page at once."""
    key = (str(engine.url), "" if "see" in caller.can else caller.name)
    then, found = _counted.get(key, (0.0, {}))
    if monotonic() - then > FRESH:
        if len(_counted) > 1000:
            _counted.clear()
        found = _count(engine, caller)
        _counted[key] = (monotonic(), found)
    return found


def _count(engine: Engine, caller: Caller) -> dict[str, int]:
    with reading(engine) as session:
        query = select(CaseRow.state, CaseRow.verdict, CaseRow.decision, func.count()).group_by(
            CaseRow.state, CaseRow.verdict, CaseRow.decision
        )
        if "see" not in caller.can:
            query = query.where(CaseRow.created_by == caller.name)
        rows = session.execute(query).all()
    out = {"all": 0, "running": 0, "undecided": 0, "supplement": 0, "review": 0, "complete": 0}
    for state, verdict, decision, n in rows:
        out["all"] += n
        out["running"] += n if state == "received" else 0
        if state == "screened" and decision is None:
            out["undecided"] += n
            out["supplement"] += n if verdict == "needs_supplement" else 0
            out["review"] += n if verdict in ("needs_review", "not_a_dossier", "unreadable") else 0
            out["complete"] += n if verdict == "complete" else 0
    return out
