"""A dossier as the model looks at it: its title, what the author declares, who did it, and the sections, each with a weight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlp_service.corpus import CorpusDossier
from nlp_service.dossier import Author, Location, Metadata, Prose

#: What a view adds to the score of a dossier; chosen on the corpus (models/README.md).  Benefits, conditions and participants
#: speak of money, machines and people in every field, so they count little.
WEIGHTS = {"title": 1.0, "declared": 0.5, "unit": 0.5, "core": 2.5, "rest": 0.4}
#: Long views are scored in stretches of at least this many words, like the abstracts the model learnt from, and averaged.
STRETCH = 60
_CORE = {"necessity", "purpose", "scope_and_method", "theoretical_basis", "prior_state", "solution", "novelty", "summary"}
_NO_PROSE = {
    "title", "field_of_application", "authors", "co_authors", "investor", "applying_unit", "first_applied", "commitment",
    "signature", "remarks", "references",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that belongs to a view; ``where`` is its place in a file where it has one."""

    view: str
    text: str
    where: Location | None = None


def view_of(section: str | None) -> str | None:
    """The view that prose of a section belongs to; ``None`` where it is looked at in another way, or not at all."""
    if section in _NO_PROSE:
        return None
    return "core" if section in _CORE else "rest"


def dossier_pieces(metadata: Metadata, prose: Sequence[Prose]) -> list[Piece]:
    """The pieces of a dossier that was read and understood.

    Without any known section (a paper that follows no form) all prose is the core.
    """
    pieces = [Piece("title", metadata.title)] if metadata.title else []
    if metadata.field_declared:
        pieces.append(Piece("declared", metadata.field_declared))
    pieces += [Piece("unit", text) for text in _people(metadata.unit, metadata.authors)]
    body = [(view_of(p.section), p) for p in prose]
    if not any(view == "core" for view, _ in body):
        body = [("core", p) for view, p in body if view]
    return pieces + [Piece(view, p.text, p.where) for view, p in body if view]


def corpus_pieces(source: CorpusDossier) -> list[Piece]:
    """The same from a dossier of the corpus, by the sections that its author marked."""
    pieces = [Piece("title", source.header["title"])]
    if "unit" in source.header:
        pieces.append(Piece("unit", source.header["unit"]))
    pieces += [Piece("unit", f"{cells[2]} {cells[3]}") for cells in source.authors if len(cells) > 3]
    for paper in source.papers:
        section: str | None = None
        if paper.kind not in ("request", "description"):
            continue
        for line in paper.lines:
            if line.kind in ("c", "t", "sign", "pb", "table"):
                continue
            if line.section and line.section != "-":
                section = line.section
            text = line.text.partition(":")[2] if line.kind == "f" else line.text
            if section == "field_of_application" and text.strip():
                pieces.append(Piece("declared", text.strip()))
            view = view_of(section) if line.kind in ("p", "b", "f") and section else None
            if view and text.strip():
                pieces.append(Piece(view, text.strip()))
    return pieces


def _people(unit: str | None, authors: Iterable[Author]) -> list[str]:
    texts = [unit or "", *(f"{a.position or ''} {a.unit or ''}" for a in authors)]
    return list(dict.fromkeys(t.strip() for t in texts if t.strip()))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces of one view that are scored together; ``weight`` is what their score adds to that of the dossier."""

    view: str
    pieces: tuple[Piece, ...]
    weight: float

    @property
    def text(self) -> str:
        """The text that is scored."""
        return "\n".join(p.text for p in self.pieces)


def stretches(pieces: Sequence[Piece]) -> list[Stretch]:
    """The pieces put together to stretches; the weights of a view's stretches add up to the weight of the view."""
    out = []
    for view, weight in WEIGHTS.items():
        own = [p for p in pieces if p.view == view]
        groups = _grouped(own) if view in ("core", "rest") else [own] if own else []
        out += [Stretch(view, tuple(group), weight / len(groups)) for group in groups]
    return out


def _grouped(pieces: Sequence[Piece]) -> list[list[Piece]]:
    groups: list[list[Piece]] = []
    words = STRETCH
    for piece in pieces:
        if words >= STRETCH:
            groups.append([])
            words = 0
        groups[-1].append(piece)
        words += piece.text.count(" ") + 1
    if len(groups) > 1 and words < STRETCH // 2:  # a short rest goes with its neighbour
        rest = groups.pop()
        groups[-1] += rest
    return groups
