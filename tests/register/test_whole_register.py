"""The register as a whole: migrations, backup, sudden ends, several writers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from register_dossiers import dossier
from sqlalchemy import inspect, text

from nlp_service.dossier import RegisterError
from nlp_service.register import Base, Register, make_engine, migrate
from nlp_service.settings import Settings


def test_migrations_make_what_the_models_say_and_go_back(settings: Settings) -> None:
    engine = make_engine(settings.database_url)
    migrate(engine)
    migrate(engine)
    there = inspect(engine)
    for name, table in Base.metadata.tables.items():
        assert {c["name"] for c in there.get_columns(name)} == {c.name for c in table.columns}
        nullable = {c["name"]: c["nullable"] for c in there.get_columns(name)}
        assert nullable == {c.name: c.nullable for c in table.columns}
    migrate(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()


def test_a_register_of_a_newer_version_is_refused(settings: Settings) -> None:
    with Register.open(settings) as register, register.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RegisterError, match="register-newer"):
        Register.open(settings)


def test_backup_and_restore_while_others_work(register: Register, settings: Settings, tmp_path: Path) -> None:
    for i in range(3):
        register.add(dossier(f"p{i}"), originals=[("a", f"bytes {i}".encode())])
    before, file = register.list(), tmp_path / "b" / "backup.zip"
    with Register.open(settings) as other:
        register.backup(file)
        register.remove("p0")
        register.add(dossier("p7"))
        assert set(other.index.numbers) == {"p1", "p2", "p7"}
        other.restore(file)
        assert register.list() == before
        assert set(register.index.numbers) == {"p0", "p1", "p2"}
        assert register.originals.get(register.show("p0").files[0][1]) == b"bytes 0"
        assert [e.id for e in register.search("p0")] == ["p0"]
        assert register.check() == ()
        assert register.audit_entries(limit=1)[0].action == "register.restore"
        register.add(dossier("p8"))
        assert register.check() == ()


def test_a_restore_takes_originals_that_nobody_needs(register: Register, tmp_path: Path) -> None:
    register.add(dossier("p1"), originals=[("a", b"kept")])
    assert register.backup(tmp_path / "backup.zip") == 1
    register.add(dossier("p2"), originals=[("a", b"kept"), ("b", b"came later")])
    left_over, coming = (
        register.originals.put(b"left by an earlier restore"),
        register.originals.put(b"of a dossier being added"),
    )
    os.utime(register.originals.path(left_over), (0, 0))
    upload = register.uploads.put(b"at the desk")
    register.restore(tmp_path / "backup.zip")
    kept = register.show("p1").files[0][1]
    assert set(register.originals.digests()) == {kept, coming}
    assert list(register.uploads.digests()) == [upload]
    assert register.check() == ()


def test_what_is_no_register_is_not_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="register-missing"):
        Register.open(Settings(data=tmp_path / "missing"), make=False)
    assert not (tmp_path / "missing").exists()
    Register.open(Settings(data=tmp_path)).close()
    with Register.open(Settings(data=tmp_path), make=False) as register:
        assert len(register) == 0


def test_a_backup_goes_from_one_database_to_the_other(register: Register, tmp_path: Path) -> None:
    register.add(dossier("p1"), originals=[("a", b"bytes")])
    register.backup(tmp_path / "backup.zip")
    with Register.open(Settings(data=tmp_path / "elsewhere")) as other:
        other.restore(tmp_path / "backup.zip")
        assert other.fetch(["p1"]) == register.fetch(["p1"])
        assert other.check() == ()


def test_a_damaged_backup_changes_nothing(register: Register, tmp_path: Path) -> None:
    register.add(dossier("p1"))
    (tmp_path / "text.zip").write_text("no zip")
    with zipfile.ZipFile(tmp_path / "foreign.zip", "w") as archive:
        archive.writestr("manifest.json", '{"form": "other"}')
    register.backup(tmp_path / "cut.zip")
    whole = (tmp_path / "cut.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    for name in ("text.zip", "foreign.zip", "cut.zip"):
        with pytest.raises(RegisterError, match="backup-invalid"):
            register.restore(tmp_path / name)
    assert len(register) == 1
    assert register.check() == ()


def test_several_writers_at_once(register: Register, settings: Settings) -> None:
    def work(name: str) -> None:
        with Register.open(settings) as own:
            for i in range(8):
                own.add(dossier(f"{name}{i}"))

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(register) == 32
    assert register.check() == ()


_ADDER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from register_dossiers import dossier
from nlp_service.register import Register
from nlp_service.settings import Settings
with Register.open(Settings(data=Path({data!r}))) as register:
    for i in range({count}):
        register.add(dossier(f"k{{i}}", f"Tên {{i}}"), originals=[("a", f"bytes {{i}}".encode())])
        print(i, flush=True)
"""


def test_a_sudden_end_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    count = 60
    script = _ADDER.format(tests=str(Path(__file__).parent), data=str(tmp_path), count=count)
    for stop_at in (10, 35):
        with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as adder:
            assert adder.stdout is not None
            said = -1
            for line in adder.stdout:
                said = int(line)
                if said >= stop_at:
                    os.kill(adder.pid, signal.SIGKILL)
                    break
        with Register.open(Settings(data=tmp_path)) as register:
            kept = {e.id for e in register.list()}
            assert {f"k{i}" for i in range(said + 1)} <= kept  # what was said to be done is there
            assert len(kept) == len(register) == len(register.index)
            assert register.check() == ()
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)
    with Register.open(Settings(data=tmp_path)) as register:
        assert len(register) == count
        assert register.check() == ()
