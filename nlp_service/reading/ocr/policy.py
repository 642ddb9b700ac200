"""How the voices are weighed (``policy.yaml``; the curve behind the figures: docs/decisions on recognition)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from nlp_service.dossier import ConfigurationError

from .vote import Weights

_DATA = Path(__file__).parent / "policy.yaml"


@dataclass(frozen=True, slots=True)
class Policy:
    """What decides which lines are read twice and which reading wins."""

    weights: Weights
    margin: float  # nats: a line with a word decided by less is read again
    confidence: float  # a line the first engine is less sure of is read again
    agreed: float  # factor of accent costs where both engines saw the same
    first: float  # cost of the first engine's reading where they differ, at full confidence
    second: float  # cost of the second's at no confidence
    poor: float  # mean confidence below which a page counts as poorly read


@lru_cache(maxsize=1)
def policy() -> Policy:
    """The policy of this installation.

    Raises:
        ConfigurationError: ``policy.yaml`` is damaged.
    """
    try:
        data = yaml.safe_load(_DATA.read_text("utf-8"))
        numbers = {k: float(v) for k, v in data["policy"].items()}
        return Policy(Weights(**{k: float(v) for k, v in data["weights"].items()}), **numbers)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ConfigurationError("data-invalid", path=_DATA.name, detail=str(error)) from error
