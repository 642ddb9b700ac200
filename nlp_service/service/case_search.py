"""Full-text search of the list, without accents: FTS5 on SQLite, tsvector on PostgreSQL, over the same folded words.

A case fits when all the words stand among its facts (id, name, title, authors, unit; each may be begun only), or when its
text holds them one after the other (the last may be begun only).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, column, func, literal_column, or_, table
from sqlalchemy.orm import Session

from nlp_service.register.codec import search_key

from .tables import CaseRow, CaseTextRow

LONGEST = 300_000  # characters of a text that are kept for searching: 100 pages

_LITE = table("cases_fts", column("rowid"), column("cases_fts"))
_POST = table("cases_fts", column("seq"), column("facts"), column("body"))


def remember(session: Session, case: CaseRow, *texts: str) -> None:
    """Keep what is searched of a case, which has its ``seq`` already; without ``texts`` those kept before stay."""
    facts = search_key(case.id, case.name, case.title, case.authors, case.unit)
    row = session.get(CaseTextRow, case.seq)
    if row is None:
        session.add(CaseTextRow(seq=case.seq, facts=facts, body=search_key(*texts)[:LONGEST]))
        return
    row.facts = facts
    if texts:
        row.body = search_key(*texts)[:LONGEST]


def words_of(asked: str) -> list[str]:
    """What was asked for as folded words: letters and figures only, so that none is an operator of the search."""
    return search_key(asked).split()


def hits(dialect: str, words: list[str]) -> tuple[FromClause, ColumnElement[int], ColumnElement[bool]]:
    """The table of the search index, its number of the case (`CaseRow.seq`), and the condition that a case fits."""
    if dialect == "sqlite":
        facts = " AND ".join(f'"{w}" *' for w in words)
        asked = f'facts : ({facts}) OR body : ("{" ".join(words)}" *)'
        return _LITE, _LITE.c.rowid, _LITE.c.cases_fts.op("MATCH", is_comparison=True)(asked)
    every = _query(" & ".join(f"{w}:*" for w in words))
    row = _query(" <-> ".join(words) + ":*")
    return _POST, _POST.c.seq, or_(_POST.c.facts.op("@@")(every), _POST.c.body.op("@@")(row))


def _query(words: str) -> ColumnElement[Any]:
    return func.to_tsquery(literal_column("'simple'"), words)
