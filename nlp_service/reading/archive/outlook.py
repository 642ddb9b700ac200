"""Messages as Outlook saves them (``.msg``, MS-OXMSG): the letter and its attachments."""

from __future__ import annotations

import io

import olefile

from nlp_service.dossier import ReadingError

from .members import Store, is_junk, safe_name

# Property streams (MS-OXPROPS): body, attachment data, long and short file name; 001F is UTF-16, 001E the machine's 8 bits.
_BODY, _DATA, _LONG, _SHORT = "1000", "37010102", "3707", "3704"


def unpack(content: bytes, store: Store) -> None:
    """The letter as ``message.txt``, then its attachments.

    Raises:
        ReadingError: the message is damaged or beyond the limits.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            body = _text(ole, "", _BODY)
            if body and body.strip():
                store.put("message.txt", body.encode("utf-8"))
            folders = sorted({entry[0] for entry in ole.listdir() if entry[0].startswith("__attach_version1.0_")})
            for number, folder in enumerate(folders, 1):
                name = _text(ole, folder, _LONG) or _text(ole, folder, _SHORT) or f"attachment-{number}"
                safe = safe_name(name.replace("/", "_").rstrip("\0")) or f"attachment-{number}"
                stream = f"{folder}/__substg1.0_{_DATA}"
                if ole.exists(stream) and not is_junk(safe):
                    store.put(safe, ole.openstream(stream))
    except (OSError, ValueError, IndexError, TypeError, AttributeError, OverflowError) as error:  # olefile raises what it meets
        raise ReadingError("file-damaged", detail=type(error).__name__) from error


def _text(ole: olefile.OleFileIO, folder: str, tag: str) -> str | None:
    prefix = f"{folder}/" if folder else ""
    for kind, encoding in (("001F", "utf-16-le"), ("001E", "cp1258")):
        stream = f"{prefix}__substg1.0_{tag}{kind}"
        if ole.exists(stream):
            return str(ole.openstream(stream).read().decode(encoding, "replace"))
    return None
