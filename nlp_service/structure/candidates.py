"""Which lines of a paper may be headings or labels, how deep they lie, and what they may name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nlp_service.rules.profile import CONTAINER

from .depths import Depths
from .learned import is_entry
from .lines import Line, is_blank
from .vocabulary import Match, Vocabulary, heading_key

_COMMITMENT = re.compile(
    r"^\W*(?:(?:\w+\s+){0,3}?(?:tôi|em|bản thân|nhóm|tác giả|người (?:viết|nộp|làm|lập|báo cáo)|tập thể)\b.{0,60}?)?"
    r"(?:xin\s+)?(?:hoàn toàn\s+)?"
    r"(?:cam\s+(?:đoan|kết)|chịu trách nhiệm trước pháp luật)"
    r"|^\W*(?:\w+\s+){0,3}?(?:tôi|em|bản thân|nhóm|tác giả|tập thể)\b.{0,30}?\bxin\s+(?:được\s+)?"
    r"(?:bảo đảm|đảm bảo|khẳng định|chịu (?:hoàn toàn )?trách nhiệm)",
    re.I,
)
#: the same at the end of a paragraph: "… nếu sai tôi xin chịu trách nhiệm trước nhà trường"
_PROMISED = re.compile(r"\b(?:tôi|em|nhóm|tác giả)\s+(?:xin\s+)?(?:cam đoan|chịu (?:hoàn toàn )?trách nhiệm trước)\b", re.I)
_SPLIT = re.compile(r"\s*(?:[,;/+&]|\bvà\b)\s*(?:về\s+)?", re.I)
_SENTENCE_END = re.compile(r"[.;!…]\s*$")
_RUN_IN = re.compile(r"\s[-–—]\s|\.\s")
COMMITMENT = "commitment"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may be a heading.

    ``depth`` counts from 0 (``None`` where nothing tells); ``look`` adds up how much it is set off as a heading (log-odds);
    ``fused`` are two or more sections that one heading names together; ``value`` is the
    offset in the text where words after its label begin; ``learned`` is what the heading model says: section → log-odds.
    """

    line: Line
    matches: tuple[Match, ...]
    depth: int | None
    look: float
    inline: bool
    fused: tuple[str, ...] = ()
    value: int = 0
    learned: Mapping[str, float] = field(default_factory=dict)
    outer: bool = False  # one of a long series of headings that nothing stands above: a part of the form
    holds: bool = False  # the next heading stands right below it and lies deeper: it may only hold others
    asked: bool = False  # in a row of labels with values, as on a slip: a part of the form
    head: bool = False  # before the first running text of the paper, where a form asks for its particulars


#: members from which a series of headings on the outermost level is the form's own
SERIES = 4
SHOWN = 0.8  # of the bullets of a series that are labels or set off, where they stand in front of headings
#: most words of a label that no form knows
LABEL = 12
#: plain labels from which their row is a slip, and what it adds to their look
ROW, IN_ROW = 3, 0.8
#: most words of a paragraph whose end may be the promise
PROMISE = 60
#: score from which a label surely is a wording in circulation
KNOWN = 0.95
#: words from which a line is running text
PROSE = 35


def candidates(lines: Sequence[Line], vocabulary: Vocabulary) -> tuple[Candidate, ...]:
    """The possible headings among ``lines`` (one paper, without its table of contents and signature area)."""
    out = []
    depths = Depths()
    forms = _label_tables(lines, vocabulary)
    starred = _starred(lines)
    for line in lines:
        if line.block.cell is not None and line.block.cell.table not in forms:
            continue  # a table of figures or people: its cells are no headings
        found = _candidate(line, vocabulary)
        named = found is not None and bool(found.matches) and found.matches[0].score >= 0.85
        named = named or (line.number is not None and line.number.style == "bullet" and line.number.printed[:1] in starred)
        # "1. Trần Thị Na (60%)" opens no series of headings
        depth = depths.of(line, named=named) if line.number is None or not is_entry(line.label) else None
        if found is not None:
            out.append(found if depth is None else replace(found, depth=depth))
    return tuple(_placed(out, lines))


