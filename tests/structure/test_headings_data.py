"""What the heading model learns from: every line has its columns, a section there is, and stands once."""

from __future__ import annotations

from pathlib import Path
from unicodedata import is_normalized

import pytest

from nlp_service import structure
from nlp_service.dossier import SECTION_IDS
from nlp_service.structure.learned import NONE

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "corpus" / "headings").glob("*.tsv"))
LISTED = Path(structure.__file__).with_name("headings.tsv")


@pytest.mark.parametrize(("path", "columns"), [*((f, 3) for f in FILES), (LISTED, 2)], ids=lambda v: getattr(v, "name", str(v)))
def test_every_heading_has_a_section_and_stands_once(path: Path, columns: int) -> None:
    text = path.read_text("utf-8")
    assert is_normalized("NFC", text)
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    assert {len(row) for row in rows} == {columns}
    assert {id for row in rows for id in row[0].split("+")} <= {*SECTION_IDS, NONE}
    assert all(row[1].strip() == row[1] != "" for row in rows)
    seen = [tuple(row) for row in rows]
    assert len(seen) == len(set(seen))


def test_the_folder_is_there() -> None:
    assert len(FILES) >= 5
