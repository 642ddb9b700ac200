from pathlib import Path

import pytest
from hypothesis import given
from vietnamese_texts import text

from nlp_service.dossier import ConfigurationError
from nlp_service.language.lexicon import load_terms
from nlp_service.language.normal import READABLE, normalise
from nlp_service.language.words import word_tokenize

TERMS = load_terms(Path(__file__).parents[2] / "nlp_service" / "language" / "lexicon.yaml")


@pytest.mark.parametrize("write", [str.lower, str.upper, str.capitalize, str.title], ids=lambda write: write.__name__)
def test_every_term_is_one_word(write: object) -> None:
    for term in TERMS:
        spelt = write(term)  # type: ignore[operator]
        assert spelt in word_tokenize(f"Theo đó, {spelt} (nếu có)", lexicon=True)


def test_terms_are_normal() -> None:
    assert [t for t in TERMS if normalise(t, READABLE).text != t] == []


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("Hội đồng sáng kiến kinh nghiệm", ["Hội đồng sáng kiến", "kinh nghiệm"]),  # leftmost, then longest
        ("cải tiến kĩ thuật, Cơ sở lí luận", ["cải tiến", "kĩ thuật", ",", "Cơ sở lí luận"]),
        ("Uỷ ban nhân dân", ["Uỷ ban nhân dân"]),
        ("Ông Kim gặp anh Hùng | Chủ tịch", ["Ông", "Kim", "gặp", "anh", "Hùng", "|", "Chủ tịch"]),
        ("học tiếng Việt thứ Sáu", ["học", "tiếng Việt", "thứ Sáu"]),
    ],
)
def test_words_of_the_house(raw: str, words: list[str]) -> None:
    assert word_tokenize(raw, lexicon=True) == words


@given(text)
def test_the_lexicon_only_moves_borders(raw: str) -> None:
    one, other = ("".join("".join(word_tokenize(raw, lexicon=on)).split()) for on in (False, True))
    assert one == other


@pytest.mark.parametrize(
    "content",
    [
        "terms: {a: [hội đồng]}", 'version: "1"\nterms: [hội đồng]', 'version: "1"\nterms: {a: [Hội đồng]}',
        'version: "1"\nterms: {a: [đồng]}', 'version: "1"\nterms: {a: [hội xyz]}', "[]",
        'version: "1"\nterms: {a: [hội đồng, hội đồng]}',
    ],
)  # fmt: skip
def test_malformed_lexicons_are_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "lexicon.yaml").write_text(content, "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_terms(tmp_path / "lexicon.yaml")
    assert caught.value.code == "data-invalid"
