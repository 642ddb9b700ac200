"""Reads the files of one dossier, several at a time where that pays, and what archives among them hold."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from nlp_service.dossier import ReadingError, SourceFile
from nlp_service.settings import Settings

from . import pool
from .archive import Budget, Unpacked
from .opening import failed, open_content
from .progress import Listener, heard_by

#: Archives inside archives are opened down to this depth: a zip in a message in a zip.
MAX_DEPTH = 3
#: A further worker joins when the files took this many seconds already: a small dossier never pays for starting two.
STAGGER = 0.8


@dataclass(frozen=True, slots=True)
class Item:
    """A file to read: its bytes, where they are, or why there are none."""

    name: str
    source: bytes | Path | ReadingError


class Desk:
    """Reads items under one budget."""

    def __init__(self, settings: Settings, budget: Budget, heard: Listener | None = None) -> None:
        self.settings, self.budget, self.heard = settings, budget, heard

    def read(self, items: list[Item]) -> list[SourceFile]:
        """The files of all items, those of an archive in its place."""
        results: list[list[SourceFile]] = [[] for _ in items]
        numbers = iter(range(len(items)))
        hand, done = threading.Lock(), threading.Event()
        troubles: list[BaseException] = []

        def take_turns() -> None:
            while not troubles:
                with hand:
                    number = next(numbers, None)
                if number is None:
                    return
                try:
                    results[number] = list(self.open(items[number], 0))
                except BaseException as error:  # noqa: BLE001  carried over to the thread that asked, see below
                    troubles.append(error)

        def help_later(rank: int) -> None:
            if not done.wait(STAGGER * rank):
                take_turns()

        helpers = min(pool.width(self.settings), len(items)) if self.settings.isolate else 1
        threads = [threading.Thread(target=help_later, args=(rank,), daemon=True) for rank in range(1, helpers)]
        for thread in threads:
            thread.start()
        take_turns()
        done.set()
        if any(not isinstance(trouble, Exception) for trouble in troubles):  # interrupted: nobody waits for the others
            pool.close()
        for thread in threads:
            thread.join()
        if troubles:
            raise troubles[0]
        return [file for files in results for file in files]

    def open(self, item: Item, depth: int) -> Iterator[SourceFile]:
        """The file, or all files of the archive, that ``item`` is."""
        try:
            content = self._content(item.source)
        except ReadingError as error:
            yield failed(item.name, b"", "unknown", error, self.settings.lang)
            return
        with TemporaryDirectory(prefix="nlp-service-") as folder:
            task = content, item.name, self.settings, Path(folder), self.budget
            if self.settings.isolate:
                opened = pool.pool(self.settings).open_content(*task, self.heard)
            else:
                with heard_by(self.heard):
                    opened = open_content(*task)
            if isinstance(opened, SourceFile):
                yield opened
            elif depth >= MAX_DEPTH:
                yield failed(item.name, content, opened.format, ReadingError("archive-too-deep"), self.settings.lang)
            else:
                yield from self._inside(opened, content, item.name, Path(folder), depth)

    def _content(self, source: bytes | Path | ReadingError) -> bytes:
        if isinstance(source, ReadingError):
            raise source
        if isinstance(source, bytes):
            return source
        try:
            if not source.is_file():  # a device or pipe may never end
                raise ReadingError("file-damaged", detail="no regular file")
            with source.open("rb") as stream:
                content = stream.read(self.settings.max_bytes + 1)
        except OSError as error:
            raise ReadingError("file-damaged", detail=error.strerror or "I/O") from error
        if len(content) > self.settings.max_bytes:
            raise ReadingError("file-too-large", limit=self.settings.max_bytes >> 20)
        return content

    def _inside(self, opened: Unpacked, content: bytes, name: str, folder: Path, depth: int) -> Iterator[SourceFile]:
        for member in opened.members:
            reason = ReadingError(member.code or "file-damaged", **member.arguments)
            source = folder / member.file if member.file else reason
            yield from self.open(Item(f"{name}/{member.name}", source), depth + 1)
        if opened.code:  # the rest of it could not be unpacked
            reason = ReadingError(opened.code, **opened.arguments)
            yield failed(name, content, opened.format, reason, self.settings.lang)
