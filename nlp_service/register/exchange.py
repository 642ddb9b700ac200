"""The register in and out of files: ``.jsonl`` with everything, ``.xlsx`` and ``.csv`` with what a list of past years has."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import Engine

from nlp_service.dossier import Location, Prose, ReadingError, RegisterError
from nlp_service.duplicates import Comparable
from nlp_service.messages import explain

from . import spreadsheet
from .database import writing
from .entries import Entry, Prepared, insert_many, prepare

COLUMNS = ("id", "title", "authors", "unit", "year", "field", "level", "decision", "filed", "first_applied")
YEARS = range(1900, 2201)
#: reads the files that a row names, relative to the spreadsheet
Understand = Callable[[Path], Comparable]


@dataclass(frozen=True, slots=True)
class Row:
    """One initiative to take in; ``year``, ``field`` and so on as `Register.add` wants them.

    ``doubts`` are (column, value) of what was not understood, and is left out.
    """

    comparable: Comparable
    field: str | None = None
    decision: str | None = None
    doubts: tuple[tuple[str, str], ...] = ()


Numbered = tuple[int, Row | str]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: ``refused`` are (row, reason), rows numbered as in the spreadsheet.

    ``doubted`` are (row, column, value): values of rows that were taken in without them, as nobody knows what they mean.
    """

    added: int
    known: int
    refused: tuple[tuple[int, str], ...] = field(default=())
    doubted: tuple[tuple[int, str, str], ...] = field(default=())


def write(path: Path, rows: Iterable[tuple[Entry, Comparable]]) -> int:
    """Write dossiers to ``path`` by its suffix; gives how many.

    Raises:
        RegisterError: ``exchange-format``, another suffix.
    """
    how = _WRITERS.get(path.suffix)
    if how is None:
        raise RegisterError("exchange-format", path=str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".part-{path.name}")
    try:  # whoever waits for the file never sees half of it, and a full disk leaves the earlier one as it was
        n = how(draft, rows)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return n


def _write_lines(path: Path, rows: Iterable[tuple[Entry, Comparable]]) -> int:
    with path.open("w", encoding="utf-8") as out:
        return sum(bool(out.write(_line(e, c))) for e, c in rows)


def _write_csv(path: Path, rows: Iterable[tuple[Entry, Comparable]]) -> int:
    with path.open("w", encoding="utf-8-sig", newline="") as out:  # Excel knows UTF-8 by its mark
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        return sum(bool(writer.writerow(_cells(e))) for e, _ in rows)


def _write_workbook(path: Path, rows: Iterable[tuple[Entry, Comparable]]) -> int:
    lines = [_cells(e) for e, _ in rows]  # read before the workbook opens files of its own, which it would leave open
    book = Workbook(write_only=True)
    sheet = book.create_sheet("register")
    for line in (list(COLUMNS), *lines):
        sheet.append(line)
    book.save(path)
    return len(lines)


_WRITERS = {".jsonl": _write_lines, ".csv": _write_csv, ".xlsx": _write_workbook}


def _cells(entry: Entry) -> list[str | int | None]:
    values = [getattr(entry, c) for c in COLUMNS]
    return [_safe("; ".join(v)) if isinstance(v, tuple) else _safe(v) if isinstance(v, str) else v for v in values]


def _safe(text: str) -> str:
    """No cell begins like a formula: a title must not run in the spreadsheet of whoever opens it."""
    return f"'{text}" if text.startswith(spreadsheet.FORMULA) else text


def _line(entry: Entry, c: Comparable) -> str:
    facts = {k: v for k, v in asdict(entry).items() if k not in ("files", "added", "erased")}
    facts["prose"] = [
        [w.file, w.page, w.block, w.start, w.end, p.text, p.section, p.paper, p.kind] for p in c.prose for w in (p.where,)
    ]
    return json.dumps(facts, ensure_ascii=False) + "\n"


def read(path: Path, understand: Understand | None = None) -> Iterator[Numbered]:
    """The rows of a file with their numbers in it; a reason in place of a row that cannot be taken.

    Raises:
        RegisterError: ``exchange-format``, another suffix, or no column with titles.
    """
    if path.suffix != ".jsonl":
        for number, facts in spreadsheet.read(path):
            yield number, _of_facts(path, facts, understand)
        return
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, _of_json(line)


