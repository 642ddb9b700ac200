"""What an audit has finished, one line a dossier: a line that stands complete in the journal is never done again.

The marker protocol: a result is appended as one line and brought to the disk before it counts.  After a kill the last
line may be torn; it is cut off, and its dossier is done again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import TypeAdapter

from nlp_service.dossier import Screening
from nlp_service.duplicates import Comparable

from .entries import Entry
from .examiner import Examined

_COMPARABLE = TypeAdapter(Comparable | None)


@dataclass(frozen=True, slots=True)
class Record:
    """A finished entry."""

    id: str
    stamp: str
    examined: Examined

    def line(self) -> bytes:
        """The record as one line of JSON."""
        value = {
            "id": self.id,
            "stamp": self.stamp,
            "screening": self.examined.screening.to_dict(),
            "comparable": _COMPARABLE.dump_python(self.examined.comparable, mode="json"),
        }
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    @classmethod
    def parse(cls, line: bytes) -> Self:
        """The inverse of `line`."""
        value = json.loads(line)
        screening = Screening.model_validate(value["screening"])
        return cls(value["id"], value["stamp"], Examined(screening, _COMPARABLE.validate_python(value["comparable"])))


class Journal:
    """The file of finished entries."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("ab")

    @classmethod
    def open(cls, path: Path, *, resume: bool) -> Self:
        """The journal at ``path``, with what is finished in it (``resume``) or empty."""
        if not resume:
            path.unlink(missing_ok=True)
        elif path.is_file():
            _cut_torn_line(path)
        return cls(path)

    def finished(self, wanted: tuple[Entry, ...]) -> dict[str, bytes]:
        """The lines of wanted entries that are finished and unchanged since, by id."""
        stamps = {e.id: e.stamp for e in wanted}
        out = {}
        with self.path.open("rb") as file:
            for line in file:
                head = json.loads(line)
                if stamps.get(head["id"]) == head["stamp"]:
                    out[head["id"]] = line
        return out

    def records(self, wanted: tuple[Entry, ...]) -> Iterator[Record]:
        """Finished records of the wanted entries, in their order."""
        lines = self.finished(wanted)
        for entry in wanted:
            if entry.id in lines:
                yield Record.parse(lines[entry.id])

    def append(self, record: Record) -> None:
        """Commit a finished entry."""
        self._file.write(record.line())
        self._file.flush()
        os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()


def _cut_torn_line(path: Path) -> None:
    """Cut off what stands behind the last line break."""
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        end = size
        while end:
            start = max(0, end - 65536)
            file.seek(start)
            at = file.read(end - start).rfind(b"\n")
            if at >= 0:
                end = start + at + 1
                break
            end = start
        if end < size:
            file.truncate(end)
