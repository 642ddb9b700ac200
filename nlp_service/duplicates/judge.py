"""What two texts have in common, as a person should see it: kind, level, coverage, passages, notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp_service.dossier import Coverage, Duplicate, Passage
from nlp_service.dossier.screening import DuplicateKind, DuplicateLevel
from nlp_service.language.keys import fold

from .alignment import Stretch, align, marks
from .fingerprints import SHINGLE, Hashes, sampled
from .model import Bands, Comparable, Opinion
from .notes import notes
from .paraphrase import NOTHING, Rewording, Units, reworded, without
from .passages import counterparts, passages
from .titles import title_similarity

#: share of the prose from which a copy is near, and from which two texts are one
NEAR, SAME = 0.60, 0.98
#: strength of re-wording from which a person should look, and from which a council must; see docs/decisions
REWORDED, CLEARLY_REWORDED = 0.038, 0.10
#: … and from which, or from which likeness of the titles, it is a lead only
TOPIC, TOPIC_TITLE = 0.03, 0.45
#: likeness of titles from which they name one initiative
TITLE = 0.85
#: a short text that is a part of the other: below this many syllables its own coverage says nothing
LEAST_TEXT = 120
#: everybody's wording: passages shorter than this that hold mostly common shingles do not count in a pair that shares little
SHORT, LITTLE = 80, 0.30

Marks = NDArray[np.bool_]
Ask = Callable[[str, str], Opinion | None]


@dataclass(frozen=True, slots=True)
class Findings:
    """What the comparison of two texts gave, before it is judged."""

    stretches: tuple[Stretch, ...]
    left: Units  # of the query, without what was found word for word
    right: Units
    rewording: Rewording
    query: Marks  # syllables found again, word for word or nearly
    earlier: Marks
    query_reworded: Marks  # … and those re-worded
    earlier_reworded: Marks


def findings(query: Comparable, earlier: Comparable, common: Hashes) -> Findings:
    """Compare two texts; ``common`` are short hashes of shingles that are everybody's wording."""
    q, e = query.syllables, earlier.syllables
    stretches = align(q, e)
    of_query, of_earlier = marks(stretches, len(q)), marks(stretches, len(e), earlier=True)
    left, right = without(query.units, of_query), without(earlier.units, of_earlier)
    if stretches and of_query.mean() < LITTLE:
        stretches = _not_common(stretches, query, common)
        of_query, of_earlier = marks(stretches, len(q)), marks(stretches, len(e), earlier=True)
    rewording = NOTHING if len(q) and of_query.mean() >= NEAR else reworded(left, right)
    said_q, said_e = of_query.copy(), of_earlier.copy()
    for pair in rewording.pairs:
        said_q[slice(*left.bounds[pair.query])] = True
        said_e[slice(*right.bounds[pair.earlier])] = True
    return Findings(stretches, left, right, rewording, of_query, of_earlier, said_q, said_e)


def _not_common(stretches: Sequence[Stretch], query: Comparable, common: Hashes) -> tuple[Stretch, ...]:
    if not len(common) or not stretches:
        return tuple(stretches)
    at, hashes = sampled(query.syllables.keys)
    of_all = np.isin(hashes, common)
    out = []
    for s in stretches:
        inside = (at >= s.q0) & (at + SHINGLE <= s.q1)
        if s.q1 - s.q0 >= SHORT or not inside.any() or of_all[inside].mean() < 0.5:
            out.append(s)
    return tuple(out)


