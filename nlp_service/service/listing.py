"""The list of cases: search without accents, filters, order, pages by cursor, counts."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, func, literal_column, or_, select

from nlp_service.register.database import reading

from .case_search import hits, words_of
from .memo import memo_of
from .problems import ServiceError
from .roles import Caller
from .tables import CaseRow

_VERDICT = func.coalesce(CaseRow.verdict, literal_column("''"))  # literally as in its index
#: By what a list is ordered before its number; each has an index that ends in the number.
ORDERS: dict[str, ColumnElement[Any] | None] = {
    "newest": None, "oldest": None, "title": CaseRow.title.expression, "unit": CaseRow.unit.expression, "verdict": _VERDICT,
}  # fmt: skip


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


def _conditions(wanted: Filter, caller: Caller) -> Iterator[ColumnElement[bool]]:
    if "see" not in caller.can:
        yield CaseRow.created_by == caller.name
    for column, value in (
        (CaseRow.verdict, wanted.verdict), (CaseRow.label, wanted.label), (CaseRow.duplicate, wanted.duplicate),
        (CaseRow.state, wanted.state),
    ):  # fmt: skip
        if value:
            yield column == value
    if wanted.decision:
        yield CaseRow.decision.is_(None) if wanted.decision == "none" else CaseRow.decision == wanted.decision
    if wanted.round is not None:
        yield CaseRow.round == wanted.round


def find(
    engine: Engine, caller: Caller, wanted: Filter, *, limit: int = 50, cursor: str | None = None, count: bool = True
) -> Found:
    """Cases that the caller may see and that fit, a page of them; without ``count`` the total is -1.

    A page begins behind the last row of the one before, so the hundredth costs what the first costs, and dossiers that
    come in meanwhile move nothing.

    Raises:
        ServiceError: ``cursor-invalid``.
    """
    behind = _read_cursor(cursor) if cursor else None
    words = words_of(wanted.q)
    by = ORDERS.get(wanted.order)
    query = select(CaseRow).where(*_conditions(wanted, caller))
    number: ColumnElement[int] = CaseRow.seq.expression
    if words:
        index, number, fits = hits(engine.dialect.name, words)
        query = query.join(index, number == CaseRow.seq).where(fits)
    newest = by is None and wanted.order != "oldest"
    if behind is not None:
        query = query.where(_behind(by, number, newest, *behind))
    query = query.order_by(*([by] if by is not None else []), number.desc() if newest else number)
    with reading(engine) as session:
        rows = list(session.scalars(query.limit(limit + 1)))
    total = _total(engine, caller, wanted, words) if count else -1
    more = _cursor(rows[limit - 1], wanted.order) if len(rows) > limit else None
    return Found(tuple(rows[:limit]), more, total)


def _behind(
    by: ColumnElement[Any] | None, number: ColumnElement[int], newest: bool, value: str | None, seq: int
) -> ColumnElement[bool]:
    if by is None or value is None:
        return number < seq if newest else number > seq
    # the first condition is what an index is entered by, the second says it exactly
    return and_(by >= value, or_(by > value, number > seq))


def _cursor(row: CaseRow, order: str) -> str:
    value = {"title": row.title, "unit": row.unit, "verdict": row.verdict or ""}.get(order)
    packed = json.dumps([value, row.seq], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[str | None, int]:
    try:
        value, seq = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError) as error:
        raise ServiceError("cursor-invalid", 422) from error
    if not (value is None or isinstance(value, str)) or type(seq) is not int or not 0 <= seq < 2**31:
        raise ServiceError("cursor-invalid", 422)
    return value, seq


def _total(engine: Engine, caller: Caller, wanted: Filter, words: list[str]) -> int:
    """How many fit; a figure that took long to count is kept for a while."""

    def count() -> int:
        query = select(func.count()).select_from(CaseRow).where(*_conditions(wanted, caller))
        if words:
            index, number, fits = hits(engine.dialect.name, words)
            query = select(func.count()).select_from(index).where(fits)
            if conditions := tuple(_conditions(wanted, caller)):
                query = query.join(CaseRow, CaseRow.seq == number).where(*conditions)
        with reading(engine) as session:
            return session.scalar(query) or 0

    whose = "" if "see" in caller.can else caller.name
    return memo_of(engine).get(("total", whose, replace(wanted, q=" ".join(words), order="")), count)


def counts(engine: Engine, caller: Caller) -> dict[str, int]:
    """How many cases wait for what; many people look at the first page at once."""
    return memo_of(engine).get(("counts", "" if "see" in caller.can else caller.name), lambda: _count(engine, caller))


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
