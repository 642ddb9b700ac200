"""Prose and its own words as the register keeps them: packed, read again, refused when damaged."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_dossiers import dossier

from nlp_service.dossier import Location, Prose
from nlp_service.duplicates import Own, own_words, pack_own, unpack_own
from nlp_service.register.codec import pack_prose, unpack_prose

NUMBERS = st.integers(0, 999)
PLACES = st.builds(Location, st.integers(0, 9), st.none() | NUMBERS, st.none() | NUMBERS, NUMBERS, NUMBERS)
SECTIONS, KINDS = st.none() | st.just("solution"), st.none() | st.just("request")
PROSE = st.builds(Prose, PLACES, st.text(), SECTIONS, st.none() | st.integers(0, 3), KINDS)


@given(st.lists(PROSE, max_size=5))
def test_prose_survives_storing(prose: list[Prose]) -> None:
    again, own = unpack_prose(pack_prose(prose, own_words(prose)))
    assert again == tuple(prose)
    assert own is not None
    assert_same_words(own, own_words(prose))


def assert_same_words(a: Own, b: Own) -> None:
    assert (a.row.words, a.pieces) == (b.row.words, b.pieces)
    for x, y in ((a.row.keys, b.row.keys), (a.row.piece, b.row.piece), (a.row.first, b.row.first), (a.counts, b.counts)):
        assert np.array_equal(x, y)
    for i in range(len(a.row)):
        assert a.row.span(i) == b.row.span(i)


def test_words_of_a_long_text_of_any_vocabulary_survive_storing() -> None:
    text = " ".join(f"từ{i}a" for i in range(70_000))
    prose = (Prose(Location(0, None, None, 0, len(text)), text, None, None, None),)
    own = own_words(prose)
    assert_same_words(unpack_own(pack_own(own), prose), own)


@given(st.binary(max_size=80))
def test_kept_words_that_are_damaged_or_of_another_text_are_refused(noise: bytes) -> None:
    prose = dossier("p1").prose
    whole = pack_own(own_words(prose))
    for damaged in (noise, whole[:-3], zlib.compress(noise)):
        with pytest.raises(ValueError, match="kept words"):
            unpack_own(damaged, prose)
    with pytest.raises(ValueError, match="another text"):
        unpack_own(whole, (*prose, *prose))
