"""Whole dossiers: views, the declared field, the component in a pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from nlp_service.classification import FieldModel
from nlp_service.classification.component import FieldComponent, create_field
from nlp_service.classification.declared import declared_fields
from nlp_service.classification.judge import classify_pieces
from nlp_service.classification.views import WEIGHTS, Piece, corpus_pieces, dossier_pieces, stretches
from nlp_service.corpus import as_dossier, corpus_dossiers, parse_dossier
from nlp_service.dossier import Author, Dossier, Location, Metadata, Prose, SourceFile
from nlp_service.settings import Settings

ROOT = Path(__file__).parents[2]
SOURCES = list(corpus_dossiers(ROOT / "corpus"))


@pytest.mark.parametrize(
    ("declared", "fields"),
    [
        ("Quản lý giáo dục", {"education"}),
        ("Giáo dục, Công nghệ thông tin", {"education", "technical"}),
        ("cải cách hành chính", {"administration"}),
        ("Y TẾ", {"technical"}),
        ("Lĩnh vực khác", set()),
        ("", set()),
    ],
)
def test_declared_wordings(declared: str, fields: set[str]) -> None:
    assert declared_fields(declared) == fields


@pytest.mark.parametrize("source", SOURCES[::6], ids=lambda s: s.id)
def test_stretches_keep_all_pieces_and_the_weights_of_views(source: object) -> None:
    pieces = corpus_pieces(source)  # type: ignore[arg-type]
    parts = stretches(pieces)
    assert sorted(p.text for part in parts for p in part.pieces) == sorted(p.text for p in pieces)
    for view in {p.view for p in pieces}:
        assert sum(p.weight for p in parts if p.view == view) == pytest.approx(WEIGHTS[view])


def test_pieces_of_a_read_dossier() -> None:
    where = Location(0, None, 0, 0, 5)
    metadata = Metadata(title="Tên", field_declared="Toán", unit="Trường A", authors=(Author(name="An", position="Giáo viên"),))
    prose = [Prose(where, "giải pháp", "solution"), Prose(where, "lợi ích", "benefits"), Prose(where, "ký", "signature")]
    views = [(p.view, p.text) for p in dossier_pieces(metadata, prose)]
    assert views == [
        ("title", "Tên"),
        ("declared", "Toán"),
        ("unit", "Trường A"),
        ("unit", "Giáo viên"),
        ("core", "giải pháp"),
        ("rest", "lợi ích"),
    ]
    formless = dossier_pieces(Metadata(), [Prose(where, "một đoạn", None)])
    assert [p.view for p in formless] == ["rest"] or [p.view for p in formless] == ["core"]


def test_reasons_stand_where_they_say(model: FieldModel) -> None:
    text = "Học sinh lớp 2 đọc chậm. Giáo viên cho các em đọc to trước lớp mỗi ngày."
    result = classify_pieces(model, [Piece("core", text, Location(0, 1, 4, 100, 100 + len(text)))], declared="Tiểu học")
    assert result.label == "education"
    assert result.agrees is True
    for e in result.evidence:
        assert e.location is not None
        assert text[e.location.start - 100 : e.location.end - 100].lower() == e.term
    for s in result.sentences:
        assert s.location is not None
        assert text[s.location.start - 100 : s.location.end - 100].strip() == s.term


def test_nothing_to_read_is_unknown(model: FieldModel) -> None:
    result = classify_pieces(model, [], declared="Toán")
    assert (result.label, result.agrees, result.declared) == ("unknown", None, "Toán")


def test_the_component_survives_the_way_to_disk(model: FieldModel, small_settings: Settings, tmp_path: Path) -> None:
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.add_pipe("nlp_service_field", config={"model": str(small_settings.models / "field")})
    doc = nlp("Rèn kỹ năng đọc cho học sinh lớp 2")
    assert doc._.classification.label == "education"
    assert doc.cats == doc._.classification.probabilities
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert again("Rèn kỹ năng đọc cho học sinh lớp 2")._.classification == doc._.classification
    component = create_field(nlp, "field", "nowhere")
    assert component.from_bytes(nlp.get_pipe("nlp_service_field").to_bytes()).model.meta == model.meta  # type: ignore[attr-defined]


@pytest.mark.shared
def test_unseen_dossiers(model: FieldModel) -> None:
    folder = ROOT.parent / "shared" / "gold" / "dev"
    if not folder.is_dir():
        pytest.skip("the shared reference files are not here")
    sources = [parse_dossier(p) for p in sorted(folder.glob("*.dossier"))]
    right = [classify_pieces(model, corpus_pieces(s)).label == s.header["field"] for s in sources]
    assert sum(right) >= 0.9 * len(right)  # the small model; the whole one is measured by benchmarks/classification.py
    assert as_dossier(sources[0]).readable


def test_a_letter_among_files_is_no_initiative(small_settings: Settings) -> None:
    component = FieldComponent("field", str(small_settings.models / "field"))
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    for text, why in (("Sở Xây dựng trả lời công văn số 12 của quận.", "no-initiative"), ("", "no-text")):
        doc = nlp(text)
        doc._.dossier = Dossier("a", "a.txt", "0" * 64, (SourceFile("a.txt", "0" * 64, "text", "read", text),))
        result = component(doc)._.classification
        assert (result.label, result.why_unknown) == ("unknown", why)
