"""Stored originals: each file once, under the digest of its bytes, in ``<data>/originals/ab/cdef…``."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Collection, Iterator
from hashlib import sha256
from pathlib import Path


class Originals:
    """A folder of files named by their content."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Store ``content`` (nothing happens where it is there already) and give its digest."""
        digest = sha256(content).hexdigest()
        path = self.path(digest)
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            # written aside and moved into place: a reader never sees half a file, whatever ends us
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(file.name, path)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of that digest.

        Raises:
            FileNotFoundError: nothing is stored under it.
        """
        return self.path(digest).read_bytes()

    def remove(self, digest: str) -> None:
        """Delete a file; nothing happens where there is none."""
        self.path(digest).unlink(missing_ok=True)

    def sound(self, digest: str) -> bool:
        """Whether the file is there and its bytes have that digest."""
        path = self.path(digest)
        return path.is_file() and sha256(path.read_bytes()).hexdigest() == digest

    def digests(self) -> Iterator[str]:
        """All that is stored."""
        for path in sorted(self.folder.glob("??/*")):
            if not path.name.startswith("."):
                yield path.parent.name + path.name

    def leftovers(self) -> tuple[Path, ...]:
        """Half-written files that a sudden end left behind."""
        return tuple(sorted(self.folder.glob("??/.part-*")))

    def tidy(self, age: float = 3600.0) -> int:
        """Delete leftovers that nobody can be writing any more (``age`` in seconds); gives how many."""
        done = 0
        for path in self.leftovers():
            try:
                if path.stat().st_mtime < time.time() - age:
                    path.unlink()
                    done += 1
            except FileNotFoundError:  # its writer moved it into place, or another process tidies too
                continue
        return done

    def keep_only(self, needed: Collection[str], *, unneeded: Collection[str] = (), age: float = 3600.0) -> int:
        """Delete what is not ``needed``: those known as ``unneeded``, and others older than ``age`` in seconds (a younger
        one may belong to a dossier that is just being added); gives how many."""
        done = 0
        for digest in set(self.digests()).difference(needed):
            try:
                if digest in unneeded or self.path(digest).stat().st_mtime < time.time() - age:
                    self.path(digest).unlink()
                    done += 1
            except FileNotFoundError:  # another process was quicker
                continue
        return done

    def path(self, digest: str) -> Path:
        """Where a file of that digest lies."""
        return self.folder / digest[:2] / digest[2:]
