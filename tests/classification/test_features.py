"""Counting n-grams on arrays gives what counting them one by one gives."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_service.classification.features import Features, Options
from nlp_service.classification.syllables import folded, syllables

WORDS = ["học", "sinh", "hoc", "lớp", "4", "máy", "may", "UBND", "xã", "điện", "Hoà"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), min_size=1, max_size=6)


def plain_counts(text: str, n: int) -> Counter[str]:
    parts = syllables(text)
    return Counter(" ".join(parts[i : i + n]) for i in range(len(parts) - n + 1))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_counts_are_those_of_a_plain_count(texts: list[str]) -> None:
    if not any(syllables(t) for t in texts):
        return
    features = Features.fit(texts, Options(accented=2, plain=1))
    counts = features.counted(features.encode(texts)).toarray()
    for row, text in zip(counts, texts, strict=True):
        wanted = sorted([*plain_counts(text, 1).values(), *plain_counts(text, 2).values()])
        wanted += sorted(Counter(map(folded, syllables(text))).values())
        assert sorted(row[row > 0]) == sorted(map(float, wanted))


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS)
def test_restored_features_give_the_same_rows(train: list[str], test: list[str]) -> None:
    if not any(syllables(t) for t in train):
        return
    features = Features.fit(train, Options())
    again = Features.restore(features.state())
    np.testing.assert_allclose(again.transform(test).toarray(), features.transform(test).toarray(), rtol=1e-5)


def test_no_ngram_crosses_a_text_and_unknown_syllables_count_nothing() -> None:
    features = Features.fit(["máy bơm", "học sinh"], Options(accented=2, plain=0))
    assert features.transform(["bơm học"]).nnz == 2
    assert features.transform(["xyz", ""]).nnz == 0


def test_rare_ngrams_are_left_out_on_demand() -> None:
    texts = ["máy bơm nước", "máy bơm dầu", "máy tiện"]
    assert Features.fit(texts, Options(accented=1, plain=0, min_documents=2)).width == 2


def test_abbreviations_and_spellings_fall_together() -> None:
    assert syllables("UBND xã Hoà Bình, năm 2024, lớp 4") == syllables("Ủy ban nhân dân xã Hòa Bình, năm 1999, lớp 4")
    assert syllables("kỹ thuật") == syllables("kĩ thuật") == syllables("kĩ thuật".encode().decode())
