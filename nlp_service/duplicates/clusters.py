"""Clusters of dossiers that copy one another: union–find over pairs that were looked at closely, as rows and as a picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from nlp_service.dossier import Duplicate

SEEN = ("high", "medium")


def clusters(found: Mapping[str, Iterable[Duplicate]], levels: Sequence[str] = SEEN) -> tuple[tuple[str, ...], ...]:
    """Groups of two and more ids joined by duplicates of these levels, largest first; ``found`` is id → its duplicates."""
    parent: dict[str, str] = {}

    def root(id: str) -> str:
        parent.setdefault(id, id)
        while parent[id] != id:
            parent[id] = parent[parent[id]]
            id = parent[id]
        return id

    for id, duplicates in found.items():
        for d in duplicates:
            if d.level in levels:
                parent[root(d.dossier)] = root(id)
    groups: dict[str, list[str]] = {}
    for id in sorted(parent):
        groups.setdefault(root(id), []).append(id)
    return tuple(sorted((tuple(g) for g in groups.values() if len(g) > 1), key=lambda g: (-len(g), g)))


def picture(group: Sequence[str], found: Mapping[str, Iterable[Duplicate]], *, size: int = 420) -> str:
    """A cluster as SVG: its dossiers on a circle, a line for each pair, the stronger the thicker."""
    middle, radius = size / 2, size * 0.34
    angle = {id: 2 * math.pi * i / len(group) - math.pi / 2 for i, id in enumerate(group)}
    at = {id: (middle + radius * math.cos(a), middle + radius * math.sin(a)) for id, a in angle.items()}
    lines = [
        f'<line x1="{at[id][0]:.1f}" y1="{at[id][1]:.1f}" x2="{at[d.dossier][0]:.1f}" y2="{at[d.dossier][1]:.1f}" '
        f'stroke="#b33" stroke-opacity="0.7" stroke-width="{1 + 5 * d.score:.1f}"><title>{escape(id)} – {escape(d.dossier)}: '
        f"{d.score:.0%}</title></line>"
        for id in group
        for d in found.get(id, ())
        if d.dossier in at and d.dossier != id and d.level in SEEN
    ]
    names = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6"/><text x="{x:.1f}" y="{y - 11:.1f}" text-anchor="middle">{escape(id)}</text>'
        for id, (x, y) in at.items()
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" font-family="sans-serif">'
        f"{''.join(lines)}{''.join(names)}</svg>"
    )
