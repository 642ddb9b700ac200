"""Messages as mail programs save them (``.eml``): the letter and its attachments."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage, MIMEPart

from nlp_service.dossier import ReadingError

from .members import Store, is_junk, safe_name

#: Names for the letter itself, by its type.
_BODY = {"text/plain": "message.txt", "text/html": "message.html"}


def unpack(content: bytes, store: Store) -> None:
    """The letter as ``message.txt`` or ``message.html``, then its attachments (a forwarded message as ``.eml``).

    Raises:
        ReadingError: the message is beyond the limits, or no message.
    """
    message = email.message_from_bytes(content, policy=email.policy.default)
    try:
        _letter(message, store)
        for number, part in enumerate(message.iter_attachments(), 1):
            _attachment(part, number, store)
    except (LookupError, ValueError, AttributeError, TypeError) as error:  # what the parser raises for malformed parts
        raise ReadingError("file-damaged", detail=type(error).__name__) from error


def _letter(message: MIMEPart, store: Store) -> None:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is not None and (data := _bytes(body)).strip():
        store.put(_BODY.get(body.get_content_type(), "message.txt"), data)


def _attachment(part: MIMEPart, number: int, store: Store) -> None:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0)
        store.put(_name(part, f"message-{number}.eml"), inner.as_bytes() if isinstance(inner, EmailMessage) else b"")
    elif part.get_content_disposition() == "inline" and part.get_content_maintype() == "image":
        return  # the picture in a signature
    else:
        name = _name(part, f"attachment-{number}")
        if not is_junk(name):
            store.put(name, _bytes(part))


def _name(part: MIMEPart, otherwise: str) -> str:
    name = part.get_filename()
    return (safe_name(name.replace("/", "_")) if name else None) or otherwise


def _bytes(part: MIMEPart) -> bytes:
    """The part's bytes; text in UTF-8 so that its declared charset is not lost with the headers."""
    data = part.get_payload(decode=True)
    raw = data if isinstance(data, bytes) else b""
    if part.get_content_maintype() != "text" or part.is_attachment():
        return raw
    try:
        return raw.decode(part.get_content_charset("utf-8")).encode("utf-8")
    except (LookupError, UnicodeDecodeError):
        return raw
