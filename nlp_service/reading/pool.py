"""Workers that wait for files: one persistent process serves many.

When a worker takes too long or dies, the file in hand gets a coded status, and the next file gets a new worker.
"""

from __future__ import annotations

import atexit
import logging
import os
import signal
import threading
from contextlib import suppress
from pathlib import Path

from nlp_service.dossier import ReadingError, SourceFile
from nlp_service.settings import Settings, default_settings

from .archive import Budget, Unpacked
from .opening import failed
from .progress import Listener
from .worker import PROGRAM, Worker, limits_of
from .worker_process import Task

log = logging.getLogger(__name__)

#: A worker that holds more than this after a file is not used again.
RETIRE_ABOVE = 600 * 2**20


class Pool:
    """Workers that wait for files.  Safe to use from several threads; at most ``size`` files are read at once."""

    def __init__(self, size: int, program: str = PROGRAM) -> None:
        self.program = program
        self._free = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()

    def open_content(
        self, content: bytes, name: str, settings: Settings, folder: Path, budget: Budget, heard: Listener | None = None
    ) -> SourceFile | Unpacked:
        """The same as `opening.open_content`, in a worker.  What ``heard`` raises ends the worker and is raised here."""
        quiet = settings.model_copy(update={"secret": None, "database": None, "oidc_secret": None})
        task = Task(name, str(folder), quiet, budget.members, budget.size)
        with self._free:
            try:
                worker = self._take(settings)
            except OSError as error:  # the system has no process, pipe or room left
                reason = ReadingError("read-crashed", detail=error.strerror or "OSError")
                return failed(name, content, "unknown", reason, settings.lang)
            try:
                answer = worker.ask(task, content, settings.read_timeout, heard)
            except TimeoutError:
                self._drop(worker)
                reason = ReadingError("read-timeout", seconds=round(settings.read_timeout))
                return failed(name, content, worker.format, reason, settings.lang)
            except (EOFError, OSError, ValueError) as error:
                log.info("a reader of %s died: %s", worker.format, worker.last_words())
                reason = ReadingError("read-crashed", detail=_cause(self._drop(worker), error))
                return failed(name, content, worker.format, reason, settings.lang)
            except BaseException:  # interrupted while waiting, or called off: the worker is in the middle of something
                self._drop(worker)
                raise
            if answer.memory > RETIRE_ABOVE:
                self._drop(worker)
            else:
                with self._lock:
                    self._idle.append(worker)
        with self._lock:  # others may have spent of it meanwhile
            budget.members -= task.members - answer.members
            budget.size -= task.size - answer.size
        return answer.result

    def warm(self, settings: Settings) -> None:
        """Start a worker when there is none yet.

        Raises:
            OSError: the system has no process, pipe or room left.
        """
        if not self._all:
            worker = self._take(settings)
            with self._lock:
                self._idle.append(worker)

    def _take(self, settings: Settings) -> Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.process.poll() is None and worker.limits == limits_of(settings):
                    return worker
                self._all.discard(worker)
                worker.close()
            worker = Worker(settings, self.program)
            self._all.add(worker)
            return worker

    def _drop(self, worker: Worker) -> int:
        with self._lock:
            self._all.discard(worker)
        return worker.close()

    def processes(self) -> list[int]:
        """Ids of the worker processes."""
        with self._lock:
            return [worker.process.pid for worker in self._all]

    def close(self) -> None:
        """End all workers."""
        with self._lock:
            workers, self._idle = list(self._all), []
            self._all.clear()
        for worker in workers:
            worker.close()


def _cause(status: int, error: BaseException) -> str:
    if status < 0:
        with suppress(ValueError):
            return signal.Signals(-status).name
    return type(error).__name__ if status == 0 else f"exit {status}"


_pool: Pool | None = None
_guard = threading.Lock()


def width(settings: Settings) -> int:
    """How many files may be read at once."""
    return settings.processes


def pool(settings: Settings) -> Pool:
    """The workers of this process, made at first use."""
    global _pool
    with _guard:
        if _pool is None:
            _pool = Pool(width(settings))
        return _pool


def warm(settings: Settings | None = None) -> None:
    """Start a worker now, to be ready for the first file; does nothing where files are read inline."""
    settings = settings or default_settings()
    if settings.isolate:
        with suppress(OSError):  # the first file will tell
            pool(settings).warm(settings)


def close() -> None:
    """End the workers of this process; the next file starts new ones."""
    global _pool
    with _guard:
        ended, _pool = _pool, None
    if ended:
        ended.close()


def _forget() -> None:
    """After a fork the workers are the parent's."""
    global _pool, _guard
    _pool, _guard = None, threading.Lock()


atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
