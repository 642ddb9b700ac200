import shutil

import pytest

from nlp_service.doctor import SAMPLE, Capability, examine, label, pdf_sample
from nlp_service.messages import LANGUAGES
from nlp_service.reading import Upload, read
from nlp_service.settings import Settings


@pytest.fixture(scope="module")
def found() -> tuple[Capability, ...]:
    return examine(Settings(isolate=False))


def test_formats_without_tools_work_everywhere(found):
    works = {c.id: c.works for c in found}
    for kind in ("docx", "pdf", "xlsx", "html", "txt", "zip"):
        assert works[f"format-{kind}"], kind


def test_what_is_missing_says_how_to_get_it(found):
    for capability in found:
        if not capability.works and capability.group in ("ocr", "tool"):
            assert capability.install
    assert {c.id for c in found if c.group == "tool" and c.works} == {
        id_ for id_, tool in (("tool-libreoffice", "soffice"), ("tool-unar", "unar")) if shutil.which(tool)
    }


def test_every_capability_has_words(found):
    assert len({c.id for c in found}) == len(found)
    for lang in LANGUAGES:
        assert all(label(c, lang) for c in found)


def test_without_tools(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = {c.id: c for c in examine(Settings(isolate=False))}
    assert not found["ocr-tesseract"].works
    assert found["ocr-vie"].install == "apt install tesseract-ocr-vie"
    assert found["tool-unar"].install == "apt install unar"
    assert found["format-docx"].works


def test_the_sample_pdf_says_what_it_should():
    assert read([Upload("a", pdf_sample())], settings=Settings(isolate=False)).files[0].text == SAMPLE
