"""The tables of an audit: what each dossier's row says."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from nlp_service.audit.rows import Outcome, Table, Value, tables
from nlp_service.dossier import (
    Classification,
    Coverage,
    DossierInfo,
    Duplicate,
    Finding,
    LegalBasis,
    Screening,
    Section,
    Versions,
)
from nlp_service.messages import say


def screening(id: str, **more: object) -> Screening:
    given: dict[str, object] = {
        "dossier": DossierInfo(id=id, name=f"{id}.docx", sha256="0" * 64, files=()),
        "classification": Classification(label="unknown", confidence=0.0, probabilities={}, model="0"),
        "verdict": "needs_review",
        "versions": Versions(package="0", rules="0", model="0", fingerprints="0"),
    }
    return Screening.model_validate({**given, **more})


def copy(id: str, share: float, level: str = "high") -> Duplicate:
    shares = Coverage(query=share, earlier=share)
    return Duplicate.model_validate(
        {"dossier": id, "title": "", "kind": "partial", "level": level, "score": 0.1, "coverage": shares}
    )


def row(table: Table, n: int = 0) -> Mapping[str, Value]:
    return dict(zip(table.columns, table.rows[n], strict=True))


def test_the_best_three_copies_are_named_with_their_place() -> None:
    copies = (copy("b", 0.9), copy("c", 0.8), copy("2021-7", 0.7), copy("2020-1", 0.6), copy("lead", 0.1, "low"))
    first = Outcome("a", screening("a", duplicates=copies), frozenset({"c", "2021-7", "2020-1"}))
    others = [Outcome(id, screening(id)) for id in ("b", "c")]
    _, dossiers, _, pairs, _ = tables([first, *others], "vi")
    told = "b (90%, thư mục này); c (80%, thư mục này, kho); 2021-7 (70%, kho); và 1 hồ sơ khác"
    assert row(dossiers)["Trùng với"] == told
    assert row(dossiers, 1)["Trùng với"] is None
    assert [row(pairs, n)["Nơi"] for n in range(4)] == ["thư mục này", "thư mục này, kho", "kho", "kho"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_was_not_read_has_no_field(lang: str) -> None:
    summary, dossiers, *_ = tables([Outcome("x", screening("x", verdict="unreadable")), Outcome("a", screening("a"))], lang)
    assert dossiers.rows[0][4:6] == (None, None)
    assert dossiers.rows[1][4:6] == (say("names.field.unknown", lang), 0.0)
    field = f"{say('audit.summary.field', lang)}: {say('names.field.unknown', lang)}"
    assert (field, 1) in summary.rows


def test_lists_and_clauses_read_as_in_the_terminal() -> None:
    sections = [Section(id=id, document=None, status="missing", required=True) for id in ("benefits", "applicability")]
    basis = (LegalBasis(text="TT 18/2013/TT-BKHCN", clause="Điều 5"), LegalBasis(text="Thông báo"))
    found = Finding(rule="r", severity="error", message="m", advice="", legal_basis=basis, rule_version="1")
    result = screening("a", sections=sections, findings=(found,))
    _, dossiers, findings, *_ = tables([Outcome("a", result)], "vi")
    lacking = [say(f"names.section.{s.id}") for s in sections]
    assert row(dossiers)["Phần thiếu"] == "; ".join(lacking)
    assert "," in lacking[0]  # a name may hold a comma itself
    assert row(findings)["Căn cứ"] == "Điều 5, TT 18/2013/TT-BKHCN; Thông báo"
