"""Copies among the entries of one audit, beside those that the register knew."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from nlp_service.audit import audit
from nlp_service.audit.among import merged
from nlp_service.corpus import parse_dossier
from nlp_service.dossier import Coverage, DossierInfo, Duplicate, Screening, Versions
from nlp_service.duplicates import strength
from nlp_service.samples.docx import write_docx
from nlp_service.settings import Settings

LEVELS = ("high", "medium", "low")
DUPLICATES = st.lists(
    st.builds(
        Duplicate, dossier=st.sampled_from("abcdefghijklmnop"), title=st.just("t"), kind=st.just("partial"),
        level=st.sampled_from(LEVELS), score=st.floats(0, 1), coverage=st.just(Coverage(query=0.1, earlier=0.1)),
    )
)  # fmt: skip


def screening(*duplicates: Duplicate) -> Screening:
    return Screening(
        dossier=DossierInfo(id="x", name="x", sha256="0" * 64, files=()),
        duplicates=duplicates, verdict="complete",
        versions=Versions(package="0", rules="r", model="m", fingerprints="f"),
    )  # fmt: skip


@given(known=DUPLICATES, found=DUPLICATES)
def test_each_dossier_stands_once_in_its_strongest_form_and_a_level_weighs_more_than_a_score(
    known: list[Duplicate], found: list[Duplicate]
) -> None:
    result = merged(screening(*known), found)
    ids = [d.dossier for d in result.duplicates]
    assert len(ids) == len(set(ids))
    assert [LEVELS.index(d.level) for d in result.duplicates] == sorted(LEVELS.index(d.level) for d in result.duplicates)
    for d in result.duplicates:
        assert strength(d) == min(strength(o) for o in (*known, *found) if o.dossier == d.dossier)
    left_out = {o.dossier for o in (*known, *found) if o.level != "low"} - set(ids)
    assert not left_out  # only leads may be too many
    seen = any(d.level != "low" for d in result.duplicates)
    assert result.verdict == ("needs_review" if seen else "complete")


def test_notes_are_in_the_language_asked_for(tmp_path: Path, corpus: Path, settings: Settings) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    papers = parse_dossier(corpus / "dossiers" / "cor-16.dossier").papers
    for name in ("a.docx", "b.docx"):
        write_docx(papers, folder / name)
    told = {}
    for lang in ("vi", "en"):
        spoken = settings.model_copy(update={"lang": lang})
        audit(folder, tmp_path / lang, spoken)
        first = (tmp_path / lang / "results.jsonl").read_text("utf-8").splitlines()[0]
        told[lang] = Screening.model_validate_json(first).duplicates[0].note
    assert told["vi"]
    assert told["en"]
    assert told["vi"] != told["en"]
