"""A PostgreSQL server for the tests: the one NLP_SERVICE_TEST_POSTGRES names, or one started here, else they skip."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from nlp_service.settings import Settings

_ENV = "NLP_SERVICE_TEST_POSTGRES"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a PostgreSQL server's database."""
    if url := os.environ.get(_ENV):
        yield url
        return
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) if Path("/usr/lib/postgresql").is_dir() else []
    runuser = shutil.which("runuser")
    if not found or (os.geteuid() == 0 and not runuser):
        pytest.skip(f"no PostgreSQL server here, and {_ENV} is not set")
    folder = Path(tempfile.mkdtemp(prefix="nlp-service-pg-"))
    prefix: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        prefix = [str(runuser), "-u", "postgres", "--"]
    tools, data = found[-1].parent, folder / "data"

    def run(*command: str) -> None:
        subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)

    run(str(tools / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run(str(tools / "pg_ctl"), "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        run(str(tools / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """URL of an empty database on that server, gone afterwards."""
    name = f"t{uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@contextmanager
def settings_on(database: str, request: pytest.FixtureRequest, data: Path, **more: Any) -> Iterator[Settings]:
    """Settings of an empty register on ``sqlite`` or ``postgresql``; without a server the test is skipped."""
    if database == "sqlite":
        yield Settings(data=data, **more)
        return
    pytest.importorskip("psycopg")
    with fresh_database(request.getfixturevalue("postgres")) as url:
        yield Settings(data=data, database=url, **more)