def _placed(found: Sequence[Candidate], lines: Sequence[Line]) -> Iterator[Candidate]:
    """The candidates with what only others tell: whether they are of the outermost series, hold others, open the paper."""
    prose = next((x.index for x in lines if _is_prose(x)), lines[-1].index + 1 if lines else 0)
    series: dict[str, set[int]] = {}
    for i, c in enumerate(found):
        if (style := _outer_style(c)) is not None:
            series.setdefault(style, set()).add(c.line.number.path[0] if c.line.number is not None else i)
    if not any(len(members) >= SERIES for members in series.values()):
        starred = _starred(lines)
        for i, c in enumerate(found):
            if (style := _bullet(c)) is not None and style[-1] in starred:
                series.setdefault(style, set()).add(i)
    slip = _in_rows(found, prose)
    for i, c in enumerate(found):
        style = _outer_style(c) or _bullet(c)
        if i in slip:
            c = replace(c, look=c.look + (0.0 if c.line.number is not None else IN_ROW), asked=True)
        outer = style is not None and (len(series.get(style, ())) >= SERIES or style == "part")
        below = found[i + 1] if i + 1 < len(found) else None
        holds = below is not None and not c.inline and below.line.index == c.line.index + 1 and _lies_below(below, c)
        head = c.line.index < prose
        yield replace(c, outer=outer, holds=holds, head=head) if outer or holds or head else c


def _in_rows(found: Sequence[Candidate], prose: int) -> frozenset[int]:
    """Positions of plain labels with values that stand line below line, as on a slip: their row sets them off.

    A row right below a heading ("3. Tác giả") asks for its particulars and is none.
    """
    rows: list[list[int]] = []
    for i, c in enumerate(found):
        numbered = c.line.number is not None and c.line.number.style != "bullet"
        if not c.inline or numbered or c.line.measure or c.line.index >= prose or c.value >= c.line.end:
            continue
        if rows and rows[-1][-1] == i - 1 and c.line.index <= found[i - 1].line.index + 2:
            rows[-1].append(i)
        else:
            rows.append([i])
    return frozenset(
        i for row in rows if len(row) >= ROW and not (row[0] and _heads(found[row[0] - 1], found[row[0]])) for i in row
    )


def _bullet(candidate: Candidate) -> str | None:
    """The series a starred heading belongs to: bullets outside any numbers."""
    number = candidate.line.number
    starred = number is not None and number.style == "bullet" and candidate.depth == 0 and not candidate.line.measure
    return f"bullet {number.printed[:1]}" if starred and number is not None else None


def _starred(lines: Sequence[Line]) -> frozenset[str]:
    """Bullets that a paper without numbers has in front of its headings: nearly all of them are labels or set off."""
    members: dict[str, list[bool]] = {}
    numbered = 0
    for line in lines:
        if line.number is None or line.block.cell is not None or line.measure:
            continue
        shown = bool(line.block.look.bold) or line.capitals or line.block.level is not None
        if line.number.style == "bullet":
            labelled = line.colon and len(line.label.split()) <= LABEL
            members.setdefault(line.number.printed[:1], []).append(shown or labelled)
        else:
            numbered += shown
    if numbered >= SERIES:
        return frozenset()
    return frozenset(b for b, every in members.items() if len(every) >= SERIES and sum(every) >= SHOWN * len(every))


def _heads(above: Candidate, label: Candidate) -> bool:
    """Whether a heading stands right above a label."""
    return not above.inline and above.look >= 1.0 and above.line.index == label.line.index - 1


def _lies_below(below: Candidate, heading: Candidate) -> bool:
    """Whether the line right below a heading is a part of it: a deeper number, or the label of another section."""
    number = below.line.number
    if number is not None and number.style != "bullet":
        return heading.depth is None or below.depth is None or below.depth > heading.depth
    own = heading.matches[0].section if heading.matches else None
    labelled = below.inline and bool(below.matches) and below.matches[0].score >= KNOWN
    return labelled and below.matches[0].section not in (own, CONTAINER)


def _is_prose(line: Line) -> bool:
    return line.block.cell is None and line.words >= PROSE and not (line.colon and len(line.label.split()) <= 8)


def _outer_style(candidate: Candidate) -> str | None:
    number = candidate.line.number
    if candidate.line.measure:
        return None
    if number is None:
        return "level" if candidate.line.block.level == 1 else None
    if candidate.depth != 0 or len(number.path) > 1 or number.style in ("bullet", "letter", "low_roman"):
        return None
    return number.style


