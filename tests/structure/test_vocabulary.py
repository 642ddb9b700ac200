"""Labels and the wordings they may be: accents lost, misspelled, or another word altogether."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.language.keys import fold
from nlp_service.rules.profile import CONTAINER, profiles, wordings
from nlp_service.structure.vocabulary import Vocabulary, agree, heading_key, spellings

VOCABULARY = Vocabulary(profiles())
WORDINGS = sorted({(section, text) for section, texts in wordings().sections.items() for text in texts if text[0] != "("})


@given(st.sampled_from(WORDINGS))
def test_a_wording_is_known_with_and_without_its_accents(listed: tuple[str, str]) -> None:
    section, text = listed
    for label in (text, text.upper(), fold(text), fold(text).upper()):
        assert (section, 1.0) in {(m.section, m.score) for m in VOCABULARY.match(label)}


@pytest.mark.parametrize(
    ("label", "section", "known"),
    [
        ("Nội dung", CONTAINER, True),
        ("Noi dung", CONTAINER, True),
        ("Nơi dùng", CONTAINER, False),  # other words that lose their accents to the same letters
        ("GIẢI QUYÊT VẤN ĐỀ", CONTAINER, True),  # one slip
        ("Tính mới", "novelty", True),
        ("Tĩnh mơi", "novelty", False),
    ],
)
def test_accents_tell_words_apart(label: str, section: str, known: bool) -> None:
    assert any(m.section == section and m.score >= 0.9 for m in VOCABULARY.match(label)) is known


@given(st.text("aáàảãạăắâấdđeéêếiíoóôốơớuúưứyý nmhtcAÁĐÊY-,;", max_size=60))
def test_spellings_are_kept_under_the_words_of_the_key(text: str) -> None:
    ways = spellings(text)
    assert set(heading_key(text).split()) == {*ways} - {""}
    assert agree(ways, ways)
    assert agree(spellings(fold(text)), ways)


def test_the_place_of_the_tone_and_i_for_y_do_not_matter() -> None:
    assert spellings("Hoà giải lý") == spellings("hòa giải lí")
