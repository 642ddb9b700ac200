"""The workers of one server: processes of their own, or threads for tests and one-person use.

`wake` after a job was put in; `start` begins with a sweep, so that what a killed server left is taken up again.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Protocol

from huey import PostgresHuey, SqliteHuey
from huey.api import Huey
from sqlalchemy import make_url

from nlp_service.register import Register
from nlp_service.settings import Settings

from . import jobs
from .worker import Worker

log = logging.getLogger("nlp_service.crew")
SWEEP_EVERY = 2.0  # seconds


class Crew(Protocol):
    """Whoever does the jobs."""

    def start(self) -> None:
        """Begin to work."""

    def stop(self) -> None:
        """Finish what is in hand and end."""

    def wake(self) -> None:
        """There is a new job."""

    def pids(self) -> tuple[int, ...]:
        """Process ids of the workers, where they are processes."""


class ThreadCrew:
    """Workers as threads of this process."""

    def __init__(self, settings: Settings, register: Register, size: int = 1) -> None:
        self._engine = register.engine
        self._bell, self._end = threading.Semaphore(0), threading.Event()
        self._workers = [Worker(settings, register, f"{os.getpid()}-thread-{i}") for i in range(size)]
        self._threads = [threading.Thread(target=self._loop, args=(w,), name=w.name, daemon=True) for w in self._workers]

    def start(self) -> None:
        """Begin to work."""
        jobs.sweep(self._engine)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self._end.set()
        for _ in self._threads:
            self._bell.release()
        for thread in self._threads:
            thread.join()

    def wake(self) -> None:
        """There is a new job."""
        self._bell.release()

    def pids(self) -> tuple[int, ...]:
        """None: these are threads."""
        return ()

    def _loop(self, worker: Worker) -> None:
        while not self._end.is_set():
            while not self._end.is_set() and worker.work():
                pass
            self._bell.acquire(timeout=SWEEP_EVERY)
            jobs.sweep(self._engine)


def make_queue(settings: Settings) -> Huey:
    """The queue that wakes workers: in a file of its own, or in PostgreSQL where the register is there."""
    if settings.database and make_url(settings.database).get_backend_name() == "postgresql":
        url = make_url(settings.database).set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey("desk", results=False, dsn=url)
    settings.data.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("desk", results=False, filename=str(settings.data / "queue.sqlite3"), timeout=30)


def attending(queue: Huey, work: Callable[[], None]) -> Callable[[], object]:
    """The one message there is, known by the same name to the server that sends it and to the worker that does ``work``."""

    def attend() -> None:
        work()

    task: Callable[[], object] = queue.task(name="attend")(attend)
    return task


class ProcessCrew:
    """Workers as processes that this one starts, watches and replaces when they die."""

    def __init__(self, settings: Settings, register: Register, size: int = 0) -> None:
        self._settings, self._engine = settings, register.engine
        self._size = size or settings.processes
        self._queue = make_queue(settings)
        self._attend = attending(self._queue, lambda: None)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._end = threading.Event()
        self._watch = threading.Thread(target=self._watching, name="crew", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._queue.flush()  # old news: workers look into the table when they start
        jobs.sweep(self._engine)
        self._processes = [self._hire() for _ in range(self._size)]
        self._watch.start()

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self._end.set()
        self._watch.join()
        for process in self._processes:
            if process.stdin:
                process.stdin.close()  # the worker reads this as the end of its server
        for process in self._processes:
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._queue.storage.close()

    def wake(self) -> None:
        """There is a new job."""
        self._attend()

    def pids(self) -> tuple[int, ...]:
        """Process ids of the workers."""
        return tuple(p.pid for p in self._processes if p.poll() is None)

    def _hire(self) -> subprocess.Popen[bytes]:
        environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", **os.environ}
        process = subprocess.Popen(
            [sys.executable, "-m", "nlp_service.service.worker_process"], stdin=subprocess.PIPE, env=environment
        )
        if process.stdin is None:
            raise RuntimeError("a worker has no standard input")
        process.stdin.write(json.dumps(self._settings.model_dump(mode="json")).encode() + b"\n")
        process.stdin.flush()
        return process

    def _watching(self) -> None:
        while not self._end.wait(SWEEP_EVERY):
            for i, process in enumerate(self._processes):
                if process.poll() is not None:
                    log.warning("worker ended", extra={"pid": process.pid, "status": process.returncode})
                    if process.stdin:
                        process.stdin.close()
                    jobs.release_process(self._engine, process.pid)
                    self._processes[i] = self._hire()
            if jobs.sweep(self._engine) and not self._queue.pending_count():
                self.wake()
