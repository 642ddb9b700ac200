"""The data that flows through the house: dossiers, blocks, places, sections, findings, results.  No I/O, no logic."""

from .errors import ConfigurationError, NlpServiceError, ReadingError, RegisterError
from .facts import PaperFacts
from .location import Evidence, Location
from .prose import Prose
from .screening import (
    SECTION_IDS,
    Author,
    Classification,
    Coverage,
    DossierInfo,
    Duplicate,
    ErrorInfo,
    FileInfo,
    Finding,
    LegalBasis,
    Metadata,
    Paper,
    Passage,
    Screening,
    Section,
    TermEvidence,
    Timings,
    Versions,
)
from .source import Block, BlockKind, Cell, Dossier, FileProblem, Look, Notice, SourceFile

__all__ = [
    "SECTION_IDS",
    "Author",
    "Block",
    "BlockKind",
    "Cell",
    "Classification",
    "ConfigurationError",
    "Coverage",
    "Dossier",
    "DossierInfo",
    "Duplicate",
    "ErrorInfo",
    "Evidence",
    "FileInfo",
    "FileProblem",
    "Finding",
    "LegalBasis",
    "Location",
    "Look",
    "Metadata",
    "NlpServiceError",
    "Notice",
    "Paper",
    "PaperFacts",
    "Passage",
    "Prose",
    "ReadingError",
    "RegisterError",
    "Screening",
    "Section",
    "SourceFile",
    "TermEvidence",
    "Timings",
    "Versions",
]
