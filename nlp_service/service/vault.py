"""The store of uploads: every file under the digest of its content, written while it streams in, never changed.

It lies beside the register's originals and not among them, because removing a dossier from the register removes originals.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from nlp_service.register.originals import Originals

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the store."""

    sha256: str
    size: int


class Vault(Originals):
    """`Originals` that also take a stream, so that a large upload is never held in memory."""

    def put_stream(self, content: BinaryIO) -> Stored:
        """Keep the rest of ``content``; the file is on the disk, under its digest, when this returns."""
        digest, size = hashlib.sha256(), 0
        incoming = self.folder / "00"  # where `leftovers` looks
        incoming.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=incoming, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as out:
                while chunk := content.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            target = self.path(digest.hexdigest())
            target.parent.mkdir(exist_ok=True)
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return Stored(digest.hexdigest(), size)
