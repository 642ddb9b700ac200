"""Papers and sections of whole dossiers: the written corpus as golden truth, and what must never change."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from nlp_service.corpus import CorpusDossier, CorpusLine, as_dossier, parse_dossier
from nlp_service.dossier import Dossier, Section
from nlp_service.structure.facts import metadata, paper_facts, settle_sections
from nlp_service.structure.learned import heading_model
from nlp_service.structure.prose import prose
from nlp_service.structure.training import training_data
from nlp_service.structure.understanding import Outlined, outliner

CORPUS = Path(__file__).parents[2] / "corpus"
SHARED = Path(__file__).parents[3] / "shared" / "gold" / "dev"
NAMES = sorted((CORPUS / "dossiers").glob("*.dossier"))


def understood(dossier: Dossier) -> tuple[list[Outlined], tuple[Section, ...]]:
    maker = outliner()
    outlined = [maker.outline(dossier, i, span, lines) for i, (span, lines) in enumerate(maker.papers(dossier))]
    facts = paper_facts(dossier, outlined)
    return outlined, settle_sections([s for o in outlined for s in o.sections], facts, [o.body_ends_at for o in outlined])


def recall(paths: list[Path], style: str) -> float:
    hits = sections = 0
    for path in paths:
        source = parse_dossier(path)
        outlined, found = understood(as_dossier(source, style=style))
        for paper in source.papers:
            if paper.kind in ("request", "description"):
                several = len(source.papers) > 1
                got = {
                    s.id
                    for s in found
                    if s.status == "present" and (not several or outlined[s.document or 0].paper.kind == paper.kind)
                }
                hits += len(paper.sections & got)
                sections += len(paper.sections)
    return hits / sections


@pytest.mark.parametrize("style", ["headings", "bold"])
def test_sections_of_the_corpus_are_found(style: str) -> None:
    assert recall(NAMES, style) >= 0.96


@pytest.mark.shared
def test_sections_of_the_gold_dossiers_are_found() -> None:
    paths = sorted(SHARED.glob("*.dossier"))
    assert min(recall(paths, style) for style in ("headings", "bold", "plain")) >= 0.99


@pytest.mark.parametrize("path", NAMES, ids=lambda p: p.stem)
def test_papers_and_people_of_a_dossier(path: Path) -> None:
    source = parse_dossier(path)
    dossier = as_dossier(source)
    outlined, _ = understood(dossier)
    wanted = [p.kind for p in source.papers]
    both = outlined[0].paper.profile == "tvu_report"  # request and description at once
    assert [o.paper.kind for o in outlined] == (["request"] if both else wanted)
    found = metadata(dossier, outlined, paper_facts(dossier, outlined))
    assert found.title is not None
    assert found.title.casefold().split()[:4] == source.header["title"].casefold().split()[:4]


@pytest.mark.parametrize("path", NAMES[::6], ids=lambda p: p.stem)
def test_every_line_has_one_role_and_prose_is_text_of_the_file(path: Path) -> None:
    dossier = as_dossier(parse_dossier(path))
    outlined, _ = understood(dossier)
    roles = [r for o in outlined for r in o.roles]
    assert [(r.where.file, r.where.start) for r in roles] == sorted({(r.where.file, r.where.start) for r in roles})
    for piece in prose(dossier, tuple(o.paper for o in outlined), roles):
        assert dossier.files[piece.where.file].text[piece.where.start : piece.where.end] == piece.text


@pytest.mark.parametrize("path", NAMES[1::7], ids=lambda p: p.stem)
def test_text_added_to_one_section_changes_no_other(path: Path) -> None:
    source = parse_dossier(path)
    _, before = understood(as_dossier(source))
    rng = random.Random(path.stem)
    target = rng.choice([x for p in source.papers for x in p.lines if x.kind == "p" and len(x.text.split()) > 25])
    target.text += " Việc này được cả tổ bàn đi bàn lại nhiều lần rồi mới thống nhất làm thử trong hai tuần liền."
    _, after = understood(as_dossier(source))
    assert [(s.id, s.document, s.status) for s in before] == [(s.id, s.document, s.status) for s in after]


def _edited(source: CorpusDossier, section: str, *, blank: bool) -> CorpusDossier:
    paper = next(p for p in source.papers if p.kind == "description")
    at = next(i for i, x in enumerate(paper.lines) if x.section == section)
    level = paper.lines[at].kind
    end = next(i for i in range(at + 1, len(paper.lines)) if paper.lines[i].kind in ("h1", "f", "sign", level))
    kept = [paper.lines[at], CorpusLine("p", "." * 80)] if blank else []
    if blank and paper.lines[at].kind == "f":
        kept = [replace(paper.lines[at], text=paper.lines[at].text.split(":")[0] + ": ......")]
    paper.lines[at:end] = kept
    return source


@pytest.mark.parametrize("section", ["prior_state", "novelty", "applicability", "benefits"])
@pytest.mark.parametrize("blank", [True, False], ids=["blank", "drop"])
def test_a_section_left_out_or_blank_is_told(section: str, blank: bool) -> None:
    source = _edited(parse_dossier(CORPUS / "dossiers" / "cor-32.dossier"), section, blank=blank)
    _, found = understood(as_dossier(source))
    states = {s.id: s.status for s in found}
    assert states[section] == ("empty" if blank else "missing")


def test_the_heading_model_was_trained_on_todays_data() -> None:
    """Run ``python -m nlp_service.structure.training`` after a change of its data."""
    assert heading_model().data == training_data(CORPUS)[1]
