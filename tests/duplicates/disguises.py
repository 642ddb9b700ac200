"""What people do to a copied text, and what scanning does to it."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

_SWAPS = {
    "học sinh": "các em", "giáo viên": "thầy cô giáo", "hiệu quả": "kết quả", "thực hiện": "triển khai", "sử dụng": "dùng",
    "kiểm tra": "rà soát", "trước đây": "lúc trước", "công nhân": "anh em thợ", "người dân": "bà con", "giúp": "hỗ trợ",
    "phải": "cần", "không": "chẳng", "mỗi": "từng", "trong": "ở",
}  # fmt: skip
_HOMOGLYPHS = str.maketrans("aeopcxiAEOPCXHKMT", "аеорсхіАЕОРСХНКМТ")
_FILLER = (
    "Thực tế cho thấy đây là việc làm cần thiết.", "Điều này được mọi người trong đơn vị ghi nhận.",
    "Nhìn chung công việc diễn ra thuận lợi và đúng kế hoạch đề ra.", "Chúng tôi đã bàn bạc kỹ trước khi tiến hành.",
)  # fmt: skip
_PHRASES = ("thực tế", "có thể nói", "cụ thể là", "như vậy", "rõ ràng")
_FOREIGN = ("cáp", "neo", "cảng", "khí", "van", "bơm", "lò", "thép", "mạ", "kẽm", "cẩu", "ray", "trục", "bánh", "răng", "dầu")

Disguise = Callable[[str, random.Random], str]


def synonyms(text: str, rng: random.Random) -> str:
    """Other words for common ones, other figures, some words dropped and some filler put in."""
    for old, new in _SWAPS.items():
        text = text.replace(old, new) if rng.random() < 0.7 else text
    text = re.sub(r"\d+", lambda m: str(int(m[0]) + rng.randint(1, 9)), text)
    words = [w for w in text.split() if rng.random() > 0.04]
    for _ in range(len(words) // 25):
        words.insert(rng.randrange(len(words)), rng.choice(["thực tế", "nhìn chung", "cụ thể là", "có thể nói"]))
    return " ".join(words)


def shuffled(text: str, rng: random.Random) -> str:
    """Sentences in another order."""
    parts = re.split(r"(?<=[.;!?])\s+", text)
    rng.shuffle(parts)
    return " ".join(parts)


def decomposed(text: str, _rng: random.Random) -> str:
    """Accents as combining marks."""
    return unicodedata.normalize("NFD", text)


def look_alikes(text: str, rng: random.Random) -> str:
    """A third of the words with Cyrillic letters that look the same."""
    return " ".join(w.translate(_HOMOGLYPHS) if rng.random() < 0.34 else w for w in text.split())


def recognised(text: str, rng: random.Random) -> str:
    """As a poor scan is read: accents lost or wrong, now and then a letter."""
    out = []
    for char in text:
        if char.isalpha() and rng.random() < 0.05:
            out.append(unicodedata.normalize("NFD", char)[0])
        elif char.isalpha() and rng.random() < 0.01:
            out.append(rng.choice("iltrnm"))
        else:
            out.append(char)
    return "".join(out)


def renamed(text: str, rng: random.Random) -> str:
    """Other figures and other capitalised names."""
    text = re.sub(r"\d+", lambda m: str(int(m[0]) + rng.randint(1, 9)), text)
    return re.sub(r"(?<=\s)[A-ZĐ][a-zà-ỹ]+", lambda m: rng.choice(["Bình", "Hòa", "Lam", "Sơn", "Thanh"]), text)


def spaced(text: str, _rng: random.Random) -> str:
    """Zero-width characters inside words and wide blanks between them."""
    return "\u00a0 ".join(w[:1] + "\u200b" + w[1:] for w in text.split())


def sentences(text: str) -> list[str]:
    """Its sentences."""
    return re.split(r"(?<=[.;!?])\s+", text)


def filled(text: str, rng: random.Random) -> str:
    """An empty sentence after every third."""
    return " ".join(s if i % 3 < 2 else f"{s} {rng.choice(_FILLER)}" for i, s in enumerate(sentences(text)))


def padded(text: str, rng: random.Random) -> str:
    """An empty phrase after every ninth word."""
    return " ".join(w if i % 9 < 8 else f"{w} {rng.choice(_PHRASES)}" for i, w in enumerate(text.split()))


def clauses_shuffled(text: str, rng: random.Random) -> str:
    """Clauses of every sentence, and the sentences, in another order."""
    out = []
    for sentence in sentences(text):
        clauses = sentence.split(", ")
        rng.shuffle(clauses)
        out.append(", ".join(clauses))
    rng.shuffle(out)
    return " ".join(out)


def quarter_replaced(text: str, rng: random.Random) -> str:
    """Every fourth word, by chance, another one."""
    return " ".join(rng.choice(_FOREIGN) if rng.random() < 0.25 else w for w in text.split())


def badly_recognised(share: float) -> Disguise:
    """As a bad scan is read: this share of the letters is wrong, missing, without accents, or followed by a blank."""

    def disguise(text: str, rng: random.Random) -> str:
        def letter(char: str) -> str:
            return rng.choice([unicodedata.normalize("NFD", char)[0], rng.choice("ilrtnmoec"), "", f"{char} "])

        return "".join(letter(c) if c.isalpha() and rng.random() < share else c for c in text)

    return disguise


def without_accents(text: str, _rng: random.Random) -> str:
    """As typed on a keyboard without Vietnamese letters."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


def in_capitals(text: str, _rng: random.Random) -> str:
    """All in capitals."""
    return text.upper()


def summed_up(text: str, _rng: random.Random) -> str:
    """Only how each paragraph begins."""
    return sentences(text)[0]
