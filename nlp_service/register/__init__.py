"""Everything that must be remembered: earlier initiatives, originals, screenings, officers' verdicts, the audit log."""

from .audit_log import AuditEntry, record
from .base import Base
from .database import make_engine, migrate, reading, writing
from .entries import DECISIONS, Entry
from .register import Register
from .screenings import Kept

__all__ = [
    "DECISIONS", "AuditEntry", "Base", "Entry", "Kept", "Register", "make_engine", "migrate", "reading", "record", "writing",
]  # fmt: skip
