"""The samples: letters survive the old encoding, what is left out is left out, what is borrowed is borrowed."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlp_service
from nlp_service.corpus import CorpusPaper, parse_dossier
from nlp_service.language.legacy_tables import decode
from nlp_service.samples import samples
from nlp_service.samples.cases import FORMS
from nlp_service.samples.docx import write_docx
from nlp_service.samples.tcvn3 import to_tcvn3

SMALL = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"


def test_every_small_letter_has_a_code_of_its_own() -> None:
    codes = [to_tcvn3(c) for c in SMALL]
    assert len(set(codes)) == len(SMALL)
    assert all(len(c) == 1 and ord(c) < 256 for c in codes)


@given(st.text(SMALL + " 0123456789.,", max_size=60))
def test_old_letters_come_back_whatever_the_form_of_unicode(text: str) -> None:
    assert to_tcvn3(text) == to_tcvn3(unicodedata.normalize("NFD", text))
    assert decode(to_tcvn3(text), "tcvn3") == text


def test_one_sample_a_form() -> None:
    assert sorted(s.form for s in samples()) == sorted(FORMS)


def test_dropped_sections_are_gone_and_the_rest_is_there(corpus: Path) -> None:
    for sample in samples():
        own = parse_dossier(corpus / "dossiers" / f"{sample.dossier}.dossier").papers
        for before, after in zip(own, sample.papers(corpus), strict=True):
            assert after.sections == before.sections - set(sample.drop)


def test_borrowed_paragraphs_stand_in_for_own_ones(corpus: Path) -> None:
    sample = next(s for s in samples() if s.borrowed)
    sources = (corpus / "dossiers" / f"{id}.dossier" for id in (sample.dossier, sample.borrowed))
    own, other = (_paragraphs(parse_dossier(path).papers) for path in sources)
    made = _paragraphs(sample.papers(corpus))
    assert len(made) == len(own)
    assert sum(t in other for t in made) / len(made) == pytest.approx(sample.share, abs=0.1)
    assert set(own) & set(made)


def _paragraphs(papers: list[CorpusPaper]) -> list[str]:
    return [x.text for p in papers for x in p.lines if x.kind == "p"]


@pytest.mark.parametrize("look", ["headings", "bold", "plain"])
def test_a_paper_is_read_as_it_was_written(corpus: Path, tmp_path: Path, look: str) -> None:
    papers = parse_dossier(corpus / "dossiers" / "cor-16.dossier").papers
    write_docx(papers, tmp_path / "a.docx", look=look)
    text = nlp_service.read(tmp_path / "a.docx").files[0].text
    assert all(x.text in text for p in papers for x in p.lines if x.kind in ("p", "f", "h1", "h2", "h3", "t"))
