"""At run time nothing leaves the machine: commands and the service run where every socket but loopback is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def watched(tmp_path: Path) -> dict[str, str]:
    """An environment whose Python processes, ours and those they start, refuse and note every way out."""
    path = os.pathsep.join(filter(None, [str(HERE / "offline"), os.environ.get("PYTHONPATH", "")]))
    return os.environ | {"PYTHONPATH": path, "OFFLINE_LOG": str(tmp_path / "tries.log"), "HOME": str(tmp_path)}


def _run(command: Sequence[str | Path], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _tries(environment: dict[str, str]) -> str:
    log = Path(environment["OFFLINE_LOG"])
    return log.read_text("utf-8") if log.exists() else ""


def test_the_watch_sees_a_way_out(watched: dict[str, str]) -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    done = _run([sys.executable, "-c", code], watched)
    assert "no network at run time" in done.stderr
    assert "192.0.2.1" in _tries(watched)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_screening_stays_here(watched: dict[str, str], sample_files: dict[str, Path], tmp_path: Path, jobs: str) -> None:
    paths = list(sample_files.values()) if jobs == "1" else [sample_files["docx"], sample_files["zip"]]
    command = ["screen", "--json", "--jobs", jobs, "--save", "--data", tmp_path / "data", *paths]
    done = _run([sys.executable, "-m", "nlp_service", *command], watched)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(paths)
    assert _tries(watched) == ""


@pytest.mark.parametrize("command", [["classify", "Cải tiến máy bơm"], ["doctor"], ["register", "list"], ["profiles"]])
def test_commands_stay_here(watched: dict[str, str], command: list[str], tmp_path: Path) -> None:
    if command[0] == "register":
        (tmp_path / "list.csv").write_text("Tên sáng kiến,Năm\nCải tiến máy bơm,2019\n", "utf-8")
        command = [*command, "--data", str(tmp_path / "data")]
        made = _run([sys.executable, "-m", "nlp_service", "register", "import", tmp_path / "list.csv", *command[2:]], watched)
        assert made.returncode == 0, made.stderr
    done = _run([sys.executable, "-m", "nlp_service", *command], watched)
    assert done.returncode == 0, done.stderr
    assert _tries(watched) == ""


def test_screening_without_any_network_interface(sample_files: dict[str, Path], tmp_path: Path) -> None:
    """The same where not only Python, but the kernel refuses: in a network namespace of its own."""
    if shutil.which("unshare") is None or _run(["unshare", "-rn", "true"], dict(os.environ)).returncode:
        pytest.skip("this machine gives no network namespaces")
    command = ["unshare", "-rn", sys.executable, "-m", "nlp_service", "screen", "--json", *sample_files.values()]
    done = _run(command, os.environ | {"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(sample_files)


SERVED = """
import json, sys, threading, urllib.request
from pathlib import Path
import uvicorn
from nlp_service.service import create_app
from nlp_service.settings import Settings

server = uvicorn.Server(uvicorn.Config(create_app(Settings(data=Path(sys.argv[1]))), port=0, log_config=None))
thread = threading.Thread(target=server.run)
server.config.load()
ready = threading.Event()
startup = server.startup

async def told(sockets=None):
    await startup(sockets)
    ready.set()

server.startup = told
thread.start()
ready.wait(60)
host, port = server.servers[0].sockets[0].getsockname()[:2]
for path in ("/", "/healthz", "/readyz"):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        page = answer.read().decode()
        print(path, answer.status, "//" in page.replace(f"http://127.0.0.1:{port}", "").replace("http://www.w3.org", ""))
server.should_exit = True
thread.join()
"""


def test_pages_stay_here(watched: dict[str, str], tmp_path: Path) -> None:
    run = [sys.executable, "-c", SERVED, tmp_path / "data"]
    done = _run(run, watched)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["/ 200 False", "/healthz 200 False", "/readyz 200 False"]
    assert _tries(watched) == ""
