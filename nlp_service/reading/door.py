"""The front door: whatever is handed in becomes a `Dossier`."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from nlp_service.dossier import Dossier, ReadingError, SourceFile
from nlp_service.settings import Settings, default_settings

from .archive import Budget
from .archive.members import is_junk
from .desk import Desk, Item
from .opening import failed
from .order import reading_order
from .progress import Listener
from .upload import Upload


def read(source: str | Path | Sequence[Upload], *, settings: Settings | None = None, heard: Listener | None = None) -> Dossier:
    """Everything at ``source`` (a file, an archive, a folder, or uploads) as one dossier.

    ``Dossier.id`` is the file's stem or the folder's name, ``Dossier.name`` the name as given, ``Dossier.sha256`` is over the
    sorted hashes of the files' bytes: the same papers have the same hash under whatever names and in whatever archive.
    Members of an archive are called ``archive.zip/member``, files of a folder by their path inside it.  A file that cannot be
    read has status ``failed`` and a problem that says why; it never stops the others.

    ``heard`` is told of every page that was recognised, from several threads; what it raises calls the reading off.

    Raises:
        ReadingError: ``file-missing``, there is nothing at ``source``.
    """
    settings = settings or default_settings()
    if isinstance(source, str | Path):
        path = Path(source)
        if not _exists(path):
            raise ReadingError("file-missing", name=str(source))
        name = path.name or path.resolve().name
        identity = name if path.is_dir() else Path(name).stem
        items = list(_folder_items(path, name, settings)) if path.is_dir() else [Item(name, path)]
    else:
        folder = _common_folder(source)
        name = folder or (source[0].name.replace("\\", "/").rsplit("/", 1)[-1] if source else "")
        identity = folder or Path(name).stem
        items = [Item(upload.name, upload.content) for upload in source]
    return _dossier(identity, name, items, settings, heard)


def _dossier(identity: str, name: str, items: list[Item], settings: Settings, heard: Listener | None) -> Dossier:
    name = plain(name)
    budget = Budget(members=settings.max_members, size=settings.max_unpacked, largest=settings.max_bytes)
    items = [replace(item, name=plain(item.name)) for item in items]
    found = Desk(settings, budget, heard).read(items)
    if not found:
        found = [failed(name, b"", "folder", ReadingError("archive-empty"), settings.lang)]
    files = tuple(numbered(i, found[place]) for i, place in enumerate(reading_order([f.name for f in found])))
    total = sha256("\n".join(sorted(f.sha256 for f in files)).encode()).hexdigest()
    return Dossier(plain(identity), name, total, files)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long, a folder that may not be entered
        return False


def _folder_items(folder: Path, name: str, settings: Settings) -> Iterator[Item]:
    """The files of a folder in stable order, without junk and without following links out of it."""
    count, closed = 0, list[OSError]()
    for root, folders, names in os.walk(folder, onerror=closed.append):
        folders.sort()
        for file in sorted(names):
            path = Path(root, file)
            inside = path.relative_to(folder).as_posix()
            if is_junk(inside) or path.is_symlink() or not path.is_file():
                continue
            count += 1
            if count > settings.max_members:
                yield Item(name, ReadingError("archive-too-large", detail=f"> {settings.max_members}"))
                return
            yield Item(inside, path)
    for error in closed:
        place = Path(error.filename).relative_to(folder).as_posix()
        yield Item(name if place == "." else place, ReadingError("file-damaged", detail=error.strerror or "I/O"))


def numbered(index: int, file: SourceFile) -> SourceFile:
    """The file with its index in the dossier put into the places of its notices."""
    if not index or not file.notices:
        return file
    notices = tuple(replace(n, location=replace(n.location, file=index)) if n.location else n for n in file.notices)
    return replace(file, notices=notices)


def _common_folder(uploads: Sequence[Upload]) -> str | None:
    """The folder that all uploads stand in (browsers send its name along)."""
    names = [u.name.replace("\\", "/").strip("/") for u in uploads]
    tops = {n.split("/")[0] for n in names}
    return tops.pop() if len(tops) == 1 and all("/" in n for n in names) else None


def plain(name: str) -> str:
    """A name in NFC without control characters or lone surrogates."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    return "".join(c for c in text if c.isprintable())
