"""The facts of a dossier, each with its place: title, authors, field, unit, level, dates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp_service.dossier import Dossier, Evidence, Location, Metadata, PaperFacts

from ..lines import Line, is_blank
from ..papers import is_motto
from ..sections import Extent
from ..signatures import is_place_date
from ..understanding import Outlined
from ..vocabulary import heading_key
from .authors import authors_of, merge_authors
from .benefits import benefit_amounts
from .council import decision_number, votes_of
from .dates import find_dates

_QUOTES = " \t\"“”'‘’«»"
_YEAR = re.compile(r"(?:19|20)\d{2}\.?")
_UNIT_LABEL = re.compile(r"^\s*[-+*•]?\s*(?:tên\s+)?(?:cơ quan|đơn vị|tổ chức)[^:]{0,30}:\s*", re.I)
_CITY = re.compile(r"\b(?:thành phố|tỉnh|tp\.?)\b", re.I)
_BASE = re.compile(r"\bcấp cơ sở\b|\bcơ sở\b", re.I)
_AUTHORITY = re.compile(r"kính gửi|hội đồng|cấp (?:thành phố|tỉnh|cơ sở)", re.I)
LONGEST_TITLE = 45  # words
PREFERRED = ("request", "description", "summary", "confirmation", "decision", "minutes")


def paper_facts(dossier: Dossier, papers: Sequence[Outlined]) -> tuple[PaperFacts, ...]:
    """The facts of every paper on its own."""
    out = []
    for i, p in enumerate(papers):
        text = dossier.files[p.paper.file].text
        title = _title(p, text)
        out.append(
            PaperFacts(
                i,
                p.paper.kind,
                title,
                authors_of(p, text),
                _first_applied(p, text),
                _signed_on(p, text),
                votes_of(p),
                decision_number(p),
            )
        )
    return tuple(out)


def metadata(dossier: Dossier, papers: Sequence[Outlined], facts: Sequence[PaperFacts], level: str | None = None) -> Metadata:
    """The facts of the whole dossier; where papers differ the description's title and the request's dates count."""
    places: dict[str, Evidence] = {}

    def keep(name: str, found: tuple[str, Location] | None) -> str | None:
        if found is None:
            return None
        places[name] = Evidence.of(found[1], dossier.files[found[1].file].text)
        return found[0]

    by_title = sorted(facts, key=lambda f: {"description": 0, "request": 1}.get(f.kind, 2))
    ranked = sorted(facts, key=lambda f: PREFERRED.index(f.kind) if f.kind in PREFERRED else 9)
    own = [f for f in ranked if f.kind in ("request", "description", "summary")] or ranked
    title = keep("title", next((f.title for f in by_title if f.title), None))
    authors = merge_authors(f.authors for f in own)
    first = keep("first_applied", next((f.first_applied for f in ranked if f.first_applied), None))
    filed = keep("filed", next((f.signed_on for f in own if f.signed_on), None))
    field_declared = keep("field_declared", _value(papers, "field_of_application", dossier))
    unit = keep("unit", _value(papers, "applying_unit", dossier, unit=True))
    if unit is None:
        unit = next((a.unit for a in authors if a.unit), None)
    amounts = tuple(a for i, p in enumerate(papers) for a in benefit_amounts(p, i, dossier.files[p.paper.file].text))
    return Metadata.model_validate(
        {
            "title": title, "authors": authors, "field_declared": field_declared, "unit": unit,
            "level": level or _level(papers), "first_applied": first, "filed": filed, "amounts": amounts,
            "places": places,
        }
    )  # fmt: skip


def _value_of(extent: Extent, text: str) -> tuple[str, Location] | None:
    """The words behind a label, or the first line below it."""
    head = extent.heading
    if extent.value < head.end and not is_blank(text[extent.value : head.end]):
        return text[extent.value : head.end].strip(), Location(
            head.file, head.block.page, head.block.index, extent.value, head.end
        )
    for line in extent.lines[:3]:
        if not is_blank(line.text) and not is_place_date(line) and not is_motto(line):
            return line.text.strip(), line.where
    return None


def _title(paper: Outlined, text: str) -> tuple[str, Location] | None:
    for extent in (e for e in paper.extents if e.id == "title"):
        found = _value_of(extent, text)
        if found is not None and len(found[0].split()) >= 3 and not re.match(r"như (?:mục|trên|phần)", found[0], re.I):
            return clean_title(found[0]), found[1]
    return _bare_title(paper) if paper.paper.kind in ("request", "description", "summary") else None


def clean_title(text: str) -> str:
    """A title without the quotes around it and the full stop behind it."""
    text = " ".join(text.split()).rstrip(".;").strip()
    if text[:1] in _QUOTES and text[-1:] in _QUOTES:
        text = text.strip(_QUOTES)
    return text.rstrip(".").strip()


def _bare_title(paper: Outlined) -> tuple[str, Location] | None:
    """A title without a label: a line set off between the name of the paper and its first section."""
    if paper.span.title is None:
        return None
    first = min((a.candidate.line.index for a in paper.outline), default=None)
    for line in paper.lines:
        if line.index <= paper.span.title or (first is not None and line.index >= first):
            continue
        if line.words < 5 or is_motto(line) or is_place_date(line) or line.colon or re.match(r"\s*kính gửi", line.text, re.I):
            continue
        look = line.block.look
        set_off = line.capitals or look.bold or look.centred or line.text.strip()[:1] in '“"'
        if set_off or _follows_name(line, paper):
            return clean_title(line.text), line.where
    return None


def _follows_name(line: Line, paper: Outlined) -> bool:
    """Whether a plain line stands right below the name of a description as its title does: no sentence, not long."""
    near = paper.span.title is not None and line.index <= paper.span.title + 2
    plain = line.number is None and not line.text.rstrip().endswith((".", ";")) and line.text.lstrip()[:1].isupper()
    return near and plain and paper.paper.kind != "request" and line.words <= LONGEST_TITLE


def _first_applied(paper: Outlined, text: str) -> tuple[str, Location] | None:
    for extent in (e for e in paper.extents if e.id == "first_applied"):
        pieces = [(extent.value, text[extent.value : extent.heading.end])] + [(x.start, x.text) for x in extent.lines[:4]]
        for at, piece in pieces:
            found = sorted(find_dates(piece), key=lambda d: d.iso)
            if found:
                head = extent.heading
                return found[0].iso, Location(
                    head.file, head.block.page, head.block.index, at + found[0].start, at + found[0].end
                )
    return None


def _signed_on(paper: Outlined, text: str) -> tuple[str, Location] | None:
    """The date beside the signature; failing that, the one at the head of the paper."""
    last: tuple[str, Location] | None = None
    for i, line in enumerate(paper.lines):
        if is_place_date(line):
            below = paper.lines[i + 1].text if i + 1 < len(paper.lines) else ""
            wrapped = f"{line.text} {below}" if _YEAR.fullmatch(below.strip()) else line.text  # in a narrow column
            found = next((d for d in find_dates(wrapped) if d.exact), None)
            if found is not None:
                end = min(line.start + found.end, line.end)
                place = Location(line.file, line.block.page, line.block.index, line.start + found.start, end)
                last = (found.iso, place)
    return last


def _value(papers: Sequence[Outlined], section: str, dossier: Dossier, *, unit: bool = False) -> tuple[str, Location] | None:
    for p in papers:
        text = dossier.files[p.paper.file].text
        for extent in (e for e in p.extents if e.id == section):
            found = _value_of(extent, text)
            if found is not None:
                value = _UNIT_LABEL.sub("", found[0]) if unit else found[0]
                if not is_blank(value):
                    return value.strip().rstrip("."), found[1]
    return None


def _level(papers: Sequence[Outlined]) -> str | None:
    """The level the dossier is handed in at, where it says so: whom it is addressed to."""
    for p in papers:
        if p.paper.kind not in ("request", "description", "summary"):
            continue
        for line in _head(p):
            if heading_key(line.text).startswith("kinh gui"):
                if _CITY.search(line.text) and not re.search(
                    r"thành phố thuộc|phường|xã|trường|công ty|quận|huyện", line.text, re.I
                ):
                    return "city"
                if _BASE.search(line.text) or re.search(
                    r"phường|xã|trường|công ty|bệnh viện|quận|huyện|phòng", line.text, re.I
                ):
                    return "base"
    return None


def _head(paper: Outlined) -> list[Line]:
    return [x for x in paper.lines[:25] if _AUTHORITY.search(x.text)]
