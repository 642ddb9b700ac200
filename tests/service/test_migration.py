"""What a desk of before had is found after the change of its tables, on both databases."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import settings_on
from sqlalchemy import Engine, text

from nlp_service.register.database import at_revision, make_engine, migrate
from nlp_service.service.listing import Filter, find
from nlp_service.service.overview import figures
from nlp_service.service.roles import LOCAL

CASE = (
    "INSERT INTO cases (id, name, sha256, state, created, created_by, title, authors, unit, errors, search_key) "
    "VALUES (:id, 'a.docx', 'x', 'screened', '2025', 'an', 'Bơm chìm', '', '', 0, :key)"
)
SCREENING = (
    "INSERT INTO screenings (id, dossier, name, sha256, title, verdict, created, content, search_key) "
    "VALUES (:id, :id, 'a', 'x', '', 'needs_supplement', '2025', :content, '')"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database as revision 0002 has it, with two cases; the second was never read."""
    with settings_on(request.param, request, tmp_path) as settings:
        engine = make_engine(settings.database_url)
        migrate(engine, "0002")
        findings = [{"rule": "shares-sum", "severity": "error"}] * 2 + [{"rule": "legacy-encoding", "severity": "info"}]
        kept = {"dossier": {"files": [{"text": "Rãnh thu nước"}, {"text": "và van lật."}]}}
        with engine.begin() as connection:
            for id in ("c1", "c2"):
                connection.execute(text(CASE), {"id": id, "key": f"{id} a.docx bom chim"})
            connection.execute(text(SCREENING), {"id": "c1", "content": json.dumps({"findings": findings})})
            packed = zlib.compress(json.dumps(kept).encode())
            reading = text('INSERT INTO readings ("case", content) VALUES (:id, :content)')
            connection.execute(reading, {"id": "c1", "content": packed})
        yield engine
        engine.dispose()


def found(engine: Engine, q: str) -> set[str]:
    return {c.id for c in find(engine, LOCAL, Filter(q=q)).rows}


def test_texts_and_reasons_of_before_are_taken_over(engine: Engine) -> None:
    migrate(engine)
    assert found(engine, "bơm") == {"c1", "c2"}
    assert found(engine, "c2") == {"c2"}
    assert found(engine, "nước và van") == {"c1"}
    reasons = next(f for f in figures(engine) if f.id == "reasons")
    assert [(r.label, r.values) for r in reasons.rows] == [("shares-sum", (1.0,))]


def test_there_and_back_again(engine: Engine) -> None:
    """As when a backup of before is restored."""
    migrate(engine)
    with engine.execution_options(immediate=True).begin() as connection, at_revision(connection, "0002"):
        keys = connection.scalars(text("SELECT search_key FROM cases ORDER BY seq")).all()
        assert keys == ["c1 a docx bom chim", "c2 a docx bom chim"]
    assert found(engine, "bơm") == {"c1", "c2"}
    assert found(engine, "nước và van") == {"c1"}
