"""Figures of the desk, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import settings_on

from nlp_service.register import Register
from nlp_service.register.database import writing
from nlp_service.register.models import DossierRow
from nlp_service.service.overview import figures
from nlp_service.service.tables import CaseReasonRow, CaseRow, RoundRow


@pytest.fixture(params=["sqlite", "postgresql"])
def register(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Register]:
    """An empty register on each database."""
    with settings_on(request.param, request, tmp_path) as settings, Register.open(settings) as opened:
        yield opened


def test_figures_count_what_is_there(register: Register) -> None:
    with writing(register.engine) as session:
        session.add(RoundRow(id=3, name="Đợt 1", year=2026))
        session.flush()
        for i, (label, unit, verdict, decision, duplicate) in enumerate(
            [
                ("education", "A", "complete", "forward", None),
                ("education", "", "needs_supplement", "supplement", "high"),
                (None, "B", "needs_supplement", "return", "medium"),
                (None, "A", None, None, None),
            ]
        ):
            session.add(
                CaseRow(
                    id=f"c{i}", name="a", sha256="s", state="screened", created=f"{2024 + i // 2}-01-02", created_by="x",
                    unit=unit, label=label, verdict=verdict, decision=decision, duplicate=duplicate, round=3 if i else None,
                )
            )  # fmt: skip
            session.flush()
            if verdict == "needs_supplement":
                session.add(CaseReasonRow(case=f"c{i}", rule="section-missing"))
        earlier = (("r1", "recognised", 2020), ("r2", "rejected", 2020), ("c0", "recognised", 2020), ("r3", None, 2021))
        for id, decision, year in earlier:
            row = DossierRow(id=id, sha256="s", title="t", authors=[], year=year, field="technical", decision=decision)
            row.prose, row.search_key, row.added = b"", "", ""
            session.add(row)
    found = {f.id: {r.label: r.values for r in f.rows} for f in figures(register.engine)}
    assert found["by-field"] == {"": (2, 0, 1, 0), "education": (2, 1, 1, 1)}
    assert found["by-unit"] == {"A": (2, 1, 0, 1), "": (1, 0, 1, 0), "B": (1, 0, 1, 0)}
    assert found["by-round"] == {"": (1, 1, 0, 1), "Đợt 1 2026": (3, 0, 2, 0)}
    assert found["by-year"] == {"2024": (2, 1, 1, 1), "2025": (2, 0, 1, 0)}
    assert found["recognised-by-field"] == {"technical": (2, 1)}
    assert found["recognised-by-year"] == {"2020": (2, 1)}
    assert found["reasons"] == {"section-missing": (2,)}
    assert found["duplicates-by-year"] == {"2024": (1, 0), "2025": (0, 1)}
    assert found["steps"] == {}
