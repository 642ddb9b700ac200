"""Legacy encodings: what was Vietnamese comes back, what is Unicode stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_service.language.legacy import detect, repair
from nlp_service.language.legacy_capitals import restore_capitals
from nlp_service.language.legacy_letters import has_look_alikes, mixed_words, repair_letters
from nlp_service.language.legacy_tables import Encoding, decode, font_code, tables
from nlp_service.language.syllables import syllables

WORDS = sorted(syllables())
SENTENCE = "Ủy ban nhân dân thành phố: người đứng đầu đơn vị được khen thưởng, đề nghị công nhận sáng kiến cấp cơ sở năm 2023."
words = st.sampled_from(WORDS) | st.sampled_from(["2023,", "-", "(", "UBND", "Excel"])
sentences = st.lists(words, min_size=1, max_size=30).map(" ".join)
fonts = st.sampled_from([None, "Times New Roman", "Arial", "Calibri"])


def encode(text: str, encoding: Encoding) -> str:
    """The inverse of `decode`; TCVN3 has no toned capitals."""
    if encoding == "vni":
        back = {letter: code for code, letter in sorted(tables().vni.items(), key=lambda kv: kv[0].swapcase())}
        return "".join(back.get(c, c) for c in unicodedata.normalize("NFC", text))
    codes = {letter: chr(code) for code, letter in tables().tcvn3.items() if code < 0x100 and code != 0xA0}
    return "".join(codes.get(c) or codes.get(c.lower(), c) for c in unicodedata.normalize("NFC", text))


@given(sentences.map(str.lower), st.sampled_from(["tcvn3", "vni"]))
def test_decoding_undoes_encoding(text: str, encoding: Encoding) -> None:
    assert decode(encode(text, encoding), encoding) == text


@given(sentences.map(str.upper))
def test_vni_keeps_capitals(text: str) -> None:
    assert decode(encode(text, "vni"), "vni") == text


@given(sentences, fonts, st.sampled_from(["NFC", "NFD"]))
def test_unicode_text_is_never_touched(text: str, font: str | None, form: str) -> None:
    text = unicodedata.normalize(form, text)
    done = repair([[(text, font)], [(text, None)]])
    assert [p.text for p in done.paragraphs] == [text, text]
    assert done.encoding == "unicode"
    assert repair_letters([text, text]).texts == (text, text)


@given(st.lists(st.lists(st.tuples(st.text(), st.sampled_from([None, "Arial", ".VnTime", "VNI-Times"])))))
def test_any_text_is_survived_and_ascii_kept(pieces: list[list[tuple[str, str | None]]]) -> None:
    done = repair(pieces)
    assert len(done.paragraphs) == len(pieces)
    for paragraph, given_ in zip(done.paragraphs, pieces, strict=True):
        whole = "".join(t for t, _ in given_)
        if whole.isascii():
            assert paragraph.text == whole


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
@pytest.mark.parametrize("named", [True, False])
def test_found_by_font_or_by_letters(encoding: Encoding, named: bool) -> None:
    font = {"tcvn3": ".VnTime", "vni": "VNI-Times"}[encoding] if named else None
    done = repair([[(encode(SENTENCE, encoding), font)]])
    assert done.paragraphs[0].text.lower() == SENTENCE.lower()
    assert done.encoding == encoding
    assert detect(encode(SENTENCE, encoding)) == encoding
    assert detect(SENTENCE) is None


def test_a_lying_font_name_is_not_believed() -> None:
    assert repair([[(encode(SENTENCE, "tcvn3"), "VNI-Times")]]).paragraphs[0].text.lower() == SENTENCE.lower()
    assert repair([[(SENTENCE, ".VnTime")]]).paragraphs[0].text == SENTENCE
    assert repair([[("Cao Bá Quát, xã Trà Cú", "VNI-Times")]]).paragraphs[0].text == "Cao Bá Quát, xã Trà Cú"


def test_runs_of_two_encodings_in_one_paragraph() -> None:
    abc, vni = (encode("quyết định", "tcvn3"), ".VnTime"), (encode("ủy ban", "vni"), "VNI-Times")
    done = repair([[("Căn cứ ", "Arial"), abc, (" của ", None), vni]])
    assert done.paragraphs[0].text == "Căn cứ quyết định của ủy ban"
    assert done.paragraphs[0].encodings == {"tcvn3", "vni"}
    assert done.encoding == "mixed"


def test_legacy_words_between_unicode_words_in_one_run() -> None:
    assert repair([[("Quyết ®ịnh số 477/2004/Q§-NHNN của C«ng ty Việt Á", ".VnTime")]]).paragraphs[0].text == (
        "Quyết định số 477/2004/QĐ-NHNN của Công ty Việt Á"
    )


def test_optional_hyphens_are_no_u_horn() -> None:
    text = "ng\u00adêi thi c\u00ad\u00adíc ph\u00ad\u00b8t biÓu"
    assert repair([[(text, ".VnTime")]]).paragraphs[0].text == "người thi cước phát biểu"


def test_symbol_range_and_pdf_minus() -> None:
    moved = "".join(chr(0xF000 + ord(c)) if ord(c) > 0x7F else c for c in encode("đường phố", "tcvn3"))
    assert repair([[(moved, ".VnTime")]]).paragraphs[0].text == "đường phố"
    assert repair([[("®\u2212êng phè", ".VnTime")]]).paragraphs[0].text == "đường phố"


@pytest.mark.parametrize(
    ("font", "found"),
    [(".VnTime", ("tcvn3", False)), (".VnTimeH", ("tcvn3", True)), ("ABCDEF+.VnArial NarrowH", ("tcvn3", True)),
     ("VNI-Times", ("vni", False)), ("VNI Helve", ("vni", False)), ("Times New Roman", None), (None, None), ("", None)],
)  # fmt: skip
def test_font_names(font: str | None, found: tuple[str, bool] | None) -> None:
    code = font_code(font)
    assert (None if code is None else (code.encoding, code.capitals)) == found


@pytest.mark.parametrize(
    ("bare", "right"),
    [
        ("CộNG HòA Xã HộI CHủ NGHĩA VIệT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Tổ CHứC Là ở Hà NộI", "TỔ CHỨC LÀ Ở HÀ NỘI"),
        ("Là công dân Hà Nội", "Là công dân Hà Nội"),
        ("Số TT", "Số TT"),
        ("ủy ban", "ủy ban"),
        ("Tế bào, UBND", "Tế bào, UBND"),
    ],
)
def test_capitals(bare: str, right: str) -> None:
    assert restore_capitals(bare) == right


@given(sentences)
def test_capitals_change_case_only(text: str) -> None:
    assert restore_capitals(text).lower() == text.lower()
    assert restore_capitals(text.upper()) == text.upper()


def test_letters_of_bad_conversions() -> None:
    done = repair_letters(["Chúng tơi khơng cơng nhận, đồng trơng hịa bình", "ngƣời đƣợc Ƣu tiên"])
    assert done.texts == ("Chúng tơi không công nhận, đồng trông hòa bình", "người được Ưu tiên")
    assert repair_letters(["một chữ khơng"]).kind is None


def test_look_alikes_are_found_in_mixed_words_only() -> None:
    text = "S\u0430ng kiến, \u0410\u0411\u0412, Ω, Đà Nẵng"
    assert has_look_alikes([text])
    assert list(mixed_words(text)) == [(0, 4, "cyrillic")]
    assert list(mixed_words("Sáng kiến α")) == []
