"""Figures of the desk and the register, by field, unit, year and round."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from nlp_service.register.database import reading
from nlp_service.register.models import DossierRow, ScreeningRow

from .tables import CaseRow, JobRow, RoundRow

MOST_REASONS = 2000  # newest screenings that reasons are counted over


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
    """All figures."""
    with reading(engine) as session:
        cases = session.execute(
            select(CaseRow.label, CaseRow.unit, func.substr(CaseRow.created, 1, 4), CaseRow.round, CaseRow.verdict,
                   CaseRow.decision, CaseRow.duplicate, func.count())
            .group_by(CaseRow.label, CaseRow.unit, func.substr(CaseRow.created, 1, 4), CaseRow.round, CaseRow.verdict,
                      CaseRow.decision, CaseRow.duplicate)
        ).all()  # fmt: skip
        earlier = session.execute(
            select(DossierRow.field, DossierRow.year, DossierRow.decision, func.count())
            .where(DossierRow.id.not_in(select(CaseRow.id)))
            .group_by(DossierRow.field, DossierRow.year, DossierRow.decision)
        ).all()  # fmt: skip
        rounds = {r.id: f"{r.name} {r.year}" for r in session.scalars(select(RoundRow))}
        contents = session.scalars(select(ScreeningRow.content).order_by(ScreeningRow.created.desc()).limit(MOST_REASONS)).all()
        jobs = session.execute(
            select(JobRow.created, JobRow.started, JobRow.finished).where(JobRow.kind == "screening", JobRow.status == "done")
            .order_by(JobRow.seq.desc()).limit(MOST_REASONS)
        ).all()  # fmt: skip

    def by(place: int) -> tuple[Row, ...]:
        total: dict[str, list[int]] = {}
        for row in cases:
            key = row[place]
            label = rounds.get(key, "") if place == 3 and key is not None else str(key or "")
            line = total.setdefault(label, [0, 0, 0, 0])
            n = row[7]
            line[0] += n
            line[1] += n if row[4] == "complete" else 0
            line[2] += n if row[5] in ("supplement", "return") else 0
            line[3] += n if row[5] == "forward" else 0
        order = sorted(total.items(), key=lambda kv: (-kv[1][0], kv[0]) if place < 2 else (0, kv[0]))
        return tuple(Row(label, tuple(map(float, line))) for label, line in order[:20])

    desk = ("Tiếp nhận", "Đủ điều kiện", "Bổ sung, trả lại", "Trình hội đồng")
    council = ("Đã xét", "Công nhận")
    return (
        Figure("by-field", "Tiếp nhận theo lĩnh vực", desk, by(0), "field"),
        Figure("by-unit", "Tiếp nhận theo đơn vị", desk, by(1)),
        Figure("by-round", "Tiếp nhận theo đợt", desk, by(3)),
        Figure("by-year", "Tiếp nhận theo năm", desk, by(2)),
        Figure("recognised-by-field", "Kết quả công nhận theo lĩnh vực", council, _council(earlier, 0), "field"),
        Figure("recognised-by-year", "Kết quả công nhận theo năm", council, _council(earlier, 1)),
        Figure("reasons", "Lý do phải bổ sung", ("Số hồ sơ",), _reasons(contents)),
        Figure("duplicates-by-year", "Trùng lặp theo năm", ("Cao", "Vừa"), _duplicates(cases)),
        Figure("steps", "Thời gian từng bước (giây, trung vị)", ("Giây",), _steps(jobs)),
    )


def _council(rows: object, place: int) -> tuple[Row, ...]:
    total: dict[str, list[int]] = {}
    for row in rows:  # type: ignore[attr-defined]
        if row[2] in ("recognised", "rejected"):
            line = total.setdefault(str(row[place] or ""), [0, 0])
            line[0] += row[3]
            line[1] += row[3] if row[2] == "recognised" else 0
    return tuple(Row(k, tuple(map(float, v))) for k, v in sorted(total.items()))


def _reasons(contents: object) -> tuple[Row, ...]:
    from nlp_service.dossier import Screening

    found: Counter[str] = Counter()
    for content in contents:  # type: ignore[attr-defined]
        result = Screening.model_validate_json(content)
        found.update({f"{f.rule}" for f in result.findings if f.severity == "error"})
    return tuple(Row(rule, (float(n),)) for rule, n in found.most_common(15))


def _duplicates(cases: object) -> tuple[Row, ...]:
    total: dict[str, list[int]] = {}
    for row in cases:  # type: ignore[attr-defined]
        if row[6] in ("high", "medium"):
            total.setdefault(str(row[2]), [0, 0])[row[6] == "medium"] += row[7]
    return tuple(Row(k, tuple(map(float, v))) for k, v in sorted(total.items()))


def _steps(jobs: object) -> tuple[Row, ...]:
    waits, works = [], []
    for created, started, finished in jobs:  # type: ignore[attr-defined]
        waits.append(_between(created, started))
        works.append(_between(started, finished))
    return tuple(
        Row(label, (round(sorted(values)[len(values) // 2], 2),))
        for label, values in (("chờ", waits), ("kiểm tra", works))
        if values
    )


def _between(a: str, b: str) -> float:
    return (datetime.fromisoformat(b) - datetime.fromisoformat(a)).total_seconds()
