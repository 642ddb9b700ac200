"""A desk in a folder of its own, with real workers; dossiers are made by python-docx from the corpus."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from fastapi.testclient import TestClient

from nlp_service.corpus import corpus_dossiers
from nlp_service.service import create_app
from nlp_service.service.desk import Desk
from nlp_service.settings import Settings

CORPUS = Path(__file__).parents[2] / "corpus"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """FastAPI silences this warning of pydantic by the process-wide list of filters, which the workers' threads change too."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.filterwarnings("ignore::pydantic.warnings.UnsupportedFieldAttributeWarning"))


def docx_of(number: int) -> bytes:
    """The dossier of the corpus with that number, as one Word file."""
    dossier = sorted(corpus_dossiers(CORPUS), key=lambda d: d.id)[number]
    paper = Document()
    for p in dossier.papers:
        for line in p.lines:
            if line.kind == "table":
                table = paper.add_table(len(line.rows), max(map(len, line.rows)))
                for r, row in enumerate(line.rows):
                    for c, cell in enumerate(row):
                        table.cell(r, c).text = cell
            elif line.text:
                run = paper.add_paragraph().add_run(line.text.replace("\\\\", "\n"))
                run.bold = line.kind in ("t", "h1", "h2", "h3")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


@pytest.fixture(scope="session")
def dossier() -> bytes:
    """A dossier as a Word file."""
    return docx_of(0)


@pytest.fixture(scope="session")
def other_dossier() -> bytes:
    """Another one."""
    return docx_of(1)


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of the field model; without one the desk cannot screen."""
    folder = Path(os.environ.get("NLP_SERVICE_MODELS") or Path(__file__).parents[2] / "models")
    if not (folder / "field" / "field.skops").is_file():
        pytest.skip("no field model: run nlp-service train")
    return folder


def client_for(settings: Settings) -> TestClient:
    """A caller on this machine."""
    return TestClient(create_app(settings), base_url="http://127.0.0.1", client=("127.0.0.1", 50000))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[TestClient]:
    """A desk without users, shared by the tests of one file."""
    with client_for(Settings(data=tmp_path_factory.mktemp("desk"), models=models)) as client:
        yield client


@pytest.fixture(scope="module")
def desk(client: TestClient) -> Desk:
    """What is behind it."""
    found: Desk = client.app.state.desk  # type: ignore[attr-defined]
    return found
