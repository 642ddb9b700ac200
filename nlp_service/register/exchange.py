"""The register in and out of files: ``.jsonl`` with everything, ``.xlsx`` and ``.csv`` with what a list of past years has."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine

from nlp_service.dossier import ConfigurationError, Location, Prose, ReadingError, RegisterError
from nlp_service.duplicates import Comparable
from nlp_service.messages import explain

from .codec import search_key
from .database import writing
from .entries import Entry, insert, prepare

DATA = Path(__file__).parent / "exchange.yaml"
COLUMNS = ("id", "title", "authors", "unit", "year", "field", "level", "decision", "filed", "first_applied")
#: reads the files that a row names, relative to the spreadsheet
Understand = Callable[[Path], Comparable]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Row:
    """One initiative to take in; ``year``, ``field`` and so on as `Register.add` wants them."""

    comparable: Comparable
    field: str | None = None
    decision: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: ``refused`` are (row, reason), rows counted from 1 after the header."""

    added: int
    known: int
    refused: tuple[tuple[int, str], ...] = field(default=())


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, str]]:
    raw = yaml.safe_load(DATA.read_text("utf-8"))
    try:
        return {
            kind: {search_key(word): key for key, words in raw[kind].items() for word in words}
            for kind in ("columns", "fields", "decisions", "levels")
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError("data-invalid", path=str(DATA), detail=str(error)) from error


def write(path: Path, rows: Iterable[tuple[Entry, Comparable]]) -> int:
    """Write dossiers to ``path`` by its suffix; gives how many.

    Raises:
        RegisterError: ``exchange-format``, another suffix.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".jsonl":
        with path.open("w", encoding="utf-8") as out:
            return sum(bool(out.write(_line(e, c))) for e, c in rows)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as out:  # Excel knows UTF-8 by its mark
            writer = csv.writer(out)
            writer.writerow(COLUMNS)
            return sum(bool(writer.writerow(_cells(e))) for e, _ in rows)
    if path.suffix == ".xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("register")
        sheet.append(list(COLUMNS))
        n = 0
        for e, _ in rows:
            sheet.append(_cells(e))
            n += 1
        book.save(path)
        return n
    raise RegisterError("exchange-format", path=str(path))


def _cells(entry: Entry) -> list[str | int | None]:
    values = [getattr(entry, c) for c in COLUMNS]
    return [_safe("; ".join(v)) if isinstance(v, tuple) else _safe(v) if isinstance(v, str) else v for v in values]


def _safe(text: str) -> str:
    """No cell begins like a formula: a title must not run in the spreadsheet of whoever opens it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(entry: Entry, c: Comparable) -> str:
    facts = {k: v for k, v in asdict(entry).items() if k not in ("files", "added", "erased")}
    facts["prose"] = [
        [w.file, w.page, w.block, w.start, w.end, p.text, p.section, p.paper, p.kind] for p in c.prose for w in (p.where,)
    ]
    return json.dumps(facts, ensure_ascii=False) + "\n"


def read(path: Path, understand: Understand | None = None) -> Iterator[Row | str]:
    """The rows of a file; a reason in place of a row that cannot be taken.

    Raises:
        RegisterError: ``exchange-format``, another suffix, or no column with titles.
    """
    if path.suffix == ".jsonl":
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                if line.strip():
                    yield _of_json(line)
        return
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as text:
            sample = text.read(4096)
            text.seek(0)
            table: Iterable[list[Any]] = list(csv.reader(text, delimiter=";" if sample.count(";") > sample.count(",") else ","))
    elif path.suffix == ".xlsx":
        book = load_workbook(path, read_only=True, data_only=True)
        table = [list(r) for r in book.worksheets[0].iter_rows(values_only=True)]
        book.close()
    else:
        raise RegisterError("exchange-format", path=str(path))
    yield from _of_table(path, table, understand)


def take_in(engine: Engine, rows: Iterable[Row | str], who: str) -> Imported:
    """Add rows to the register, each in a transaction of its own; one that is refused does not stop the others."""
    added = known = 0
    refused = []
    for n, row in enumerate(rows, 1):
        if isinstance(row, str):
            refused.append((n, row))
            continue
        try:
            prepared = prepare(row.comparable, field=row.field, decision=row.decision)
            with writing(engine) as session:
                new = insert(session, prepared, who)
        except (RegisterError, ValueError) as error:
            refused.append((n, str(error)))
        else:
            added, known = added + new, known + (not new)
    return Imported(added, known, tuple(refused))


def _of_json(line: str) -> Row | str:
    try:
        raw = json.loads(line)
        prose = tuple(Prose(Location(*p[:5]), *p[5:]) for p in raw.get("prose", ()))
        facts = {k: raw.get(k) for k in ("unit", "year", "level", "filed", "first_applied")}
        authors = tuple(raw.get("authors", ()))
        c = Comparable(raw.get("id") or "", raw.get("sha256") or "", raw["title"], authors, **facts, prose=prose)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"
    return Row(_identified(c), raw.get("field"), raw.get("decision"))


def _of_table(path: Path, table: Iterable[list[Any]], understand: Understand | None) -> Iterator[Row | str]:
    columns: dict[str, int] | None = None
    names = _names()["columns"]
    for cells in table:
        texts = ["" if c is None else str(c).strip() for c in cells]
        if columns is None:  # lists of offices open with letter heads: the header is the first row that names titles
            found = {names[key]: i for i, t in reversed(list(enumerate(texts))) if (key := search_key(t)) in names}
            columns = found if "title" in found and len(found) > 1 else None
        elif any(texts):
            row = {k: texts[i] for k, i in columns.items() if i < len(texts)}
            yield _of_row(path, {k: v[1:] if v[:1] == "'" and v[1:2] in _FORMULA else v for k, v in row.items()}, understand)
    if columns is None:
        raise RegisterError("exchange-format", path=str(path))


def _of_row(path: Path, row: Mapping[str, str], understand: Understand | None) -> Row | str:
    names = _names()
    files = row.get("files", "")
    year = _YEAR.search(row.get("year", ""))
    authors = tuple(a.strip() for a in re.split(r"[;\n]|,(?!\s*\d)", row.get("authors", "")) if a.strip())
    c = Comparable(
        row.get("id", ""), "", row.get("title", ""), authors, row.get("unit") or None, int(year[0]) if year else None,
        names["levels"].get(search_key(row.get("level", ""))), row.get("filed", "")[:10] or None,
        row.get("first_applied", "")[:10] or None,
    )  # fmt: skip
    if files and understand is not None:
        place = path.parent / files
        if not place.exists():
            return f"{files}: not found"
        try:
            read_from = understand(place)
        except ReadingError as error:  # a row that cannot be read does not take the list with it
            return f"{files}: {explain(error).message}"
        told = {k: v for k in ("title", "authors", "unit", "year", "level", "filed", "first_applied") if (v := getattr(c, k))}
        c = replace(read_from, id=c.id or read_from.id, **told)
    if not c.title:
        return "no title"
    decision = names["decisions"].get(search_key(row.get("decision", "")))
    label = search_key(row.get("field", ""))
    return Row(_identified(c), names["fields"].get(label), decision)


def _identified(c: Comparable) -> Comparable:
    """With a digest and an id made from the content where there are none, so that taking a list in again adds nothing."""
    facts = json.dumps([c.title, list(c.authors), c.unit, c.year], ensure_ascii=False)
    digest = c.sha256 or sha256(facts.encode()).hexdigest()
    return replace(c, sha256=digest, id=c.id or f"{c.year or 'list'}-{digest[:10]}")
