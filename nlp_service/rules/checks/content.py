"""What the sections say: figures, citations, field, personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nlp_service.dossier import Evidence, Location
from nlp_service.messages import say

from ..case import Case
from ..data import HERE, read_yaml
from .base import Hit, check


@check("benefit_without_figures")
def benefit_without_figures(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """The benefits are described without a single figure: nothing can be compared before and after."""
    found = [s for s in case.sections if s.id == "benefits" and s.status == "present" and s.document in case.asking]
    if not found:
        return
    given = [a for a in case.metadata.amounts if a.section == "benefits" and a.document in case.asking]
    if len(given) >= parameters["figures"]:
        return
    longest = max(found, key=lambda s: s.words)
    if longest.words >= parameters["words"]:
        yield Hit("benefits", longest.document, evidence=case.evidence(longest.body or longest.location))


@check("field_disagrees")
def field_disagrees(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """The field the authors declare is not the one the text speaks of."""
    c = case.classification
    if c is not None and c.agrees is False and c.confidence >= parameters["confidence"]:
        where = case.metadata.places.get("field_declared")
        yield Hit(
            "field_of_application", None, {"declared": c.declared or "", "predicted": say(f"names.field.{c.label}", case.lang)},
            (where,) if where is not None else (),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Law:
    """A text that dossiers cite and the days it was in force."""

    number: str
    name: str
    pattern: re.Pattern[str]
    since: str
    until: str | None
    successor: str | None
    sure: bool


@lru_cache(maxsize=1)
def laws() -> tuple[Law, ...]:
    """The texts of ``laws.yaml``."""
    return tuple(
        Law(
            x["number"],
            x["vi"],
            re.compile("(?<![\\d/])(?:" + "|".join(x["patterns"]) + ")", re.I),
            x["from"],
            x["to"],
            x["successor"],
            x["sure"],
        )
        for x in read_yaml(HERE / "laws.yaml")["laws"]
    )


@check("legal_basis_outdated")
def legal_basis_outdated(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """A text cited as basis was no longer in force when the dossier was filed.  The year counts: 13/2012 is not 13/2023."""
    filed = case.metadata.filed
    if filed is None:
        return
    for i in case.asking:
        paper = case.papers[i]
        text = case.dossier.files[paper.file].text[paper.start.start : paper.end.end]
        for law in laws():
            if law.until is None or not law.sure or filed <= law.until:
                continue
            m = law.pattern.search(text)
            if m is not None:
                start = paper.start.start + m.start()
                yield Hit(
                    None,
                    i,
                    {"law": law.name, "until": _day(law.until), "successor": law.successor or ""},
                    (_quote(case, paper.file, start, start + len(m[0])),),
                )


def _day(iso: str) -> str:
    return f"{iso[8:]}/{iso[5:7]}/{iso[:4]}"


def _quote(case: Case, file: int, start: int, end: int) -> Evidence:
    source = case.dossier.files[file]
    block = next((b for b in source.blocks if b.start <= start < b.end), None)
    where = Location(file, block.page if block else None, block.index if block else None, start, end)
    return Evidence.of(where, source.text)


@check("personal_data")
def personal_data(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """Data of persons who are not the authors: identity numbers, names of pupils or patients beside marks or illnesses."""
    patterns = [(kind, re.compile(p)) for kind, p in parameters["patterns"].items()]
    authors = {a.name.casefold() for a in case.metadata.authors}
    for f, file in enumerate(case.dossier.files):
        places: list[Evidence] = []
        kinds: list[str] = []
        for kind, pattern in patterns:
            for m in pattern.finditer(file.text):
                name = m.groupdict().get("name")
                if name is not None and name.casefold() in authors:
                    continue
                places.append(_masked(_quote(case, f, m.start(), m.end())))
                kinds.append(kind)
        if places:
            told = ", ".join(dict.fromkeys(kinds))
            yield Hit(None, None, {"count": len(places), "kinds": told, "file": file.name}, tuple(places[:5]))


def _masked(evidence: Evidence) -> Evidence:
    """The finding itself must not spread the data: digits and all but the first letter of names are masked."""
    quote = re.sub(r"\d", "•", evidence.quote)
    quote = re.sub(r"(?<=\s)([A-ZĐÀ-Ỹ])\w+", r"\1.", quote)
    return Evidence(evidence.file, evidence.page, evidence.block, evidence.start, evidence.end, quote)
