"""What the desk keeps of a dossier beside the register, for when its personal data is taken out.

The tables of the desk are made by this room's migrations and described in `service.tables`, a layer above; here stand no more
than the columns that erasing touches.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Row, TableClause, column, delete, func, insert, select, table, update
from sqlalchemy.orm import Session

from .codec import now, search_key
from .masking import masked

_CASES = table("cases", *map(column, ("seq", "id", "name", "title", "authors", "unit")))
_FILES = table("case_files", *map(column, ("n", "case", "name", "sha256")))
_TEXTS = table("case_texts", *map(column, ("seq", "facts", "body")))
_READINGS = table("readings", column("case"))
_REMOVALS = table("removals", *map(column, ("case", "at", "files", "text")))
_JOBS = table("jobs", *map(column, ("id", "case")))
_EVENTS = table("events", column("n"), column("job"), column("data", JSON))
#: What officers wrote themselves: the table, and its column of words.
_REMARKS = ((table("waivers", *map(column, ("n", "case", "reason"))), "reason"),
            (table("decisions", *map(column, ("n", "case", "note"))), "note"))  # fmt: skip


def has_case(session: Session, id: str) -> bool:
    """Whether the desk has a case of that id."""
    return session.execute(select(_CASES.c.seq).where(_CASES.c.id == id)).first() is not None


def names_of_files(session: Session, id: str) -> list[str]:
    """What the files of a case are called, without endings: all that may lead to a person where no author is known."""
    return [Path(name).stem for name in session.scalars(select(_FILES.c.name).where(_FILES.c.case == id))]


def erase_cases(session: Session, ids: Sequence[str], names: Sequence[str]) -> set[str]:
    """Take names and texts out of the cases of these ids.

    The text for reading and the text for searching go, names are masked in what is left, and the files count as removed.
    Gives digests of uploads that no other case needs.
    """
    digests: set[str] = set()
    for case in session.execute(select(_CASES).where(_CASES.c.id.in_(ids))).all():
        digests |= _erase_case(session, case, [*names, *(n for n in case.authors.split("; ") if n.strip())])
    held = select(_FILES.c.sha256).where(_FILES.c.sha256.in_(digests), _FILES.c.case.not_in(select(_REMOVALS.c.case)))
    return digests - set(session.scalars(held))


def _erase_case(session: Session, case: Row[Any], names: Sequence[str]) -> set[str]:
    name, title = masked(case.name, names), masked(case.title, names)
    session.execute(update(_CASES).where(_CASES.c.id == case.id).values(name=name, title=title, authors=""))
    facts = search_key(case.id, name, title, case.unit)
    session.execute(update(_TEXTS).where(_TEXTS.c.seq == case.seq).values(facts=facts, body=""))
    session.execute(delete(_READINGS).where(_READINGS.c.case == case.id))
    for remarks, words in _REMARKS:
        _mask(session, remarks, words, remarks.c.case == case.id, names)
    _mask(session, _FILES, "name", _FILES.c.case == case.id, names)
    jobs = select(_JOBS.c.id).where(_JOBS.c.case == case.id)
    for n, data in session.execute(select(_EVENTS.c.n, _EVENTS.c.data).where(_EVENTS.c.job.in_(jobs))).all():
        hidden = json.loads(masked(json.dumps(data, ensure_ascii=False), names))
        if hidden != data:
            session.execute(update(_EVENTS).where(_EVENTS.c.n == n).values(data=hidden))
    digests = set(session.scalars(select(_FILES.c.sha256).where(_FILES.c.case == case.id)))
    if session.scalar(select(func.count()).select_from(_REMOVALS).where(_REMOVALS.c.case == case.id)):
        session.execute(update(_REMOVALS).where(_REMOVALS.c.case == case.id).values(text=True))
    else:
        session.execute(insert(_REMOVALS).values(case=case.id, at=now(), files=len(digests), text=True))
    return digests


def _mask(session: Session, rows: TableClause, words: str, which: Any, names: Sequence[str]) -> None:
    for n, said in session.execute(select(rows.c.n, rows.c[words]).where(which)).all():
        hidden = masked(said, names)
        if hidden != said:
            session.execute(update(rows).where(rows.c.n == n).values({words: hidden}))
