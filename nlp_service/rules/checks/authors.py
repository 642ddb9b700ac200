"""Authors and their shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rapidfuzz import fuzz

from nlp_service.dossier import Author, Evidence
from nlp_service.language.keys import fold
from nlp_service.messages import say

from ..case import Case
from .base import Hit, check


def _sets(case: Case) -> list[tuple[int, tuple[Author, ...]]]:
    """The authors of each asking paper that gives shares; of the dossier where none does."""
    out = [(f.paper, f.authors) for f in case.facts if f.kind in ("request", "description", "summary") and len(f.authors) > 1]
    shared = [(p, a) for p, a in out if any(x.share is not None for x in a)]
    return shared or out


def _places(case: Case, authors: tuple[Author, ...]) -> tuple[Evidence, ...]:
    return tuple(e for a in authors for e in case.evidence(a.location))


@check("shares_sum")
def shares_sum(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """The shares of all authors of a paper do not make 100 per cent."""
    for paper, authors in _sets(case):
        shares = [a.share for a in authors if a.share is not None]
        if len(shares) == len(authors) and abs(sum(shares) - parameters["total"]) > parameters["tolerance"]:
            listed = " + ".join(f"{s:g}" for s in shares)
            yield Hit("authors", paper, {"sum": round(sum(shares), 2), "shares": listed}, _places(case, authors))


@check("share_missing")
def share_missing(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """Several authors, and some have no share, or none has."""
    merged = case.metadata.authors
    lacking = tuple(a for a in merged if a.share is None)
    if len(merged) > 1 and lacking:
        yield Hit("authors", None, {"names": ", ".join(a.name for a in lacking)}, _places(case, lacking))


@check("share_below_minimum")
def share_below_minimum(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """A co-author's share is below what the office asks of one."""
    merged = case.metadata.authors
    low = tuple(a for a in merged if a.share is not None and a.share < parameters["minimum"])
    if len(merged) > 1 and low:
        names = ", ".join(f"{a.name} ({a.share:g}%)" for a in low)
        yield Hit("authors", None, {"names": names, "minimum": parameters["minimum"]}, _places(case, low))


@check("author_mismatch")
def author_mismatch(case: Case, parameters: Mapping[str, Any]) -> Iterator[Hit]:
    """Two papers of the dossier name different authors.

    A paper may name fewer (``và các cộng sự``), but nobody else, and not when the shares of those it names are all there is.
    """
    named = [(f, f.authors) for f in case.facts if f.kind in ("request", "description") and f.authors]
    for i, (paper, authors) in enumerate(named):
        for other, others in named[i + 1 :]:
            left = [a for a in authors if not _known(a, others)]
            right = [a for a in others if not _known(a, authors)]
            if (left and right) or (left and _whole(others)) or (right and _whole(authors)):
                sides = ((left, paper.kind), (right, other.kind))
                words = [f"{a.name} ({say(f'names.paper.{kind}', case.lang)})" for side, kind in sides for a in side]
                where = tuple(e for side, _ in sides for a in side for e in case.evidence(a.location))
                yield Hit("authors", other.paper, {"names": ", ".join(words)}, where)


def _whole(authors: tuple[Author, ...]) -> bool:
    """Whether the shares of these make all of the initiative."""
    shares = [a.share for a in authors if a.share is not None]
    return len(shares) == len(authors) and abs(sum(shares) - 100) < 1


def _known(author: Author, among: tuple[Author, ...]) -> bool:
    return any(fuzz.ratio(fold(author.name), fold(a.name)) >= 85 for a in among)
