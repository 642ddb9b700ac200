"""A small model, trained once for all tests of this room from every fifth item of the corpus."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlp_service.classification import FieldModel, TrainingReport, train_model
from nlp_service.settings import Settings

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"


@pytest.fixture(scope="session")
def small_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose corpus is a fifth of the real one and whose models folder is empty."""
    folder = tmp_path_factory.mktemp("classification")
    corpus = folder / "corpus"
    (corpus / "initiatives").mkdir(parents=True)
    (corpus / "dossiers").mkdir()
    for name in ("fields.yaml", "lexicon.yaml", "other.tsv"):
        shutil.copy(CORPUS / name, corpus / name)
    shutil.copytree(CORPUS / "check", corpus / "check")
    for path in sorted((CORPUS / "initiatives").glob("*.tsv")):
        lines = path.read_text("utf-8").splitlines()
        (corpus / "initiatives" / path.name).write_text("\n".join([lines[0], *lines[1::5]]) + "\n", "utf-8")
    for path in sorted((CORPUS / "dossiers").glob("*.dossier"))[:10]:
        shutil.copy(path, corpus / "dossiers" / path.name)
    return Settings(corpus=corpus, models=folder / "models")


@pytest.fixture(scope="session")
def report(small_settings: Settings) -> TrainingReport:
    """What training the small model gave."""
    return train_model(small_settings)


@pytest.fixture(scope="session")
def model(report: TrainingReport) -> FieldModel:
    """The small model."""
    return report.model
