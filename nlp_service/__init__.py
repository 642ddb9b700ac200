"""nlp_service: offline pre-screening of Vietnamese initiative dossiers.

>>> import nlp_service
>>> nlp = nlp_service.load()                  # a spaCy Language
>>> dossier = nlp_service.read("ho-so.docx")  # files with located blocks
>>> result = nlp_service.screen("ho-so.docx") # verdict, sections, findings, field, duplicates
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .pipeline import load
    from .reading import read
    from .screening import screen

__version__ = "0.1.0"
__all__ = ["__version__", "load", "read", "screen"]

_HOMES = {"load": "pipeline", "read": "reading", "screen": "screening"}


def __getattr__(name: str) -> Any:  # heavy libraries are imported at first use, so that `--help` answers at once
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(name)
