"""Strategies: Vietnamese words as people and programs write them, and text of anything else between."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

WORDS = [
    "Thesis", "(Thus",
    "Ủy", "ban", "nhân", "dân", "Hội", "đồng", "sáng", "kiến", "kinh", "nghiệm", "hoà", "hòa", "hòan", "khoẻ", "thuỷ",
    "quý", "qúy", "kỹ", "thuật", "TP.", "Đà", "Nẵng", "UBND.", "H'Mông", "v.v.", "18/2013/TT-BKHCN", "3.450.000",
    "1,5", "a@b.vn", "www.x.vn/a(1)", "......", "…", "….", "___", "(nếu", "có)", ":D", "ð", "Ðà", "nghiã", "e-mail",
    "43H-0530", "m²", "ﬁ", "Ａ１", "ѕáng", "kіến", "BOS", "12601111219", "-5", "A.B.", "NĐ-CP", "\u00ad", "\u200b",
    "a\u0301\u0302", "o\u031b\u0301", "ANH,", "“trích”", "?!", "H&M", "=>", "ß",
]  # fmt: skip
BLANKS = [" ", "  ", "\n", "\t", "\u00a0", "\r\n", "\f", " \n ", "\u3000", "\x85"]

word = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(str.upper),
    st.sampled_from(WORDS).map(lambda w: unicodedata.normalize("NFD", w)),
    st.text(min_size=1, max_size=6),
    st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạỉĩị́̉.,-'’:()/&%@1 ", min_size=1, max_size=8),
)
_part = st.tuples(word, st.sampled_from([*BLANKS, "", " "])).map("".join)
text = st.lists(_part, max_size=25).map("".join)
