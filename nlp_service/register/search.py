"""Full-text search without accents: FTS5 on SQLite, a GIN index on PostgreSQL, over the same folded words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from threading import Lock

from sqlalchemy import ColumnElement, column, func, literal_column, select, table, text
from sqlalchemy.orm import Session

from .codec import search_key
from .entries import Entry, entry_of, facts
from .models import DossierRow

SAMPLE = 1000  # dossiers whose words are counted
RAREST = 16  # words of a dossier by which others like it are looked for


def forget_removed(session: Session) -> None:
    """Take words of removed texts out of the index itself; FTS5 otherwise only marks them as gone."""
    if _lite(session):
        session.execute(text("INSERT INTO dossiers_fts(dossiers_fts) VALUES ('optimize')"))
        session.execute(text("INSERT INTO cases_fts(cases_fts) VALUES ('optimize')"))


def search(
    session: Session, words: str, limit: int, *, offset: int = 0, year: int | None = None, decision: str | None = None
) -> tuple[Entry, ...]:
    """Dossiers that hold all the words, and fit; the last word may be begun only.  Best first."""
    wanted = search_key(words).split()
    if not wanted:
        return ()
    # every word in quotes, so that none of them is an operator of FTS5
    expression = " ".join(f'"{w}"' for w in wanted) + "*" if _lite(session) else " & ".join(wanted) + ":*"
    fits = [fact == value for fact, value in ((DossierRow.year, year), (DossierRow.decision, decision)) if value is not None]
    order = _ranked(session, expression, limit, offset, fits)
    rows = session.execute(facts().add_columns(DossierRow.seq).where(DossierRow.seq.in_(order)))
    ranked = sorted(((order[row[-1]], entry_of(row[:-1])) for row in rows), key=lambda pair: pair[0])
    return tuple(entry for _, entry in ranked)


def _lite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


_FTS = table("dossiers_fts", column("rowid"), column("rank"), column("dossiers_fts"))


def _ranked(
    session: Session, expression: str, limit: int, offset: int = 0, fits: Sequence[ColumnElement[bool]] = ()
) -> dict[int, int]:
    """Numbers of the best dossiers, each with its place."""
    if _lite(session):
        query = select(_FTS.c.rowid).where(_FTS.c.dossiers_fts.op("MATCH", is_comparison=True)(expression))
        if fits:
            query = query.join(DossierRow, DossierRow.seq == _FTS.c.rowid).where(*fits)
        query = query.order_by(_FTS.c.rank)
    else:
        asked = func.to_tsquery("simple", expression)
        vector = func.to_tsvector(literal_column("'simple'"), DossierRow.search_key)
        query = select(DossierRow.seq).where(vector.op("@@")(asked), *fits).order_by(func.ts_rank(vector, asked).desc())
        query = query.order_by(DossierRow.seq)
    return {seq: i for i, seq in enumerate(session.scalars(query.limit(limit).offset(offset)))}


class WordCounts:
    """In how many of the newest dossiers a word stands: enough to tell rare words from common ones."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[str] = Counter()
        self._upto = 0

    def current(self, session: Session) -> Mapping[str, int]:
        """The counts, made anew when the register has grown by a fifth."""
        newest = session.scalar(select(func.max(DossierRow.seq))) or 0
        with self._lock:
            if newest > self._upto * 1.2 or newest < self._upto:
                keys = session.scalars(select(DossierRow.search_key).order_by(DossierRow.seq.desc()).limit(SAMPLE))
                self._counts = Counter(word for key in keys for word in set(key.split()))
                self._upto = newest
            return self._counts


def alike(session: Session, id: str, counts: Mapping[str, int], limit: int) -> tuple[str, ...]:
    """Ids of dossiers that share most of the rarest words of this one, best first: leads, found without any fingerprint."""
    row = session.execute(select(DossierRow.seq, DossierRow.search_key).where(DossierRow.id == id)).first()
    words = sorted(set(row[1].split()), key=lambda w: (counts.get(w, 0), -len(w), w))[:RAREST] if row else []
    if row is None or not words:
        return ()
    order = _ranked(session, " OR ".join(f'"{w}"' for w in words) if _lite(session) else " | ".join(words), limit + 1)
    order.pop(row[0], None)
    ids = dict(session.execute(select(DossierRow.seq, DossierRow.id).where(DossierRow.seq.in_(order))).all())
    return tuple(ids[seq] for seq in order if seq in ids)[:limit]
