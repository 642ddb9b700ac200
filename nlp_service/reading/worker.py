"""A worker process that reads files, under limits of memory, time and output.

It is started as a program of its own, not forked: it never sees the memory of the service, its secrets or its open files.
A worker that takes too long is killed together with everything it started (LibreOffice, tesseract).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import uuid
from contextlib import suppress
from dataclasses import replace
from multiprocessing import connection as channels
from pathlib import Path

from nlp_service.settings import Settings

from .progress import Listener
from .worker_process import ANSWER, DONE, HOME, PAGE, PAGE_READ, SEEN, TASK, Answer, Task

#: Largest answer (JSON) that is taken from a worker, in bytes.
MAX_ANSWER = 512 * 2**20
#: Environment variable that a worker and what it starts carry, so that they are found even when they left its process group.
MARK = "NLP_READING_WORKER"
#: The module that a worker runs.
PROGRAM = f"{__package__}.worker_process"


class Worker:
    """One worker process."""

    def __init__(self, settings: Settings, program: str = PROGRAM) -> None:
        self.limits = limits_of(settings)
        self.format = "unknown"
        self.mark = uuid.uuid4().hex
        self.home = Path(tempfile.mkdtemp(prefix=HOME))
        self._errors = (self.home / "errors.txt").open("wb")
        ours, theirs = channels.Pipe()
        lifeline, self._lifeline = os.pipe()
        self._channel, self._closing = ours, threading.Lock()
        command = [sys.executable, "-P", "-m", program, *map(str, (theirs.fileno(), lifeline, *self.limits))]
        try:
            self.process = subprocess.Popen(
                command, env=_environment(self.mark, self.home), pass_fds=(theirs.fileno(), lifeline), start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._errors,
            )  # fmt: skip
        except OSError:
            self._clear_up()
            raise
        finally:
            theirs.close()
            os.close(lifeline)

    def ask(self, task: Task, content: bytes, seconds: float, heard: Listener | None = None) -> Answer:
        """The answer to ``task``; ``format`` tells meanwhile what the file was seen to be, ``heard`` which pages are done.

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
            while answer[:1] in (SEEN, PAGE):
                if answer[:1] == SEEN:
                    self.format = answer[1:].decode("ascii", "replace")
                elif heard is not None:
                    heard(replace(PAGE_READ.validate_json(answer[1:]), name=task.name))
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
        """The end of what it wrote to its error stream; nothing once it is closed."""
        try:
            told = (self.home / "errors.txt").read_bytes()
        except FileNotFoundError:  # cleared up, perhaps just now by the thread that ends all workers
            return ""
        return told[-2000:].decode("utf-8", "replace")

    def kill(self) -> None:
        """End the worker and everything it started, wherever that moved to."""
        started = started_by(self.process.pid, self.mark, self.home)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        for pid in started:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def close(self) -> int:
        """Kill it, clear up behind it, and give its exit status."""
        with self._closing:  # the thread that waits for it and the one that ends all may meet here
            status = self.process.poll()
            if self._channel.closed:
                return self.process.returncode
            self.kill()
            status = self.process.wait() if status is None else status
            self._clear_up()
        return status

    def _clear_up(self) -> None:
        self._channel.close()
        self._errors.close()
        os.close(self._lifeline)
        shutil.rmtree(self.home, ignore_errors=True)


def limits_of(settings: Settings) -> tuple[int, int]:
    """Bytes of address space and of one written file that a worker may use."""
    return settings.read_memory, max(settings.max_unpacked, settings.max_bytes)


def started_by(root: int, mark: str, home: Path) -> set[int]:
    """What a worker started, directly or not (Linux; elsewhere nothing is found): its descendants while it lives, and in any
    case those that carry its mark in their environment or work in its folder for temporary files."""
    entry, found, parents = f"{MARK}={mark}".encode(), set[int](), dict[int, int]()
    for folder in Path("/proc").glob("[0-9]*"):
        pid = int(folder.name)
        with suppress(OSError):  # it ended meanwhile, or is not ours
            parents[pid] = int((folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
            marked = entry in (folder / "environ").read_bytes().split(b"\0")
            if marked or Path(os.readlink(folder / "cwd")).is_relative_to(home):
                found.add(pid)
    for pid in parents:
        above = pid
        while above in parents and above != root:
            above = parents[above]
        if above == root and pid != root:
            found.add(pid)
    return found - {os.getpid()}


def _environment(mark: str, home: Path) -> dict[str, str]:
    """The worker's environment: without our settings (they come with each task) and with its own place for temporary files."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith("NLP_SERVICE_")}
    return keep | {
        MARK: mark, "TMPDIR": str(home), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONHASHSEED": "0",
        "MALLOC_ARENA_MAX": "2",
    }  # fmt: skip
