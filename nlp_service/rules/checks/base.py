"""The registry of checks and what they give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from nlp_service.dossier import Evidence, LegalBasis

from ..case import Case


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a rule is broken; ``arguments`` fill its message."""

    section: str | None = None
    document: int | None = None
    arguments: Mapping[str, str | int | float] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    severity: Literal["error", "warning", "info"] | None = None  # where it differs from the rule's own


Check = Callable[[Case, Mapping[str, Any]], Iterable[Hit]]
CHECKS: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Registers a check under ``name``."""

    def register(function: Check) -> Check:
        CHECKS[name] = function
        return function

    return register
