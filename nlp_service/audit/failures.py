"""What becomes of a dossier that could not be screened: a result that carries the error."""

from __future__ import annotations

import hashlib
from pathlib import Path

from nlp_service import __version__
from nlp_service.dossier import Classification, DossierInfo, ErrorInfo, FileInfo, NlpServiceError, Screening, Versions
from nlp_service.messages import explain


def lost(path: Path, error: NlpServiceError, lang: str) -> Screening:
    """The result of a dossier that could not be screened at all: no line is missing from a batch."""
    name = path.name or str(path)
    info: ErrorInfo = explain(error, lang)
    digest = hashlib.sha256(b"").hexdigest()
    file = FileInfo(name=name, sha256=digest, format="unknown", status="failed", grade="D", errors=(info,))
    return Screening(
        dossier=DossierInfo(id=path.stem or name, name=name, sha256=digest, files=(file,)),
        classification=Classification(label="unknown", confidence=0.0, probabilities={}, why_unknown="no-text", model="none"),
        verdict="unreadable",
        versions=Versions(package=__version__, rules="none", model="none", fingerprints="none"),
    )
