"""Structure as components of the spaCy pipeline: papers, sections, facts.

Each reads the Doc of a dossier (`nlp_service.language.dossier_doc`) and sets ``doc._`` attributes and span groups; a Doc
that was made from
bare text passes unchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from nlp_service.dossier import Dossier, Location
from nlp_service.language.document import doc_offsets, file_starts

from .facts import metadata, paper_facts, settle_sections
from .understanding import outliner

_SCRATCH = "nlp_service.structure"


class _Stateless:
    """A component whose only state is its configuration: nothing to write."""

    def __init__(self, folders: Sequence[str] = ()) -> None:
        self.folders = tuple(map(Path, folders))

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:
        """Nothing to write: forms are read from their folders."""

    def from_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> _Stateless:
        """Nothing to read."""
        return self

    def to_bytes(self, *, exclude: Sequence[str] = ()) -> bytes:
        """Nothing to write."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Sequence[str] = ()) -> _Stateless:
        """Nothing to read."""
        return self


class Papers(_Stateless):
    """Splits the dossier into papers: ``doc.spans["papers"]``, labelled with their kind."""

    def __call__(self, doc: Doc) -> Doc:
        dossier: Dossier | None = doc._.dossier
        if dossier is None:
            return doc
        found = outliner(self.folders).papers(dossier)
        doc.user_data[_SCRATCH] = {"papers": found}
        _spans(doc, dossier, "papers", [(lines[0].where, lines[-1].where, span.kind) for span, lines in found])
        return doc


class Sections(_Stateless):
    """Finds the form and the sections of each paper: ``doc._.papers``, ``doc._.sections``, ``doc._.roles``,
    ``doc.spans["sections"]``.
    """

    def __call__(self, doc: Doc) -> Doc:
        dossier: Dossier | None = doc._.dossier
        if dossier is None:
            return doc
        maker = outliner(self.folders)
        profile = doc.user_data.get("profile")
        outlined = [
            maker.outline(dossier, i, span, lines, profile=profile)
            for i, (span, lines) in enumerate(doc.user_data[_SCRATCH]["papers"])
        ]
        doc.user_data[_SCRATCH]["outlined"] = outlined
        doc._.papers = tuple(o.paper for o in outlined)
        doc._.sections = tuple(s for o in outlined for s in o.sections)
        doc._.roles = tuple(r for o in outlined for r in o.roles)
        _spans(doc, dossier, "sections", [(s.location, s.location, s.id) for s in doc._.sections if s.location is not None])
        return doc


class Facts(_Stateless):
    """Reads the facts: ``doc._.metadata``; those of each paper stay in ``doc.user_data["facts"]`` for the rules."""

    def __call__(self, doc: Doc) -> Doc:
        dossier: Dossier | None = doc._.dossier
        if dossier is None:
            return doc
        outlined = doc.user_data[_SCRATCH]["outlined"]
        facts = paper_facts(dossier, outlined)
        doc.user_data["facts"] = facts
        doc._.sections = settle_sections(doc._.sections, facts, [o.body_ends_at for o in outlined])
        doc._.metadata = metadata(dossier, outlined, facts, doc.user_data.get("level"))
        return doc


def _spans(doc: Doc, dossier: Dossier, name: str, places: Sequence[tuple[Location, Location, str]]) -> None:
    starts = file_starts(dossier)
    spans = []
    for first, last, label in places:
        start, end = doc_offsets(starts, first)[0], doc_offsets(starts, last)[1]
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None:
            spans.append(span)
    doc.spans[name] = SpanGroup(doc, name=name, spans=spans)


@Language.factory("nlp_service_papers", default_config={"folders": []})
def create_papers(nlp: Language, name: str, folders: list[str]) -> Papers:
    """Factory of the component ``papers``."""
    return Papers(folders)


@Language.factory("nlp_service_sections", default_config={"folders": []})
def create_sections(nlp: Language, name: str, folders: list[str]) -> Sections:
    """Factory of the component ``sections``."""
    return Sections(folders)


@Language.factory("nlp_service_facts")
def create_facts(nlp: Language, name: str) -> Facts:
    """Factory of the component ``facts``."""
    return Facts()
