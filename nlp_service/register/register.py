"""The register of earlier initiatives: one value that everything else of the house talks to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, func, select

from nlp_service.dossier import Screening
from nlp_service.duplicates import FINGERPRINTS_VERSION, Comparable, Index, Opinion, PairVerdict
from nlp_service.settings import Settings

from . import archive, audit_log, changes, check, entries, exchange, opinions, screenings, search
from .audit_log import AuditEntry, record
from .codec import COMPARED, comparable_of
from .database import CACHE, forget_old_pages, make_engine, migrate, reading, writing
from .entries import Entry
from .live_index import LiveIndex
from .models import DossierRow
from .originals import Originals


class Register:
    """Implements `EarlierDossiers`; safe to use from several threads and processes.

    ``who`` names the person in the audit log.
    """

    def __init__(self, engine: Engine, originals: Originals, uploads: Originals) -> None:
        self.engine = engine
        self.originals = originals
        self.uploads = uploads  # what was handed in at the desk, kept beside: see `service.vault`
        self._index = LiveIndex(engine)
        self._words = search.WordCounts()

    @classmethod
    def open(cls, settings: Settings, *, cache: int = CACHE, rebuild: bool = True, make: bool = True) -> Self:
        """Open the register of ``settings``; it is made, or brought up to date, where need be.

        ``cache`` is what each of its connections may hold of an SQLite file, in MiB.  Without ``rebuild`` fingerprints of an
        older version stay as they are, for who does not compare: making them anew takes minutes in a large register.

        Raises:
            RegisterError: ``register-newer``, a newer version of the program made it; ``register-missing``, without ``make``.
        """
        engine = make_engine(settings.database_url, cache=cache, make=make)
        register = cls(engine, Originals(settings.data / "originals"), Originals(settings.data / "uploads"))
        try:
            migrate(engine)
            if rebuild:
                register.rebuild()
            register.originals.tidy()
        except BaseException:
            engine.dispose()
            raise
        return register

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
            rows = session.execute(select(*COMPARED).where(DossierRow.id.in_(set(ids))))
            return {row.id: comparable_of(row) for row in rows}

    def same_content(self, sha256: str) -> tuple[str, ...]:
        """Ids of dossiers whose files are the same."""
        with reading(self.engine) as session:
            return tuple(session.scalars(select(DossierRow.id).where(DossierRow.sha256 == sha256).order_by(DossierRow.seq)))

    def opinion(self, query: str, earlier: str) -> Opinion | None:
        """What an officer last said of this pair."""
        with reading(self.engine) as session:
            return opinions.newest(session, query, earlier)

    def set_opinion(self, query: str, earlier: str, verdict: PairVerdict, reason: str, officer: str) -> None:
        """Keep what an officer says of a pair; it is shown the next time."""
        with writing(self.engine) as session:
            opinions.keep(session, query, earlier, verdict, reason, officer)

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
        self, *, year: int | None = None, decision: str | None = None, limit: int = 1_000_000, after: str | None = None
    ) -> tuple[Entry, ...]:
        """The dossiers in the order they came; with ``after`` those that came after that one.

        Raises:
            RegisterError: ``register-id-unknown``, there is no dossier ``after``.
        """
        with reading(self.engine) as session:
            return entries.listed(session, year=year, decision=decision, after=after, limit=limit)

    def search(
        self, words: str, *, limit: int = 50, offset: int = 0, year: int | None = None, decision: str | None = None
    ) -> tuple[Entry, ...]:
        """Dossiers that hold all the words, with or without accents; the last word may be begun only.  Best first."""
        with reading(self.engine) as session:
            return search.search(session, words, limit, offset=offset, year=year, decision=decision)

    def alike(self, id: str, *, limit: int = 12) -> tuple[str, ...]:
        """Ids of dossiers that share rare words with this one, best first; needs no fingerprints in memory."""
        with reading(self.engine) as session:
            return search.alike(session, id, self._words.current(session), limit)

    def show(self, id: str) -> Entry:
        """One dossier with its files.

        Raises:
            RegisterError: ``register-id-unknown``.
        """
        with reading(self.engine) as session:
            return entries.shown(session, id)

    def remove(self, id: str, *, who: str = "local") -> None:
        """Take a dossier out, with originals that no other dossier needs.

        Raises:
            RegisterError: ``register-id-unknown``.
        """
        with writing(self.engine) as session:
            orphans = entries.remove(session, id, who)
        for digest in orphans:
            self.originals.remove(digest)

    def add_many(self, dossiers: Iterable[entries.Prepared], *, who: str = "local", batch: int = 200) -> int:
        """Remember many dossiers (see `entries.prepare`), ``batch`` in one transaction; gives how many were new.

        Raises:
            RegisterError: ``register-id-exists``; the batches before are kept.
        """
        added = 0
        rest = iter(dossiers)
        while part := list(islice(rest, batch)):
            with writing(self.engine) as session:
                added += entries.insert_many(session, part, who)
        return added

    def rebuild(self) -> int:
        """Make fingerprints of an older version anew, some hundreds in one transaction; gives how many."""
        made = 0
        while True:
            with reading(self.engine) as session:
                if not entries.stale(session):
                    return made
            with writing(self.engine) as session:
                part = entries.rebuild(session)
                record(session, "system", "fingerprints.rebuild", FINGERPRINTS_VERSION, dossiers=part)
                made += part

    def correct(self, id: str, field: str, value: Any, *, who: str) -> None:
        """Put a fact of a dossier right; the old value, who and when are kept.

        Raises:
            RegisterError: ``register-id-unknown``, ``register-field-unknown``.
        """
        with writing(self.engine) as session:
            changes.correct(session, id, field, value, who)

    def remember_correction(self, subject: str, field: str, old: Any, new: Any, *, who: str) -> None:
        """Keep a correction of something else, e.g. of a screening's field; values are JSON."""
        with writing(self.engine) as session:
            changes.remember(session, subject, field, old, new, who)

    def corrections(self, subject: str | None = None, field: str | None = None) -> tuple[changes.Correction, ...]:
        """What was put right, oldest first."""
        with reading(self.engine) as session:
            return changes.corrections(session, subject, field)

    def erase(self, id: str, *, who: str) -> None:
        """Take the personal data of a dossier out, on request, also at the desk; copies of its text are found as before.

        Raises:
            RegisterError: ``register-id-unknown``.
        """
        with writing(self.engine) as session:
            orphans, uploads = changes.erase(session, id, who)
            search.forget_removed(session)
        for store, digests in ((self.originals, orphans), (self.uploads, uploads)):
            for digest in digests:
                store.remove(digest)
        forget_old_pages(self.engine)

    def export_file(self, path: Path) -> int:
        """Write the register to ``.jsonl`` (everything but originals), ``.xlsx`` or ``.csv`` (facts); gives how many.

        Raises:
            RegisterError: ``exchange-format``.
        """
        with reading(self.engine) as session:
            rows = session.scalars(select(DossierRow).order_by(DossierRow.seq).execution_options(yield_per=500))
            return exchange.write(path, ((entries.entry_of_row(r), comparable_of(r)) for r in rows))

    def import_file(
        self, path: Path, *, understand: exchange.Understand | None = None, who: str = "local"
    ) -> exchange.Imported:
        """Take in past years from ``.jsonl``, ``.xlsx`` or ``.csv``; rows that are there already change nothing.

        ``understand`` reads the files that a row names; without it, or for rows that name none, titles alone are kept.

        Raises:
            RegisterError: ``exchange-format``.
        """
        return exchange.take_in(self.engine, exchange.read(path, understand), who)

    # -- the whole

    def backup(self, path: Path) -> int:
        """Write everything to a zip, while others go on working; gives how many dossiers."""
        return archive.backup(self.engine, self.originals, self.uploads, path)

    def restore(self, path: Path, *, who: str = "local") -> None:
        """Put everything of a backup in place of what is there, while others go on working.

        Raises:
            RegisterError: ``backup-invalid``, ``register-newer``.
        """
        archive.restore(self.engine, self.originals, self.uploads, path, who)
        self.rebuild()

    def check(self, lang: str = "vi") -> tuple[str, ...]:
        """What does not fit together, in words; empty where all is well."""
        indexed = frozenset(self.index.numbers)
        with reading(self.engine) as session:
            return tuple(check.troubles(session, self.originals, indexed, lang))

    def audit_entries(self, *, subject: str | None = None, limit: int = 1000) -> tuple[AuditEntry, ...]:
        """The audit log, newest first."""
        with reading(self.engine) as session:
            return audit_log.entries(session, subject=subject, limit=limit)

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
