"""Looks into an office package (docx, xlsx, odt … are zips of XML) before any reader unpacks it.

Bombs are refused by the sizes the package declares: Python's zip reader never gives more of a member than it declares, so a
package that lies is cut short.  Entities are refused where they are declared: neither OOXML (ECMA-376 part 2, 8.1.4) nor
what offices write as ODF has any use for them, and without them there is no billion-laughs and no external entity.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from nlp_service.dossier import ReadingError
from nlp_service.settings import Settings

#: Formats that are zips of XML.
PACKAGES = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp"})
#: A package has a few dozen parts and rarely some hundred pictures.
MAX_PARTS = 20_000
#: All XML parts together: a thousand pages of Word are about 30 MB.
MAX_XML = 256 * 2**20
#: So much of each part is looked at for declarations, which stand before the first element.
HEAD = 2048


def check_package(content: bytes, settings: Settings) -> None:
    """Refuse bombs and entity declarations.  Damage is left to the reader, which may still save something.

    Raises:
        ReadingError: ``archive-too-large``, ``file-unsafe``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check(package, settings)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return


def _check(package: zipfile.ZipFile, settings: Settings) -> None:
    parts = package.infolist()
    if len(parts) > MAX_PARTS:
        raise ReadingError("archive-too-large", detail=f"{len(parts)} parts")
    total = sum(part.file_size for part in parts)
    xml = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    if total > settings.max_unpacked or sum(part.file_size for part in xml) > MAX_XML:
        raise ReadingError("archive-too-large", detail=f"{total >> 20} MB")
    for part in xml:
        with package.open(part) as stream:
            head = stream.read(HEAD).replace(b"\0", b"")  # UTF-16 is looked at as well
        if b"<!ENTITY" in head:
            raise ReadingError("file-unsafe", detail="XML entity")
