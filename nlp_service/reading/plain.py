"""Plain text: the encoding is found from the bytes and from the syllables that come out; each line is a block."""

from __future__ import annotations

import re
import unicodedata

from nlp_service.dossier import ReadingError, SourceFile
from nlp_service.language.syllables import is_syllable
from nlp_service.settings import Settings

from .builder import BlockBuilder
from .drafts import Draft, assemble, grade
from .textlike import wide_encoding

_ACCENTED = re.compile("[^\\W\\d_]*[\u00c0-\u1ef9][^\\W\\d_]*")
# Windows-1252; the bytes 81, 8D, 8F, 90, 9D stand for nothing there, but old texts hold them.
_WESTERN = {b: bytes((b,)).decode("cp1252") for b in range(0x80, 0xA0) if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_SAMPLE = 50_000


def read_text(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read a text file; a form feed begins a new page.

    Raises:
        ReadingError: ``no-text``.
    """
    text = decode_text(content)
    drafts: list[Draft] = []
    for number, page in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\f")):
        new_page = number > 0
        for line in page.split("\n"):
            if line.strip():
                drafts.append(Draft([(line, None)], page_break=new_page))
                new_page = False
    builder = BlockBuilder()
    encoding = assemble(drafts, builder)
    if not builder.blocks:
        raise ReadingError("no-text", name=name)
    return builder.build(name, "text", encoding=encoding, grade=grade(encoding))


def decode_text(content: bytes, declared: str | None = None) -> str:
    """Bytes as text: byte order mark, UTF-8, what the file declares, then Windows-1258 or 1252 by the syllables they give.

    Text in TCVN3 or VNI comes out in the characters of Windows-1252, which `nlp_service.language.legacy` repairs.
    """
    wide = wide_encoding(content)
    if wide:
        return content.decode(wide, "replace").lstrip("\ufeff")
    try:
        return unwound(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        lenient = content.decode("utf-8", "replace")
        if error.start > 0 and lenient.count("\ufffd") * 50 < sum(c > "\x7f" for c in lenient):
            return unwound(lenient)  # UTF-8 with a few damaged places, e.g. cut at the end
    western = content.decode("latin-1").translate(_WESTERN)
    if declared is not None and declared.lower() not in ("utf-8", "utf8", "iso-8859-1", "windows-1252", "us-ascii"):
        try:
            return content.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass  # a declaration that does not fit the bytes says nothing
    vietnamese = unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
    return vietnamese if _syllables(vietnamese) > _syllables(western) else western


def unwound(text: str) -> str:
    """UTF-8 that was taken for Windows-1252 and written as UTF-8 again (``Báº£n mÃ´ táº£``), undone; other text as it is."""
    if not any(sign in text for sign in ("Ã", "áº", "á»")):
        return text
    try:
        once = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
    return once if _syllables(once) > _syllables(text) else text


def _syllables(text: str) -> int:
    """Accented words of a sample that are syllables."""
    return sum(map(is_syllable, _ACCENTED.findall(text[:_SAMPLE])))
