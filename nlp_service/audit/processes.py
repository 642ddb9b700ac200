"""Screening in several processes.  A process that dies loses one dossier, which gets a coded result, and is replaced."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, ForkServerProcess

from nlp_service.dossier import NlpServiceError
from nlp_service.settings import Settings

from .examiner import Examined, Examiner, Order
from .failures import lost

# forkserver: no copy of this process' threads, and the heavy imports are made once for all workers
_CONTEXT: ForkServerContext = multiprocessing.get_context("forkserver")


@dataclass(slots=True)
class _Worker:
    process: ForkServerProcess
    connection: Connection
    index: int | None = None  # of the order it works on

    def stop(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.join()
        self.process.close()


class Processes:
    """The engine ``process``."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __call__(self, orders: Sequence[Order], settings: Settings, *, compare: bool) -> Iterator[tuple[int, Examined]]:
        """Screen the orders.

        Raises:
            NlpServiceError: a worker cannot start, or an order is wrong.
        """
        waiting = list(range(len(orders)))[::-1]
        _CONTEXT.set_forkserver_preload(["nlp_service.audit.examiner"])
        team = [_start(settings, compare) for _ in range(min(self.workers, len(orders)))]
        try:
            for worker in team:
                _next(worker, waiting, orders)
            while busy := {w.connection: w for w in team if w.index is not None}:
                for ready in wait(list(busy)):
                    worker = busy[ready]  # type: ignore[index]  # wait() gives back what it was given
                    index = worker.index
                    assert index is not None
                    try:
                        answer = worker.connection.recv()
                    except (EOFError, ConnectionError):
                        worker.process.join()
                        code = worker.process.exitcode
                        worker.stop()
                        team[team.index(worker)] = worker = _start(settings, compare)
                        error = NlpServiceError("worker-died", detail=f"exit {code}")
                        answer = Examined(lost(orders[index].path, error, settings.lang), None)
                    if isinstance(answer, NlpServiceError):
                        raise answer
                    _next(worker, waiting, orders)
                    yield index, answer
        finally:
            for worker in team:
                worker.stop()


def _start(settings: Settings, compare: bool) -> _Worker:
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_work, args=(theirs, settings, compare))
    process.start()
    theirs.close()  # so that the death of the process is seen as the end of the line
    return _Worker(process, ours)


def _next(worker: _Worker, waiting: list[int], orders: Sequence[Order]) -> None:
    worker.index = waiting.pop() if waiting else None
    if worker.index is not None:
        # a worker that is dead already is noticed when its answer is waited for
        with suppress(BrokenPipeError):
            worker.connection.send(orders[worker.index])


def _work(connection: Connection, settings: Settings, compare: bool) -> None:
    """The life of a worker: it ends with the connection, so also when the parent is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    with suppress(EOFError, ConnectionError):
        try:
            examiner = Examiner(settings, compare=compare)
            while True:
                connection.send(examiner(connection.recv()))
        except NlpServiceError as error:
            connection.send(error)
