"""Figures of the desk and the register, by field, unit, year and round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, case, func, literal_column, select
from sqlalchemy.orm import Session

from nlp_service.register.database import reading
from nlp_service.register.models import DossierRow

from .memo import memo_of
from .tables import CaseReasonRow, CaseRow, JobRow, RoundRow

MOST_TIMED = 2000  # newest jobs among which times are taken
MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a figure: what it is about and its numbers, as many as the figure has columns."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A table that is also drawn; ``group`` names what the labels are ids of."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    group: str | None = None


def figures(engine: Engine) -> tuple[Figure, ...]:
    """All figures; on a large desk a minute old at most."""
    return memo_of(engine).get("figures", lambda: _figures(engine))


def _figures(engine: Engine) -> tuple[Figure, ...]:
    with reading(engine) as session:
        rounds = {str(r.id): f"{r.name} {r.year}" for r in session.scalars(select(RoundRow))}
        desk = ("Tiếp nhận", "Đủ điều kiện", "Bổ sung, trả lại", "Trình hội đồng")
        council = ("Đã xét", "Công nhận")
        by_round = tuple(replace(row, label=rounds.get(row.label, "")) for row in _desk(session, CaseRow.round))
        fields = _council(session, DossierRow.field)
        return (
            Figure("by-field", "Tiếp nhận theo lĩnh vực", desk, _largest(_desk(session, CaseRow.label)), "field"),
            Figure("by-unit", "Tiếp nhận theo đơn vị", desk, _largest(_desk(session, CaseRow.unit))),
            Figure("by-round", "Tiếp nhận theo đợt", desk, by_round[:MOST_ROWS]),
            Figure("by-year", "Tiếp nhận theo năm", desk, _desk(session, _YEAR)[:MOST_ROWS]),
            Figure("recognised-by-field", "Kết quả công nhận theo lĩnh vực", council, fields, "field"),
            Figure("recognised-by-year", "Kết quả công nhận theo năm", council, _council(session, DossierRow.year)),
            Figure("reasons", "Lý do phải bổ sung", ("Số hồ sơ",), _reasons(session)),
            Figure("duplicates-by-year", "Trùng lặp theo năm", ("Cao", "Trung bình"), _duplicates(session)),
            Figure("steps", "Thời gian từng bước (giây, trung vị)", ("Giây",), _steps(_jobs(session))),
        )


#: Written out and not bound, so that PostgreSQL sees the same expression where it is grouped by.
_YEAR = func.substr(CaseRow.created, literal_column("1"), literal_column("4"))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _rows(session: Session, query: Select[Any]) -> tuple[Row, ...]:
    """One row for each label; what has none and what has an empty one stand together."""
    total: dict[str, list[float]] = {}
    for label, *values in session.execute(query):
        line = total.setdefault("" if label is None else str(label), [0.0] * len(values))
        line[:] = [a + float(b) for a, b in zip(line, values, strict=True)]
    return tuple(Row(label, tuple(values)) for label, values in sorted(total.items()))


def _desk(session: Session, by: Any) -> tuple[Row, ...]:
    columns = (
        func.count(), _sum(CaseRow.verdict == "complete"), _sum(CaseRow.decision.in_(("supplement", "return"))),
        _sum(CaseRow.decision == "forward"),
    )  # fmt: skip
    return _rows(session, select(by, *columns).group_by(by))


def _largest(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda r: (-r.values[0], r.label)))[:MOST_ROWS]


def _council(session: Session, by: Any) -> tuple[Row, ...]:
    """Of earlier initiatives that did not come over the desk."""
    columns = (func.count(), _sum(DossierRow.decision == "recognised"))
    judged = DossierRow.decision.in_(("recognised", "rejected"))
    return _rows(session, select(by, *columns).where(judged, DossierRow.id.not_in(select(CaseRow.id))).group_by(by))


def _reasons(session: Session) -> tuple[Row, ...]:
    n = func.count()
    query = select(CaseReasonRow.rule, n).group_by(CaseReasonRow.rule).order_by(n.desc(), CaseReasonRow.rule).limit(15)
    return tuple(Row(rule, (float(count),)) for rule, count in session.execute(query))


def _duplicates(session: Session) -> tuple[Row, ...]:
    columns = (_sum(CaseRow.duplicate == "high"), _sum(CaseRow.duplicate == "medium"))
    return _rows(session, select(_YEAR, *columns).where(CaseRow.duplicate.in_(("high", "medium"))).group_by(_YEAR))


def _jobs(session: Session) -> Sequence[Any]:
    newest = select(func.max(JobRow.seq) - MOST_TIMED).scalar_subquery()
    done = (JobRow.seq > newest, JobRow.kind == "screening", JobRow.status == "done")
    return session.execute(select(JobRow.created, JobRow.started, JobRow.finished).where(*done)).all()


def _steps(jobs: Sequence[Any]) -> tuple[Row, ...]:
    waits, works = [], []
    for created, started, finished in jobs:
        waits.append(_between(created, started))
        works.append(_between(started, finished))
    return tuple(
        Row(label, (round(sorted(values)[len(values) // 2], 2),))
        for label, values in (("chờ", waits), ("kiểm tra", works))
        if values
    )


def _between(a: str, b: str) -> float:
    return (datetime.fromisoformat(b) - datetime.fromisoformat(a)).total_seconds()
