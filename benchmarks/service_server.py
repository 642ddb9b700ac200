"""A server process to measure, for benchmarks/service.py: started on a free port, watched, stopped or killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil


class Server:
    """A server process with its workers, on a free port."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        environment = {**os.environ, "NLP_SERVICE_DATA": str(self.data), "NLP_SERVICE_PORT": str(self.port)}
        code = "from nlp_service.service import serve; serve()"
        self.process = subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                httpx.get(f"{self.url}/readyz", timeout=1).raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        self.process.kill()
        sys.exit("the server did not come up")

    def settle(self, seconds: float = 120) -> None:
        """Wait until the workers have loaded what they need: until server and workers are idle for a second."""
        end = time.monotonic() + seconds
        before = self.processor()
        while time.monotonic() < end:
            time.sleep(1)
            now = self.processor()
            if now["all"] - before["all"] < 0.1 and self.memory()["processes"] > 1:
                return
            before = now

    def family(self) -> list[psutil.Process]:
        """The server and everything it started."""
        assert self.process
        head = psutil.Process(self.process.pid)
        return [head, *head.children(recursive=True)]

    def memory(self) -> dict[str, int]:
        """Resident memory in MiB: of the server, and of all together (shared pages count for each)."""
        sizes = [m / 2**20 for p in self.family() if (m := _of(p, lambda p: p.memory_info().rss))]
        return {"server": round(sizes[0]), "all": round(sum(sizes)), "processes": len(sizes)}

    def processor(self) -> dict[str, float]:
        """Processor seconds so far: of the server, and of all together."""
        spent = [_of(p, lambda p: sum(p.cpu_times()[:2])) for p in self.family()]
        return {"server": spent[0], "all": sum(spent)}

    def stop(self) -> None:
        """End it in order."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)


def _of(process: psutil.Process, what: object) -> float:
    try:
        return float(what(process))  # type: ignore[operator]
    except psutil.NoSuchProcess:  # it ended meanwhile
        return 0.0


@contextmanager
def served(data: Path) -> Iterator[Server]:
    """A running server whose workers are ready."""
    server = Server(data)
    server.start()
    try:
        server.settle()
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def quantiles(seconds: list[float]) -> dict[str, float]:
    """Milliseconds."""
    ordered = sorted(seconds)
    at = lambda q: round(1000 * ordered[min(len(ordered) - 1, int(q * len(ordered)))], 1)  # noqa: E731
    return {"n": len(ordered), "p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": at(1.0)}
