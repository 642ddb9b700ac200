"""A worker: claims jobs, keeps their leases alive, ends them, whatever happens to them.

`Worker` is the loop's body and knows nothing of processes; `worker_process` is a process of its own around it, woken by huey.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import traceback
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from nlp_service.dossier import NlpServiceError
from nlp_service.messages import explain
from nlp_service.register import Register
from nlp_service.register.database import writing
from nlp_service.settings import Settings

from . import jobs
from .jobs import StoppedError
from .tables import JobRow

if TYPE_CHECKING:
    from .tasks import Workshop

log = logging.getLogger("nlp_service.worker")


class Worker:
    """Does one job after the other."""

    def __init__(self, settings: Settings, register: Register, name: str | None = None) -> None:
        self.settings, self.engine = settings, register.engine
        self.name = name or f"{socket.gethostname()}:{os.getpid()}"
        self._register = register
        self._workshop: Workshop | None = None

    def load(self) -> Workshop:
        """Pipeline, rules and register: seconds of work, done before the first job or at the first job."""
        if self._workshop is None:
            from .tasks import Workshop  # spaCy and all that: not in a process that only serves pages

            self._workshop = Workshop(self.settings, self._register)
        return self._workshop

    def work(self) -> bool:
        """Do the most urgent job; false when there is none."""
        job = jobs.claim(self.engine, self.name)
        if job is None:
            return False
        with Heart(self.engine, job.id, self.name) as heart:
            try:
                self.load().run(job, self.name, heart.announce)
                log.info("job done", extra={"job": job.id, "kind": job.kind})
            except StoppedError:
                self._end(job, "cancelled", "job-cancelled", None)
            except NlpServiceError as error:
                self._end(job, "failed", error.code, explain(error, self.settings.lang).message)
            except Exception as error:  # noqa: BLE001 - a bug in one dossier must not stop the desk: the job says what broke
                log.error("job failed: %s", "".join(traceback.format_exception(error)), extra={"job": job.id})
                self._end(job, "failed", "job-failed", type(error).__name__)
        return True

    def _end(self, job: JobRow, status: str, code: str, reason: str | None) -> None:
        with writing(self.engine) as session:
            jobs.finish(session, job.id, self.name, status, code, reason)


class Heart:
    """Renews the lease of one job from a thread of its own, and hears there that the job shall stop."""

    def __init__(self, engine: Engine, job: str, worker: str) -> None:
        self._engine, self._job, self._worker = engine, job, worker
        self._end, self._state = threading.Event(), "held"
        self._thread = threading.Thread(target=self._beat, name=f"heart-{job}", daemon=True)

    def __enter__(self) -> Heart:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._end.wait(jobs.LEASE / 10):
            self._state = jobs.beat(self._engine, self._job, self._worker)

    def announce(self, step: str, **data: str | int) -> None:
        """Note the stage, with ``data`` on how far it is.

        Raises:
            StoppedError: someone cancelled the job, or another worker has it.
        """
        self._state = jobs.beat(self._engine, self._job, self._worker)
        if self._state != "held":
            raise StoppedError(self._state)
        jobs.stage(self._engine, self._job, step, **data)
