"""Engines, transactions and migrations: SQLite in WAL mode by default, PostgreSQL with the same tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session

from nlp_service.dossier import NlpServiceError, RegisterError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30
CACHE = 64  # MiB
CONNECTIONS = 20  # kept open once they were needed: a new one knows nothing of the file yet
_LOCK = 0x6E6C70  # any fixed number: writers of one PostgreSQL database queue up behind it, as on SQLite


def make_engine(url: str, *, cache: int = CACHE, make: bool = True) -> Engine:
    """An engine whose transactions behave alike on both databases; the folder of an SQLite file is made.

    ``cache`` is what each connection to SQLite may hold of the file, in MiB.  Without ``make`` that file must be there.

    Raises:
        RegisterError: ``register-missing``.
        NlpServiceError: ``path-unusable``, the data folder is a file.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_size=CONNECTIONS)
    if parsed.database and parsed.database != ":memory:":
        if not make:
            _must_exist(Path(parsed.database))
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, pool_size=CONNECTIONS)

    @event.listens_for(engine, "connect")
    def _connect(connection: SQLiteConnection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in (
            "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON", f"cache_size=-{cache * 1024}",
            f"busy_timeout={BUSY_SECONDS * 1000}",
        ):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # a deferred transaction that starts to write may fail half way with SQLITE_BUSY; an immediate one waits at its start
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _must_exist(file: Path) -> None:
    if file.parent.is_file():
        raise NlpServiceError("path-unusable", detail=str(file.parent))
    if not file.is_file():
        raise RegisterError("register-missing", path=str(file.parent))


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session for looking only."""
    with Session(engine) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose changes are all kept or all dropped; writers queue up."""
    with Session(engine.execution_options(immediate=True), expire_on_commit=False) as session, session.begin():
        writer_lock(session)
        yield session


@dataclass(frozen=True, slots=True)
class Head:
    """The newest revision of the tables, and all that this version of the program knows."""

    newest: str | None
    known: frozenset[str]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


@lru_cache(maxsize=1)
def head() -> Head:
    """What migrations there are."""
    script = ScriptDirectory.from_config(_config())
    return Head(script.get_current_head(), frozenset(s.revision for s in script.walk_revisions()))


def revision_of(connection: Connection) -> str | None:
    """The revision that the tables have."""
    return MigrationContext.configure(connection).get_current_revision()


def writer_lock(connection: Connection | Session) -> None:
    """Writers of one PostgreSQL database queue up, as they do on SQLite by BEGIN IMMEDIATE."""
    if (connection.get_bind() if isinstance(connection, Session) else connection).dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables up (or down) to ``revision``.

    Raises:
        RegisterError: ``register-newer``, a newer version of the program made the register.
    """
    wanted = head().newest if revision == "head" else revision
    with engine.connect() as connection:
        current = revision_of(connection)
    if current is not None and current not in head().known:
        raise RegisterError("register-newer", revision=current)
    if current == wanted:
        return
    config = _config()
    with engine.execution_options(immediate=True).begin() as connection:
        writer_lock(connection)
        config.attributes["connection"] = connection
        (command.downgrade if revision == "base" else command.upgrade)(config, revision)


@contextmanager
def at_revision(connection: Connection, revision: str) -> Iterator[None]:
    """Within the transaction of ``connection``: the tables as they were at ``revision``, afterwards as they are now."""
    config = _config()
    config.attributes["connection"] = connection
    if revision != revision_of(connection):
        command.downgrade(config, revision)
    yield
    command.upgrade(config, "head")


def forget_old_pages(engine: Engine) -> None:
    """Make sure that what was deleted is not in the file of changes any more (SQLite overwrites deleted pages itself)."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")  # a checkpoint cannot run inside a transaction
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
