"""The index of fingerprints in memory, kept in step with the table: rows are only ever added or taken out."""

from __future__ import annotations

from threading import Lock

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.orm import Session

from nlp_service.duplicates import FINGERPRINTS_VERSION, Fingerprints, Index

from .database import reading
from .models import DossierRow, FingerprintRow


class LiveIndex:
    """An `Index` that looks for new rows whenever it is asked for; other processes may write at the same time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._index = Index()
        self._last = 0
        self._lock = Lock()

    def current(self) -> Index:
        """The index as the table stands now."""
        with self._lock, reading(self._engine) as session:
            ours = FingerprintRow.version == FINGERPRINTS_VERSION
            last, count = session.execute(select(func.coalesce(func.max(FingerprintRow.n), 0), func.count()).where(ours)).one()
            if last < self._last or count < len(self._index):
                self._index, self._last = Index(), 0
            if last > self._last:
                self._extend(session, ours)
            if count != len(self._index):  # rows were taken out as well as added
                self._index, self._last = Index(), 0
                self._extend(session, ours)
            return self._index

    def _extend(self, session: Session, ours: ColumnElement[bool]) -> None:
        query = (
            select(FingerprintRow.n, DossierRow.id, FingerprintRow.content)
            .join(DossierRow, DossierRow.seq == FingerprintRow.dossier)
            .where(ours, FingerprintRow.n > self._last)
            .order_by(FingerprintRow.n)
            .execution_options(yield_per=2000)
        )
        for n, id, content in session.execute(query):
            self._index.add(id, Fingerprints.from_bytes(content))
            self._last = n
