"""Earlier dossiers in memory: the twin of the register for tests and for the entries of one audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .index import Index
from .model import Comparable, Opinion


class MemoryStore:
    """Implements `EarlierDossiers` without a database."""

    def __init__(self, dossiers: Iterable[Comparable] = ()) -> None:
        self.index = Index()
        self._dossiers: dict[str, Comparable] = {}
        self._opinions: dict[tuple[str, str], Opinion] = {}
        for dossier in dossiers:
            self.add(dossier)

    def __len__(self) -> int:
        return len(self._dossiers)

    def add(self, dossier: Comparable) -> None:
        """Remember a dossier, in place of one of the same id."""
        self._dossiers[dossier.id] = dossier
        self.index.add(dossier.id, dossier.fingerprints)

    def remove(self, id: str) -> None:
        """Forget a dossier."""
        self._dossiers.pop(id, None)
        self.index.remove(id)

    def fetch(self, ids: Iterable[str]) -> Mapping[str, Comparable]:
        """The dossiers of these ids; unknown ones are left out."""
        return {id: self._dossiers[id] for id in ids if id in self._dossiers}

    def same_content(self, sha256: str) -> tuple[str, ...]:
        """Ids of dossiers whose files are the same."""
        return tuple(d.id for d in self._dossiers.values() if d.sha256 == sha256)

    def opinion(self, query: str, earlier: str) -> Opinion | None:
        """What an officer last said of this pair."""
        return self._opinions.get((query, earlier))

    def set_opinion(self, query: str, earlier: str, opinion: Opinion) -> None:
        """Keep what an officer says of a pair."""
        self._opinions[query, earlier] = opinion
