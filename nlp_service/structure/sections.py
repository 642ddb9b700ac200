"""From the outline of a paper to its sections with extents and states, and the role of every line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from nlp_service.dossier import BlockKind, Dossier, Location, Section
from nlp_service.rules.profile import CONTAINER, Profile

from .candidates import COMMITMENT, is_commitment
from .lines import LEADERS, Line, is_blank
from .model import LineRole, Role
from .outline import Assigned
from .vocabulary import Vocabulary, heading_key

_HINT = re.compile(r"^\s*\(.*\)\s*[.:]?\s*$", re.S)
#: sections the law asks for: listed as missing (without a finding) where a form does not foresee them
CORE = (
    "title",
    "authors",
    "field_of_application",
    "first_applied",
    "prior_state",
    "solution",
    "novelty",
    "applicability",
    "benefits",
)
#: sections that the law marks "(nếu có)": left blank they say that there is nothing to state
BY_RIGHT = frozenset({"co_authors", "investor", "confidentiality", "participants", "benefits_by_applier"})
_FACTS = ("authors", "co_authors", "applying_unit", "investor", "participants")
RUNNING_TEXT = 30  # words from which a line among particulars is text of the author's own, wherever it stands
PRINTED = 6  # dots from which they were printed by the form
_UNREADABLE = 0.7  # mean confidence of a page or paper below which a heading may well have been lost (half the words were)
_PAGE = 80  # letters a page must hold to be judged alone


@dataclass(slots=True)
class Extent:
    """A section as it stands in a paper: heading line, own lines up to the next section."""

    id: str
    heading: Line
    value: int
    depth: int | None
    lines: list[Line] = field(default_factory=list)
    inner: list[Extent] = field(default_factory=list)


def extents(lines: Sequence[Line], outline: Sequence[Assigned], body_end: int) -> list[Extent]:
    """Sections with the lines that belong to them; ``body_end`` is the index of the first line of the signature area."""
    heads = {a.candidate.line.index: a for a in outline}
    out: list[Extent] = []
    open_: list[Extent] = []
    for line in lines:
        assigned = heads.get(line.index)
        if line.index >= body_end and assigned is None:
            open_ = [e for e in open_ if e.heading.index >= body_end]  # what a paper adds below its signatures
        if assigned is None:
            for e in open_:
                e.lines.append(line)
            continue
        depth = assigned.candidate.depth
        if depth is None and assigned.candidate.holds and assigned.sections != (CONTAINER,):
            depth = -1  # "TÓM TẮT SÁNG KIẾN" without a number, and numbered headings right below it
        parents = [e for e in open_ if depth is not None and e.depth is not None and e.depth < depth]
        if assigned.sections == (CONTAINER,):
            open_ = parents
            continue
        new = [Extent(s, line, assigned.candidate.value, depth) for s in assigned.sections]
        for parent in parents:
            parent.inner.extend(new)
        out.extend(new)
        # a parent's text goes on below its children, so "empty" is judged with them
        open_ = [*parents, *new]
    return out


def own_words(extent: Extent, text: str, vocabulary: Vocabulary) -> tuple[int, int, int]:
    """Number of words the author wrote in a section, and the stretch they cover (``start == end`` where there are none)."""
    words, start, end = 0, extent.heading.end, extent.heading.end
    value = text[extent.value : extent.heading.end]
    pieces = [(extent.value, extent.heading.end, value)] if extent.value < extent.heading.end else []
    pieces += [(x.start, x.end, x.text) for x in (_answer(extent) if is_leader(value) else extent.lines) if x.label]
    for at, to, piece in pieces:
        if is_blank(piece) or _HINT.match(piece) or is_repeated_label(piece, extent.id, vocabulary):
            continue
        if not words:
            start = at
        words += len(piece.split())
        end = to
    return words, start, end


def is_leader(value: str) -> bool:
    """Whether dot leaders stand behind a label: a place to write, left as it was printed."""
    return is_blank(value) and sum(c in LEADERS for c in value if c != " ") >= PRINTED


def _answer(extent: Extent) -> list[Line]:
    """The lines below printed leaders that may still answer the label: plain ones, up to the next label, number or table."""
    return list(takewhile(lambda x: not (x.number or x.block.cell or (x.colon and len(x.label.split()) <= 12)), extent.lines))


def is_repeated_label(text: str, section: str, vocabulary: Vocabulary) -> bool:
    """Whether a line only says the form's own label again."""
    return len(text) < 200 and section in vocabulary.exact.get(heading_key(text.rstrip(":. …")), {})


