"""Papers and sections of a dossier: splitting, form, outline, states.  Pure functions over the dossier's lines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from nlp_service.dossier import ConfigurationError, Dossier, Location, Paper, Section
from nlp_service.rules.profile import GENERIC, Profile, Wordings, profiles

from .candidates import Candidate, candidates, halves
from .forms import FormFinder
from .learned import NONE, HeadingModel, heading_model, text_below
from .lines import Line, lines_of
from .model import LineRole, Role
from .outline import Assigned, Decoder
from .papers import PaperSpan, settled, split_papers, topic_words
from .particulars import particular
from .sections import Extent, extents, line_roles, merge, missing_sections, readable, section_of
from .signatures import is_signature_line, signature_mark, signature_start
from .toc import toc_lines
from .vocabulary import Match, Vocabulary

#: kinds of paper whose sections are looked for
SECTIONED = ("request", "description", "summary", "confirmation", "minutes", "decision")
#: sections that hardly stand in any other kind of paper
_TELLING = frozenset(
    {"title", "field_of_application", "first_applied", "prior_state", "solution", "novelty", "applicability", "benefits"}
)
#: how much the heading's own words and the text below it count
HEADING_SHARE, BODY_SHARE, LEAD_SHARE = 0.6, 0.4, 0.45
LIKELY = 1.0  # log-odds from which a heading counts where the kind of a paper is guessed
SURE = 2.0  # log-odds from which half a heading names its section by its words alone
#: sections that also stand in other kinds of paper, and count beside telling ones
_LIKELY = frozenset({"authors", "necessity", "purpose", "theoretical_basis", "conditions", "conclusion", "commitment"})
#: words below which a paper that does not say so describes no initiative
_DESCRIBED = 250
#: times that a paper names initiatives, or once in its first lines: the rules of a contest have headings like theirs
_ABOUT, _OPENING = 3, 20
#: what a value looks like (`learned.shape`) that tells its section, and how much it counts
_TOLD_BY = {"authors": {"=birth", "=share"}, "first_applied": {"=dateonly"}}
TELLS = 1.2
_PEOPLE = ("authors", "co_authors", "participants")
PEOPLE = 2.5  # the same for a table of people right below
_PERSONAL = ("birth", "position", "degree")  # asked for of an author: a label that never heads a section
_CLOSING = ("references", "appendices", "remarks", "benefits_by_applier", "participants")


@dataclass(frozen=True, slots=True)
class Outlined:
    """One paper with its sections and line roles."""

    span: PaperSpan
    lines: tuple[Line, ...]
    paper: Paper
    outline: tuple[Assigned, ...]
    sections: tuple[Section, ...]
    roles: tuple[LineRole, ...]
    extents: tuple[Extent, ...]
    body_end: int  # index of the first line of the signature area

    @property
    def body_ends_at(self) -> Location:
        """Where the signature area begins, or the paper ends."""
        first = next((x for x in self.lines if x.index >= self.body_end), None)
        return first.where if first is not None else replace(self.paper.end, start=self.paper.end.end)


class Outliner:
    """Finds papers and sections with the forms of some folders."""

    def __init__(
        self, forms: Mapping[str, Profile], model: HeadingModel | None = None, general: Wordings | None = None
    ) -> None:
        self.forms = forms
        self.vocabulary = Vocabulary(forms, general)
        self.finder = FormFinder(forms)
        self.model = model

    def papers(self, dossier: Dossier) -> tuple[tuple[PaperSpan, tuple[Line, ...]], ...]:
        """The papers of a dossier with their lines."""
        lines = lines_of(dossier)
        spans = [self._by_content(span, lines[span.first : span.last]) for span in split_papers(lines)]
        return tuple((span, lines[span.first : span.last]) for span in settled(spans))

    def _by_content(self, span: PaperSpan, lines: tuple[Line, ...]) -> PaperSpan:
        """A paper without a title that surely names its kind is a description when the parts of one stand in it."""
        if span.sure or span.kind in ("request", "description", "summary"):
            return span
        toc = toc_lines(lines, self.vocabulary)
        found = self._candidates([x for x in lines if x.index not in toc], lines)
        named = {m.section for c in found for m in c.matches[:1] if m.score >= 0.9}
        if len(named & _TELLING) >= 3 and span.kind == "other":
            return replace(span, kind="description")
        if sum(x.words for x in lines) < _DESCRIBED:
            return span
        likely = {s for a in Decoder(None).decode(found) for s in a.sections if _surely(a.candidate, s)}
        opens, named_people = topic_words(lines[:_OPENING]) > 0, {"title", "authors"} <= likely
        about = named_people or opens or ("title" in likely and topic_words(lines) >= _ABOUT)
        described = about and len(likely & _TELLING) >= 3 and len(likely & (_TELLING | _LIKELY)) >= 6
        return replace(span, kind="description") if described else span

    def outline(
        self, dossier: Dossier, index: int, span: PaperSpan, lines: tuple[Line, ...], *, profile: str | None = None
    ) -> Outlined:
        """Sections of one paper.

        Raises:
            ConfigurationError: ``profile-unknown``.
        """
        if profile is not None and profile not in self.forms:
            raise ConfigurationError("profile-unknown", id=profile)
        toc = toc_lines(lines, self.vocabulary)
        sign = signature_start(lines)
        body_end = lines[sign].index if sign is not None else (lines[-1].index + 1 if lines else 0)
        title = span.title
        usable = [
            x for x in lines
            if x.index not in toc and x.index != title and not _signing(x, body_end) and not _letter_head(x, title)
        ]  # fmt: skip
        found = self._candidates(usable, lines) if span.kind in SECTIONED else ()
        if span.kind == "request":
            found = tuple(map(_in_request, found))
        fits = self.finder.find(span.kind, span.heading, found)
        forced = profile is not None and self.forms[profile].paper == span.kind
        fit = next((f for f in fits if f.profile.id == profile), None) if forced else fits[0]
        form = fit.profile if fit is not None else self.forms[profile or GENERIC]
        sectioned = span.kind in ("request", "description")
        outline = Decoder(form if sectioned else None).decode(found)
        outline = tuple(a for a in outline if a.candidate.line.index < body_end or set(a.sections) & set(_CLOSING))
        text = dossier.files[lines[0].file].text if lines else ""
        ok = readable(dossier, lines)
        parts = extents([x for x in lines if x.index not in toc and x.index != title], outline, body_end)
        stated = [section_of(e, index, form.need(e.id), text, self.vocabulary, readable=ok) for e in parts]
        mark = sign if sign is not None else signature_mark(lines)
        if mark is not None:
            stated.append(_signature_section(lines, mark, index, form))
        stated = merge(stated)
        if sectioned:
            stated += missing_sections(stated, form, index, span.kind, readable=ok)
        first = min((a.candidate.line.index for a in outline), default=body_end)
        if title is not None and not outline:
            first = title + 1
        roles = line_roles(lines, outline, parts, index, title=title, body_end=body_end, first_heading=first, toc=toc)
        paper = Paper(
            kind=span.kind, file=lines[0].file, start=lines[0].where, end=lines[-1].where, title=span.heading,
            profile=form.id if sectioned else None, profile_score=round(fit.score, 3) if sectioned and fit is not None else
            None,
        )  # fmt: skip
        return Outlined(span, lines, paper, outline, tuple(stated), tuple(roles), tuple(parts), body_end)

    def _candidates(self, usable: Sequence[Line], lines: Sequence[Line]) -> tuple[Candidate, ...]:
        """Candidates; those that no wording explains with what the heading model says of them."""
        found = candidates(usable, self.vocabulary)
        if self.model is None:
            return found
        return tuple(self._judged(c, lines) for c in found)

    def _judged(self, candidate: Candidate, lines: Sequence[Line]) -> Candidate:
        known = bool(candidate.matches) and candidate.matches[0].score >= 0.97
        if self.model is None or known or candidate.line.measure or candidate.fused:
            return candidate
        label = candidate.line.label
        # "Ngày sinh: …" asks for a particular of a person
        asked = candidate.inline and particular(label) in _PERSONAL
        if asked or candidate.line.runs_on or (candidate.look < -0.1 and not candidate.inline):
            return candidate
        below = text_below(lines, candidate.line, candidate.value)
        said = self.model.judge(label, below)
        if candidate.inline and not candidate.matches and _is_heading(candidate):
            # "IV. Đi đến đâu: kết quả so với đầu năm" is a heading with a colon in it, no label with a value
            whole = candidate.line.text[candidate.line.number.end if candidate.line.number is not None else 0 :]
            said_whole = self.model.judge(whole, text_below(lines, candidate.line, candidate.line.end))
            if _best(said_whole) > _best(said):
                said, candidate = said_whole, replace(candidate, inline=False, value=candidate.line.end)
        told = _told(set(below.split(None, 16)), candidate)
        both = ((HEADING_SHARE * h + BODY_SHARE * b + told.get(s, 0.0), s) for s, (h, b) in said.items() if s != NONE)
        odds = sorted(both, reverse=True)
        # how far the first stays ahead of the second tells more than how sure the model is that it is a heading at all
        lead = LEAD_SHARE * min(odds[0][0] - odds[1][0], 6.0)
        ranked = {s: o + (lead if i == 0 else 0.0) for i, (o, s) in enumerate(odds[:3])}
        fused = self._fused(candidate)
        return replace(candidate, learned={} if fused else ranked, fused=fused)

    def _fused(self, candidate: Candidate) -> tuple[str, ...]:
        """Sections that the halves of a heading surely name, each another ("Mới ở đâu, dùng được ở đâu"); else none."""
        parts = halves(candidate.line.label)
        listed = bool(candidate.matches) and candidate.matches[0].score >= 0.9
        if self.model is None or listed or not 2 <= len(parts) <= 3 or candidate.inline:
            return ()
        best = [max((h, s) for s, (h, _) in self.model.judge(part, "").items()) for part in parts]
        sure = [s for odds, s in best if odds >= SURE and s != NONE]
        sections = tuple(dict.fromkeys(sure))
        # of three parts one may be anything: "Mục đích, đối tượng và phương pháp nghiên cứu"
        return sections if len(sections) >= 2 and len(sure) >= len(parts) - (len(parts) > 2) else ()


def _is_heading(candidate: Candidate) -> bool:
    """Whether all of a short line is set off as a heading, what stands behind its colon among it."""
    line = candidate.line
    set_off = line.capitals or bool(line.block.look.bold) or line.block.level is not None
    return set_off and line.words <= 16 and not line.text.rstrip().endswith((".", ";"))


def _told(marks: set[str], candidate: Candidate) -> dict[str, float]:
    """What the marks of the words behind or below a label (`learned.shape`) tell of its section, in log-odds."""
    told = {s: TELLS for s, wanted in _TOLD_BY.items() if candidate.inline and wanted & marks}
    if candidate.inline and candidate.head and "=name" in marks:
        told["authors"] = TELLS  # "Giáo viên thực hiện: Cao Thị Mơ", before the first running text
    if "=people" in marks:
        told |= dict.fromkeys(_PEOPLE, PEOPLE)
    return told


def _best(said: Mapping[str, tuple[float, float]]) -> float:
    return max(HEADING_SHARE * h + BODY_SHARE * b for s, (h, b) in said.items() if s != NONE)


def _surely(candidate: Candidate, section: str) -> bool:
    """Whether a heading names its section by a wording in circulation, or the model is sure of it."""
    worded = any(m.section == section and m.score >= 0.9 for m in candidate.matches)
    return worded or section in candidate.fused or candidate.learned.get(section, 0.0) >= LIKELY


def _in_request(candidate: Candidate) -> Candidate:
    """A request has no summary beside the essence of the solution: what it sums up is the solution."""
    if all(m.section != "summary" for m in candidate.matches) and "summary" not in candidate.learned:
        return candidate
    matches: dict[str, Match] = {}
    for m in candidate.matches:
        section = "solution" if m.section == "summary" else m.section
        if section not in matches or matches[section].score < m.score:
            matches[section] = replace(m, section=section)
    learned = {**candidate.learned}
    if "summary" in learned:
        learned["solution"] = max(learned.pop("summary"), learned.get("solution", -math.inf))
    return replace(candidate, matches=tuple(sorted(matches.values(), key=lambda m: -m.score)), learned=learned)


def _letter_head(line: Line, title: int | None) -> bool:
    """Whether a line above the name of the paper only says who issues it."""
    return title is not None and line.index < title and not line.colon and line.number is None


def _signing(line: Line, body_end: int) -> bool:
    return line.index >= body_end and (is_signature_line(line) or line.block.cell is not None)


def _signature_section(lines: Sequence[Line], sign: int, index: int, form: Profile) -> Section:
    line = lines[sign]
    return Section(
        id="signature", document=index, status="present", required=form.need("signature") == "required",
        heading=line.text.strip()[:120], location=line.where, words=0,
    )  # fmt: skip


@lru_cache(maxsize=4)
def outliner(folders: tuple[Path, ...] = ()) -> Outliner:
    """The outliner with our forms and those of ``folders``, made once."""
    return Outliner(profiles(folders), heading_model())


__all__ = ["Outlined", "Outliner", "Role", "outliner"]
