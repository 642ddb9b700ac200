"""Where sentences begin: after ``. ? ! …`` and closing marks, at a new line that does not go on, at the start of a block."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlp_service.dossier import ConfigurationError

from .chunks import Ints

_END = re.compile(r"(?P<stop>[.?!…]+)[\"'”’»)\]]*(?P<gap>\s+)|\n\s*")


def sentence_starts(text: str, starts: Ints, ends: Ints, borders: Sequence[int]) -> npt.NDArray[np.bool_]:
    """For every token whether a sentence starts there.  A start inside a token counts for no token."""
    marks = np.zeros(len(starts), dtype=bool)
    inner = np.array(_ends(text), dtype=np.int64)
    at = np.searchsorted(starts, inner, "left")
    marks[at[at < len(starts)][starts[at[at < len(starts)]] == inner[at < len(starts)]]] = True
    at = np.searchsorted(starts, np.array([0, *borders], dtype=np.int64), "left")
    marks[at[at < len(starts)]] = True
    return marks


@lru_cache(maxsize=1)
def abbreviations() -> frozenset[str]:
    """Abbreviations after which a full stop ends no sentence, lower case, without the stop.

    Raises:
        ConfigurationError: ``abbreviations.yaml`` is malformed.
    """
    import yaml

    path = Path(__file__).parent / "abbreviations.yaml"
    known = yaml.safe_load(path.read_text("utf-8")).get("abbreviations")
    if not isinstance(known, list) or not all(isinstance(a, str) and a == a.lower() for a in known):
        raise ConfigurationError("data-invalid", path=path.name, detail="a list of strings in lower case expected")
    return frozenset(known)


def _ends(text: str) -> list[int]:
    found = []
    for m in _END.finditer(text):
        after = text[m.end() : m.end() + 1]
        if m["stop"] is None:
            if not after.islower():
                found.append(m.end())
        elif "\n" in m["gap"] or not after.islower():
            if m["stop"] == "." and "\n" not in m["gap"]:
                before = re.search(r"[\w/.]*\Z", text[max(0, m.start() - 12) : m.start()])
                word = before.group().lower() if before else ""
                if word in abbreviations() or (word.isdecimal() and len(word) < 3):
                    continue
            found.append(m.end())
    return found
