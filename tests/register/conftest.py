"""Registers on both databases: SQLite always, PostgreSQL where there is a server (see `databases`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import settings_on

from nlp_service.register import Register
from nlp_service.settings import Settings


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty register on each database."""
    with settings_on(request.param, request, tmp_path) as settings:
        yield settings


@pytest.fixture
def register(settings: Settings) -> Iterator[Register]:
    """An empty register."""
    with Register.open(settings) as opened:
        yield opened
