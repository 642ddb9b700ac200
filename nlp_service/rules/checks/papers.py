"""Papers of a dossier: which are there, and whether they speak of the same initiative."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from rapidfuzz import fuzz

from nlp_service.language.keys import fold
from nlp_service.messages import say

from ..case import Case
from .base import Hit, check


@check("title_mismatch")
def title_mismatch(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """Two papers name different initiatives; a shortened title is the same one."""
    named = [(f.paper, f.kind, *f.title) for f in case.facts if f.title is not None]
    own = [x for x in named if x[1] in ("request", "description")]
    for i, (_, _, title, place) in enumerate(own):
        for other, _, second, second_place in own[i + 1 :]:
            if not same_title(title, second, parameters["similarity"]):
                yield Hit(
                    "title", other, {"first": title, "second": second}, (*case.evidence(place), *case.evidence(second_place))
                )
    if own:
        for paper, kind, title, place in named:
            if kind in ("confirmation", "decision", "minutes", "certificate") and not any(
                same_title(title, x[2], parameters["similarity"]) for x in own
            ):
                yield Hit(
                    "title",
                    paper,
                    {"first": own[0][2], "second": title},
                    (*case.evidence(own[0][3]), *case.evidence(place)),
                    severity="warning",
                )


def same_title(a: str, b: str, similarity: float) -> bool:
    """Whether two titles name one initiative: alike as a whole, or one a part of the other, whatever the case and accents."""
    x, y = " ".join(fold(a).split()), " ".join(fold(b).split())
    if fuzz.ratio(x, y) >= similarity or fuzz.token_set_ratio(x, y) >= similarity + 5:
        return True
    short, long = sorted((x, y), key=len)
    return len(short) >= 20 and fuzz.partial_ratio(short, long) >= 90


@check("component_missing")
def component_missing(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """A paper that the level asks for is not in the dossier.  One paper may be request and description at once."""
    kinds = {p.kind for p in case.papers}
    for i in case.asking:
        if case.papers[i].profile in parameters["counts_as_both"]:
            kinds |= {"request", "description"}
        solution = case.section("solution", paper=i)
        if case.papers[i].kind == "request" and solution is not None and solution.words >= parameters["words_of_description"]:
            kinds.add("description")  # the norm lets the request hold the description
    unknown = any(p.kind == "other" for p in case.papers) or any(f.status != "read" for f in case.dossier.files)
    level = case.metadata.level
    for kind in parameters["required"][level or "unknown"]:
        if kind not in kinds:
            wanted = say(f"names.paper.{kind}", case.lang)
            severity: Literal["info"] | None = "info" if unknown else None  # it may be the paper that was not read
            yield Hit(
                None,
                None,
                {"paper": wanted, "level": say(f"names.level.{level or 'unknown'}", case.lang)},
                severity=severity,
            )


@check("not_a_dossier")
def not_a_dossier(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """Nothing in the text asks for, or describes, an initiative."""
    if case.dossier.readable and not case.is_dossier:
        yield Hit(None, None, evidence=case.evidence(case.papers[0].start) if case.papers else ())
