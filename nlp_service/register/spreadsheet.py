"""Lists of past years as offices keep them: letter heads, headers of two rows, merged cells, dates of all kinds."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import yaml
from openpyxl import load_workbook
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.exceptions import InvalidFileException

from nlp_service.dossier import ConfigurationError, RegisterError
from nlp_service.messages import LANGUAGES, catalogue

from .codec import search_key

DATA = Path(__file__).parent / "exchange.yaml"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: column → text of one row; ``list`` is what stands above the table
Facts = Mapping[str, str]
Table = list[list[str]]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*(?:[-/.]|thang|th)\s*(\d{1,2})\s*(?:[-/.]|nam|n)\s*((?:19|20)\d\d)(?!\d)")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})")
_SERIAL = (18_264, 73_415)  # days since 1900 in a cell that lost its form: 1950 to 2100
#: Where the catalogues say what values are called: whatever a list of ours shows is understood when it comes back.
_SAID = {"fields": "names.field.", "decisions": "names.decision."}
_ACROSS = 3  # a cell merged over so many columns heads the rows below it


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, str]]:
    raw = yaml.safe_load(DATA.read_text("utf-8"))
    try:
        names = {
            kind: {search_key(word): key for key, words in raw[kind].items() for word in words}
            for kind in ("columns", "fields", "decisions", "levels")
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError("data-invalid", path=str(DATA), detail=str(error)) from error
    for kind, said in _SAID.items():
        names[kind] = {**_spoken(said), **names[kind]}
    return names


def _spoken(said: str) -> dict[str, str]:
    """What the program itself calls the values, in every language, and their codes."""
    found = [
        (key.removeprefix(said), word) for lang in LANGUAGES for key, word in catalogue(lang).items() if key.startswith(said)
    ]
    return {search_key(word): code for code, name in found for word in (code, name)}


def meaning(kind: str, text: str) -> str | None:
    """What a header or a value stands for: by its whole, or by the longest known name of several words that it begins with."""
    key, names = search_key(re.sub(r"\([^)]*\)", " ", text)), _names()[kind]
    if key in names:
        return names[key]
    begun = [name for name in names if " " in name and key.startswith(f"{name} ")]
    return names[max(begun, key=len)] if begun else None


def year_of(text: str) -> int | None:
    """The first year in a text."""
    found = _YEAR.search(text)
    return int(found[0]) if found else None


def date_of(text: str) -> str | None:
    """A date as ISO: from ISO, day/month/year, words, or a spreadsheet's number of days; ``None`` where it is none."""
    plain = " ".join(re.sub(r"[^\w/.-]+", " ", search_key(text) if re.search("[^\\d\\s/.:-]", text) else text).split())
    iso, day = _ISO.search(plain), _DAY.search(plain)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3])).isoformat()
        if day:
            return date(int(day[3]), int(day[2]), int(day[1])).isoformat()
    except ValueError:
        return None
    number = plain.removesuffix(".0")
    if number.isdecimal() and _SERIAL[0] <= int(number) <= _SERIAL[1]:
        found = from_excel(int(number))
        return found.date().isoformat() if isinstance(found, datetime) else None
    return None


def read(path: Path) -> Iterator[tuple[int, Facts]]:
    """The rows below the header with their numbers.

    Raises:
        RegisterError: ``exchange-format``, another suffix, no spreadsheet, or no column with titles.
    """
    if path.suffix == ".csv":
        tables = [_csv(path)]
    elif path.suffix == ".xlsx":
        tables = _xlsx(path)
    else:
        raise RegisterError("exchange-format", path=str(path))
    headed = [(table, head) for table in tables if (head := _header(table)) is not None]
    if not headed:
        raise RegisterError("exchange-format", path=str(path))
    for table, (last, columns) in headed:
        above = " ".join(text for row in table[: last + 1] for text in row if meaning("columns", text) is None)
        for number, row in enumerate(table[last + 1 :], last + 2):
            facts = {key: _unarmed(row[i]) for key, i in columns.items() if i < len(row)}
            if any(facts.values()):
                yield number, {**facts, "list": above}


def _unarmed(text: str) -> str:
    """Without the mark that `exchange.write` puts before what looks like a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def _header(table: Table) -> tuple[int, dict[str, int]] | None:
    """Where the header ends and which column is which; offices put letter heads above, and headers may take two rows."""
    for n, row in enumerate(table):
        columns = _columns(row)
        if "title" in columns and len(columns) > 1:
            below = _columns(table[n + 1]) if n + 1 < len(table) else {}
            new = {k: i for k, i in below.items() if k not in columns or columns[k] == i}
            return (n + 1, {**columns, **new}) if len(below) > 1 or set(new) - set(columns) else (n, columns)
    return None


def _columns(row: Sequence[str]) -> dict[str, int]:
    out: dict[str, int] = {}
    for i, text in enumerate(row):
        key = meaning("columns", text) if text else None
        if key is not None:
            out.setdefault(key, i)
    return out


def _csv(path: Path) -> Table:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RegisterError("exchange-format", path=str(path)) from error
    opening = text[:4096]
    rows = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=opening.count))
    return [[cell.strip() for cell in row] for row in rows]


def _xlsx(path: Path) -> list[Table]:
    try:
        book = load_workbook(path, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise RegisterError("exchange-format", path=str(path)) from error
    tables = []
    for sheet in book.worksheets:
        table = [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for area in sheet.merged_cells.ranges:
            value = table[area.min_row - 1][area.min_col - 1]
            across = area.max_col - area.min_col + 1 >= _ACROSS
            for r in range(area.min_row - 1, min(area.max_row, len(table))):
                for c in range(area.min_col - 1, min(area.max_col, len(table[r]))):
                    table[r][c] = "" if across and r > 0 and _header(table[:r]) is not None else value
        tables.append(table)
    book.close()
    return tables


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
