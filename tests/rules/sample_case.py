"""A case made from a sample of a rule, or from any text in the corpus format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from nlp_service.corpus import as_dossier, parse_dossier
from nlp_service.dossier import Classification, Notice
from nlp_service.rules import Case
from nlp_service.structure.facts import metadata, paper_facts, settle_sections
from nlp_service.structure.understanding import outliner

HEADER = "%id: sample\n%field: education\n%profile: generic\n%title: sample\n"


def case_of(sample: Mapping[str, Any], folder: Path, *, today: date = date(2024, 6, 1), lang: str = "vi") -> Case:
    """The dossier of a sample, understood as the pipeline does it."""
    path = folder / "sample.dossier"
    path.write_text(HEADER + sample["text"], "utf-8")
    dossier = as_dossier(parse_dossier(path))
    file = dossier.files[0]
    if "notice" in sample:
        file = replace(file, notices=(Notice(sample["notice"], file.location(0, file.blocks[0])),))
    if sample.get("failed"):
        file = replace(file, status="partial")
    dossier = replace(dossier, files=(file,))
    maker = outliner()
    outlined = [maker.outline(dossier, i, span, lines) for i, (span, lines) in enumerate(maker.papers(dossier))]
    facts = paper_facts(dossier, outlined)
    found = metadata(dossier, outlined, facts, sample.get("level"))
    sections = settle_sections([s for o in outlined for s in o.sections], facts, [o.body_ends_at for o in outlined])
    said = None
    if "label" in sample:
        agrees = sample["label"] == "education"
        said = Classification(
            label=sample["label"],
            confidence=0.95,
            probabilities={},
            declared=found.field_declared,
            agrees=agrees,
            model="sample",
        )
    return Case(dossier, tuple(o.paper for o in outlined), sections, found, facts, said, today, lang)
