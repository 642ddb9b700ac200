"""A kept result is said again in the other language, and back again it is what it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from nlp_service.dossier import Screening
from nlp_service.duplicates import Opinion
from nlp_service.messages import LANGUAGES, catalogue, say
from nlp_service.rules import RuleBook, profiles
from nlp_service.screening import Screener
from nlp_service.service.resay import note, resay
from nlp_service.settings import Settings

from .conftest import docx_of


@pytest.fixture(scope="module")
def twice(models: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Screening, Screening]]:
    """Some dossiers, good and bad ones, screened in both languages."""
    folder = tmp_path_factory.mktemp("dossiers")
    paths = []
    for name, content in (("a.docx", docx_of(0)), ("b.docx", docx_of(3)), ("hong.pdf", b"%PDF-1.7"), ("x.txt", b"khong phai")):
        (folder / name).write_bytes(content)
        paths.append(folder / name)
    screener = {lang: Screener(Settings(models=models, lang=lang, data=folder)) for lang in LANGUAGES}
    return [(screener["vi"].screen(p), screener["en"].screen(p)) for p in paths]


def test_a_result_said_again_is_what_it_would_have_been(twice: list[tuple[Screening, Screening]]) -> None:
    book, forms = RuleBook.load(), profiles()
    assert any(vi.findings for vi, _ in twice)
    assert any(f.errors for vi, _ in twice for f in vi.dossier.files)
    for vi, en in twice:
        there = resay(vi, "en", book, forms)
        assert [(f.message, f.advice, f.legal_basis) for f in there.findings] == [
            (f.message, f.advice, f.legal_basis) for f in en.findings
        ]
        assert [[e.message for e in f.errors] for f in there.dossier.files] == [
            [e.message for e in f.errors] for f in en.dossier.files
        ]
        assert resay(there, "vi", book, forms).findings == vi.findings


def test_a_finding_of_a_rule_that_is_no_more_stays_as_it_was(twice: list[tuple[Screening, Screening]]) -> None:
    vi = twice[0][0]
    assert resay(vi, "en", RuleBook((), "0"), profiles()).findings == vi.findings


def test_notes_are_said_again_with_the_opinion_of_today() -> None:
    keys = ("continued", "reworded", "later")
    opinion = Opinion("same", "", "canbo", "2026-03-20T00:00:00")
    for lang in LANGUAGES:
        said = " ".join(say(f"duplicates.note.{k}", lang) for k in keys) + " canbo: cũ"
        for other in LANGUAGES:
            assert note(said, other, None) == " ".join(say(f"duplicates.note.{k}", other) for k in keys)
            assert note(said, other, opinion).endswith(
                say("duplicates.note.opinion-same", other, officer="canbo", at="2026-03-20", reason="").strip()
            )


def test_names_of_one_group_are_not_ambiguous() -> None:
    for group in ("section", "paper", "field", "level"):
        for lang in LANGUAGES:
            words = [v for k, v in catalogue(lang).items() if k.startswith(f"names.{group}.")]
            assert len(words) == len(set(words)), (group, lang)


def test_pages_and_api_speak_the_language_of_the_caller(client: TestClient, dossier: bytes) -> None:
    files = [("files", ("a.docx", dossier)), ("files", ("b.pdf", b"%PDF-1"))]
    result = client.post("/api/v1/screenings?wait=true", files=files).json()
    url = f"/api/v1/screenings/{result['id']}"
    vi, en = client.get(f"{url}/findings").json(), client.get(f"{url}/findings?lang=en").json()
    assert [f["key"] for f in vi] == [f["key"] for f in en]
    assert all(a["message"] != b["message"] for a, b in zip(vi, en, strict=True))
    page = client.get(f"/cases/{result['id']}?lang=en").text
    client.cookies.clear()
    assert en[0]["message"].replace("'", "&#39;") in page
    assert vi[0]["message"] not in page
