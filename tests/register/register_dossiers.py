"""Small dossiers for the tests of the register."""

from __future__ import annotations

from hashlib import sha256

from nlp_service.dossier import Location, Prose
from nlp_service.duplicates import Comparable


def dossier(
    id: str, title: str = "Giải pháp chống ngập ngõ nhỏ", *, author: str = "Nguyễn Văn Ánh", year: int = 2021
) -> Comparable:
    """A small dossier."""
    words = f"Ông {author} cùng tổ dân phố {id} đào rãnh thu nước, lắp song chắn rác và van lật tự chế để nước rút sau mưa lớn."
    prose = (Prose(Location(0, 1, 0, 0, len(words)), words, "solution", 0, "description"),)
    return Comparable(id, sha256(f"{id}{title}".encode()).hexdigest(), title, (author,), f"Phường {id}", year, prose=prose)
