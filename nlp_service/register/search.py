"""Full-text search without accents: FTS5 on SQLite, a GIN index on PostgreSQL, over the same folded words."""

from __future__ import annotations

from sqlalchemy import func, literal_column, select, text
from sqlalchemy.orm import Session

from .codec import search_key
from .entries import Entry, entry_of, facts
from .models import DossierRow


def forget_removed(session: Session) -> None:
    """Take words of removed texts out of the index itself; FTS5 otherwise only marks them as gone."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO dossiers_fts(dossiers_fts) VALUES ('optimize')"))


def search(session: Session, words: str, limit: int) -> tuple[Entry, ...]:
    """Dossiers that hold all the words; the last may be begun only."""
    wanted = search_key(words).split()
    if not wanted:
        return ()
    if session.get_bind().dialect.name == "sqlite":
        # every word in quotes, so that none of them is an operator of FTS5
        expression = " ".join(f'"{w}"' for w in wanted) + "*"
        hits = session.execute(
            text("SELECT rowid FROM dossiers_fts WHERE dossiers_fts MATCH :words ORDER BY rank LIMIT :most"),
            {"words": expression, "most": limit},
        )
        order = {seq: i for i, (seq,) in enumerate(hits)}
    else:
        expression = " & ".join(wanted) + ":*"
        query = func.to_tsquery("simple", expression)
        vector = func.to_tsvector(literal_column("'simple'"), DossierRow.search_key)
        found = select(DossierRow.seq).where(vector.op("@@")(query)).order_by(func.ts_rank(vector, query).desc()).limit(limit)
        order = {seq: i for i, seq in enumerate(session.scalars(found))}
    rows = session.execute(facts().add_columns(DossierRow.seq).where(DossierRow.seq.in_(order)))
    ranked = sorted(((order[row[-1]], entry_of(row[:-1])) for row in rows), key=lambda pair: pair[0])
    return tuple(entry for _, entry in ranked)
