"""The grade of a file: how far its text can be trusted, from what was seen while reading it.

| grade | what it says | when |
| --- | --- | --- |
| A | as written | born-digital, nothing repaired |
| B | sure, with a repair | a legacy encoding was turned into Unicode; look-alike letters; a scan that was recognised well |
| C | read with gaps | a mediocre scan, pages missing or cut off, a page without text |
| D | hardly readable | a poor scan, junk, or nothing at all |

A reader may give a worse grade than this one; the worse of both stands.

The bounds of confidence were read off two signed government scans, degraded step by step (mean confidence → F1 of words): as
scanned 0.97 → 0.92–0.95; 50 dpi 0.91–0.94 → 0.88–0.93; 40 dpi 0.82 → 0.80–0.85; heavy noise 0.3 and below → 0.02–0.14.
"""

from __future__ import annotations

from nlp_service.dossier import SourceFile

#: Mean recogniser confidence (weighted by characters) from which a scan is B, C; below the last it is D.
GOOD, FAIR = 0.85, 0.65
#: Share of characters that no Vietnamese text holds (replacement marks, private use, symbols) from which a text is C, D.
JUNK_SOME, JUNK_MUCH = 0.02, 0.15


def grade(file: SourceFile) -> str:
    """The grade A–D of ``file``."""
    if file.status == "failed" or not file.text.strip():
        return "D"
    grades = [file.grade, _of_recognition(file), _of_junk(file.text)]
    if file.encoding != "unicode" or any(n.code == "mixed-scripts" for n in file.notices):
        grades.append("B")
    if file.problems:
        grades.append("C")
    return max(grades)


def _of_recognition(file: SourceFile) -> str:
    seen = [(b.confidence, len(b.text)) for b in file.blocks if b.confidence is not None]
    letters = sum(n for _, n in seen)
    if not letters:
        return "A"
    mean = sum(c * n for c, n in seen) / letters
    return "B" if mean >= GOOD else "C" if mean >= FAIR else "D"


def _of_junk(text: str) -> str:
    share = junk_share(text)
    return "A" if share < JUNK_SOME else "C" if share < JUNK_MUCH else "D"


def junk_share(text: str) -> float:
    """Share of the visible characters that stand for nothing: replacement marks, private use, unassigned, boxes."""
    visible = [c for c in text if not c.isspace()]
    return sum(map(_is_junk, visible)) / len(visible) if visible else 0.0


def _is_junk(c: str) -> bool:
    return c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or "\u2500" <= c <= "\u259f" or not c.isprintable()
