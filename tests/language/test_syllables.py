import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.language import is_syllable
from nlp_service.language.syllables import Syllable, parse, syllables


@pytest.mark.parametrize(
    ("word", "onset", "rhyme", "tone"),
    [
        ("Thuỷ", "th", "uy", 3), ("quý", "qu", "y", 2), ("nghiêng", "ngh", "iêng", 0), ("giữa", "gi", "ưa", 4),
        ("gì", "g", "i", 1),
        ("KHUỶU", "kh", "uyu", 3), ("hòan", "h", "oan", 1), ("quốc", "qu", "ôc", 2), ("on", "", "on", 0), ("non", "n", "on", 0),
    ],
)  # fmt: skip
def test_parse(word: str, onset: str, rhyme: str, tone: int) -> None:
    assert parse(word) == Syllable(onset, rhyme, tone)


@pytest.mark.parametrize("word", ["", "xyz", "tàt", "hôlà", "kiến nghị", "12", "đt", "áá"])
def test_no_syllable(word: str) -> None:
    assert parse(word) is None
    assert not is_syllable(word)


@pytest.mark.parametrize("word", ["sáng", "KIẾN", "hoà", "hòa", "kỹ", "kĩ", "sỹ", "Uỷ", "nguyễn", "gìn", "khuya", "Nẵng"])
def test_is_syllable(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", ["kiếm̃", "thuơng", "đuợc", "nghành", "phuờng", "tiếh", "ươo"])
def test_spelling_errors_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)


@given(st.sampled_from(sorted(syllables())))
def test_spelling_and_parsing_are_inverse(syllable: str) -> None:
    parts = parse(syllable)
    assert parts is not None
    assert parts.spell() == syllable
    assert parse(syllable.upper()) == parts


def test_size_of_the_language() -> None:
    assert 6000 < len(syllables()) < 8500
