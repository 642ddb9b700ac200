from concurrent.futures import ThreadPoolExecutor

import pytest

from nlp_service.language import chunks
from nlp_service.language.words import Segmenter

TEXTS = [f"Hội đồng sáng kiến họp ngày {n}/{n + 1}/2024, số {n}.{n}00 và mã{n} của ông Kim" for n in range(40)]


def found(segmenter: Segmenter, text: str) -> list[str]:
    words = segmenter.words(text, lexicon=True)
    return [text[s:e] for s, e in zip(words.starts.tolist(), words.ends.tolist(), strict=True)]


def test_forgets_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of chunks starts anew when it is full, and no answer changes."""
    large, small = Segmenter(), Segmenter()
    expected = [found(large, text) for text in TEXTS]
    monkeypatch.setattr(chunks, "_KEEP", 30)
    assert [found(small, text) for text in TEXTS] == expected


def test_threads_share_a_segmenter() -> None:
    alone, shared = Segmenter(), Segmenter()
    expected = [found(alone, text) for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: found(shared, text), TEXTS * 5)) == expected * 5


def test_sequences_of_words() -> None:
    words = Segmenter().words("bác sĩ\nbác sĩ", [6, 7])
    assert words.starts.tolist() == [0, 7]
    assert words.ends.tolist() == [6, 13]
    assert words.sequence.tolist() == [0, 2]
