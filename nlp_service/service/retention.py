"""Removing originals when their time is over.

A dossier's time runs from its newest decision; of one whose screening failed or was stopped, from the day it came.  A dossier
that nobody has decided on keeps its originals.  What stays: findings, decision, letters' fields, the entry in the register
(what later dossiers are compared with) and the audit log; the text for reading stays or goes as the office chose.
The files of a batch go so many months after its end; its reports stay.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from nlp_service.register.audit_log import record
from nlp_service.register.database import forget_old_pages, reading, writing
from nlp_service.rules.case import add_months

from . import jobs
from .clock import now, time
from .policies import RetentionChoice, load, load_in
from .tables import CaseFileRow, CaseRow, CaseTextRow, JobRow, ReadingRow
from .tables_office import RemovalRow
from .vault import Vault

EVERY = timedelta(hours=24)
LOOK_EVERY = 3600.0  # seconds between looks whether it is time again
_ENDED = ("failed", "cancelled")
BATCH = 200
FRESH = 3600.0  # seconds that a stored file stays whatever its case says


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: cases, files that were really deleted (a file that another case or batch holds too stays), batches."""

    cases: int
    files: int
    batches: int = 0


def due(choice: RetentionChoice, today: date) -> Select[CaseRow] | None:
    """The cases whose time is over; ``None`` where originals are kept for ever."""
    if choice.months is None:
        return None
    before = add_months(today, -choice.months).isoformat()
    removed = select(RemovalRow.case).where(RemovalRow.case == CaseRow.id).exists()
    over = or_(CaseRow.decided < before, CaseRow.state.in_(_ENDED) & (CaseRow.created < before))
    return select(CaseRow).where(over, CaseRow.state != "received", ~removed)


def count_due(engine: Engine, choice: RetentionChoice, today: date) -> int:
    """How many cases a sweep would take."""
    query = due(choice, today)
    if query is None:
        return 0
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def sweep(engine: Engine, vault: Vault, today: date, who: str = "retention") -> Swept:
    """Remove what is due, a batch a transaction; a sweep that was cut short goes on where it ended."""
    cases = files = last = 0
    while True:
        with writing(engine) as session:
            choice = load_in(session, RetentionChoice)
            query = due(choice, today)
            if query is None:
                break
            found = session.scalars(query.where(CaseRow.seq > last).order_by(CaseRow.seq).limit(BATCH)).all()
            for case in found:
                last = case.seq
                held = session.scalars(select(CaseFileRow).where(CaseFileRow.case == case.id)).all()
                if any(_fresh(vault.path(f.sha256)) for f in held):
                    continue  # the same bytes were just handed in again: their case may not be in the table yet
                files += sum(_discard(vault, digest) for digest in _mark(session, case, held, choice.text, who))
                cases += 1
        if len(found) < BATCH:
            break
    batches, of_batches = _sweep_batches(engine, vault, today, who)
    if cases or batches:
        forget_old_pages(engine)
    return Swept(cases, files + of_batches, batches)


def _sweep_batches(engine: Engine, vault: Vault, today: date, who: str) -> tuple[int, int]:
    """The same for the files of batches; gives how many batches and files.  A batch without files is one that was swept."""
    batches = files = 0
    with writing(engine) as session:
        choice = load_in(session, RetentionChoice)
        if choice.months is None:
            return 0, 0
        before = add_months(today, -choice.months).isoformat()
        over = (JobRow.kind == "audit") & JobRow.status.in_(jobs.TERMINAL) & (JobRow.finished < before)
        for job in session.scalars(select(JobRow).where(over)).all():
            digests = {f["sha256"] for f in job.arguments["files"]}
            if not digests or any(_fresh(vault.path(d)) for d in digests):
                continue
            job.arguments = {**job.arguments, "files": []}
            session.flush()
            needed = select(CaseFileRow.sha256).where(CaseFileRow.case.not_in(select(RemovalRow.case)))
            held = set(session.scalars(needed.where(CaseFileRow.sha256.in_(digests)))) | _of_batches(session)
            record(session, who, "originals.remove", job.id, files=len(digests), text=False)
            clear_batch(batch_folder(vault.folder.parent, job.id))
            files += sum(_discard(vault, digest) for digest in digests - held)
            batches += 1
    return batches, files


def batch_folder(data: Path, job: str) -> Path:
    """Where a batch has its reports and, while it runs, links to its files and its journal."""
    return data / "audits" / job


def clear_batch(folder: Path) -> None:
    """Take away all but the reports: links to uploads would keep what is removed, and the journal holds whole texts."""
    if (folder / "in").is_dir():
        shutil.rmtree(folder / "in")
    (folder / "journal.jsonl").unlink(missing_ok=True)


def _of_batches(session: Session) -> set[str]:
    """Digests of the files that batches hold."""
    every = session.scalars(select(JobRow.arguments).where(JobRow.kind == "audit"))
    return {f["sha256"] for arguments in every for f in arguments["files"]}


def _mark(session: Session, case: CaseRow, held: Sequence[CaseFileRow], text: bool, who: str) -> set[str]:
    """Note the removal, and give the digests that no other case and no batch needs any more."""
    session.add(RemovalRow(case=case.id, at=now(), files=len(held), text=text))
    session.flush()
    digests = {f.sha256 for f in held}
    needed = select(CaseFileRow.sha256).where(CaseFileRow.sha256.in_(digests), CaseFileRow.case.not_in(select(RemovalRow.case)))
    if text:
        session.execute(delete(ReadingRow).where(ReadingRow.case == case.id))
        session.execute(update(CaseTextRow).where(CaseTextRow.seq == case.seq).values(body=""))
    record(session, who, "originals.remove", case.id, files=len(held), text=text)
    return digests - set(session.scalars(needed)) - _of_batches(session)


def _fresh(path: Path) -> bool:
    """Whether a file was stored just now (storing the same bytes again makes the file anew)."""
    try:
        return time() - path.stat().st_mtime < FRESH
    except FileNotFoundError:
        return False


def _discard(vault: Vault, digest: str) -> bool:
    """Delete a file, unless it was stored again at this very moment: it is moved aside first, then looked at."""
    path = vault.path(digest)
    aside = path.with_name(f".part-removed-{path.name}")
    try:
        os.replace(path, aside)
    except FileNotFoundError:
        return False
    if _fresh(aside):
        os.replace(aside, path)
        return False
    aside.unlink()
    return True


def removal_of(engine: Engine, case: str) -> RemovalRow | None:
    """When a case's originals were removed, if they were."""
    with reading(engine) as session:
        return session.get(RemovalRow, case)


def put_if_time(engine: Engine) -> bool:
    """A sweep as a job, where an office wants one and the last is a day old; false when there is nothing to do."""
    if load(engine, RetentionChoice).months is None:
        return False
    with writing(engine) as session:
        last = session.scalar(select(func.max(JobRow.created)).where(JobRow.kind == "retention"))
        if last and datetime.fromisoformat(now()) - datetime.fromisoformat(last) < EVERY:
            return False
        jobs.put(session, "retention", by="retention")
        return True


class Clock:
    """Puts the daily sweep in, from a thread of the server."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._end = engine, threading.Event()
        self._thread = threading.Thread(target=self._run, name="retention", daemon=True)

    def start(self) -> None:
        """Look now, and then every hour."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            put_if_time(self._engine)  # the crew's own look at the table finds it
            if self._end.wait(LOOK_EVERY):
                return
