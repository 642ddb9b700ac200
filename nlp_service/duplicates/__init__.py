"""Copies of earlier dossiers: fingerprints, candidates, passages.  Pure functions over a protocol of storage."""

from .clusters import clusters, picture
from .compare import compare, ranked, strength
from .fingerprints import FINGERPRINTS_VERSION, Fingerprints
from .index import Index
from .kept_words import pack_own, unpack_own
from .memory import MemoryStore
from .model import Bands, Comparable, EarlierDossiers, Opinion, PairVerdict
from .notes import coverage_told
from .template import Own, own_words

__all__ = [
    "FINGERPRINTS_VERSION", "Bands", "Comparable", "EarlierDossiers", "Fingerprints", "Index", "MemoryStore", "Opinion",
    "Own", "PairVerdict", "clusters", "compare", "coverage_told", "own_words", "pack_own", "picture", "ranked", "strength",
    "unpack_own",
]  # fmt: skip
