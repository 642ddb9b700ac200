"""The inside of a worker process: ``python -m nlp_service.reading.worker_process CONNECTION LIFELINE MEMORY OUTPUT``.

It takes a task from the connection, reads or unpacks, answers in JSON (never pickles: a reader that fell to a hostile file
must not be able to run code in the process that asked), and takes the next one until the connection closes.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import shutil
import signal
import sys
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from pydantic import TypeAdapter

from nlp_service.dossier import SourceFile
from nlp_service.settings import Settings

from . import registry
from .archive import Budget, Unpacked
from .opening import open_content
from .progress import PageRead, heard_by

#: How the names of workers' folders for temporary files begin.
HOME = "nlp-service-worker-"
#: When a worker has grown by so much, the free memory of the allocator is given back.
TRIM_GROWTH = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker has to do; the file's content follows as a message of its own."""

    name: str
    folder: str
    settings: Settings
    members: int
    size: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it, what is left of the budget, and the worker's resident memory in bytes."""

    result: SourceFile | Unpacked
    members: int
    size: int
    memory: int


#: First bytes of a worker's messages: "its format is …", "a page is done …" and "the answer is …".
SEEN, PAGE, DONE = b"s", b"p", b"d"
TASK: TypeAdapter[Task] = TypeAdapter(Task)
ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)
PAGE_READ: TypeAdapter[PageRead] = TypeAdapter(PageRead)


#: Readers that a worker loads while it has nothing else to do.
PRELOAD = ("docx", "pdf")


def get_ready(connection: Connection) -> None:
    """Load the usual readers, as long as no task waits."""
    for format_ in PRELOAD:
        if connection.poll():
            return
        registry.reader(format_)


def work(connection: Connection) -> None:
    """Do tasks until the other side closes the connection."""
    tidy, sending = Tidy(), threading.Lock()

    def page(read: PageRead) -> None:
        with sending:
            connection.send_bytes(PAGE + PAGE_READ.dump_json(read))

    while True:
        try:
            task = TASK.validate_json(connection.recv_bytes())
            content = connection.recv_bytes()
        except EOFError:
            return
        budget = Budget(members=task.members, size=task.size, largest=task.settings.max_bytes)
        tell = lambda seen: connection.send_bytes(SEEN + seen.encode())  # noqa: E731
        with heard_by(page):
            result = open_content(content, task.name, task.settings, Path(task.folder), budget, tell)
        del content
        connection.send_bytes(DONE + ANSWER.dump_json(Answer(result, budget.members, budget.size, tidy())))


class Tidy:
    """Gives memory back to the system when it grew: large files leave holes behind."""

    def __init__(self) -> None:
        self.level = 0

    def __call__(self) -> int:
        """Tidy up where that pays, and tell how many bytes are in use."""
        memory = resident_memory()
        if memory > self.level + TRIM_GROWTH:
            gc.collect()
            if hasattr(_LIBC, "malloc_trim"):
                _LIBC.malloc_trim(0)
            self.level = memory = resident_memory()
        return memory


_LIBC = ctypes.CDLL(None)


def resident_memory() -> int:
    """Bytes of this process in main memory."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except FileNotFoundError:  # no Linux: the most it ever used is an upper bound
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * resource.getpagesize()


def limit(memory: int, output: int) -> None:
    """Bound the address space and the size of files written, for this process and all it starts."""
    for what, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, output), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(what)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (bound, bound))
    adjust = Path("/proc/self/oom_score_adj")
    if adjust.exists():  # when memory runs out, the system should end a reader and not the service
        adjust.write_text("500", "ascii")


def _die_with_parent(lifeline: int) -> None:
    """End the whole process group when the parent is gone: its end of the pipe closes whatever way it ends."""
    os.read(lifeline, 1)
    _clear_up()
    os.killpg(0, signal.SIGKILL)


def _clear_up() -> None:
    """Remove the folder for temporary files: when the parent is gone, nobody else will."""
    home = Path(os.environ.get("TMPDIR", ""))
    if home.name.startswith(HOME):
        shutil.rmtree(home, ignore_errors=True)


def main(arguments: list[str]) -> None:
    """Set limits, then work."""
    connection, lifeline, memory, output = (int(a) for a in arguments)
    limit(memory, output)
    os.set_inheritable(connection, False)
    os.set_inheritable(lifeline, False)
    threading.Thread(target=_die_with_parent, args=(lifeline,), daemon=True).start()
    with Connection(connection) as channel:
        get_ready(channel)
        work(channel)
    _clear_up()


if __name__ == "__main__":
    main(sys.argv[1:])
