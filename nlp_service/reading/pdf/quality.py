"""Whether the text layer of a page can be trusted, or the page has to be recognised from its picture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp_service.language.legacy import detect
from nlp_service.language.legacy_tables import font_code
from nlp_service.language.syllables import is_syllable

from .drawing import Drawing
from .spans import Frame, Span

_WORDS = re.compile(r"[^\W\d_]{2,}")
SCAN = 0.5  # share of the page that a picture covers when the page is a scan
_FEW = 150  # characters: less text than this over a scan is a stamp or a digital signature
_GOOD, _MARKED = 0.88, 0.3  # shares of syllables, and of words with marks, in a layer that is kept
_ODD = 0.12  # share of letters outside of Vietnamese from which a layer is looked at more closely
_LETTERS = (
    "abcdefghijklmnopqrstuvwxyz0123456789 .,;:!?()[]{}/\\-–—_+*=%&@#'\"“”‘’…•<>°²³½§$€£|~^`×÷≤≥±→"
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ\u0300\u0301\u0303\u0309\u0323"
)
_STRANGE = re.compile(f"[^{re.escape(_LETTERS + _LETTERS.upper())}]")


def needs_recognition(spans: Sequence[Span], drawing: Drawing, frame: Frame) -> bool:
    """Whether a page has to be read by OCR: no text, a scan under a stamp, a junk layer, or letters that mean nothing."""
    width, height = frame.size
    covered = drawing.covered(width, height)
    letters = sum(len(s.text) for s in spans)
    if not letters:
        return covered > 0.02 or drawing.shapes > 40
    hidden = sum(len(s.text) for s in spans if s.hidden)
    if covered >= SCAN:
        return letters < _FEW or not trustworthy(" ".join(s.text for s in spans))
    if hidden * 2 > letters:
        return not trustworthy(" ".join(s.text for s in spans))
    if letters < 20:
        return False
    text = " ".join(s.text for s in spans)
    if len(_STRANGE.findall(text)) <= _ODD * letters or trustworthy(text):
        return False
    # letters of an old encoding look strange too, but they can be repaired
    return not any(font_code(s.font.name) for s in spans) and detect(text) is None


def trustworthy(text: str) -> bool:
    """Whether a text reads like Vietnamese: most of its words are syllables, and many carry marks."""
    words = [w for w in _WORDS.findall(text) if not (w.isupper() and w.isascii())]
    if len(words) < 10:
        return False
    known = sum(is_syllable(w) for w in words)
    marked = sum(not w.isascii() for w in words)
    return known >= _GOOD * len(words) and marked >= _MARKED * len(words)
