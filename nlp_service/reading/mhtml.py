"""Web pages saved as one file (``.mht``; Word writes them under ``.doc`` too): the page inside, read as html."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace

from nlp_service.dossier import ReadingError, SourceFile
from nlp_service.settings import Settings

from . import registry


def read_mhtml(content: bytes, name: str, settings: Settings) -> SourceFile:
    """The first html part of the message.

    Raises:
        ReadingError: there is none, or it cannot be read.
    """
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    read_html = registry.reader("html")
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and read_html:
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                return replace(read_html(_in_unicode(page, part.get_content_charset()), name, settings), format="mhtml")
    raise ReadingError("no-text")


def _in_unicode(page: bytes, charset: str | None) -> bytes:
    """The page in UTF-8 with a byte order mark where the part's header names a charset that fits."""
    if not charset:
        return page
    try:
        return b"\xef\xbb\xbf" + page.decode(charset).encode("utf-8")
    except (LookupError, UnicodeDecodeError):
        return page
