"""Copies of earlier dossiers: fingerprints, candidates, passages.  Pure functions over a protocol of storage."""

from .clusters import clusters, picture
from .compare import compare
from .fingerprints import FINGERPRINTS_VERSION, Fingerprints
from .index import Index
from .memory import MemoryStore
from .model import Bands, Comparable, EarlierDossiers, Opinion, PairVerdict

__all__ = [
    "FINGERPRINTS_VERSION", "Bands", "Comparable", "EarlierDossiers", "Fingerprints", "Index", "MemoryStore", "Opinion",
    "PairVerdict", "clusters", "compare", "picture",
]