def judge(
    query: Comparable, earlier: Comparable, same: bool, bands: Bands, common: Hashes, opinion: Ask, lang: str
) -> Duplicate | None:
    """The pair as a person should see it; ``None`` where there is nothing to see.

    ``opinion`` is asked what an officer said of the pair, only where there is something to see.
    """
    found = findings(query, earlier, common)
    titles = title_similarity(query.title, earlier.title)
    copied = _shares(query, earlier, found.query, found.earlier)
    alike = sum(s.similarity * (s.q1 - s.q0) for s in found.stretches) / max(sum(s.q1 - s.q0 for s in found.stretches), 1)
    if same or (min(copied.query, copied.earlier) >= SAME and alike > 0.995):
        return _build(query, earlier, "exact", "high", 1.0, Coverage(query=1.0, earlier=1.0), found, opinion, lang, files=same)
    share = _strongest(copied, query, earlier)
    at_least_medium = share >= bands.medium or int(found.query[query.own.counts].sum()) >= bands.passage
    strength = found.rewording.strength
    if strength >= REWORDED and share < NEAR:
        said = _shares(query, earlier, found.query_reworded, found.earlier_reworded)
        if said.query >= bands.medium:
            level: DuplicateLevel = "high" if strength >= CLEARLY_REWORDED or share >= bands.high else "medium"
            kind: DuplicateKind = "paraphrase" if said.query > 1.5 * copied.query else "partial"
            score = max(share, said.query * strength / (strength + REWORDED))
            return _build(query, earlier, kind, level, score, said, found, opinion, lang, pairs=True)
    if share > 0:
        level = "high" if share >= bands.high else "medium" if at_least_medium else "low"
        return _build(query, earlier, "near" if share >= NEAR else "partial", level, share, copied, found, opinion, lang)
    if not query.prose or not earlier.prose:
        level = "medium" if titles >= TITLE else "low"
        score = titles * bands.high  # a title alone never weighs as much as a text
    else:
        level, score = "low", max(strength, titles * bands.medium)
    if titles >= TOPIC_TITLE or strength >= TOPIC:
        return _build(query, earlier, "same_topic", level, score, copied, found, opinion, lang)
    return None


def _shares(query: Comparable, earlier: Comparable, of_query: Marks, of_earlier: Marks) -> Coverage:
    q, e = of_query[query.own.counts], of_earlier[earlier.own.counts]
    return Coverage(query=round(float(q.mean()), 4) if len(q) else 0.0, earlier=round(float(e.mean()), 4) if len(e) else 0.0)


def _strongest(shares: Coverage, query: Comparable, earlier: Comparable) -> float:
    """The share that decides: also that of the earlier text, which may be a part of this one (two reports merged into one)."""
    return max(
        shares.query if len(query.syllables) >= LEAST_TEXT or not shares.earlier else min(shares.query, shares.earlier),
        shares.earlier if len(earlier.syllables) >= LEAST_TEXT else 0.0,
    )


def _build(
    query: Comparable, earlier: Comparable, kind: DuplicateKind, level: DuplicateLevel, score: float, coverage: Coverage,
    found: Findings, ask: Ask, lang: str, *, pairs: bool = False, files: bool = False,
) -> Duplicate:  # fmt: skip
    opinion = ask(query.id, earlier.id)
    same_author, later = bool(_names(query) & _names(earlier)), _after(earlier, query)
    shown: tuple[Passage, ...] = passages(query, earlier, found.stretches)
    if pairs:
        shown += counterparts(query, earlier, found.left, found.right, found.rewording.pairs)
    return Duplicate(
        dossier=earlier.id, title=earlier.title, authors=earlier.authors, year=earlier.year, kind=kind,
        level="low" if opinion is not None and opinion.verdict == "different" else level, score=round(min(score, 1.0), 4),
        coverage=coverage, same_author=same_author, earlier=not later, passages=shown,
        note=notes(query, earlier, kind, same_author=same_author, files=files, later=later, opinion=opinion, lang=lang),
    )  # fmt: skip


def _names(side: Comparable) -> frozenset[str]:
    return frozenset(" ".join(fold(name).split()) for name in side.authors if name.strip())


def _after(one: Comparable, other: Comparable) -> bool:
    """Whether ``one`` was certainly filed after ``other``."""
    a, b = one.filed or (f"{one.year:04}" if one.year else ""), other.filed or (f"{other.year:04}" if other.year else "")
    size = min(len(a), len(b))
    return bool(size) and a[:size] > b[:size]
