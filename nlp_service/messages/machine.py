"""What the machine refuses (a full disk, a folder that may not be written to, a damaged database) as errors with a code.

Errors of a database come wrapped by the library that talks to it (``orig``); SQLite's own carry the number of their cause.
"""

from __future__ import annotations

import errno
import sqlite3

from nlp_service.dossier import NlpServiceError

_OF_SYSTEM = {
    errno.ENOSPC: "disk-full", errno.EDQUOT: "disk-full", errno.EROFS: "access-refused", errno.EACCES: "access-refused",
    errno.EPERM: "access-refused", errno.EEXIST: "path-unusable", errno.ENOTDIR: "path-unusable", errno.EISDIR: "path-unusable",
    errno.ENAMETOOLONG: "path-unusable", errno.ENOENT: "path-unusable",
}  # fmt: skip
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: "disk-full", sqlite3.SQLITE_READONLY: "access-refused", sqlite3.SQLITE_CANTOPEN: "access-refused",
    sqlite3.SQLITE_PERM: "access-refused", sqlite3.SQLITE_BUSY: "register-busy", sqlite3.SQLITE_LOCKED: "register-busy",
    sqlite3.SQLITE_CORRUPT: "register-damaged", sqlite3.SQLITE_NOTADB: "register-damaged",
}  # fmt: skip


def of_machine(error: BaseException) -> NlpServiceError | None:
    """The error of ours that tells what the machine refused; ``None`` where it is something else."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        number = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the low byte is the cause, the rest tells it more exactly
        code = _OF_SQLITE.get(number)
        detail = str(cause)
    elif isinstance(cause, OSError):
        code = _OF_SYSTEM.get(cause.errno or 0)
        detail = str(cause.filename or cause.strerror)
    else:
        return None
    return NlpServiceError(code, detail=detail) if code else None