def _candidate(line: Line, vocabulary: Vocabulary) -> Candidate | None:
    if not line.label or is_blank(line.label):
        return None
    if is_commitment(line):
        label = line.colon and heading_key(line.label) in vocabulary.exact
        match = Match(COMMITMENT, 1.0, 1)
        return Candidate(line, (match,), None, 1.0, True, (), line.value if label else line.start)
    words = len(line.label.split())
    if is_entry(line.label):
        return None
    if line.measure or words > 48:
        return Candidate(line, (), None, 0.0, line.colon) if line.measure else None
    if line.block.cell is not None and (line.block.cell.column > 0 or words > 20):
        return None
    matches = vocabulary.match(line.label)
    shown = _look(line, words)
    if not line.colon and (run_in := _run_in(line, vocabulary)) is not None:
        return run_in
    fused = _fused(line.label, vocabulary) if not matches or matches[0].score < 0.97 else ()
    own_label = line.colon and line.value < line.end and words <= LABEL
    if not matches and not fused and shown < 0.5 and not own_label and not _stands_alone(line, words):
        return None
    inline = line.colon and line.value < line.end
    return Candidate(line, matches, None, shown, inline, fused, line.value)


def _stands_alone(line: Line, words: int) -> bool:
    """Whether a plain line is short and ends without a full stop: in a paper without any setting headings look so."""
    return (
        1 < words <= 12
        and line.number is None
        and line.block.cell is None
        and not _SENTENCE_END.search(line.text)
        and line.label[:1].isupper()
        and (not line.colon or line.value >= line.end)
    )


def _label_tables(lines: Sequence[Line], vocabulary: Vocabulary) -> frozenset[int]:
    """Tables that are laid out as a form: their first column, or lines of a single column, name at least two sections."""
    named: dict[int, set[str]] = {}
    for line in lines:
        cell = line.block.cell
        if cell is None or cell.column > 0:
            continue
        best = next(iter(vocabulary.match(line.label)), None) if len(line.label.split()) <= 30 else None
        if best is not None and best.score >= 0.95 and best.section != CONTAINER:
            named.setdefault(cell.table, set()).add(best.section)
    return frozenset(t for t, sections in named.items() if len(sections) >= 2)


def is_commitment(line: Line) -> bool:
    """Whether the line promises that what is said is true and not copied."""
    start = line.number.end if line.number is not None else 0
    head = " ".join(line.text[start : start + 140].split()[:14])
    if _COMMITMENT.match(head) is not None:
        return True
    named = "đoan" in line.text or "nhiệm" in line.text  # far quicker than the pattern, on every line of every paper
    return named and line.words <= PROMISE and _PROMISED.search(line.text) is not None


def _look(line: Line, words: int) -> float:
    """How much a line is set off as a heading, as log-odds that hand-measured dossiers suggest."""
    look, score = line.block.look, 0.0
    number = line.number
    if number is not None:
        score += 0.3 if number.style == "bullet" else 1.2
    if line.block.level is not None:
        score += 1.5
    if look.bold:
        score += 1.0
    if line.capitals:
        score += 0.8
    if line.colon:
        score += 0.4
    else:
        if _SENTENCE_END.search(line.label):
            score -= 1.5
        if words > 16:
            score -= 0.25 * (words - 16)
    first = next((c for c in line.label if c.isalpha()), "A")
    if first.islower() and number is None:
        score -= 2.0
    if line.block.cell is not None:
        score -= 1.0
    return score


def _run_in(line: Line, vocabulary: Vocabulary) -> Candidate | None:
    """A label that opens a paragraph without a colon: ``Tính mới. Giải pháp này …``."""
    offset = line.number.end if line.number else 0
    body = line.text[offset:]
    for m in list(_RUN_IN.finditer(body))[:2]:
        label = body[: m.start()].strip()
        if 2 <= len(label.split()) <= 8 and len(body[m.end() :].split()) >= 3:
            matches = tuple(x for x in vocabulary.match(label) if x.score >= 0.97)
            if matches:
                return Candidate(line, matches, None, _look(line, 3) + 0.4, True, (), line.start + offset + m.end())
    return None


def halves(label: str) -> list[str]:
    """What a heading may name together: its parts between "và", commas and the like."""
    return [p for p in _SPLIT.split(label) if p.strip()]


def _fused(label: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Sections that one heading names together (``Tính mới và hiệu quả``): every part must be a known wording
    of another section.
    """
    parts = halves(label)
    if not 2 <= len(parts) <= 4:
        return ()
    found: list[str] = []
    for part in parts:
        best = next((m for m in vocabulary.match(part) if m.section != "-"), None)
        if best is None or best.score < 0.9:
            return ()
        if best.section not in found:
            found.append(best.section)
    return tuple(found) if len(found) >= 2 else ()
