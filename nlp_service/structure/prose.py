"""The author's own words of a dossier, for classification and comparison."""

from __future__ import annotations

from nlp_service.dossier import Dossier, Paper, Prose

from .model import Role, Roles

_OWN = {Role.BODY, Role.LABEL}


def prose(dossier: Dossier, papers: tuple[Paper, ...], roles: Roles) -> tuple[Prose, ...]:
    """Every stretch of running text the author wrote, in reading order."""
    out = []
    for f, file in enumerate(dossier.files):
        for block in file.blocks:
            role = roles.get((f, block.index))
            if role is None or role.role not in _OWN or role.body >= block.end:
                continue
            text = file.text[role.body : block.end]
            if text.strip():
                kind = papers[role.paper].kind if role.paper is not None else None
                out.append(Prose(file.location(f, block, start=role.body), text, role.section, role.paper, kind))
    return tuple(out)
