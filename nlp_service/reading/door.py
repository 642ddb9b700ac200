"""The front door: whatever is handed in becomes a `Dossier`."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from nlp_service.dossier import Dossier, Notice, ReadingError, SourceFile
from nlp_service.settings import Settings, default_settings

from .archive import Budget, Unpacked
from .archive.members import is_junk
from .opening import explain, failed, open_content
from .order import reading_order
from .upload import Upload

#: Archives inside archives are opened down to this depth: a zip in a message in a zip.
MAX_DEPTH = 3


def read(source: str | Path | Sequence[Upload], *, settings: Settings | None = None) -> Dossier:
    """Everything at ``source`` (a file, an archive, a folder, or uploads) as one dossier.

    ``Dossier.id`` is the file's stem or the folder's name, ``Dossier.name`` the name as given, ``Dossier.sha256`` is over the
    sorted hashes of the files' bytes: the same papers have the same hash under whatever names and in whatever archive.
    A file that cannot be read has status ``failed`` and a problem that says why; it never stops the others.

    Raises:
        ReadingError: ``file-missing``, there is nothing at ``source``.
    """
    settings = settings or default_settings()
    if isinstance(source, str | Path):
        path = Path(source)
        if not path.exists():
            raise ReadingError("file-missing", name=str(source))
        name = path.name or path.resolve().name
        identity = name if path.is_dir() else Path(name).stem
    else:
        name = _common_name(source)
        identity = Path(name).stem
    budget = Budget(members=settings.max_members, size=settings.max_unpacked, largest=settings.max_bytes)
    files = tuple(_number(i, f) for i, f in enumerate(_ordered(_read_all(source, name, settings, budget))))
    total = sha256("\n".join(sorted(f.sha256 for f in files)).encode()).hexdigest()
    return Dossier(_plain(identity), _plain(name), total, files)


def _read_all(source: str | Path | Sequence[Upload], name: str, settings: Settings, budget: Budget) -> Iterator[SourceFile]:
    if not isinstance(source, str | Path):
        for upload in source:
            yield from _open(upload.content, _plain(upload.name), settings, budget, 0)
        return
    path = Path(source)
    if not path.is_dir():
        yield from _open_path(path, _plain(name), settings, budget)
        return
    found = False
    for member in _walk(path):
        found = True
        try:
            budget.member()
        except ReadingError as error:
            yield replace(failed(_plain(name), b"", "folder", error, settings.lang), status="failed")
            break
        yield from _open_path(member, _plain(member.relative_to(path).as_posix()), settings, budget)
    if not found:
        yield failed(_plain(name), b"", "folder", ReadingError("archive-empty"), settings.lang)


def _walk(folder: Path) -> Iterator[Path]:
    """The files of a folder in stable order, without junk and without following links out of it."""
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(root, name)
            if not is_junk(path.relative_to(folder).as_posix()) and path.is_file() and not path.is_symlink():
                yield path


def _open_path(path: Path, name: str, settings: Settings, budget: Budget) -> Iterator[SourceFile]:
    try:
        if path.stat().st_size > settings.max_bytes:
            raise ReadingError("file-too-large", limit=settings.max_bytes >> 20)
        content = path.read_bytes()
    except OSError as error:
        yield failed(name, b"", "unknown", ReadingError("file-damaged", detail=error.strerror or "I/O"), settings.lang)
    except ReadingError as error:
        yield failed(name, b"", "unknown", error, settings.lang)
    else:
        yield from _open(content, name, settings, budget, 0)


def _open(content: bytes, name: str, settings: Settings, budget: Budget, depth: int) -> Iterator[SourceFile]:
    """One file, or all files of an archive."""
    with TemporaryDirectory(prefix="nlp-service-") as folder:
        opened = open_content(content, name, settings, Path(folder), budget)
        if isinstance(opened, SourceFile):
            yield opened
            return
        if depth >= MAX_DEPTH:
            yield failed(name, content, opened.format, ReadingError("archive-too-deep"), settings.lang)
            return
        yield from _members(opened, content, name, Path(folder), settings, budget, depth)


def _members(
    opened: Unpacked, content: bytes, name: str, folder: Path, settings: Settings, budget: Budget, depth: int
) -> Iterator[SourceFile]:
    for member in opened.members:
        full = f"{name}/{member.name}"
        if member.file is None:
            yield failed(full, b"", "unknown", ReadingError(member.code or "file-damaged", **member.arguments), settings.lang)
        else:
            yield from _open((folder / member.file).read_bytes(), full, settings, budget, depth + 1)
    if opened.code:
        reason = ReadingError(opened.code, **opened.arguments)
        yield replace(failed(name, content, opened.format, reason, settings.lang), problems=(explain(reason, name, settings.lang),))


def _ordered(files: Iterator[SourceFile]) -> list[SourceFile]:
    everything = list(files)
    places = reading_order([f.name for f in everything])
    return [everything[i] for i in places]


def _number(index: int, file: SourceFile) -> SourceFile:
    """The file with its index in the dossier in the places of its notices."""
    notices = tuple(
        Notice(n.code, replace(n.location, file=index) if n.location else None, n.detail) if index else n for n in file.notices
    )
    return replace(file, notices=notices) if notices else file


def _common_name(uploads: Sequence[Upload]) -> str:
    """The folder that all uploads stand in, or else the name of the first."""
    names = [u.name.replace("\\", "/").strip("/") for u in uploads]
    tops = {n.split("/")[0] for n in names if "/" in n}
    if len(tops) == 1 and all("/" in n for n in names):
        return tops.pop()
    return names[0].rsplit("/", 1)[-1] if names else ""


def _plain(name: str) -> str:
    """A name in NFC without control characters or lone surrogates."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    return "".join(c for c in text if c.isprintable())
