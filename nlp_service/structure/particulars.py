"""Labels and column headers that ask for a person's particulars: name, birth, position, unit, degree, share."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from nlp_service.rules.data import read_yaml

from .vocabulary import heading_key


@lru_cache(maxsize=1)
def _particulars() -> dict[str, frozenset[str]]:
    raw = read_yaml(Path(__file__).with_name("particulars.yaml"))
    return {field: frozenset(heading_key(w) for w in words) for field, words in raw["particulars"].items()}


def particular(label: str) -> str | None:
    """Which particular of a person a label or column header asks for; ``None`` where it is none."""
    if label.strip(" ().:") == "%":
        return "share"
    key = heading_key(label)
    data = _particulars()
    for field, words in data.items():
        if key in words:
            return field
    fields = ("share", "birth", "degree", "name", "position", "unit")
    # what stands first is what the column is: "Họ tên, ngày sinh"
    begun = next((f for f in fields if any(key.startswith(w + " ") for w in data[f])), None)
    if begun is None and "%" in label:
        return "share"  # "Phần công sức (%)"
    return begun or next((f for f in fields if any(key.endswith(" " + w) for w in data[f])), None)
