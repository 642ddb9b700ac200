"""The members of an archive, and the budget they are unpacked under."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from nlp_service.dossier import ReadingError

CHUNK = 1 << 18
#: An archive that unpacks to more than this many times its own size, and to more than `RATIO_FROM` bytes, is a bomb.
#: Scans saved as bitmaps reach 100; the classic bombs 1,000 (one layer of deflate) and more.
RATIO, RATIO_FROM = 250, 100 * 2**20

#: What systems leave beside the papers: resource forks, thumbnails, lock files of open documents.
_JUNK_NAME = re.compile(
    r"^(thumbs\.db|ehthumbs\.db|desktop\.ini|\.ds_store|~\$.*|\.~lock\..*#|\._.*|\.gitkeep|.*\.(tmp|lnk|url))$", re.I
)
_JUNK_FOLDER = {"__macosx", ".git", "$recycle.bin", "system volume information", ".trashes", ".spotlight-v100"}


@dataclass(frozen=True, slots=True)
class Member:
    """One member: its name inside the archive, and the numbered file it was unpacked to or the reason it was not."""

    name: str
    file: str | None = None
    code: str | None = None
    arguments: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What an archive held.  ``code`` tells why not all of it was unpacked, ``None`` when all was."""

    format: str
    members: tuple[Member, ...]
    code: str | None = None
    arguments: Mapping[str, str | int | float] = field(default_factory=dict)


class Budget:
    """Counts what archives unpack to; one budget serves a dossier with all its nested archives.

    ``members`` and ``size`` are what is left, ``largest`` bounds one member, ``packed`` is the size of the archive in hand.
    """

    def __init__(self, *, members: int, size: int, largest: int) -> None:
        self.members, self.size, self.largest = members, size, largest
        self.packed, self.unpacked = 0, 0

    def open(self, packed: int) -> None:
        """An archive of ``packed`` bytes is unpacked from now on."""
        self.packed, self.unpacked = packed, 0

    def member(self) -> None:
        """One more member.

        Raises:
            ReadingError: there are too many.
        """
        if self.members <= 0:
            raise ReadingError("archive-too-large", detail="số tệp / number of files")
        self.members -= 1

    def spend(self, count: int) -> None:
        """``count`` more bytes came out.

        Raises:
            ReadingError: the archive holds more than it may.
        """
        self.size -= count
        self.unpacked += count
        if self.size < 0:
            raise ReadingError("archive-too-large", detail=f"> {self.unpacked >> 20} MB")
        if self.unpacked > RATIO_FROM and self.unpacked > RATIO * self.packed:
            raise ReadingError("archive-too-large", detail=f"× {self.unpacked // max(self.packed, 1)}")


def copy(source: BinaryIO, target: BinaryIO, budget: Budget) -> None:
    """Copy a member in pieces, paying for each.

    Raises:
        ReadingError: ``archive-too-large``, the budget is spent; ``file-too-large``, the member is larger than a file may be.
    """
    written = 0
    while piece := source.read(CHUNK):
        written += len(piece)
        budget.spend(len(piece))
        if written > budget.largest:
            raise ReadingError("file-too-large", limit=budget.largest >> 20)
        target.write(piece)


class Store:
    """The folder that members are unpacked to, as ``0000``, ``0001`` …"""

    def __init__(self, folder: Path, budget: Budget) -> None:
        self.folder, self.budget = folder, budget
        self.members: list[Member] = []

    def put(self, name: str, source: BinaryIO | bytes) -> None:
        """Unpack one member.

        Raises:
            ReadingError: the budget is spent; a member that is only too large for itself is noted as failed.
        """
        self.budget.member()
        file = self.next_file()
        try:
            with file.open("wb") as target:
                copy(io.BytesIO(source) if isinstance(source, bytes) else source, target, self.budget)
        except ReadingError as error:
            file.unlink()
            if error.code != "file-too-large":
                raise
            self.fail(name, error.code, **error.arguments)
        else:
            self.keep(name, file)

    def next_file(self) -> Path:
        """Where the next member goes."""
        return self.folder / f"{len(self.members):04d}"

    def keep(self, name: str, file: Path) -> None:
        """Note that a member was unpacked to ``file``."""
        self.members.append(Member(name, file.name))

    def take_back(self, name: str, code: str, **arguments: str | int | float) -> None:
        """The member kept last turned out to be damaged."""
        if self.members and self.members[-1].name == name and (file := self.members[-1].file):
            self.members.pop()
            (self.folder / file).unlink()
            self.fail(name, code, **arguments)

    def fail(self, name: str, code: str, **arguments: str | int | float) -> None:
        """Note that a member could not be unpacked."""
        self.members.append(Member(name, None, code, arguments))


def safe_name(name: str) -> str | None:
    """A member's name as a relative path in NFC with ``/``; ``None`` when it points out of the archive."""
    text = unicodedata.normalize("NFC", name).replace("\\", "/").replace("\0", "")
    if text.startswith("/") or re.match(r"^[A-Za-z]:", text):
        return None
    parts = [part for part in PurePosixPath(text).parts if part != "."]
    return None if ".." in parts or not parts else "/".join(parts)


def is_junk(name: str) -> bool:
    """Whether a file is only what a system left behind (``__MACOSX``, ``Thumbs.db``, ``~$lock`` …)."""
    *folders, last = name.replace("\\", "/").split("/")
    return bool(_JUNK_NAME.match(last)) or any(folder.lower() in _JUNK_FOLDER for folder in folders)
