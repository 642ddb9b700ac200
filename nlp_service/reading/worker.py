"""Worker processes that read files: one persistent process serves many files, under limits of memory, time and output.

A worker that takes too long or dies is killed together with everything it started (LibreOffice, tesseract), the file in hand
gets a coded status, and the next file gets a new worker.  Workers are started as programs of their own, not forked: they never
see the memory of the service, its secrets or its open files.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import uuid
from contextlib import suppress
from multiprocessing import connection as channels
from pathlib import Path

from nlp_service.dossier import ReadingError, SourceFile
from nlp_service.settings import Settings

from .archive import Budget, Unpacked
from .opening import failed
from .worker_process import ANSWER, DONE, SEEN, TASK, Answer, Task

log = logging.getLogger(__name__)

#: Largest answer (JSON) that is taken from a worker, in bytes.
MAX_ANSWER = 512 * 2**20
#: A worker that holds more than this after a file is not used again.
RETIRE_ABOVE = 600 * 2**20
#: Environment variable that a worker and all it starts carry, so that they can be found even when they left its process group.
MARK = "NLP_READING_WORKER"


#: The module that a worker runs.
PROGRAM = f"{__package__}.worker_process"


class Worker:
    """One worker process."""

    def __init__(self, settings: Settings, program: str = PROGRAM) -> None:
        self.mark = uuid.uuid4().hex
        self.home = Path(tempfile.mkdtemp(prefix="nlp-service-worker-"))
        self._errors = (self.home / "errors.txt").open("wb")
        ours, theirs = channels.Pipe()
        lifeline, self._lifeline = os.pipe()
        command = [sys.executable, "-P", "-m", program]
        limits = [theirs.fileno(), lifeline, settings.read_memory, max(settings.max_unpacked, settings.max_bytes)]
        self.process = subprocess.Popen(
            [*command, *map(str, limits)], env=_environment(self.mark, self.home), pass_fds=(theirs.fileno(), lifeline),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._errors, start_new_session=True,
        )  # fmt: skip
        theirs.close()
        os.close(lifeline)
        self._channel = ours
        self.memory = settings.read_memory
        self.format = "unknown"

    def ask(self, task: Task, content: bytes, seconds: float) -> Answer:
        """The answer to ``task``; ``format`` tells meanwhile what the file was seen to be.

        Raises:
            TimeoutError: it took more than ``seconds``; the worker is dead.
            EOFError, OSError, ValueError: the worker died, or what it said was no answer.
        """
        self.format = "unknown"
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            self.kill()

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            self._channel.send_bytes(TASK.dump_json(task))
            self._channel.send_bytes(content)
            answer = self._channel.recv_bytes(MAX_ANSWER)
            while answer[:1] == SEEN:
                self.format = answer[1:].decode("ascii", "replace")
                answer = self._channel.recv_bytes(MAX_ANSWER)
        except (EOFError, OSError) as error:
            if expired.is_set():
                raise TimeoutError from error
            raise
        finally:
            timer.cancel()
        if expired.is_set():
            raise TimeoutError
        return ANSWER.validate_json(answer.removeprefix(DONE))

    def last_words(self) -> str:
        """The end of what it wrote to its error stream."""
        return (self.home / "errors.txt").read_bytes()[-2000:].decode("utf-8", "replace")

    def kill(self) -> None:
        """End the worker and everything it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        for pid in marked(self.mark):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def close(self) -> int:
        """Kill it, clear up behind it, and give its exit status."""
        status = self.process.poll()
        self.kill()
        status = self.process.wait() if status is None else status
        self._channel.close()
        self._errors.close()
        os.close(self._lifeline)
        shutil.rmtree(self.home, ignore_errors=True)
        return status


def marked(mark: str) -> list[int]:
    """Processes that carry the mark of a worker (Linux; elsewhere none are found)."""
    entry = f"{MARK}={mark}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile, or is not ours
            if entry in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


def _environment(mark: str, home: Path) -> dict[str, str]:
    """The worker's environment: without our settings (they come with each task) and with its own place for temporary files."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith("NLP_SERVICE_")}
    return keep | {
        MARK: mark, "TMPDIR": str(home), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONHASHSEED": "0",
        "MALLOC_ARENA_MAX": "2",
    }  # fmt: skip


class Pool:
    """Workers that wait for files.  Safe to use from several threads; at most ``size`` files are read at once."""

    def __init__(self, size: int, program: str = PROGRAM) -> None:
        self.program = program
        self._free = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()

    def open_content(
        self, content: bytes, name: str, settings: Settings, folder: Path, budget: Budget
    ) -> SourceFile | Unpacked:
        """The same as `opening.open_content`, in a worker."""
        quiet = settings.model_copy(update={"secret": None, "database": None})
        task = Task(name, str(folder), quiet, budget.members, budget.size)
        with self._free:
            worker = self._take(settings)
            try:
                answer = worker.ask(task, content, settings.read_timeout)
            except TimeoutError:
                self._drop(worker)
                reason = ReadingError("read-timeout", seconds=round(settings.read_timeout))
                return failed(name, content, worker.format, reason, settings.lang)
            except (EOFError, OSError, ValueError) as error:
                log.warning("a reader of %s died: %s", worker.format, worker.last_words())
                reason = ReadingError("read-crashed", detail=_cause(self._drop(worker), error))
                return failed(name, content, worker.format, reason, settings.lang)
            except BaseException:  # interrupted while waiting: the worker is in the middle of something
                self._drop(worker)
                raise
            if answer.memory > RETIRE_ABOVE:
                self._drop(worker)
            else:
                with self._lock:
                    self._idle.append(worker)
        budget.members, budget.size = answer.members, answer.size
        return answer.result

    def _take(self, settings: Settings) -> Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.process.poll() is None and worker.memory == settings.read_memory:
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
    return settings.workers or os.cpu_count() or 1


def pool(settings: Settings) -> Pool:
    """The workers of this process, made at first use."""
    global _pool
    with _guard:
        if _pool is None:
            _pool = Pool(width(settings))
        return _pool


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
