"""Backup and restore while the service runs: every table as JSON lines and every stored original, in one zip.

The tables are read in one transaction (a snapshot), and replaced in one, so both sides see all or nothing.  The form is
the same for SQLite and PostgreSQL: a backup of one can be restored into the other.
"""

from __future__ import annotations

import base64
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, LargeBinary, MetaData, Table, func, insert, inspect, select, text
from sqlalchemy.orm import Session

from nlp_service.dossier import RegisterError

from .audit_log import record
from .codec import now
from .database import at_revision, head, reading, revision_of, writer_lock
from .entries import digests
from .originals import Originals

FORM = "nlp-service/backup@1"
_INTERNAL = ("alembic_version", "dossiers_fts", "cases_fts", "huey_", "sqlite_")
_BATCH = 500


def backup(engine: Engine, originals: Originals, uploads: Originals, path: Path) -> int:
    """Write everything to the zip ``path`` (one that is there stays until the new one is whole); gives how many dossiers.

    ``uploads`` are the files handed in at the desk: they outlive the register's entries and are kept whole.
    """
    partial = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    dossiers = 0
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        with engine.connect().execution_options(**_snapshot(engine)) as connection, connection.begin():
            tables = _tables(connection)
            manifest = {"form": FORM, "at": now(), "revision": revision_of(connection), "tables": [t.name for t in tables]}
            archive.writestr("manifest.json", json.dumps(manifest))
            for table in tables:
                with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
                    for n, line in enumerate(_lines(connection, table), 1):
                        out.write(line)
                        dossiers = n if table.name == "dossiers" else dossiers
            kept = next((t for t in tables if t.name == "originals"), None)
            stored = sorted(set(connection.scalars(select(kept.c.sha256)))) if kept is not None else []
        for digest in stored:
            archive.write(originals.path(digest), f"originals/{digest}")
        for digest in uploads.digests():
            archive.write(uploads.path(digest), f"uploads/{digest}")
    os.replace(partial, path)
    return dossiers


def _snapshot(engine: Engine) -> dict[str, str]:
    # SQLite in WAL mode gives a reader one state for the whole transaction as it is
    return {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}


def _tables(connection: Connection) -> list[Table]:
    """The tables as they are, parents before children.  Columns and keys are all that is asked for: not every index on an
    expression can be reflected."""
    inspector, metadata = inspect(connection), MetaData()
    names = [n for n, _ in inspector.get_sorted_table_and_fkc_names() if n is not None and not n.startswith(_INTERNAL)]
    tables = []
    for name in names:
        keys = inspector.get_pk_constraint(name)["constrained_columns"]
        columns = [Column(c["name"], c["type"], primary_key=c["name"] in keys) for c in inspector.get_columns(name)]
        tables.append(Table(name, metadata, *columns))
    return tables


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    for row in connection.execution_options(yield_per=_BATCH).execute(select(table).order_by(*table.primary_key)):
        values = {k: {"base64": base64.b64encode(v).decode()} if isinstance(v, bytes) else v for k, v in row._mapping.items()}
        yield (json.dumps(values, ensure_ascii=False) + "\n").encode()


def restore(engine: Engine, originals: Originals, uploads: Originals, path: Path, who: str) -> None:
    """Put everything of the zip ``path`` in place of what is there.

    Originals that no dossier has any more go, those of earlier times too; uploads of the desk stay until their time is over.

    Raises:
        RegisterError: ``backup-invalid``, no backup of ours or a damaged one; ``register-newer``, made by a newer version.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            if manifest.get("form") != FORM or archive.testzip() is not None:
                raise RegisterError("backup-invalid", path=str(path))
            stores = {"originals": originals, "uploads": uploads}
            for name in archive.namelist():
                store, _, digest = name.partition("/")
                if store in stores and stores[store].put(archive.read(name)) != digest:
                    raise RegisterError("backup-invalid", path=str(path))
            before = _referred(engine)
            _replace(engine, archive, manifest, who)
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError) as error:
        raise RegisterError("backup-invalid", path=str(path)) from error
    needed = _referred(engine)
    originals.keep_only(needed, unneeded=before - needed)


def _referred(engine: Engine) -> set[str]:
    with reading(engine) as session:
        return digests(session)


def _replace(engine: Engine, archive: zipfile.ZipFile, manifest: dict[str, Any], who: str) -> None:
    with engine.execution_options(immediate=True).begin() as connection:
        writer_lock(connection)
        if manifest["revision"] not in head().known:
            raise RegisterError("register-newer", revision=str(manifest["revision"]))
        with at_revision(connection, manifest["revision"]):
            _refill(connection, archive, manifest)
        with Session(connection) as session:
            record(session, who, "register.restore", FORM, at=manifest["at"])
            session.commit()


def _refill(connection: Connection, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    tables = _tables(connection)
    fingerprints = next(t for t in tables if t.name == "fingerprints")
    # numbers of fingerprints only ever grow: that is how running processes see that their index is out of date
    offset = int(connection.scalar(select(func.coalesce(func.max(fingerprints.c.n), 0))) or 0)
    for table in reversed(tables):
        connection.execute(table.delete())
    for table in tables:
        if table.name in manifest["tables"]:
            with archive.open(f"tables/{table.name}.jsonl") as lines:
                _fill(connection, table, lines, offset if table.name == "fingerprints" else 0)
    if connection.dialect.name == "postgresql":
        _mend_sequences(connection, tables)


def _fill(connection: Connection, table: Table, lines: Any, offset: int) -> None:
    binary = {c.name for c in table.columns if isinstance(c.type, LargeBinary)}
    batch: list[dict[str, Any]] = []
    for line in lines:
        row = json.loads(line)
        for column in binary:
            if row[column] is not None:
                row[column] = base64.b64decode(row[column]["base64"])
        if offset:
            row["n"] += offset
        batch.append(row)
        if len(batch) >= _BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def _mend_sequences(connection: Connection, tables: list[Table]) -> None:
    for table in tables:
        for column in table.primary_key:
            sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:t, :c)"), {"t": table.name, "c": column.name})
            if sequence:
                most = connection.scalar(select(func.coalesce(func.max(column), 0))) or 0
                values = {"s": sequence, "n": max(most, 1), "called": most > 0}
                connection.execute(text("SELECT setval(:s, :n, :called)"), values)
