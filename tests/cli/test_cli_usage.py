"""Help, versions, wrong usage: quick, and never a traceback."""

from __future__ import annotations

import errno
import json
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import nlp_service
from nlp_service.messages import LANGUAGES, say, unexpected

COMMANDS = [
    "screen", "classify", "audit", "register", "serve", "train", "evaluate", "profiles", "rules", "doctor", "backup", "restore",
    "user", "token", "demo", "register add", "register list", "register search", "register show", "register remove",
    "register export", "register import", "user add", "token add",
]  # fmt: skip


def test_help_is_quick() -> None:
    """Processor time, the best of three: other work on the machine is not ours."""
    taken = []
    for _ in range(3):
        before = os.times()
        done = subprocess.run([sys.executable, "-m", "nlp_service", "--help"], capture_output=True, text=True, check=True)
        after = os.times()
        taken.append(after.children_user + after.children_system - before.children_user - before.children_system)
        assert "screen" in done.stdout
    assert min(taken) < 0.5


def test_help_loads_nothing_heavy() -> None:
    heavy = "('spacy', 'pydantic', 'numpy', 'sqlalchemy', 'rich')"
    code = f"import sys, nlp_service.cli.app; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run, command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.code == 0
    assert command.split()[-1] in done.out


def test_version(run) -> None:
    assert run("--version").out.strip() == nlp_service.__version__


@pytest.mark.parametrize(
    "arguments",
    [
        ("screen",), ("screen", "--level", "planet", "x.docx"), ("no-such-command",), ("audit", "x"), ("register", "show"),
        ("screen", "--jobs", "0", "x.docx"), ("serve", "--port", "70000"), ("register", "add", "x", "--decision", "maybe"),
    ],
)  # fmt: skip
def test_wrong_usage_is_2(run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_unknown_profile_is_wrong_usage(run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Đơn đề nghị công nhận sáng kiến", "utf-8")
    done = run("screen", "--profile", "no_such_form", tmp_path / "a.txt")
    assert done.code == 2
    assert "profile-unknown" in done.err


def test_wrong_setting_is_named(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NLP_SERVICE_MAX_PAGES", "many")
    done = run("profiles")
    assert done.code == 3
    assert "NLP_SERVICE_MAX_PAGES" in done.err


@pytest.mark.parametrize(("given", "form"), [("mau", '["mau"]'), ('"mau"', '["mau"]'), ("['mau', b]", '["mau", "b"]')])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_list_that_is_not_written_as_one_is_shown_right(
    run, monkeypatch: pytest.MonkeyPatch, given: str, form: str, lang: str
) -> None:
    monkeypatch.setenv("NLP_SERVICE_PROFILES", given)
    done = run("profiles", "--lang", lang)
    assert done.code == 3
    assert "[setting-wrong]" in done.err
    assert "NLP_SERVICE_PROFILES" in done.err
    assert say("cli.setting-list", lang, form=form) in done.err


@pytest.mark.parametrize(("name", "command"), [("PROFILES", "profiles"), ("PACKS", "rules")])
def test_a_folder_of_an_office_that_is_not_there_is_told(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, command: str
) -> None:
    monkeypatch.setenv(f"NLP_SERVICE_{name}", json.dumps([str(tmp_path / "mau")]))
    done = run(command)
    assert done.code == 3
    assert "[folder-missing]" in done.err
    assert str(tmp_path / "mau") in done.err
    (tmp_path / "mau").mkdir()
    assert run(command).code == 0


def test_what_to_learn_from_must_be_there(run, tmp_path: Path) -> None:
    table = tmp_path / "there.tsv"
    table.write_text("tốt\t1\nxấu\t0\n", "utf-8")
    missing = tmp_path / "missing.tsv"
    for command in (("train", "--corpus", missing), ("evaluate", "--train", missing, "--test", table),
                    ("evaluate", "--train", table, "--test", missing)):  # fmt: skip
        done = run(*command)
        assert done.code == 1
        assert "[file-missing]" in done.err
        assert str(missing) in done.err


def test_a_rule_shows_its_message_without_placeholders(run) -> None:
    for id in (r["id"] for r in run("rules", "--json").lines):
        assert not set("{}") & set(run("rules", id).out)
    assert "…% (…)" in run("rules", "shares-sum").out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_port_in_use_is_wrong_usage(run, tmp_path: Path, lang: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", port, "--data", tmp_path / "data", "--lang", lang)
    assert done.code == 2
    assert say("errors.port-in-use.message", lang, host="127.0.0.1", port=port) in done.err
    assert "--port" in done.err
    assert not (tmp_path / "data").exists()


def test_missing_model_is_the_service_failing(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NLP_SERVICE_MODELS", str(tmp_path))
    done = run("classify", "Tổ chức góc chơi mở")
    assert done.code == 3
    assert "Traceback" not in done.err


def test_what_the_machine_refuses_is_told_with_a_code(run, tmp_path: Path) -> None:
    no_register = tmp_path / "no-register"
    no_register.mkdir()
    (no_register / "register.sqlite3").write_bytes(b"no database, but more than a hundred bytes of something else" * 20)
    done = run("register", "list", "--data", no_register)
    assert done.code == 3
    assert "[register-damaged]" in done.err
    file = tmp_path / "a-file"
    file.write_bytes(b"")
    done = run("register", "list", "--data", file)
    assert done.code == 2
    assert "[path-unusable]" in done.err
    assert str(file) in done.err
    done = run("audit", file, "--out", tmp_path / "out")  # it is there, but no folder
    assert (done.code, "[path-unusable]" in done.err) == (2, True)


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "disk-full"), (errno.EROFS, "access-refused")])
def test_errors_of_the_system_keep_the_path(number: int, code: str) -> None:
    error = unexpected(OSError(number, "words of the system", "kho/register.sqlite3"))
    assert (error.code, error.arguments["detail"]) == (code, "kho/register.sqlite3")
    assert unexpected(OSError(errno.EPIPE, "words")).code == "internal-error"


def test_errors_of_the_database_tell_their_cause(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "small.sqlite3")) as database:
        database.execute("PRAGMA max_page_count = 2")
        database.execute("CREATE TABLE t (x)")
        with pytest.raises(sqlite3.OperationalError) as full:
            database.execute("INSERT INTO t VALUES (zeroblob(100000))")
        database.execute("PRAGMA query_only = 1")
        with pytest.raises(sqlite3.OperationalError) as kept_from:
            database.execute("INSERT INTO t VALUES (1)")
    assert [unexpected(e.value).code for e in (full, kept_from)] == ["disk-full", "access-refused"]
