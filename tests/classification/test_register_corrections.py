"""From the register to a new model and back: what officers put right, on the desk or in the list, reaches training."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nlp_service.classification import FieldModel, classify_texts
from nlp_service.classification.corrections import gold_titles
from nlp_service.cli import main
from nlp_service.cli.learning import corrections, doubtful
from nlp_service.dossier import DossierInfo, Metadata, Screening, Versions
from nlp_service.register import Register
from nlp_service.settings import Settings

CLEAR, CLOSE = "Rèn kỹ năng đọc cho học sinh lớp 2", "Thiết kế phần mềm quản lý hồ sơ của trường"


@pytest.fixture
def office(model: FieldModel, small_settings: Settings, tmp_path: Path) -> Settings:
    """Settings of an office that keeps two screenings and has the small model in use."""
    settings = small_settings.model_copy(update={"data": tmp_path / "data", "models": tmp_path / "models"})
    model.save(settings.models / "field")
    with Register.open(settings) as register:
        for id_, title in (("clear", CLEAR), ("close", CLOSE), ("empty", "")):
            (result,) = classify_texts([title], settings, model=model)
            info = DossierInfo(id=id_, name=f"{id_}.docx", sha256="0" * 64, files=())
            versions = Versions(package="0", rules="0", model="0", fingerprints="0")
            kept = Screening(
                dossier=info, metadata=Metadata(title=title), classification=result, verdict="complete", versions=versions
            )
            register.save_screening(id_, kept)
    return settings


def test_corrections_of_desk_and_list_are_found_in_order(office: Settings) -> None:
    with Register.open(office) as register:
        register.remember_correction("close", "label", "technical", "administration", who="canbo1")
        register.remember_correction("close", "field", None, "education", who="canbo2")
        register.remember_correction("clear", "field", "education", None, who="canbo2")
        register.remember_correction("gone", "label", None, "education", who="canbo1")
        register.remember_correction("close", "unit", "a", "b", who="canbo1")
    found = list(corrections(office))
    assert [(c.text, c.label, c.officer) for c in found] == [
        (CLOSE, "administration", "canbo1"),
        (CLOSE, "education", "canbo2"),
        (CLEAR, "unknown", "canbo2"),
    ]


def test_the_closest_call_is_proposed_until_somebody_has_said(office: Settings) -> None:
    assert [id_ for id_, _, _ in doubtful(office, 9)] == ["close", "clear"]
    with Register.open(office) as register:
        register.remember_correction("close", "label", None, "education", who="canbo1")
    assert [(id_, title) for id_, title, _ in doubtful(office, 9)] == [("clear", CLEAR)]


def nlp_service(office: Settings, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    places = ["--corpus", str(office.corpus), "--models", str(office.models), "--data", str(office.data)]
    monkeypatch.setattr(sys, "argv", ["nlp-service", "train", *arguments, *places])
    with pytest.raises(SystemExit) as left:
        main()
    assert not left.value.code


def test_train_with_corrections_from_a_desk(
    office: Settings, model: FieldModel, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nlp_service(office, monkeypatch, "--propose", "1")
    assert capsys.readouterr().out.startswith("close\t")
    with Register.open(office) as register:
        for n, (title, label) in enumerate(gold_titles(office)):
            info = DossierInfo(id=f"d{n}", name="d.docx", sha256="0" * 64, files=())
            versions = Versions(package="0", rules="0", model="0", fingerprints="0")
            kept = Screening(dossier=info, metadata=Metadata(title=title), verdict="complete", versions=versions)
            register.save_screening(f"d{n}", kept)
            register.remember_correction(f"d{n}", "label", None, label, who="canbo1")
    nlp_service(office, monkeypatch, "--with-corrections")
    out = capsys.readouterr().out
    stored = FieldModel.load(office.models / "field")
    assert f"{len(gold_titles(office))} corrections" in out
    assert stored.meta.corrections == len(gold_titles(office)) > model.meta.corrections
