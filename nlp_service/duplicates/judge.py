"""What two texts have in common, as a person should see it: kind, level, coverage, passages, notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nlp_service.dossier import Coverage, Duplicate, Passage
from nlp_service.dossier.screening import DuplicateKind, DuplicateLevel
from nlp_service.language.keys import fold

from .alignment import LEAST
from .findings import NEAR, Findings, Marks, findings
from .fingerprints import Hashes
from .model import Bands, Comparable, Opinion
from .notes import notes
from .passages import counterparts, passages
from .titles import title_similarity

#: share of the prose from which two texts are one
SAME = 0.98
#: strength of re-wording from which a person should look, and from which a council must; see docs/decisions
REWORDED, CLEARLY_REWORDED = 0.017, 0.045
#: … and from which, or from which likeness of the titles, it is a lead only
TOPIC, TOPIC_TITLE = 0.012, 0.45
#: share told again, times how sure that is, from which a text counts as re-worded: among 101 dossiers written apart from each
#: other no pair comes above 0.41, re-worded reports have 0.45 to 0.89
CERTAIN = 0.43
#: likeness of titles from which they name one initiative
TITLE = 0.85
#: a short text that is a part of the other: below this many syllables its own coverage says nothing
LEAST_TEXT = 120
#: sections in which an office tells of itself and not of what was done: who works there repeats them year after year
ABOUT = frozenset(
    {"necessity", "purpose", "prior_state", "theoretical_basis", "applicability", "conditions", "conclusion", "references"}
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a pair besides the two texts.

    ``common`` are short hashes of shingles that are everybody's wording; ``ask`` gives what an officer said of a pair of ids,
    and is called only where there is something to see.
    """

    bands: Bands
    common: Hashes
    ask: Callable[[str, str], Opinion | None]
    same_files: bool = False
    maybe_reworded: bool = True
    lang: str = "vi"


def judge(query: Comparable, earlier: Comparable, known: Circumstances) -> Duplicate | None:
    """The pair as a person should see it; ``None`` where there is nothing to see."""
    found, bands = findings(query, earlier, known.common, known.maybe_reworded), known.bands
    titles = title_similarity(query.title, earlier.title)
    copied = _shares(query, earlier, found.query, found.earlier)
    alike = sum(s.similarity * (s.q1 - s.q0) for s in found.stretches) / max(sum(s.q1 - s.q0 for s in found.stretches), 1)
    if known.same_files or (min(copied.query, copied.earlier) >= SAME and alike > 0.995):
        return _build(query, earlier, "exact", "high", 1.0, Coverage(query=1.0, earlier=1.0), found, known)
    share = _strongest(copied, query, earlier)
    at_least_medium = share >= bands.medium or int(found.query[query.own.counts].sum()) >= bands.passage
    strength = found.rewording.strength
    if strength >= REWORDED and share < NEAR:
        said = _shares(query, earlier, found.query_reworded, found.earlier_reworded)
        if said.query >= bands.medium:
            level: DuplicateLevel = "high" if strength >= CLEARLY_REWORDED or share >= bands.high else "medium"
            kind: DuplicateKind = "paraphrase" if said.query > 1.5 * copied.query else "partial"
            certain = said.query * strength / (strength + REWORDED)
            if kind == "paraphrase" and certain < CERTAIN and not at_least_medium:
                # two offices that came upon the same measures: worth a look, no copy
                return _build(query, earlier, "same_topic", "low", certain, copied, found, known, pairs=True)
            score = max(share, certain)
            return _build(query, earlier, kind, level, score, said, found, known, pairs=True)
    if share > 0:
        level = "high" if share >= bands.high else "medium" if at_least_medium else "low"
        about = level == "medium" and _about_themselves(query, earlier, found)
        kind = "near" if share >= NEAR else "partial"
        return _build(query, earlier, kind, "low" if about else level, share, copied, found, known, about=about)
    if not query.prose or not earlier.prose:
        level = "medium" if titles >= TITLE else "low"
        score = titles * bands.high  # a title alone never weighs as much as a text
    else:
        level, score = "low", max(strength, titles * bands.medium)
    if titles >= TOPIC_TITLE or strength >= TOPIC:
        return _build(query, earlier, "same_topic", level, score, copied, found, known)
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
    found: Findings, known: Circumstances, *, pairs: bool = False, about: bool = False,
) -> Duplicate:  # fmt: skip
    opinion = known.ask(query.id, earlier.id)
    same_author, later = bool(_names(query) & _names(earlier)), _after(earlier, query)
    shown: tuple[Passage, ...] = passages(query, earlier, found.stretches)
    if pairs:
        shown += counterparts(query, earlier, found.left, found.right, found.rewording.pairs)
    return Duplicate(
        dossier=earlier.id, title=earlier.title, authors=earlier.authors, year=earlier.year, kind=kind,
        level="low" if opinion is not None and opinion.verdict == "different" else level, score=round(min(score, 1.0), 4),
        coverage=coverage, same_author=same_author, earlier=not later, passages=shown,
        note=notes(
            query, earlier, kind, same_author=same_author, files=known.same_files, about=about, later=later, opinion=opinion,
            lang=known.lang,
        ),
    )  # fmt: skip


def _about_themselves(query: Comparable, earlier: Comparable, found: Findings) -> bool:
    """Whether people of one office repeat only what they always say of it, and nothing of what they did."""
    units = [" ".join(fold(side.unit or "").split()) for side in (query, earlier)]
    if not (units[0] and units[0] == units[1]) and not _names(query) & _names(earlier):
        return False
    return max(_of_what_was_done(query, found.query), _of_what_was_done(earlier, found.earlier)) < LEAST


def _of_what_was_done(side: Comparable, marked: Marks) -> int:
    """How many of the marked syllables tell of what was done."""
    done = np.array([p.section not in ABOUT for p in side.prose])
    return int(np.count_nonzero(done[side.own.row.piece[marked & side.own.counts]]))


def _names(side: Comparable) -> frozenset[str]:
    return frozenset(" ".join(fold(name).split()) for name in side.authors if name.strip())


def _after(one: Comparable, other: Comparable) -> bool:
    """Whether ``one`` was certainly filed after ``other``."""
    a, b = one.filed or (f"{one.year:04}" if one.year else ""), other.filed or (f"{other.year:04}" if other.year else "")
    size = min(len(a), len(b))
    return bool(size) and a[:size] > b[:size]
