"""Where each paper of a dossier begins and what kind it is.

A paper begins with a title line that names its kind.  Such words also stand inside papers ("MÔ TẢ SÁNG KIẾN" is a part of some
reports), so a title opens a new paper only at the head of a file or page, below a national motto, or after a signature area.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from nlp_service.rules.data import read_yaml
from nlp_service.rules.profile import wordings

from .lines import Line
from .signatures import is_signature_line
from .vocabulary import agree, heading_key, spellings

_LONGEST_MOTTO = 240  # characters: an agency, the state's name and its motto, glued to one line
_LONGEST_TITLE = 24  # words
_HEAD = 14  # lines between the motto and the title at most
_PAPER = 3  # lines of running text that make a paper
_TOP = 3  # lines above a title at the head of a page that has no motto


@dataclass(frozen=True, slots=True)
class PaperKinds:
    """Title keys of each kind, longest first, and the keys of the national motto."""

    titles: tuple[tuple[str, str], ...]
    motto: tuple[str, ...]
    nouns: tuple[tuple[str, str, Mapping[str, set[str]]], ...]  # key, kind, spelling
    topics: tuple[str, ...]
    labels: frozenset[str]  # headings and labels of forms: no titles
    asking: tuple[str, ...]
    bodies: tuple[str, ...]  # how the name of an office begins

    def kind(self, text: str, *, whole: bool = False) -> str | None:
        """The kind that a title line names."""
        key = heading_key(text)
        for title, kind in self.titles:
            if key == title or (key.startswith(title + " ") and (not whole or len(key) < len(title) + 40)):
                if kind != "other":
                    return kind
                break
        padded = f" {key} "
        if key not in self.labels and key.count(" ") < _LONGEST_TITLE and any(f" {t} " in padded for t in self.topics):
            said = spellings(text)
            for noun, kind, meant in self.nouns:
                if (key == noun or key.startswith(noun + " ")) and agree(said, meant):  # "BAN SÁNG KIẾN" is no "bản"
                    return kind
        return next((kind for title, kind in self.titles if key == title or key.startswith(title + " ")), None)

    def surely(self, kind: str, title: str) -> bool:
        """Whether a title names ``kind`` by a wording in circulation."""
        key = heading_key(title)
        return any(k == kind != "other" and (key == t or key.startswith(t + " ")) for t, k in self.titles)


@lru_cache(maxsize=1)
def paper_kinds() -> PaperKinds:
    """The kinds of ``paper_kinds.yaml``."""
    raw = read_yaml(Path(__file__).with_name("paper_kinds.yaml"))
    titles = [(heading_key(t), kind) for kind, texts in raw["kinds"].items() for t in texts]
    general = wordings()
    nouns = [(heading_key(t), kind, spellings(t)) for kind, texts in raw["nouns"].items() for t in texts]
    return PaperKinds(
        tuple(sorted(titles, key=lambda x: -len(x[0]))),
        tuple(heading_key(m) for m in raw["openers"]["motto"]),
        tuple(sorted(nouns, key=lambda x: -len(x[0]))),
        tuple(heading_key(t) for t in raw["topics"]),
        frozenset(heading_key(w) for texts in (*general.sections.values(), general.containers) for w in texts),
        tuple(heading_key(a) for a in raw["asking"]),
        tuple(f"{heading_key(b)} " for b in raw["bodies"]),
    )


@dataclass(frozen=True, slots=True)
class PaperSpan:
    """A paper as a run of lines ``[first, last)``; ``title`` is the index of its title line or ``None``.

    ``sure`` says that the title is one of those in circulation for the kind; otherwise the kind is a guess from its first noun.
    """

    kind: str
    first: int
    last: int
    title: int | None
    heading: str
    sure: bool = False


def settled(spans: Sequence[PaperSpan]) -> tuple[PaperSpan, ...]:
    """The papers with the kind that only the others tell: a slip that asks for recognition describes the initiative itself,
    unless a description follows.
    """
    out = list(spans)
    for i, span in enumerate(spans):
        if span.kind == "description" and asks(span.heading) and any(s.kind == "description" for s in spans[i + 1 :]):
            out[i] = replace(span, kind="request")
    return tuple(out)


def asks(title: str) -> bool:
    """Whether the title of a paper asks for recognition (``asking``)."""
    return any(f" {a} " in f" {heading_key(title)} " for a in paper_kinds().asking)


def topic_words(lines: Sequence[Line]) -> int:
    """How often the lines name what papers on an initiative are about (``topics``: sáng kiến, giải pháp …)."""
    topics = paper_kinds().topics
    return sum(f" {heading_key(x.text)} ".count(f" {t} ") for x in lines for t in topics)


def is_motto(line: Line) -> bool:
    """Whether the line is (a part of) the national motto, also glued or damaged by OCR."""
    if len(line.text) > _LONGEST_MOTTO:
        return False
    key = heading_key(line.text).replace(" ", "")
    return any(m.replace(" ", "") in key for m in paper_kinds().motto) or ("xahoichunghia" in key and len(key) < 60)


def title_kind(line: Line) -> str | None:
    """The kind of paper a line names as a title: a line of its own, set off by capitals, bold or centring, not a sentence."""
    text = line.text.strip()
    if line.number is not None or len(text) > 220 or text.endswith((".", ";", ",")) or line.measure:
        return None
    if text.endswith(":") and not line.capitals:
        return None  # a label: "Danh sách những người đã tham gia áp dụng lần đầu:"
    kind = paper_kinds().kind(text, whole=True)
    if kind is None:
        return None
    letters = [c for c in text.split("  ")[0] if c.isalpha()]
    start_upper = sum(c.isupper() for c in letters[:12]) >= 0.8 * len(letters[:12])
    look = line.block.look
    set_off = start_upper or bool(look.centred) or line.block.level is not None or bool(look.bold)
    if not set_off or (kind == "other" and not start_upper):
        return None
    return kind


def _is_label(line: Line) -> bool:
    """Whether a title is also the name of a part of some report ("TÓM TẮT SÁNG KIẾN" on a page of its own)."""
    return heading_key(line.text) in paper_kinds().labels


def split_papers(lines: Sequence[Line]) -> tuple[PaperSpan, ...]:
    """The papers of a dossier, in order; together they cover all lines."""
    if not lines:
        return ()
    starts: list[tuple[int, str, int | None]] = []  # first line, kind, title line
    motto = -_HEAD - 1
    opening: int | None = None  # first line of the head zone that a title may claim
    signed = False
    for i, line in enumerate(lines):
        new_file = i == 0 or line.file != lines[i - 1].file
        fresh = (
            new_file or line.block.page_break or (line.block.page is not None and line.block.page != lines[i - 1].block.page)
        )
        if fresh:
            opening = i
        if is_motto(line):
            # the agency may stand before the motto: reach back to the page's or file's first line if near
            if motto < i - 4 and (opening is None or i - opening > _HEAD):
                opening = _back_to_head(lines, i)
            motto = i
        kind = title_kind(line)
        asked = bool(starts) and _asked(lines, starts[-1])
        if kind is None and (signed or asked) and opening is not None and i - opening <= _TOP:
            # a name nobody foresaw; what stands below may say otherwise
            kind = "description" if _new_title(lines, i, beside_request=asked) else None
        near_head = opening is not None and i - opening <= _HEAD
        near_top = opening is not None and opening > 0 and i - opening <= _TOP
        if signed and _among_signatures(lines, i, near_head=near_head):
            kind = None
        if kind is not None and (near_head or i - motto <= _HEAD or signed):
            current = starts[-1] if starts else None
            file_changed = current is None or lines[current[0]].file != line.file
            below_motto = i - motto <= _HEAD and (
                current is None or motto > (current[2] if current[2] is not None else current[0])
            )
            if (
                current is None
                or file_changed
                or below_motto
                or signed
                or (kind != current[1] and near_head and kind != "other" and not _is_label(line))
                # a request has no part in capitals at the head of a page, signed or not
                or (asked and kind == "description" and line.capitals and near_top)
            ):
                first = opening if near_head and opening is not None else (i if i - motto > _HEAD else min(motto, i))
                if current is not None and not file_changed and first <= current[0]:
                    first = i
                starts.append((first, kind, i))
                signed, opening = False, None
                continue
        if new_file and i and not any(s[0] == i for s in starts):
            # a file without a title of its own goes on with the paper before it only when nothing says otherwise
            pending = _title_ahead(lines, i)
            if pending is None:
                starts.append((i, "other", None))
                signed = False
        if is_signature_line(line):
            signed = True
        elif signed and line.block.cell is None and line.words > 25:
            signed = False
    if not starts or starts[0][0] > 0:
        # a cover or a table of contents belongs to the paper behind it, running text is a paper whose title nobody knows
        apart = not starts or lines[starts[0][0]].file != lines[0].file or _prose(lines[: starts[0][0]]) >= _PAPER
        first_kind = "other" if apart else starts[0][1]
        if starts and first_kind == starts[0][1]:
            starts[0] = (0, starts[0][1], starts[0][2])
        else:
            starts.insert(0, (0, first_kind, None))
    ends = [s[0] for s in starts[1:]] + [len(lines)]
    return tuple(
        PaperSpan(kind, first, last, title, heading, sure=paper_kinds().surely(kind, heading))
        for (first, kind, title), last in zip(starts, ends, strict=True)
        for heading in [lines[title].text.strip() if title is not None else ""]
        if last > first
    )


def _among_signatures(lines: Sequence[Line], i: int, *, near_head: bool) -> bool:
    """Whether a line belongs to the signatures above it: "XÁC NHẬN CỦA ĐƠN VỊ ÁP DỤNG SÁNG KIẾN", or the end of such a line
    on the next page.
    """
    follows = i + 1 < len(lines) and is_signature_line(lines[i + 1])
    return follows or (not near_head and is_signature_line(lines[i]))


def _asked(lines: Sequence[Line], start: tuple[int, str, int | None]) -> bool:
    """Whether a paper is a request, or a slip whose title asks for recognition."""
    return start[1] == "request" or (start[2] is not None and asks(lines[start[2]].text))


def _new_title(lines: Sequence[Line], i: int, *, beside_request: bool) -> bool:
    """Whether a line names a paper by what it is about, with no better title in the lines below.

    Behind a request even "NỘI DUNG SÁNG KIẾN", elsewhere the name of a part, opens the paper that it announced.
    """
    line, kinds = lines[i], paper_kinds()
    key = heading_key(line.text)
    if not line.capitals or line.number is not None or line.colon or not 3 <= line.words <= 16:
        return False
    if key in kinds.labels and not beside_request:
        return False
    about = any(f" {t} " in f" {key} " for t in kinds.topics) and not is_signature_line(line)
    return about and not key.startswith(kinds.bodies) and _title_ahead(lines, i + 1) is None


def _prose(lines: Sequence[Line]) -> int:
    return sum(x.words > 25 and x.block.cell is None for x in lines)


def _title_ahead(lines: Sequence[Line], i: int) -> int | None:
    for j in range(i, min(i + _HEAD, len(lines))):
        if lines[j].file != lines[i].file:
            return None
        if title_kind(lines[j]) is not None:
            return j
    return None


def _back_to_head(lines: Sequence[Line], i: int) -> int:
    """The agency's lines just above a motto belong to the new paper's head."""
    j = i
    while j > 0 and i - j < 4 and lines[j - 1].file == lines[i].file:
        above = lines[j - 1]
        if above.words > 14 or above.text.rstrip().endswith((".", ";")) or is_signature_line(above):
            break
        if not (above.capitals or above.block.look.centred):
            break
        j -= 1
    return j