def section_of(
    extent: Extent, paper: int, need: str | None, text: str, vocabulary: Vocabulary, *, readable: bool = True
) -> Section:
    """The section with its state: present, or empty where only blanks, hints and the label itself stand."""
    words, start, end = own_words(extent, text, vocabulary)
    line = extent.heading
    below = [found for e in extent.inner if (found := own_words(e, text, vocabulary))[0]]
    if not words and below:  # "a) Hiệu quả kinh tế: …": all that is said stands behind labels of its own
        words, start, end = sum(w for w, _, _ in below), min(s for _, s, _ in below), max(e for _, _, e in below)
    # "Đồng tác giả (nếu có): ……" is a complete answer: there is none
    answered = words or (extent.id in BY_RIGHT and need != "required")
    status = "present" if answered else ("empty" if readable else "unknown")
    body = Location(line.file, line.block.page, line.block.index, start, end) if words else None
    label_end = extent.value if extent.value < line.end else line.end
    return Section(
        id=extent.id,
        document=paper,
        status=status,
        required=need == "required",
        heading=text[line.start : label_end].strip().rstrip(":").strip(),
        location=Location(line.file, line.block.page, line.block.index, line.start, max(end, line.end)),
        body=body,
        words=words,
    )


def missing_sections(present: Sequence[Section], profile: Profile, paper: int, kind: str, *, readable: bool) -> list[Section]:
    """Sections the form requires, or the law knows, that stand nowhere in the paper."""
    known = {s.id for s in present}
    filled = {s.id for s in present if s.status == "present"}
    out = []
    for entry in profile.sections:
        if entry.id == CONTAINER or entry.id in known:
            continue
        instead = entry.need == "conditional" and filled.intersection(entry.instead)
        known.add(entry.id)
        out.append(_absent(entry.id, paper, required=entry.need != "optional" and not instead, readable=readable))
    law = (*CORE, "commitment", "signature") if kind == "description" else CORE
    return out + [_absent(s, paper, required=False, readable=readable) for s in law if s not in known]


def _absent(section: str, paper: int, *, required: bool, readable: bool) -> Section:
    return Section(id=section, document=paper, status="missing" if readable else "unknown", required=required)


def merge(sections: Sequence[Section]) -> list[Section]:
    """One entry a section and paper: the fullest occurrence stands for all."""
    best: dict[tuple[int | None, str], Section] = {}
    for s in sections:
        key = (s.document, s.id)
        known = best.get(key)
        if known is None or (s.status == "present" and (known.status != "present" or (s.words and not known.words))):
            best[key] = s
    return list(best.values())


def line_roles(
    lines: Sequence[Line],
    outline: Sequence[Assigned],
    found: Sequence[Extent],
    paper: int,
    *,
    title: int | None,
    body_end: int,
    first_heading: int,
    toc: frozenset[int],
) -> list[LineRole]:
    """The role of every line of a paper."""  # fmt: skip
    heads = {a.candidate.line.index: a for a in outline}
    owner: dict[int, str] = {}
    for extent in found:
        owner[extent.heading.index] = extent.id
        for x in extent.lines:
            owner[x.index] = extent.id
    out = []
    for line in lines:
        section = owner.get(line.index)
        role, body = Role.BODY, line.start
        assigned = heads.get(line.index)
        if line.index in toc:
            role = Role.TOC
        elif line.index == title:
            role = Role.TITLE
        elif line.index >= body_end and assigned is None:
            role = Role.SIGNATURE
        elif assigned is not None:
            value = assigned.candidate.value
            role, body = (Role.LABEL, value) if value < line.end else (Role.HEADING, line.end)
            if assigned.sections[0] == COMMITMENT:
                role, body = Role.HINT, line.end
            elif section in (*_FACTS, "first_applied") and line.words < RUNNING_TEXT:
                role = Role.FACTS
        elif line.index < first_heading:
            role = Role.FURNITURE
        elif section in _FACTS and (line.words < RUNNING_TEXT or line.block.cell is not None):
            role = Role.FACTS
        elif (
            is_blank(line.text)
            or is_commitment(line)
            or (line.block.kind is BlockKind.FOOTNOTE and line.words < 60 and section is None)
        ):
            role = Role.HINT
        elif _local_heading(line):
            role, body = Role.HEADING, line.end
        if role not in (Role.BODY, Role.LABEL, Role.HEADING):
            body = line.end
        out.append(LineRole(line.where, role, paper, section, body))
    return out


def _local_heading(line: Line) -> bool:
    if line.words > 25 or line.block.cell is not None:
        return False
    if line.block.level is not None:
        return True
    return line.measure and not line.colon and not line.text.rstrip().endswith((".", ";", ","))


def readable(dossier: Dossier, lines: Sequence[Line]) -> bool:
    """Whether the paper was read well enough to say that something is missing."""
    if not lines:
        return False
    pages: dict[tuple[int, int | None], list[tuple[float, int]]] = {}
    for x in lines:
        if x.block.confidence is not None:
            pages.setdefault((x.file, x.block.page), []).append((x.block.confidence, len(x.text)))
    sure = [seen for page in pages.values() for seen in page]
    poor = any(_mean(page) < _UNREADABLE for page in pages.values() if sum(n for _, n in page) >= _PAGE)
    # pages that failed, pages beyond a limit, a damaged file of which a part was saved: what is missing may be there
    cut = any(dossier.files[f].problems for f in {x.file for x in lines})
    return not cut and not poor and (not sure or _mean(sure) >= _UNREADABLE)


def _mean(seen: Sequence[tuple[float, int]]) -> float:
    """The mean of confidences, by length."""
    return sum(c * n for c, n in seen) / max(1, sum(n for _, n in seen))
