"""What reading saw of the files: damage, scans, encodings, hidden things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..case import Case
from .base import Hit, check


@check("notice")
def notice(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """Reading noticed something: one hit for each file, with up to five places."""
    for file in case.dossier.files:
        seen = [n for n in file.notices if n.code == parameters["code"]]
        if seen:
            places = tuple(e for n in seen[:5] for e in case.evidence(n.location))
            details = {k: v for n in seen[:1] for k, v in n.detail.items()}
            yield Hit(None, None, {"count": len(seen), **details, "file": file.name}, places)


@check("unreadable")
def unreadable(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """A file, or a part of one, could not be read."""
    for file in case.dossier.files:
        if file.status != "read":
            told = "; ".join(dict.fromkeys(p.message for p in file.problems))
            yield Hit(
                None,
                None,
                {"file": file.name, "reason": told or file.status},
                severity="error" if file.status == "failed" else None,
            )
