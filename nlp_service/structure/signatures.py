"""Places for signatures: lines and areas where somebody signs or confirms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from nlp_service.rules.data import read_yaml

from .lines import Line
from .vocabulary import heading_key

_PLACE_DATE = re.compile(
    r"^(?:.{0,60}?[,.]?\s*ngày|[^\d:;]{2,40},)\s*[\d.…_ ]{0,8}\s*tháng\s*[\d.…_ ]{0,8}\s*năm\s*[\d.…_ ]{0,8}\.?$", re.I
)
#: "Lèn Sơn, 23/10/2023", "Ngày 16.10.2023": nothing but a place and a day in figures
_SHORT_DATE = re.compile(
    r"^(?:[^\d:;]{2,40},\s*(?:ngày\s*)?|ngày\s*)\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d{2}\.?$", re.I
)
#: how a heading begins that may follow the signatures
_BEHIND = ("phu luc", "tai lieu tham khao", "ghi chu", "danh muc", "minh chung", "noi nhan")
_RUNNING = 25  # words from which a line is running text
_CELLS = 3  # most rows and columns of a table that is an area of signatures
_LAST = 0.6  # the share of a paper behind which a place and a date are where somebody signs


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    raw = read_yaml(Path(__file__).with_name("signatures.yaml"))
    return tuple(heading_key(w) for w in raw["holds"]), tuple(heading_key(w) for w in raw["begins"])


def is_place_date(line: Line) -> bool:
    """Whether the line is only a place and a date: ``Hải Phòng, ngày 12 tháng 4 năm 2024``; ``Lèn Sơn, 23/10/2023``."""
    if line.words > 16 or line.number is not None or line.colon:
        return False  # "3. Ngày áp dụng lần đầu: ngày 21 tháng 7 năm 2025"
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
    if any(key == w or (w in key and (w.count(" ") > 1 or "(" in line.text)) for w in holds):
        return True
    if line.colon:
        return False
    return any(key == w or (key.startswith(w + " ") and (line.capitals or line.block.cell is not None)) for w in begins)


def signature_start(lines: Sequence[Line]) -> int | None:
    """Position of the first line of the paper's last signature area; ``None`` where nobody is asked to sign at its end.

    Behind the area stand a few names, notes, references or appendices, but no running text: "Đồng tác giả" above a table of
    people, or "Giám đốc" in a list, are no places to sign.
    """
    found = next((i for i in range(len(lines) - 1, -1, -1) if _may_sign(lines, i) and _closes(lines, i)), None)
    if found is None:
        return None
    start = found
    while start > 0 and found - start < 14:
        above = lines[start - 1]
        here, over = lines[start].block.cell, above.block.cell
        same_table = here is not None and over is not None and over.table == here.table
        if (
            same_table
            or is_place_date(above)
            or is_signature_line(above)
            or (start > 1 and _name_like(above) and is_signature_line(lines[start - 2]))
        ):
            start -= 1
        else:
            break
    return start


def signature_mark(lines: Sequence[Line]) -> int | None:
    """A place to sign that is not at the end (a form whose author signs below the general part): place and date with a
    signing line near by.
    """
    for i in range(len(lines) - 1, -1, -1):
        cell = lines[i].block.cell
        if not is_place_date(lines[i]) or (cell is not None and not _signing_table(lines, cell.table)):
            continue  # "Giáp Văn Tuyên, 06/6/1983" in a table of people
        if any(is_signature_line(x) for x in lines[i + 1 : i + 4]):
            return i
    return None


def _may_sign(lines: Sequence[Line], i: int) -> bool:
    line = lines[i]
    if not (is_signature_line(line) or (is_place_date(line) and i >= len(lines) * _LAST)):
        return False
    return line.block.cell is None or _signing_table(lines, line.block.cell.table)


def _signing_table(lines: Sequence[Line], table: int) -> bool:
    """Whether a table may hold signatures side by side: few rows and columns.  Others list people and their offices."""
    cells = [x.block.cell for x in lines if x.block.cell is not None and x.block.cell.table == table]
    return max(c.row for c in cells) < _CELLS and max(c.column for c in cells) < _CELLS


def _closes(lines: Sequence[Line], i: int) -> bool:
    """Whether hardly any running text follows, up to the appendices."""
    text = 0
    for line in lines[i + 1 :]:
        if heading_key(line.text).startswith(_BEHIND):
            break
        text += line.words > _RUNNING and line.block.cell is None and not line.text.lstrip()[:1].isdigit()  # but for footnotes
    return text < 2


def _name_like(line: Line) -> bool:
    words = line.text.split()
    return 2 <= len(words) <= 6 and all(w[0].isupper() for w in words if w[0].isalpha())
