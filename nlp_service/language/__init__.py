"""Vietnamese text: words with exact offsets, normal forms with a map back, keys for comparing and searching.

Heavy libraries are imported at first use: ``language.keys`` alone needs neither spaCy nor underthesea.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .keys import comparison_key, find_folded, fold, fold_keep_d, fold_map, raw_span
from .syllables import is_syllable

if TYPE_CHECKING:
    from .document import blocks_of, doc_offsets, dossier_doc, file_starts
    from .tokenizer import UndertheseaTokenizer

__all__ = [
    "UndertheseaTokenizer", "blocks_of", "comparison_key", "doc_offsets", "dossier_doc", "file_starts", "find_folded", "fold",
    "fold_keep_d", "fold_map", "is_syllable", "raw_span",
]  # fmt: skip

_HOMES = {
    "UndertheseaTokenizer": "tokenizer",
    "blocks_of": "document",
    "doc_offsets": "document",
    "dossier_doc": "document",
    "file_starts": "document",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(name)
