"""What a worker does for a job: reads the case's files, screens them, keeps the result."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from docx import Document
from spacy.tokens import Doc
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from nlp_service.audit import Examiner, Here, audit
from nlp_service.dossier import Dossier, Screening
from nlp_service.reading import PageRead, Upload, read
from nlp_service.register import Register, entries, screenings
from nlp_service.register.database import reading, writing
from nlp_service.screening import Screener, Stopwatch, comparable
from nlp_service.settings import Settings

from . import case_search, jobs, policies, retention, webhooks
from .clock import now, today
from .jobs import StoppedError
from .kept import Kept, Line, pack, unpack
from .tables import CaseFileRow, CaseReasonRow, CaseRow, JobRow, ReadingRow
from .units import Gazetteer
from .vault import Vault

#: Verdicts of dossiers that later ones are not compared with.
_NOTHING_TO_COMPARE = ("unreadable", "not_a_dossier")


#: Notes the stage that a job has reached, and how far it is; may raise `StoppedError`.
Announce = Callable[..., None]


class Reporter(Stopwatch):
    """A stopwatch that also announces which step begins; the announcement may raise `StoppedError`."""

    def __init__(self, announce: Announce) -> None:
        super().__init__()
        self._announce = announce

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        if step not in self.seconds:
            self._announce(step)
        with super().__call__(step):
            yield


class Workshop:
    """Everything that a worker needs, loaded once."""

    def __init__(self, settings: Settings, register: Register) -> None:
        self.settings, self.register, self.engine = settings, register, register.engine
        self.vault = Vault(settings.data / "uploads")
        self.screener = Screener(settings, earlier=register)

    def run(self, job: JobRow, worker: str, announce: Announce) -> None:
        """Do a job and end it as done.

        Raises:
            StoppedError: it was cancelled or taken away.
            NlpServiceError: it cannot be done; the code says why.
        """
        if other := self._others().get(job.kind):
            other(job, worker, announce)
            return
        clock = Reporter(announce)
        with reading(self.engine) as session:
            case = session.scalars(select(CaseRow).where(CaseRow.id == job.case)).one()
            row = session.get(ReadingRow, case.id)
        dossier = unpack(row.content).dossier if row else self._read(case, clock, announce)
        level: Any = case.level
        result, doc = self.screener.examine(
            dossier, profile=case.profile, level=level, exclude=frozenset({case.id}), clock=clock, today=today(),
            rules=policies.book(self.engine, self.settings.packs, case.round), bands=policies.bands(self.engine, self.settings),
        )  # fmt: skip
        units = Gazetteer(policies.load(self.engine, policies.UnitsChoice))
        announce("keep")
        prepared = None
        if result.verdict not in _NOTHING_TO_COMPARE:
            label = result.classification.label if result.classification else None
            prepared = entries.prepare(comparable(doc), id=case.id, field=label, decision="pending")
        content = pack(Kept(dossier, lines_of(doc)))
        with writing(self.engine) as session:
            if not jobs.finish(session, job.id, worker, "done"):
                raise StoppedError(job.id)
            session.merge(ReadingRow(case=case.id, content=content))
            summarise(session, case.id, result, units, [f.text for f in dossier.files])
            screenings.save(session, case.id, result, job.created_by)
            if prepared is not None:
                entries.insert(session, prepared, job.created_by)
            webhooks.announce(session, "screening.done", case.id, verdict=result.verdict, job=job.id)

    def _others(self) -> dict[str, Callable[[JobRow, str, Announce], None]]:
        return {"audit": self._audit, "webhook": self._webhook, "retention": self._retention}

    def _webhook(self, job: JobRow, worker: str, announce: Announce) -> None:
        webhooks.deliver(self.engine, job, worker, self.settings.webhook_hosts)

    def _retention(self, job: JobRow, worker: str, announce: Announce) -> None:
        retention.sweep(self.engine, self.vault, today(), job.created_by)
        with writing(self.engine) as session:
            jobs.finish(session, job.id, worker, "done")

    def _audit(self, job: JobRow, worker: str, announce: Announce) -> None:
        """A batch, here in this worker and by the office's choices; what a killed one has finished is not done again."""
        folder = retention.batch_folder(self.settings.data, job.id)
        entries_in = folder / "in"
        for file in job.arguments["files"]:
            path = entries_in / file["name"]
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                os.link(self.vault.path(file["sha256"]), path)  # no second copy, and no link that reading would refuse
        rules, bands = policies.book(self.engine, self.settings.packs), policies.bands(self.engine, self.settings)
        engine = Here(Examiner(self.settings, screener=self.screener, rules=rules, bands=bands))
        audit(
            entries_in, folder, self.settings, engine=engine, resume=job.attempts > 1, bands=bands,
            progress=lambda n, of, _: announce(f"{n}/{of}"),
        )  # fmt: skip
        with writing(self.engine) as session:
            if not jobs.finish(session, job.id, worker, "done"):
                raise StoppedError(job.id)
        retention.clear_batch(folder)

    def _read(self, case: CaseRow, clock: Reporter, announce: Announce) -> Dossier:
        def page(read: PageRead) -> None:
            announce("read", file=read.name, page=read.done, of=read.of)

        with reading(self.engine) as session:
            files = session.scalars(select(CaseFileRow).where(CaseFileRow.case == case.id).order_by(CaseFileRow.position)).all()
        with clock("read"):
            uploads = [Upload(f.name, self.vault.get(f.sha256)) for f in files]
            dossier = read(uploads, settings=self.settings, heard=page)
            if any(p.code == "read-crashed" for f in dossier.files for p in f.problems):
                # killed from outside, or the machine was short of memory just then: what is wrong with the file stays so
                dossier = read(uploads, settings=self.settings, heard=page)
            return replace(dossier, id=case.id, name=case.name)

    def rehearse(self) -> None:
        """Screen a small made-up dossier and keep nothing, so that what is loaded at first use is there before it."""
        paper = Document()
        paper.add_heading("MÔ TẢ SÁNG KIẾN", 1)
        paper.add_table(1, 2).cell(0, 0).text = "Tên sáng kiến:"
        paper.add_paragraph("1. Tính mới: giải pháp này chưa có ở đơn vị nào trước đây.")
        content = io.BytesIO()
        paper.save(content)
        dossier = read([Upload("warm.docx", content.getvalue())], settings=self.settings)
        _, doc = self.screener.examine(dossier)
        entries.prepare(comparable(doc))


