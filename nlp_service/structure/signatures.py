"""Places for signatures: lines and areas where somebody signs or confirms."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from nlp_service.rules.data import read_yaml

from .lines import Line
from .vocabulary import heading_key

_PLACE_DATE = re.compile(r"^.{0,60}?[,.]?\s*ngày\s*[\d.…_ ]{0,8}\s*tháng\s*[\d.…_ ]{0,8}\s*năm\s*[\d.…_ ]{0,8}\.?$", re.I)
#: "Lèn Sơn, 23/10/2023", "Ngày 16.10.2023": nothing but a place and a day in figures
_SHORT_DATE = re.compile(
    r"^(?:[^\d:;]{2,40},\s*(?:ngày\s*)?|ngày\s*)\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d{2}\.?$", re.I
)


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    raw = read_yaml(Path(__file__).with_name("signatures.yaml"))
    return tuple(heading_key(w) for w in raw["holds"]), tuple(heading_key(w) for w in raw["begins"])


def is_place_date(line: Line) -> bool:
    """Whether the line is only a place and a date: ``Hải Phòng, ngày 12 tháng 4 năm 2024``; ``Lèn Sơn, 23/10/2023``."""
    if line.words > 16:
        return False
    text = line.text.strip()
    return _PLACE_DATE.match(text) is not None or (line.words <= 8 and _SHORT_DATE.match(text) is not None)


def is_signature_line(line: Line) -> bool:
    """Whether the line invites to sign or says in which capacity somebody signs.

    ``Tác giả:`` with a value is a label of the form, not a signature.
    """
    if line.words > 14 or (line.number is not None and line.number.style != "bullet"):
        return False
    key = heading_key(line.text, parentheses=True)
    holds, begins = _words()
    if any(w in key for w in holds):
        return True
    if line.colon:
        return False
    return any(key == w or (key.startswith(w + " ") and (line.capitals or line.block.cell is not None)) for w in begins)
