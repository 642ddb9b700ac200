"""One file: what it is, and what came of reading it.  This is all that runs inside a worker process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from nlp_service.dossier import FileProblem, ReadingError, SourceFile
from nlp_service.messages import problem
from nlp_service.settings import Settings

from . import registry
from .archive import Budget, Unpacked, unpack
from .grade import grade
from .kind import Kind
from .safety import PACKAGES, check_package
from .salvage import salvage
from .sniff import sniff

#: Characters of one file that are kept: two thousand pages.
MAX_TEXT = 4_000_000


def open_content(
    content: bytes, name: str, settings: Settings, folder: Path, budget: Budget, seen: Callable[[str], None] = lambda _: None
) -> SourceFile | Unpacked:
    """Read ``content``, or unpack it into ``folder`` when it holds other files.  Whatever goes wrong is in the result.

    ``seen`` is told the format as soon as it is known.
    """
    format_ = "unknown"
    try:
        if not content:
            raise ReadingError("file-empty")
        if len(content) > settings.max_bytes:
            raise ReadingError("file-too-large", limit=settings.max_bytes >> 20)
        kind = sniff(content)
        format_ = kind.format
        seen(format_)
        if kind.encrypted:
            raise ReadingError("file-encrypted")
        if kind.container:
            return unpack(content, format_, folder, budget)
        return finish(_read(content[kind.start :], kind, name, settings), content, settings.lang)
    except ReadingError as error:
        return failed(name, content, format_, error, settings.lang)
    except ImportError as error:  # an optional library is not installed
        return failed(name, content, format_, ReadingError("tool-missing", tool=error.name or format_), settings.lang)
    except MemoryError:
        return failed(name, content, format_, ReadingError("read-crashed", detail="memory"), settings.lang)
    except Exception as error:  # noqa: BLE001  a parser met what its authors did not foresee: the file is at fault
        return failed(name, content, format_, ReadingError("file-damaged", detail=type(error).__name__), settings.lang)


def _read(content: bytes, kind: Kind, name: str, settings: Settings) -> SourceFile:
    """The file as its reader gives it, or what can be saved of it where it is damaged."""
    if kind.format in PACKAGES:
        check_package(content, settings)
    read = registry.reader(kind.format)
    try:
        if kind.detail == "torn":
            raise ReadingError("file-damaged", detail="torn")
        if read is None:
            raise ReadingError("format-unknown" if kind.format == "unknown" else "format-unsupported", format=kind.format)
        return read(content, name, settings)
    except ReadingError as error:
        if error.code != "file-damaged":
            raise
        return salvage(content, kind.format, name, settings, error)


def finish(file: SourceFile, content: bytes, lang: str) -> SourceFile:
    """Fill in what the readers leave to the door: hash, size, status and grade."""
    file = shortened(file, lang)
    status = "partial" if file.status == "read" and file.problems else file.status
    file = replace(file, sha256=sha256(content).hexdigest(), size=len(content), status=status)
    return replace(file, grade=grade(file))


def shortened(file: SourceFile, lang: str) -> SourceFile:
    """The file without the blocks behind `MAX_TEXT`, and a problem that says so; the file itself when it is not longer."""
    if len(file.text) <= MAX_TEXT:
        return file
    blocks = tuple(b for b in file.blocks if b.end <= MAX_TEXT)
    end = blocks[-1].end if blocks else 0
    notices = tuple(n for n in file.notices if n.location is None or n.location.end <= end)
    told = problem("text-too-long", lang, name=file.name, characters=len(file.text), limit=MAX_TEXT)
    problems = (*file.problems, told)
    return replace(file, text=file.text[:end], blocks=blocks, notices=notices, problems=problems, status="partial")


def failed(name: str, content: bytes, format_: str, error: ReadingError, lang: str) -> SourceFile:
    """A file that could not be read, with the reason in words."""
    return SourceFile(
        name=name, sha256=sha256(content).hexdigest(), format=format_, status="failed", text="", grade="D", size=len(content),
        problems=(explain(error, name, lang),),
    )  # fmt: skip


def explain(error: ReadingError, name: str, lang: str) -> FileProblem:
    """The problem of the file ``name`` in words."""
    arguments: dict[str, Any] = {"format": "?", "detail": "?", **error.arguments, "name": name}
    return problem(error.code, lang, **arguments)
