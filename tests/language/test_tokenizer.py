import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.vi import VietnameseDefaults
from spacy.tokens import Doc
from spacy.vocab import create_vocab
from vietnamese_texts import text

from nlp_service.language import UndertheseaTokenizer
from nlp_service.language.words import word_tokenize

VOCAB = create_vocab("vi", VietnameseDefaults)
PLAIN, LEGAL = UndertheseaTokenizer(VOCAB, lexicon=False), UndertheseaTokenizer(VOCAB, lexicon=True)


def words(doc: Doc) -> list[str]:
    return [t.text for t in doc if not t.is_space]


def check(doc: Doc, raw: str) -> None:
    assert "".join(t.text_with_ws for t in doc) == doc.text == raw
    for token in doc:
        assert raw[token.idx : token.idx + len(token)] == token.text
        assert token.is_space == (not token.text.strip())


@given(text, st.booleans())
def test_offsets(raw: str, lexicon: bool) -> None:
    doc = UndertheseaTokenizer(VOCAB, lexicon=lexicon)(raw)
    check(doc, raw)
    assert words(doc) == word_tokenize(raw, lexicon=lexicon)


def test_words_as_the_text_spells_them() -> None:
    doc = PLAIN("có thể  họp.\nBác sĩ nghi\u0303\u0301? bây  giờ")
    assert [t.text for t in doc][:6] == ["có thể", " ", "họp", ".", "\n", "Bác sĩ"]
    assert doc[-1].text == "bây  giờ"


def test_blanks_are_spacys() -> None:
    tokens = [(t.text, t.whitespace_) for t in PLAIN(" a  b \n c\u00a0")]
    assert tokens == [(" ", ""), ("a", " "), (" ", ""), ("b", " "), ("\n ", ""), ("c", ""), ("\u00a0", "")]


@given(st.lists(text, max_size=6), st.sampled_from(["\n", "\t", "", "\f", " "]), st.booleans())
def test_borders(parts: list[str], between: str, lexicon: bool) -> None:
    tokenizer = UndertheseaTokenizer(VOCAB, lexicon=lexicon)
    borders, at = [], 0
    for part in parts:
        borders.append((at, at + len(part)))
        at += len(part) + len(between)
    raw = between.join(parts)
    doc = tokenizer.segment(raw, borders)
    check(doc, raw)
    assert words(doc) == [w for part in parts for w in word_tokenize(part, lexicon=lexicon)]  # each on its own
    cuts = {at for border in borders for at in border}
    assert not any(t.idx < cut < t.idx + len(t) for t in doc for cut in cuts)
    starts = {t.idx for t in doc if t.is_sent_start}
    assert all(any(start <= t.idx < end and t.idx in starts for t in doc) for start, end in borders if raw[start:end].strip())


def test_text_between_borders_is_segmented_too() -> None:
    raw = "bây giờ có thể bác sĩ"
    assert words(PLAIN.segment(raw, [(8, 14)])) == ["bây giờ", "có thể", "bác sĩ"]
    assert words(PLAIN.segment("có\nthể", [(0, 2), (3, 6)])) == ["có", "thể"]
    assert words(PLAIN.segment("", [])) == []


def test_sentences() -> None:
    doc = PLAIN("UBND TP. Đà Nẵng họp. Hội đồng gồm 5 người: ông A.\n1. Tính mới\nđược nêu… và v.v. như sau")
    assert [s.text.strip() for s in doc.sents] == [
        "UBND TP. Đà Nẵng họp.", "Hội đồng gồm 5 người: ông A.", "1. Tính mới\nđược nêu… và v.v. như sau",
    ]  # fmt: skip


def test_is_kept_and_pickled(tmp_path: Path) -> None:
    PLAIN.to_disk(tmp_path / "tokenizer")
    for other in (
        UndertheseaTokenizer(VOCAB).from_disk(tmp_path / "tokenizer"),
        UndertheseaTokenizer(VOCAB).from_bytes(PLAIN.to_bytes()),
        pickle.loads(pickle.dumps(PLAIN)),
    ):
        assert other.lexicon is False
        assert words(other("Hội đồng sáng kiến")) == ["Hội đồng", "sáng kiến"]
    assert UndertheseaTokenizer(VOCAB).from_bytes(LEGAL.to_bytes()).lexicon is True


def test_registered_with_spacy() -> None:
    from spacy.util import registry

    assert registry.tokenizers.get("nlp_service.UndertheseaTokenizer.v1")(lexicon=False)


@pytest.mark.parametrize("raw", ["Uỷ ban nhân dân", "ỦY BAN NHÂN DÂN", "ủy\nban nhân  dân"])
def test_lexicon_joins_terms(raw: str) -> None:
    assert words(LEGAL(raw + " tỉnh")) == [raw, "tỉnh"]
