"""A desk that has been in use for years, for benchmarks/service.py: list and register with as many dossiers as asked for.

Texts are those of `duplicates_data` (a walk over the syllables of the corpus).  Every dossier of the list has its text for
searching; ``OPENED`` of them have a result and a text for reading, which come from real screenings of dossiers of one to about
twenty pages, each with copied passages.  Register entries have prose and fingerprints of about three pages.
"""

from __future__ import annotations

import io
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import cycle
from pathlib import Path

from docx import Document
from sqlalchemy import func, insert, select

from benchmarks.duplicates_data import BLOCK, Generator
from nlp_service.corpus import corpus_dossiers
from nlp_service.dossier import Screening
from nlp_service.duplicates import Comparable, MemoryStore
from nlp_service.reading import Upload, read
from nlp_service.register import Register, entries, reading, writing
from nlp_service.register.codec import search_key
from nlp_service.register.models import DossierRow, ScreeningRow
from nlp_service.screening import Screener, comparable
from nlp_service.service import accounts
from nlp_service.service.kept import Kept, pack
from nlp_service.service.tables import CaseReasonRow, CaseRow, CaseTextRow, JobRow, ReadingRow
from nlp_service.service.tasks import lines_of
from nlp_service.settings import Settings, default_settings

OPENED = 2000  # dossiers of the list that have a result to open
PARAGRAPHS = 14  # of prose that a register entry has: about a thousand syllables
COPIES = (1, 1, 2, 3, 5, 7)  # lengths of dossiers that are opened; seven make about twenty pages
OFFICER, PASSWORD = "can-bo", "mat-khau-do-toc-do"


@dataclass(frozen=True)
class Model:
    """A result of a real screening, and its text for reading."""

    result: Screening
    reading: bytes


def docx_of(number: int, copies: int = 1) -> bytes:
    """A dossier of the corpus as Word file; ``copies`` repeats its text (seven make about twenty pages)."""
    dossiers = sorted(corpus_dossiers(default_settings().corpus), key=lambda d: d.id)
    paper = Document()
    paper.core_properties.comments = str(number)
    for _ in range(copies):
        for p in dossiers[number % len(dossiers)].papers:
            for line in p.lines:
                if line.text:
                    paper.add_paragraph(line.text)
    paper.add_paragraph(f"Số {number}")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def seeded(data: Path) -> int:
    """How many dossiers a folder was seeded with."""
    if not (data / "register.sqlite3").is_file():
        return 0
    with Register.open(Settings(data=data)) as register, reading(register.engine) as session:
        return session.scalar(select(func.count()).select_from(CaseRow).where(CaseRow.created_by == "seed")) or 0


def seed(data: Path, dossiers: int) -> None:
    """Fill an empty folder."""
    rng, generator = random.Random(8), Generator(8)
    models = cycle(_models())
    with Register.open(Settings(data=data)) as register:
        accounts.add_user(register.engine, OFFICER, PASSWORD, role="lead")
        for start in range(0, dossiers, BLOCK):
            rows = [_Rows.of(start + i, c, rng) for i, c in enumerate(generator.many(start, BLOCK)) if start + i < dossiers]
            with writing(register.engine) as session:
                session.execute(insert(CaseRow), [r.case for r in rows])
                session.execute(insert(CaseTextRow), [r.text for r in rows])
                session.execute(insert(JobRow), [_job(r.case) for r in rows])
                session.execute(insert(CaseReasonRow), [reason for r in rows for reason in r.reasons])
                for r in rows:
                    if r.text["seq"] <= OPENED:
                        _open(session, r.case, next(models))
                entries.insert_many(session, [r.entry for r in rows], "seed")
            print(f"\r{start + len(rows):,} dossiers", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


@dataclass(frozen=True)
class _Rows:
    """One dossier everywhere."""

    case: dict[str, object]
    text: dict[str, object]
    reasons: list[dict[str, str]]
    entry: entries.Prepared

    @classmethod
    def of(cls, i: int, made: Comparable, rng: random.Random) -> _Rows:
        id, unit = f"b{i:07}", f"Trường THCS số {i % 300}"
        verdict = rng.choice(["complete", "needs_supplement", "needs_review"])
        label = rng.choice(["education"] * 3 + ["administration", "technical"])
        when = f"{2016 + i % 10}-{1 + i % 12:02}-{1 + i % 28:02}T08:00:00.000+00:00"
        case = {
            "seq": i + 1, "id": id, "name": f"{id}.docx", "sha256": sha256(id.encode()).hexdigest(), "state": "screened",
            "created": when, "created_by": "seed", "title": made.title, "authors": made.authors[0], "unit": unit,
            "verdict": verdict, "label": label, "errors": i % 4, "duplicate": rng.choice(["high", "medium", None, None, None]),
            "decision": rng.choice([None, "forward", "supplement"]), "screened": when,
        }  # fmt: skip
        text = {"seq": i + 1, "facts": search_key(id, made.title, *made.authors, unit), "body": search_key(*_texts(made))}
        rules = rng.sample(["section-missing", "shares-sum", "signature-missing", "commitment-missing"], i % 4)
        short = replace(made, id=f"r{i:07}", unit=unit, year=2016 + i % 10, prose=made.prose[:PARAGRAPHS])
        entry = entries.prepare(short, field=label, decision=rng.choice(["recognised", "rejected", None]))
        return cls(case, text, [{"case": id, "rule": r} for r in rules], entry)


def _texts(made: Comparable) -> list[str]:
    return [p.text for p in made.prose]


def _job(case: dict[str, object]) -> dict[str, object]:
    when = case["created"]
    return {
        "id": f"j{case['id']}", "kind": "screening", "case": case["id"], "arguments": {}, "status": "done", "priority": 20,
        "created": when, "created_by": "seed", "started": when, "finished": when,
    }  # fmt: skip


def _open(session: object, case: dict[str, object], model: Model) -> None:
    content = model.result.to_dict()
    content["metadata"]["title"] = case["title"]
    row = {k: case[k] for k in ("id", "sha256", "title", "name", "verdict", "label", "created")}
    row |= {"dossier": case["id"], "content": json.dumps(content, ensure_ascii=False), "search_key": ""}
    session.execute(insert(ScreeningRow), [row])  # type: ignore[attr-defined]
    session.execute(insert(ReadingRow), [{"case": case["id"], "content": model.reading}])  # type: ignore[attr-defined]


def _models() -> Iterator[Model]:
    settings = Settings()
    alone = Screener(settings)
    for i, copies in enumerate(COPIES):
        dossier = read([Upload("ho-so.docx", docx_of(i, copies))], settings=settings)
        _, doc = alone.examine(dossier)
        twin = replace(comparable(doc), id=f"twin-{i}", sha256="0" * 64)
        result, doc = Screener(settings, nlp=alone.nlp, earlier=MemoryStore([twin])).examine(dossier)
        yield Model(result, pack(Kept(dossier, lines_of(doc))))


def count_register(data: Path) -> int:
    """Entries of the register."""
    with Register.open(Settings(data=data)) as register, reading(register.engine) as session:
        return session.scalar(select(func.count()).select_from(DossierRow)) or 0
