import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from vietnamese_texts import text

from nlp_service.language import comparison_key, find_folded, fold, fold_keep_d, fold_map, raw_span

MARKS = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
VIETNAMESE = "".join(
    unicodedata.normalize("NFC", c + m) for c in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for m in MARKS
) + "đĐbcghklmnpqrstvx BCGHKLMNPQRSTVX.,;:!?()[]/-…%&0123456789\n\t"  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "folded", "with_d"),
    [
        ("Ủy ban nhân dân TP. Đà Nẵng", "uy ban nhan dan tp. da nang", "uy ban nhan dan tp. đa nang"),
        ("sa\u0301ng kie\u0302\u0301n", "sang kien", "sang kien"),
        ("Ｍẫu số ０１ m² ﬁ", "mau so 01 m2 fi", "mau so 01 m2 fi"),
        ("ѕáng – “kiến”\u00a0\u00adÐ", 'sang - "kien" d', 'sang - "kien" đ'),
    ],
)
def test_fold(raw: str, folded: str, with_d: str) -> None:
    assert fold(raw) == folded
    assert fold_keep_d(raw) == with_d


def test_fold_of_vietnamese_keeps_the_length() -> None:
    assert len(fold(VIETNAMESE)) == len(VIETNAMESE) == len(fold_keep_d(VIETNAMESE))
    assert fold(VIETNAMESE).isascii() or fold(VIETNAMESE).replace("…", "").isascii()


@given(text)
def test_fold_map(raw: str) -> None:
    folded, offsets = fold_map(raw)
    assert folded == fold(raw)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(raw)
    for at in range(len(folded)):
        start, end = raw_span(offsets, at, at + 1)
        assert folded[at] in fold(raw[start:end])


@given(text)
def test_fold_is_idempotent_and_blind_to_unicode_forms(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)
    assert fold_keep_d(fold_keep_d(raw)) == fold_keep_d(raw)
    assert fold(fold_keep_d(raw)) == fold(raw)


@given(text)
def test_comparison_key_is_idempotent(raw: str) -> None:
    assert comparison_key(comparison_key(raw)) == comparison_key(raw)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Uỷ  ban", "ủy ban"), ("KĨ THUẬT", "kỹ thuật"), ("ѕáng kіến", "sáng kiến"), ("thu\u0309y lợi", "thuỷ lợi"),
        ("Họ tên: .........", "họ tên : ……"), ("“Hồ sơ”", '"hồ sơ"'), ("Công ty\nLý", "công ti lí"), ("Ｍẫu", "mẫu"),
    ],
)  # fmt: skip
def test_same_key(one: str, other: str) -> None:
    assert comparison_key(one) == comparison_key(other)


@pytest.mark.parametrize(("one", "other"), [("dân", "đân"), ("tuy", "tui"), ("sáng", "sang"), ("thúy", "thúi")])
def test_other_key(one: str, other: str) -> None:
    assert comparison_key(one) != comparison_key(other)


@pytest.mark.parametrize(
    ("needle", "haystack", "places"),
    [
        ("sang kien", "Hội đồng SÁNG  KIẾN, sáng\nkiến", [(9, 19), (21, 30)]),
        ("sáng kiến", "sang kien", [(0, 9)]),
        ("fi", "ﬁ", [(0, 1)]),
        ("", "abc", []),
        ("hoa", "ho\u0061\u0300 bình", [(0, 4)]),
    ],
)
def test_find_folded(needle: str, haystack: str, places: list[tuple[int, int]]) -> None:
    assert find_folded(needle, haystack) == places


def test_find_folded_whole_words() -> None:
    assert find_folded("an", "ban, ăn") == [(1, 3), (5, 7)]
    assert find_folded("an", "ban, ăn", whole_words=True) == [(5, 7)]


@given(text)
def test_every_word_is_found(raw: str) -> None:
    for part in raw.split():
        if fold(part).strip():
            assert any(fold(raw[s:e]).split() == fold(part).split() for s, e in find_folded(part, raw))


def test_keys_are_light() -> None:
    code = "import sys, nlp_service.language.keys; print({'spacy', 'underthesea', 'numpy', 'yaml'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"
