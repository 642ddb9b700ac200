"""What should be said beside a pair: same files, same author going on, who was first, what an officer decided."""

from __future__ import annotations

from nlp_service.dossier import Duplicate
from nlp_service.dossier.screening import DuplicateKind
from nlp_service.messages import say

from .model import Comparable, Opinion


def coverage_told(d: Duplicate, lang: str) -> str:
    """How much of each side has its like in the other; of re-worded text nobody may say that it stands there."""
    key = "corresponds" if d.kind in ("paraphrase", "same_topic") else "copied"
    return say(f"duplicates.{key}", lang, query=f"{d.coverage.query:.0%}", earlier=f"{d.coverage.earlier:.0%}")


def notes(
    query: Comparable,
    earlier: Comparable,
    kind: DuplicateKind,
    *,
    same_author: bool,
    files: bool,
    about: bool,
    later: bool,
    opinion: Opinion | None,
    lang: str,
) -> str:
    """Sentences in ``lang``, one after the other."""
    keys = []
    if files:
        keys.append("resubmitted")
    elif same_author and kind != "same_topic":
        keys.append("levels" if query.level and earlier.level and query.level != earlier.level else "continued")
    if kind == "paraphrase":
        keys.append("reworded")
    if about:
        keys.append("about")
    if not earlier.prose:
        keys.append("titles")
    if later:
        keys.append("later")
    said = [say(f"duplicates.note.{key}", lang) for key in keys]
    if opinion is not None:
        arguments = {"officer": opinion.officer, "at": opinion.at[:10], "reason": opinion.reason}
        said.append(say(f"duplicates.note.opinion-{opinion.verdict}", lang, **arguments).strip())
    return " ".join(said)
