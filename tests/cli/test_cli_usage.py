"""Help, versions, wrong usage: quick, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import nlp_service

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


def test_missing_model_is_the_service_failing(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NLP_SERVICE_MODELS", str(tmp_path))
    done = run("classify", "Tổ chức góc chơi mở")
    assert done.code == 3
    assert "Traceback" not in done.err
