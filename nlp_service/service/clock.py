"""Time as the tables keep it."""

from __future__ import annotations

from datetime import UTC, datetime
from time import time

__all__ = ["now", "time"]


def now() -> str:
    """The time now, UTC, ISO 8601 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
