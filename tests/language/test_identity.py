"""Our words are underthesea's: a sample; ``benchmarks/identity.py`` runs over millions of characters."""

import warnings
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from underthesea import word_tokenize as theirs
from vietnamese_texts import text

from nlp_service.language.chunks import ChunkTable
from nlp_service.language.crf import is_known, load_crf, model_folder
from nlp_service.language.decoder import FastLabels
from nlp_service.language.reference import ReferenceLabels
from nlp_service.language.viterbi import TwoLabels
from nlp_service.language.weights import Weights
from nlp_service.language.words import Segmenter, UnknownModelWarning, word_tokenize

CORPUS = Path(__file__).parents[2] / "corpus" / "dossiers"
TREEBANK = Path(__file__).parents[2].parent / "shared" / "real" / "segmentation" / "vi_vtb-ud-test.conllu"
SEGMENTER = Segmenter()


@given(text)
@example("UBND.\n")
@example("UBND. ")
@example("A.\n\n")
@example(":D x:D\n")
@example("12601111219 17717309149 CN dầu khí")
@example("BOS EOS BOS")
@settings(max_examples=300)
def test_same_words_on_any_text(raw: str) -> None:
    assert SEGMENTER.rewritten(raw) == theirs(raw)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.dossier"))[:6], ids=lambda p: p.stem)
def test_same_words_on_a_dossier(path: Path) -> None:
    raw = path.read_text("utf-8")
    assert SEGMENTER.rewritten(raw) == theirs(raw)
    assert SEGMENTER.rewritten(raw.upper()) == theirs(raw.upper())


def test_flags_of_all_letters() -> None:
    """Digit, title, lower case and dictionary as underthesea's featuriser sees them, for every letter Vietnamese text has."""
    letters = [chr(c) for c in [*range(0x21, 0x180), *range(0x1A0, 0x1B1), *range(0x1EA0, 0x1F00)]]
    raw = " ".join(letter + tail for letter in letters for tail in ("", "a", "1"))
    assert SEGMENTER.rewritten(raw) == theirs(raw)


@pytest.mark.skipif(not TREEBANK.is_file(), reason="needs the shared reference files")
def test_word_f1_of_the_treebank() -> None:
    right = ours = gold = 0
    lexical = 0
    for sentence in TREEBANK.read_text("utf-8").strip().split("\n\n"):
        raw = next(line[8:] for line in sentence.splitlines() if line.startswith("# text ="))
        rows = [line.split("\t") for line in sentence.splitlines() if not line.startswith("#")]
        true, found = places([row[1] for row in rows]), places(word_tokenize(raw))
        right, ours, gold = right + len(true & found), ours + len(found), gold + len(true)
        lexical += len(true & places(word_tokenize(raw, lexicon=True)))
    assert round(200 * right / (ours + gold), 2) == 95.71
    assert lexical > right


def places(words: list[str]) -> set[tuple[int, int]]:
    ends = np.cumsum([len("".join(w.split())) for w in words]).tolist()
    return set(zip([0, *ends], ends, strict=False))


scores = st.lists(st.integers(-3000, 3000).map(lambda n: n / 1000 + 0.0001), min_size=1, max_size=30)


@given(scores, st.data())
def test_viterbi_is_exact(values: list[float], data: st.DataObject) -> None:
    first = np.array(data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values))))
    first[0] = True
    labels = TwoLabels(MOVES)(np.array(values), first).tolist()
    expected: list[int] = []
    edges = [*np.flatnonzero(first).tolist(), len(values)]
    for a, b in pairwise(edges):
        expected += by_hand(values[a:b], MOVES)
    assert labels == expected


MOVES = ((-0.43641, 0.40017), (0.40143, -0.60629))  # about those of the model; scores of three digits make no ties


def by_hand(values: list[float], moves: tuple[tuple[float, float], tuple[float, float]]) -> list[int]:
    """Viterbi as the books have it."""
    best, back = [0.0, values[0]], []
    for value in values[1:]:
        pick = [int(best[1] + moves[1][to] > best[0] + moves[0][to]) for to in (0, 1)]
        best = [best[pick[to]] + moves[pick[to]][to] + value * to for to in (0, 1)]
        back.append(pick)
    path = [int(best[1] > best[0])]
    for pick in reversed(back):
        path.append(pick[path[-1]])
    return path[::-1]


def test_both_ways_of_labelling_agree_with_borders_and_forced_words() -> None:
    raw = "Bác sĩ bây giờ có thể thản nhiên báo tin bệnh nhân bị ung thư"
    table = ChunkTable()
    tokens = table.tokens(raw, np.array([0, 14, 30, len(raw)]))
    fast, slow = FastLabels(Weights(load_crf(model_folder()))), ReferenceLabels()
    assert fast(tokens, table.words).tolist() == slow(tokens, table.words).tolist()
    forced = np.full(len(tokens.types), -1)
    forced[1:4] = [0, 1, 1]
    assert fast(tokens, table.words, forced)[1:4].tolist() == slow(tokens, table.words, forced)[1:4].tolist() == [0, 1, 1]


def test_model_is_the_one_we_know() -> None:
    assert is_known(model_folder())


def test_unknown_model_falls_back_to_underthesea(tmp_path: Path) -> None:
    for file in model_folder().iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert is_known(tmp_path)
    with (tmp_path / "features.bin").open("ab") as file:
        file.write(b" ")
    assert not is_known(tmp_path)
    with pytest.warns(UnknownModelWarning):
        other = Segmenter(tmp_path)
    raw = "Uỷ ban nhân dân xã A.B. họp :D\n(ngày 1/2/2024) tại ho\u0061\u0300 bình."
    assert other.rewritten(raw) == theirs(raw)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Segmenter(model_folder()).rewritten(raw) == theirs(raw)


@given(text)
def test_unknown_patterns_are_applied_to_whole_texts(raw: str) -> None:
    whole, parts = ChunkTable(by_chunks=False), ChunkTable()
    a, b = (t.tokens(raw, np.array([0, len(raw)])) if raw else None for t in (whole, parts))
    if a and b:
        assert a.starts.tolist() == b.starts.tolist()
        assert a.ends.tolist() == b.ends.tolist()
        assert [whole.words[t] for t in a.types.tolist()] == [parts.words[t] for t in b.types.tolist()]