def take_in(engine: Engine, rows: Iterable[Numbered], who: str, batch: int = 200) -> Imported:
    """Add rows to the register; one that is refused does not stop the others.

    ``batch`` rows are one transaction; where one of them is refused, each of them gets its own.
    """
    added = known = 0
    refused: list[tuple[int, str]] = []
    doubted: list[tuple[int, str, str]] = []
    rest = iter(rows)
    while part := list(islice(rest, batch)):
        good: list[tuple[int, Prepared]] = []
        for number, row in part:
            if isinstance(row, str):
                refused.append((number, row))
            else:
                try:
                    good.append((number, prepare(row.comparable, field=row.field, decision=row.decision)))
                except ValueError as error:
                    refused.append((number, str(error)))
                else:
                    doubted.extend((number, column, value) for column, value in row.doubts)
        done = _add(engine, good, who)
        added, known = added + done.added, known + done.known
        refused.extend(done.refused)
    out = {number for number, _ in refused}
    return Imported(added, known, tuple(sorted(refused)), tuple(d for d in doubted if d[0] not in out))


def _add(engine: Engine, rows: Sequence[tuple[int, Prepared]], who: str) -> Imported:
    try:
        with writing(engine) as session:
            added = insert_many(session, [p for _, p in rows], who)
    except RegisterError as error:
        if len(rows) == 1:
            return Imported(0, 0, ((rows[0][0], explain(error).message),))
        each = [_add(engine, [row], who) for row in rows]
        return Imported(sum(d.added for d in each), sum(d.known for d in each), tuple(r for d in each for r in d.refused))
    return Imported(added, len(rows) - added)


def _of_facts(path: Path, facts: spreadsheet.Facts, understand: Understand | None) -> Row | str:
    told_year = spreadsheet.year_of(facts.get("year", ""))
    year = told_year or spreadsheet.year_of(facts.get("list", ""))
    authors = tuple(a.strip() for a in re.split(r"[;\n]|,(?!\s*\d)", facts.get("authors", "")) if a.strip())
    c = Comparable(
        facts.get("id", ""), "", facts.get("title", ""), authors, facts.get("unit") or None, year,
        spreadsheet.meaning("levels", facts.get("level", "")), spreadsheet.date_of(facts.get("filed", "")),
        spreadsheet.date_of(facts.get("first_applied", "")),
    )  # fmt: skip
    files = facts.get("files", "")
    if files and understand is not None:
        place = path.parent / files
        if not place.exists():
            return explain(RegisterError("row-file-missing", name=files)).message
        try:
            read_from = understand(place)
        except ReadingError as error:  # a row that cannot be read does not take the list with it
            return f"{files}: {explain(error).message}"
        told = {k: v for k in ("title", "authors", "unit", "year", "level", "filed", "first_applied") if (v := getattr(c, k))}
        c = replace(read_from, id=c.id or read_from.id, **told)
    if not c.title:
        return explain(RegisterError("row-no-title")).message
    field, decision = (spreadsheet.meaning(kind, facts.get(kind[:-1], "")) for kind in ("fields", "decisions"))
    return Row(identified(c), field, decision, _doubts(facts, year=told_year, field=field, decision=decision))


def _year(value: object) -> int | None:
    return value if isinstance(value, int) and value in YEARS else spreadsheet.year_of(str(value or ""))


def _doubts(given: Mapping[str, object], **understood: object) -> tuple[tuple[str, str], ...]:
    """What is given and was not understood: column and value."""
    return tuple((k, str(given[k])[:80]) for k, v in understood.items() if v is None and given.get(k) not in (None, ""))


def _of_json(line: str) -> Row | str:
    try:
        raw = json.loads(line)
        prose = tuple(Prose(Location(*p[:5]), *p[5:]) for p in raw.get("prose", ()))
        facts = {k: raw.get(k) for k in ("unit", "level", "filed", "first_applied")}
        year = _year(raw.get("year"))
        authors = tuple(raw.get("authors", ()))
        c = Comparable(raw.get("id") or "", raw.get("sha256") or "", raw["title"], authors, **facts, year=year, prose=prose)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"
    field, decision = (spreadsheet.meaning(kind, str(raw.get(kind[:-1]) or "")) for kind in ("fields", "decisions"))
    return Row(identified(c), field, decision, _doubts(raw, year=year, field=field, decision=decision))


def identified(c: Comparable) -> Comparable:
    """With a digest and an id made from the content where there are none, so that taking a list in again adds nothing."""
    facts = json.dumps([c.title, list(c.authors), c.unit, c.year], ensure_ascii=False)
    digest = c.sha256 or sha256(facts.encode()).hexdigest()
    return replace(c, sha256=digest, id=c.id or f"{c.year or 'list'}-{digest[:10]}")
