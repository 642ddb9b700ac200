"""Choices of the administrator, kept in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine

from nlp_service.register.audit_log import record
from nlp_service.register.database import reading, writing

from .tables import OptionRow


def get_option(engine: Engine, key: str) -> dict[str, Any]:
    """The choice of that name; empty where none was made."""
    with reading(engine) as session:
        row = session.get(OptionRow, key)
        return dict(row.value) if row else {}


def set_option(engine: Engine, key: str, value: dict[str, Any], who: str) -> None:
    """Keep a choice."""
    with writing(engine) as session:
        session.merge(OptionRow(key=key, value=value))
        record(session, who, "option.set", key, keys=" ".join(sorted(value)))