def lines_of(doc: Doc) -> tuple[Line, ...]:
    """The role of every line, for the reading view."""
    return tuple((r.where.file, r.where.start, r.where.end, r.role.value, r.section, r.body) for r in doc._.roles or ())


def summarise(session: Session, case_id: str, result: Screening, units: Gazetteer, texts: Sequence[str]) -> None:
    """Write into the case what the list shows, beside it what is searched (``texts`` of the files) and counted.

    The unit stands by the name that the office knows it by.
    """
    case = session.scalars(select(CaseRow).where(CaseRow.id == case_id)).one()
    facts = result.metadata
    case.title, case.verdict = facts.title or "", result.verdict
    case.authors = "; ".join(a.name for a in facts.authors)
    case.unit = units.canonical(facts.unit or next((a.unit for a in facts.authors if a.unit), None) or case.unit)
    case.label = result.classification.label if result.classification else None
    case.errors = sum(f.severity == "error" for f in result.findings)
    case.duplicate = next((d.level for d in result.duplicates if d.level != "low"), None)
    case.state, case.screened = "screened", now()
    case_search.remember(session, case, *texts)
    session.execute(delete(CaseReasonRow).where(CaseReasonRow.case == case_id))
    reasons = sorted({f.rule for f in result.findings if f.severity == "error"})
    session.add_all(CaseReasonRow(case=case_id, rule=rule) for rule in reasons)
