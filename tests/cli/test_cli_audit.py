"""``audit`` at the command line: nothing made where there is nothing, and Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from nlp_service.messages import say

ENTRIES = 12


def test_a_missing_folder_is_told_and_nothing_written(run, tmp_path: Path) -> None:
    done = run("audit", tmp_path / "missing", "--out", tmp_path / "out", "--data", tmp_path / "data")
    assert done.code == 1
    assert "[file-missing]" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is a signal to a group of processes")
@pytest.mark.parametrize("engine", ["inline", "process"])
def test_ctrl_c_tells_what_is_kept_and_how_to_go_on(run, sample_files: dict[str, Path], tmp_path: Path, engine: str) -> None:
    folder, out = tmp_path / "years", tmp_path / "out"
    folder.mkdir()
    for n in range(ENTRIES):
        shutil.copy(sample_files["docx"], folder / f"{n}.docx")
    arguments = [
        "audit",
        str(folder),
        "--out",
        str(out),
        "--data",
        str(tmp_path / "data"),
        "--engine",
        engine,
        "--workers",
        "1",
    ]
    command = [sys.executable, "-m", "nlp_service", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True) as audit:
        journal = out / "journal.jsonl"
        while not journal.is_file() or not journal.stat().st_size:
            with suppress(subprocess.TimeoutExpired):
                pytest.fail(f"ended before the first dossier was done: {audit.wait(timeout=0.05)}")
        os.killpg(audit.pid, signal.SIGINT)
        _, told = audit.communicate(timeout=60)
    kept = len(journal.read_bytes().splitlines())
    assert 0 < kept < ENTRIES
    assert audit.returncode == 130
    counted = (kept - 1, kept)  # it may have been stopped between keeping a result and counting it
    assert told.strip() in [say("cli.audit-interrupted", done=n, total=ENTRIES, out=out) for n in counted]
    again = run(*arguments, "--resume")
    assert say("cli.audit-done", n=ENTRIES, resumed=kept, out=out) in again.out
