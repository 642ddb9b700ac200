"""Which module unpacks which container."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from nlp_service.dossier import ReadingError

from .members import Budget, Store, Unpacked

#: format → module of this package with ``unpack(content, store)``, which raises `ReadingError` where it cannot go on.
UNPACKERS = {"zip": "zipped", "7z": "seven", "rar": "rar", "eml": "mail", "msg": "outlook"}


def unpack(content: bytes, format_: str, folder: Path, budget: Budget) -> Unpacked:
    """Unpack ``content`` into ``folder`` under ``budget``; what came out before a limit was met is kept.

    Raises:
        ReadingError: nothing could be unpacked.
    """
    store = Store(folder, budget)
    budget.open(len(content))
    run: Callable[[bytes, Store], None] = import_module(f"{__package__}.{UNPACKERS[format_]}").unpack
    try:
        run(content, store)
    except ReadingError as error:
        if not any(member.file for member in store.members):
            raise
        return Unpacked(format_, tuple(store.members), error.code, error.arguments)
    if not store.members:
        raise ReadingError("archive-empty")
    return Unpacked(format_, tuple(store.members))
