"""The authors of a paper with their particulars, from a table, a list, a labelled line, prose, or the signature area."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nlp_service.dossier import Author, Location

from ..learned import has_date
from ..lines import Line, is_blank
from ..particulars import particular
from ..signatures import is_place_date
from ..understanding import Outlined
from ..vocabulary import heading_key
from .people import birth_of, clean_name, names_in, share_of

_SECTIONS = ("authors", "co_authors")
#: particulars with one line as their value
_HEADS = ("title", "field_of_application", "applying_unit", "first_applied")
_SEPARATOR = re.compile(r"\s*(?:[;,]|\bvà\b|&|\n)\s*")
_SENTENCES = re.compile(r"(?<=[.;])\s+(?=[A-ZĐÀ-Ỹ])")
RUNNING = 20  # words from which an entry is a paragraph
_SIGNING_AUTHORS = re.compile(
    r"^(?:(?:cac |nhom |dai dien |dai dien nhom |dong )*tac gia"
    r"|nguoi (?:nop don|lam don|viet|thuc hien|bao cao|mo ta|de nghi)|dai dien nhom)"
)
_CONTACT = re.compile(r"\S+@\S+(?:\s[a-z]{1,3}\b)?|(?:đt|sđt|điện thoại|tel|email)\s*[:.]?|(?<!\w)[+(]?\d[\d .()-]{7,}\d", re.I)
_UNIT_WORDS = re.compile(
    r"\b(trường|công ty|ubnd|ủy ban|uỷ ban|sở|phòng|bệnh viện"
    r"|trung tâm|chi cục|ban quản lý|xí nghiệp|htx|hợp tác xã|cảng|điện lực|khoa)\b",
    re.I,
)


@dataclass(slots=True)
class _Person:
    name: str
    where: Location
    facts: dict[str, str | float] = field(default_factory=dict)

    def take(self, what: str, text: str) -> None:
        """Remember a particular unless it is known or blank."""
        text = text.strip(" .,;:-–")
        if is_blank(text):
            return
        if what == "share":
            share = share_of(text, bare=True)
            if share is not None:
                self.facts.setdefault("share", share)
        elif what == "birth":
            birth = birth_of(text)
            if birth is not None:
                self.facts.setdefault("birth", birth)
        elif what in ("position", "unit", "degree"):
            text = " ".join(_CONTACT.sub(" ", text).split()).strip(" .,;:-–/")
            if text:
                self.facts.setdefault(what, text)

    def author(self) -> Author:
        """The person as the result shows it."""
        f = self.facts
        birth, share = f.get("birth"), f.get("share")
        return Author(
            name=self.name, location=self.where,
            birth=str(birth) if birth is not None else None,
            share=float(share) if share is not None else None,
            position=str(f["position"]) if "position" in f else None,
            unit=str(f["unit"]) if "unit" in f else None,
            degree=str(f["degree"]) if "degree" in f else None,
        )  # fmt: skip


def authors_of(paper: Outlined, text: str) -> tuple[Author, ...]:
    """The authors that one paper names, in its order; empty where it names none."""
    owned = [e for e in paper.extents if e.id in _SECTIONS]
    others = {x.index for e in paper.extents if e.id not in _SECTIONS for x in (e.heading, *e.lines)}
    found: list[_Person] = []
    tables = _from_tables(paper, others)
    found += tables
    for extent in owned:
        lines = [x for x in extent.lines if x.block.cell is None or x.block.cell.table not in _tables_of(tables, paper)]
        value = text[extent.value : extent.heading.end] if extent.value < extent.heading.end else ""
        if value and not is_blank(value):
            start = Location(
                extent.heading.file, extent.heading.block.page, extent.heading.block.index, extent.value, extent.heading.end
            )
            found += _from_value(value, start)
        # "Họ và tên: …" may be the heading itself: the particulars below it are of whom it names
        _from_list(lines, found)
    if not found:
        # on a cover "Họ và tên: …" stands below the field or the unit, whose label owns what follows
        particulars = {x.index for e in paper.extents if e.id in _HEADS for x in e.lines}
        free = [x for x in paper.lines if x.index not in others or x.index in particulars]
        _from_list([x for x in free if x.index < paper.body_end and _names_somebody(x)], found)
    if not found:
        found = _from_signatures(paper)
    return _merge(p.author() for p in found)


def _names_somebody(line: Line) -> bool:
    return line.colon and line.block.cell is None and particular(line.label) is not None


def _tables_of(people_: Sequence[_Person], paper: Outlined) -> frozenset[int]:
    blocks = {p.where.block for p in people_}
    return frozenset(x.block.cell.table for x in paper.lines if x.block.cell is not None and x.block.index in blocks)


def _from_tables(paper: Outlined, others: set[int]) -> list[_Person]:
    rows: dict[tuple[int, int], dict[int, list[Line]]] = {}
    for line in paper.lines:
        cell = line.block.cell
        if cell is not None and line.index not in others and line.index < paper.body_end:
            rows.setdefault((cell.table, cell.row), {}).setdefault(cell.column, []).append(line)
    out: list[_Person] = []
    header: dict[int, str] = {}
    current: int | None = None
    for (table, _), cells in sorted(rows.items()):
        if table != current:
            current, header = table, {}
        named = {c: particular(" ".join(x.text for x in lines)) for c, lines in cells.items()}
        if "name" in named.values() and sum(v is not None for v in named.values()) >= 2:
            header = {c: v for c, v in named.items() if v is not None}
            continue
        if header:
            out += _from_row(cells, header)
    return out


def _from_row(cells: dict[int, list[Line]], header: dict[int, str]) -> list[_Person]:
    column = next(c for c, what in header.items() if what == "name")
    lines = cells.get(column)
    if not lines:
        return []
    text = " ".join(x.text for x in lines)
    name = clean_name(text, trusted=True)
    if name is None:
        return []
    person = _Person(name, lines[0].where)
    for c, what in header.items():
        if c in cells and what != "name":
            person.take(what, " ".join(x.text for x in cells[c]))
    share = share_of(text)
    if share is None and "share" not in header.values():
        share = next((s for c, ls in cells.items() if (s := share_of(" ".join(x.text for x in ls))) is not None), None)
    if share is not None:
        person.facts.setdefault("share", share)
    if "birth" not in header.values() and has_date(text):
        person.take("birth", text)
    return [person]


def _from_list(lines: Sequence[Line], out: list[_Person]) -> None:
    """Add the persons of a list to ``out``; particulars belong to the last one named, here or before."""
    for line in lines:
        if is_place_date(line):
            continue
        what = particular(line.label) if line.colon else None
        value = line.text[line.value - line.start :]
        if what == "name":
            name = clean_name(value, trusted=True)
            if name is not None:
                out.append(_Person(name, line.where))
                _prose(out[-1], value)
            continue
        if what is not None and out:
            out[-1].take(what, value)
            if what != "share":
                _prose(out[-1], value, only=("share",))
            continue
        name = clean_name(line.text)
        if name is not None and line.words > RUNNING and (several := _told_in_turn(line)):
            out += several
        elif name is not None and (line.words <= 7 or _looks_like_entry(line.text)):
            out.append(_Person(name, line.where))
            _prose(out[-1], line.text)
        elif named := _addressed(line.text, line.where):
            out += named
        elif out:
            _prose(out[-1], line.text)


def _told_in_turn(line: Line) -> list[_Person]:
    """Persons of a paragraph that tells of one after the other, a sentence or two each; empty where it tells of one."""
    out: list[_Person] = []
    at = 0
    for piece in _SENTENCES.split(line.text):
        at = line.text.index(piece, at)
        name = clean_name(piece)
        if name is not None and _looks_like_entry(piece):
            start = line.start + at
            out.append(_Person(name, Location(line.file, line.block.page, line.block.index, start, start + len(piece))))
        if out:
            _prose(out[-1], piece)
        at += len(piece)
    return out if len(out) > 1 else []


def _addressed(text: str, where: Location) -> list[_Person]:
    """Persons in running text, each with what is said until the next."""
    found = list(names_in(text))
    ends = [*(at for at, _ in found[1:]), len(text)]
    out = []
    for (at, name), end in zip(found, ends, strict=False):
        out.append(_Person(name, Location(where.file, where.page, where.block, where.start + at, where.start + end)))
        _prose(out[-1], text[at:end])
    return out


def _looks_like_entry(text: str) -> bool:
    """A list entry about a person goes on with a comma, dash, bracket or colon behind the name."""
    return re.match(r"^[^,;:(–-]{4,60}?\s*[,;:(–-]", text.strip().lstrip("-–+*•0123456789.) ")) is not None


def _from_value(value: str, where: Location) -> list[_Person]:
    """``A (60%), B (40%)``; ``A, giáo viên Trường X; sinh ngày …``; ``A và B``."""
    out: list[_Person] = []
    at = 0
    pieces: list[tuple[int, str]] = []
    for m in _SEPARATOR.finditer(value):
        if value.count("(", 0, m.start()) > value.count(")", 0, m.start()):
            continue  # inside "(Trạm phó, 50%)"
        pieces.append((at, value[at : m.start()]))
        at = m.end()
    pieces.append((at, value[at:]))
    for i, (offset, piece) in enumerate(pieces):
        name = clean_name(piece) or clean_name(value[offset:])
        if name is not None:
            start = where.start + offset
            out.append(_Person(name, Location(where.file, where.page, where.block, start, start + len(piece))))
            _prose(out[-1], piece)
        elif out:
            _prose(out[-1], piece)
        elif i > 2:
            break
    return out


def _prose(person: _Person, text: str, *, only: Iterable[str] = ("share", "birth", "position", "unit")) -> None:
    if "share" in only and (share := share_of(text)) is not None:
        person.facts.setdefault("share", share)
    if "birth" in only and re.search(r"sinh", text, re.I) and (birth := birth_of(text)) is not None:
        person.facts.setdefault("birth", birth)
    if "unit" in only and (m := _UNIT_WORDS.search(text)):
        unit = re.split(r"[,;(]", text[m.start() :])[0].strip(" .")
        person.facts.setdefault("unit", unit)


def _from_signatures(paper: Outlined) -> list[_Person]:
    """Names below "Tác giả", "Người nộp đơn" … in the signature area, column by column."""
    area = [x for x in paper.lines if x.index >= paper.body_end]
    columns: dict[tuple[int, int], list[Line]] = {}
    for line in area:
        cell = line.block.cell
        key = (cell.table, cell.column) if cell is not None else (-1, 0)
        columns.setdefault(key, []).append(line)
    out: list[_Person] = []
    for lines in columns.values():
        signing = False
        for line in lines:
            if _SIGNING_AUTHORS.match(heading_key(line.text)):
                signing = True
            elif signing and not is_place_date(line) and (name := clean_name(line.text)) is not None and line.words <= 8:
                out.append(_Person(name, line.where))
    return out


def _merge(found: Iterable[Author]) -> tuple[Author, ...]:
    """One entry a person (names compared without accents), particulars put together."""
    merged: dict[str, Author] = {}
    for author in found:
        key = heading_key(author.name)
        known = merged.get(key)
        if known is None:
            merged[key] = author
        else:
            extra = {k: v for k, v in author.model_dump().items() if v is not None and getattr(known, k) is None}
            merged[key] = known.model_copy(update=extra)
    return tuple(merged.values())


def merge_authors(by_paper: Iterable[tuple[Author, ...]]) -> tuple[Author, ...]:
    """The authors of a dossier from those of its papers."""
    return _merge(a for authors in by_paper for a in authors)
