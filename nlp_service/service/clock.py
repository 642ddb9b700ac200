"""Time as the tables keep it, and as the clock on the wall of an office says it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from time import time

from nlp_service.register.codec import now

__all__ = ["ZONE", "here", "now", "time", "today"]

#: The law's clock: one zone for the whole country, without summer time, so no table of zones is needed.
ZONE = timezone(timedelta(hours=7))


def here() -> datetime:
    """The time now, in Vietnam."""
    return datetime.now(UTC).astimezone(ZONE)


def today() -> date:
    """The day in Vietnam, wherever the server thinks it is."""
    return here().date()
