"""Whether bytes are writing in some encoding, and its first characters."""

from __future__ import annotations

_BOMS = ((b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"),
         (b"\xfe\xff", "utf-16-be"))  # fmt: skip
#: Control characters that no plain text holds (tab, line feed, form feed, carriage return and DOS end-of-file may).
_CONTROLS = bytes(c for c in range(32) if c not in (9, 10, 12, 13, 26)) + b"\x7f"


def wide_encoding(content: bytes) -> str | None:
    """The Unicode encoding that a byte order mark or the places of zero bytes tell."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return encoding
    sample = content[:4096]
    if len(sample) >= 8:  # in Vietnamese at least every second character is below U+0100: its high byte is zero
        even, odd = sample[::2].count(0) / len(sample[::2]), sample[1::2].count(0) / len(sample[1::2])
        if odd > 0.4 and even < 0.05:
            return "utf-16-le"
        if even > 0.4 and odd < 0.05:
            return "utf-16-be"
    return None


def looks_like_text(content: bytes) -> bool:
    """Whether nearly all bytes are printable in an 8-bit or Unicode encoding (legacy Vietnamese ones use 0x80–0xFF fully)."""
    sample = content[:65536]
    if not sample:
        return False
    wide = wide_encoding(sample)
    if wide and wide != "utf-8":
        text = sample[: len(sample) // 4 * 4].decode(wide, "replace")
        odd = sum(1 for c in text if c == "\ufffd" or (ord(c) < 32 and c not in "\t\n\f\r\x1a"))
        return odd <= 0.02 * len(text)
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    try:
        sample.decode("utf-8")
        return controls <= 0.02 * len(sample)
    except UnicodeDecodeError as error:
        if error.start >= len(sample) - 4 and error.reason == "unexpected end of data":  # only the cut goes through a letter
            return controls <= 0.02 * len(sample)
    high = sum(1 for b in sample if b >= 0x80)
    return controls <= 0.002 * len(sample) and high <= 0.6 * len(sample)


def text_head(content: bytes, limit: int = 16384) -> str:
    """The first characters, for looking at: never an error, letters above ASCII may be wrong."""
    sample = content[:limit]
    return sample.decode(wide_encoding(sample) or "utf-8", "replace").lstrip("\ufeff \t\r\n")
