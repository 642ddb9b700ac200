"""The index of fingerprints in memory, kept in step with the table: rows are only ever added or taken out."""

from __future__ import annotations

from threading import Lock

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from nlp_service.duplicates import FINGERPRINTS_VERSION, Fingerprints, Index

from .database import reading
from .models import AuditRow, DossierRow, FingerprintRow


class LiveIndex:
    """An `Index` that looks for new rows whenever it is asked for; other processes may write at the same time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._link: str | None = None
        self._clear()

    def current(self) -> Index:
        """The index as the table stands now."""
        with self._lock, reading(self._engine) as session:
            # every change leaves a link in the audit log: where that ends as before, there is nothing to look for
            link = session.scalars(select(AuditRow.hash).order_by(AuditRow.n.desc()).limit(1)).first()
            if link is None or link != self._link:
                self._catch_up(session)
                self._link = link
            return self._index

    def _clear(self) -> None:
        self._index = Index()
        self._last = self._rows = 0

    def _catch_up(self, session: Session) -> None:
        last, rows = session.execute(select(func.coalesce(func.max(FingerprintRow.n), 0), func.count())).one()
        if last < self._last or rows < self._rows:
            self._clear()
        if last > self._last:
            self._extend(session)
        if rows != self._rows:  # rows were taken out as well as added
            self._clear()
            self._extend(session)

    def _extend(self, session: Session) -> None:
        query = (
            select(FingerprintRow.n, DossierRow.id, FingerprintRow.version, FingerprintRow.content)
            .join(DossierRow, DossierRow.seq == FingerprintRow.dossier)
            .where(FingerprintRow.n > self._last)
            .order_by(FingerprintRow.n)
            .execution_options(yield_per=2000)
        )
        for n, id, version, content in session.execute(query):
            if version == FINGERPRINTS_VERSION:
                self._index.add(id, Fingerprints.from_bytes(content))
            self._last, self._rows = n, self._rows + 1
