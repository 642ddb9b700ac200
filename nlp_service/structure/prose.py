"""The author's own words of a dossier, for classification and comparison."""

from __future__ import annotations

from collections.abc import Sequence

from nlp_service.dossier import Dossier, Location, Paper, Prose

from .model import LineRole, Role

_OWN = {Role.BODY, Role.LABEL}


def prose(dossier: Dossier, papers: Sequence[Paper], roles: Sequence[LineRole]) -> tuple[Prose, ...]:
    """Every stretch of running text the author wrote, in reading order: no form wording, headings, facts or signatures."""
    out = []
    for line in roles:
        if line.role not in _OWN or line.body >= line.where.end:
            continue
        text = dossier.files[line.where.file].text[line.body : line.where.end]
        if text.strip():
            where = Location(line.where.file, line.where.page, line.where.block, line.body, line.where.end)
            out.append(
                Prose(where, text, line.section, line.paper, papers[line.paper].kind if line.paper is not None else None)
            )
    return tuple(out)
