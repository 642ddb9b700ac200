import unicodedata
from functools import reduce
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from vietnamese_texts import text

from nlp_service.language import normal
from nlp_service.language.normal import COMPARISON, READABLE, normalise

STEPS = {
    name: getattr(normal, name)
    for name in (
        "nfc", "invisible", "full_width", "look_alikes", "compose", "tone_placement", "dot_leaders", "spacing", "one_i",
        "plain_marks", "one_line", "lower",
    )
}  # fmt: skip

CHAINS = {**{name: [step] for name, step in STEPS.items()}, "READABLE": READABLE, "COMPARISON": COMPARISON}


@pytest.mark.parametrize(
    ("step", "raw", "expected"),
    [
        ("nfc", "hoa\u0300", "hoà"),
        ("invisible", "sáng\u00ad\u200bkiến\ufeff", "sángkiến"),
        ("full_width", "Ｍẫu\u3000０１", "Mẫu 01"),
        ("look_alikes", "sáng kiến của ѕở Мay", "sáng kiến của sở May"),
        ("look_alikes", "Москва ΑΒ α", "Москва ΑΒ α"),
        ("compose", "a\u0301\u0302n to\u0309\u0302", "ấn tổ"),
        ("tone_placement", "Uỷ ban HOÀ khoẻ qúy hòan nghiã thuở José", "Ủy ban HÒA khỏe quý hoàn nghĩa thuở José"),
        ("dot_leaders", "Họ tên: ........ sinh …………. tại ____ . . . . hết.", "Họ tên: … sinh … tại … hết."),
        ("dot_leaders", "1.2. Tên… v.v..", "1.2. Tên… v.v.."),
        ("spacing", "  a  b \n\n c , d ( e )\u00a0f  ", "a b\nc, d (e) f"),
        ("one_i", "Kỹ sư LÝ quý thủy y yêu mỹ", "Kĩ sư LÍ quí thủy y yêu mĩ"),
        ("plain_marks", "“sáng kiến” ‘a’ – b", "\"sáng kiến\" 'a' - b"),
        ("one_line", "a\nb\tc", "a b c"),
        ("lower", "ỦY Ban", "ủy ban"),
    ],
)
def test_step(step: str, raw: str, expected: str) -> None:
    assert normalise(raw, [STEPS[step]]).text == expected


@given(text)
@example("a \u0301")
@example("...…")
@example("\u1100\u1161\u11a8")
@pytest.mark.parametrize("steps", CHAINS.values(), ids=CHAINS)
def test_done_twice_is_done_once(steps: list[normal.Step], raw: str) -> None:
    once = normalise(raw, steps)
    assert normalise(once.text, steps).text == once.text
    assert not [edit for step in steps for edit in step(once.text)]  # what is normal is not touched


@given(text)
def test_nfc_is_unicodes(raw: str) -> None:
    assert normalise(raw, [normal.nfc]).text == unicodedata.normalize("NFC", raw)


@given(text)
@pytest.mark.parametrize("steps", [READABLE, COMPARISON], ids=["READABLE", "COMPARISON"])
def test_offsets_round_trip(steps: list[normal.Step], raw: str) -> None:
    form = normalise(raw, steps)
    assert len(form.starts) == len(form.ends) == len(form.text) + 1
    for offsets in (form.starts, form.ends):
        assert all(0 <= a <= b <= len(raw) for a, b in pairwise(offsets))
    for at in range(len(form.text)):
        start, end = form.to_raw(at, at + 1)
        assert start < end
        first, last = form.to_normal(start, end)
        assert first <= at < last  # back to itself, and to what else the same letters became
        assert form.to_raw(first, last) == (start, end)


@given(text, st.data())
def test_untouched_text_maps_to_itself(raw: str, data: st.DataObject) -> None:
    form = normalise(raw, READABLE)
    calm = normalise(form.text, READABLE)
    assert calm.text == form.text
    start = data.draw(st.integers(0, len(calm.text)))
    end = data.draw(st.integers(start, len(calm.text)))
    assert calm.to_raw(start, end) == (start, end)
    assert end == start or calm.to_normal(start, end) == (start, end)


@given(text)
def test_steps_in_turn_equal_the_chain(raw: str) -> None:
    form = normalise(raw, READABLE)
    assert reduce(lambda t, _: reduce(lambda s, step: normalise(s, [step]).text, READABLE, t), range(8), raw) == form.text
