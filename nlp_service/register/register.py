"""The register of earlier initiatives: one value that everything else of the house talks to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, func, select

from nlp_service.dossier import Screening
from nlp_service.duplicates import Comparable, Index, Opinion, PairVerdict
from nlp_service.settings import Settings

from . import entries, screenings, search
from .audit_log import record
from .codec import comparable_of, now
from .database import make_engine, migrate, reading, writing
from .entries import Entry
from .live_index import LiveIndex
from .models import DossierRow, VerdictRow
from .originals import Originals


class Register:
    """Implements `EarlierDossiers`; safe to use from several threads and processes.

    ``who`` names the person in the audit log.
    """

    def __init__(self, engine: Engine, originals: Originals) -> None:
        self.engine = engine
        self.originals = originals
        self._index = LiveIndex(engine)

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the register of ``settings``; it is made, or brought up to date, where need be.

        Raises:
            RegisterError: ``register-newer``, a newer version of the program made it.
        """
        engine = make_engine(settings.database_url)
        migrate(engine)
        return cls(engine, Originals(settings.data / "originals"))

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # -- earlier dossiers, for comparing

    @property
    def index(self) -> Index:
        """The fingerprints of all dossiers."""
        return self._index.current()

    def fetch(self, ids: Iterable[str]) -> Mapping[str, Comparable]:
        """The dossiers of these ids; unknown ones are left out."""
        with reading(self.engine) as session:
            rows = session.scalars(select(DossierRow).where(DossierRow.id.in_(set(ids))))
            return {row.id: comparable_of(row) for row in rows}

    def same_content(self, sha256: str) -> tuple[str, ...]:
        """Ids of dossiers whose files are the same."""
        with reading(self.engine) as session:
            return tuple(session.scalars(select(DossierRow.id).where(DossierRow.sha256 == sha256).order_by(DossierRow.seq)))

    def opinion(self, query: str, earlier: str) -> Opinion | None:
        """What an officer last said of this pair."""
        with reading(self.engine) as session:
            pair = (VerdictRow.query == query) & (VerdictRow.earlier == earlier)
            row = session.scalars(select(VerdictRow).where(pair).order_by(VerdictRow.n.desc()).limit(1)).first()
            return Opinion(row.verdict, row.reason, row.officer, row.at) if row else None  # type: ignore[arg-type]

    def set_opinion(self, query: str, earlier: str, verdict: PairVerdict, reason: str, officer: str) -> None:
        """Keep what an officer says of a pair; it is shown the next time."""
        with writing(self.engine) as session:
            session.add(VerdictRow(query=query, earlier=earlier, verdict=verdict, reason=reason, officer=officer, at=now()))
            record(session, officer, "pair.verdict", f"{query} / {earlier}", verdict=verdict)

    # -- dossiers

    def __len__(self) -> int:
        with reading(self.engine) as session:
            return session.scalar(select(func.count()).select_from(DossierRow)) or 0

    def add(
        self,
        comparable: Comparable,
        *,
        screening: Screening | None = None,
        originals: Sequence[tuple[str, bytes]] = (),
        year: int | None = None,
        decision: str | None = None,
        id: str | None = None,
        field: str | None = None,
        who: str = "local",
    ) -> str:
        """Remember a dossier, with its original files and its screening; gives its id.

        The same content under the same id changes nothing, so an interrupted batch can be done again.

        Raises:
            RegisterError: ``register-id-exists``, another content has that id.
        """
        if screening is not None and field is None and screening.classification is not None:
            field = screening.classification.label
        files = [(name, self.originals.put(content), len(content)) for name, content in originals]
        prepared = entries.prepare(comparable, id=id, year=year, field=field, decision=decision, files=files)
        with writing(self.engine) as session:
            if entries.insert(session, prepared, who) and screening is not None:
                screenings.save(session, prepared.comparable.id, screening, who)
        return prepared.comparable.id

    def list(
        self, *, year: int | None = None, decision: str | None = None, limit: int = 1_000_000, offset: int = 0
    ) -> tuple[Entry, ...]:
        """The dossiers in the order they came."""
        query = entries.facts().order_by(DossierRow.seq).limit(limit).offset(offset)
        if year is not None:
            query = query.where(DossierRow.year == year)
        if decision is not None:
            query = query.where(DossierRow.decision == decision)
        with reading(self.engine) as session:
            return tuple(entries.entry_of(row) for row in session.execute(query))

    def search(self, words: str, *, limit: int = 50) -> tuple[Entry, ...]:
        """Dossiers that hold all the words, with or without accents; the last word may be begun only.  Best first."""
        with reading(self.engine) as session:
            return search.search(session, words, limit)

    def show(self, id: str) -> Entry:
        """One dossier with its files.

        Raises:
            RegisterError: ``register-id-unknown``.
        """
        with reading(self.engine) as session:
            row = session.execute(entries.facts().where(DossierRow.id == id)).first()
            if row is None:
                entries.row_of(session, id)
            return entries.entry_of(row or (), entries.files_of(session, id))

    def remove(self, id: str, *, who: str = "local") -> None:
        """Take a dossier out, with originals that no other dossier needs.

        Raises:
            RegisterError: ``register-id-unknown``.
        """
        with writing(self.engine) as session:
            orphans = entries.remove(session, id, who)
        for digest in orphans:
            self.originals.remove(digest)

    # -- screenings

    def save_screening(self, id: str, screening: Screening, *, who: str = "local") -> None:
        """Keep a result, in place of an earlier one of that id."""
        with writing(self.engine) as session:
            screenings.save(session, id, screening, who)

    def get_screening(self, id: str) -> Screening | None:
        """The result of that id."""
        with reading(self.engine) as session:
            return screenings.get(session, id)

    def list_screenings(
        self, *, words: str = "", verdict: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[screenings.Kept, ...]:
        """Kept results, newest first; ``words`` are looked for without accents in title, name and authors."""
        with reading(self.engine) as session:
            return screenings.kept(session, words=words, verdict=verdict, limit=limit, offset=offset)
