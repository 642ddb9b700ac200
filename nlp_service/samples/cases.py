"""Which samples there are, and what is done to their dossiers before they become files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from nlp_service.corpus import CorpusDossier, CorpusLine, CorpusPaper, parse_dossier
from nlp_service.dossier import ConfigurationError

FORMS = ("docx", "pdf", "scan", "doc", "zip", "tcvn3")
LOOKS = ("headings", "bold", "plain")


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample upload; ``share`` of the own paragraphs comes from ``borrowed`` where that is given."""

    name: str
    dossier: str
    form: str
    look: str = "bold"
    drop: tuple[str, ...] = ()
    borrowed: str | None = None
    share: float = 0.0

    def papers(self, corpus: Path) -> list[CorpusPaper]:
        """The papers as they are handed in."""
        own = _dossier(corpus, self.dossier).papers
        kept = [CorpusPaper(p.kind, list(_without(p.lines, self.drop))) for p in own]
        if self.borrowed is None:
            return kept
        other = _dossier(corpus, self.borrowed).papers
        strangers = [x for p in other if p.kind == "description" for x in p.lines if x.kind == "p"]
        for paper in kept:
            if paper.kind == "description":
                paper.lines = _borrow(paper.lines, strangers, self.share)
        return kept


def samples() -> tuple[Sample, ...]:
    """The samples of ``samples.yaml``.

    Raises:
        ConfigurationError: ``data-invalid``.
    """
    path = Path(__file__).with_name("samples.yaml")
    return tuple(_sample(raw, path) for raw in yaml.safe_load(path.read_text("utf-8"))["samples"])


def _sample(raw: dict[str, Any], path: Path) -> Sample:
    unknown = set(raw) - {"name", "dossier", "form", "look", "drop", "borrow"}
    if unknown or raw.get("form") not in FORMS or raw.get("look", "bold") not in LOOKS:
        raise ConfigurationError("data-invalid", path=str(path), detail=str(raw))
    borrow = raw.get("borrow", {})
    return Sample(
        raw["name"], raw["dossier"], raw["form"], raw.get("look", "bold"), tuple(raw.get("drop", ())),
        borrow.get("from"), borrow.get("share", 0.0),
    )  # fmt: skip


def _dossier(corpus: Path, id: str) -> CorpusDossier:
    return parse_dossier(corpus / "dossiers" / f"{id}.dossier")


def _without(lines: list[CorpusLine], sections: tuple[str, ...]) -> Iterator[CorpusLine]:
    """The lines without the sections: heading and what stands below it, up to the next heading of the same rank or above."""
    rank: int | None = None
    for line in lines:
        own = _rank(line)
        if rank is not None and own is not None and own <= rank:
            rank = None
        if rank is None and own is not None and line.section in sections:
            rank = own
        if rank is None:
            yield line


def _rank(line: CorpusLine) -> int | None:
    """1 to 3 for headings, 4 for a labelled field, 0 for what ends every section."""
    if line.kind in ("t", "sign", "pb"):
        return 0
    return {"h1": 1, "h2": 2, "h3": 3, "f": 4}.get(line.kind)


def _borrow(lines: list[CorpusLine], strangers: list[CorpusLine], share: float) -> list[CorpusLine]:
    """The lines with every so many body paragraphs replaced by strangers in their order."""
    places = [i for i, x in enumerate(lines) if x.kind == "p"]
    wanted = [places[int(k / share)] for k in range(int(len(places) * share))] if share else []
    out = list(lines)
    for place, stranger in zip(wanted, strangers, strict=False):
        out[place] = replace(stranger)
    return out
