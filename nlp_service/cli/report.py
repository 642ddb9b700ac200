"""A result as a person reads it in a terminal: the verdict first, then what to do about it, and where."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from nlp_service.classification import subfield_name
from nlp_service.dossier import Duplicate, Evidence, Finding, Screening, Section
from nlp_service.duplicates import coverage_told
from nlp_service.messages import say
from nlp_service.settings import default_settings

WIDTH = 100
_MARKS = {"present": "[x]", "empty": "[~]", "missing": "[ ]", "unknown": "[?]"}


def report(r: Screening, lang: str = "vi", *, lacking: Path | None = None) -> str:
    """The whole report; ``lacking`` is the data folder where it has no register to compare with."""
    lines = [*_head(r, lang)]
    if r.verdict not in ("unreadable", "not_a_dossier"):
        lines += ["", say("cli.checklist", lang), *_checklist(r, lang)]
    if r.verdict != "unreadable":
        lines += ["", say("cli.findings", lang), *_findings(r, lang)]
    if r.verdict not in ("unreadable", "not_a_dossier"):
        lines += ["", say("cli.field", lang), *_field(r, lang)]
        lines += ["", say("cli.duplicates", lang), *_duplicates(r, lang, lacking)]
    lines += ["", say("cli.seconds", lang, seconds=f"{sum(r.timings.model_dump().values()):.2f}"), "=" * WIDTH]
    return "\n".join(lines)


def _wrap(text: str, indent: int = 2, hanging: int | None = None) -> list[str]:
    first, rest = " " * indent, " " * (indent + 2 if hanging is None else hanging)
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False) or [first.rstrip()]


def _head(r: Screening, lang: str) -> Iterator[str]:
    yield f"{say('cli.verdict', lang)}: {say(f'names.verdict.{r.verdict}', lang).upper()}"
    yield from _wrap(say(f"names.verdict-meaning.{r.verdict}", lang))
    yield f"{say('cli.dossier', lang)}: {r.dossier.name}"
    for f in r.dossier.files:
        notes = [f.format, say(f"names.file-status.{f.status}", lang)]
        if f.pages:
            notes.append(say("cli.pages", lang, n=f.pages))
        if f.ocr_pages:
            notes.append(say("cli.ocr-pages", lang, n=f.ocr_pages))
        if f.status != "failed":
            notes.append(say("cli.grade", lang, grade=f.grade))
        if f.encoding != "unicode":
            notes.append(say("cli.encoding", lang, encoding=f.encoding.upper()))
        yield from _wrap(f"{f.name} ({', '.join(notes)})")
        for e in f.errors:
            yield from _wrap(f"! {e.message} [{e.code}]", 4)
            yield from _wrap(f"{say('cli.advice', lang)}: {e.advice}", 6)
    if r.verdict not in ("unreadable", "not_a_dossier"):
        yield from _facts(r, lang)


def _facts(r: Screening, lang: str) -> Iterator[str]:
    none = say("cli.none", lang)
    people = "; ".join(a.name + (f" ({a.share:g}%)" if a.share is not None else "") for a in r.metadata.authors)
    facts = (
        ("title", r.metadata.title), ("authors", people), ("unit", r.metadata.unit),
        ("level", r.metadata.level and say(f"names.level.{r.metadata.level}", lang)),
        ("first-applied", _day(r.metadata.first_applied)), ("filed", _day(r.metadata.filed)),
    )  # fmt: skip
    for key, value in facts:
        yield from _wrap(f"{say(f'cli.{key}', lang)}: {value or none}", 0)


def _day(iso: str | None) -> str | None:
    """dd/mm/yyyy, or as much of it as is known."""
    return "/".join(reversed(iso.split("-"))) if iso else None


def _checklist(r: Screening, lang: str) -> Iterator[str]:
    groups: dict[int | None, list[Section]] = {}
    for section in r.sections:
        if section.required or section.status != "missing":
            groups.setdefault(section.document, []).append(section)
    for document, sections in groups.items():
        if document is None:
            yield f"  {say('cli.whole', lang)}"
        else:
            paper = r.documents[document]
            form = ""
            if paper.profile:
                form = f" ({say('cli.profile', lang, profile=paper.profile, score=f'{paper.profile_score or 0:.0%}')})"
            yield from _wrap(say(f"names.paper.{paper.kind}", lang) + form)
        for s in sections:
            yield _section(s, lang)


def _section(s: Section, lang: str) -> str:
    name = say(f"names.section.{s.id}", lang)
    notes = []
    if s.status != "present":
        notes.append(say(f"names.status.{s.status}", lang).upper() if s.required else say(f"names.status.{s.status}", lang))
    if not s.required:
        notes.append(say("cli.optional", lang))
    if s.words:
        notes.append(say("cli.words", lang, n=s.words))
    if s.location is not None and s.location.page is not None:
        notes.append(say("cli.page", lang, n=s.location.page))
    return f"    {_MARKS[s.status]} {name:<42} {', '.join(notes)}".rstrip()


def _findings(r: Screening, lang: str) -> Iterator[str]:
    if not r.findings:
        yield f"  {say('cli.no-findings', lang)}"
    for n, f in enumerate(r.findings, 1):
        yield from _finding(n, f, r, lang)


def _finding(n: int, f: Finding, r: Screening, lang: str) -> Iterator[str]:
    yield from _wrap(f"{n}. [{say(f'names.severity.{f.severity}', lang)}] {f.message} ({f.rule})")
    if f.advice:
        yield from _wrap(f"{say('cli.advice', lang)}: {f.advice}", 5)
    if f.legal_basis:
        basis = "; ".join(", ".join(filter(None, (b.clause, b.text))) for b in f.legal_basis)
        yield from _wrap(f"{say('cli.basis', lang)}: {basis}", 5)
    for e in f.evidence[:3]:
        yield from _wrap(f"{say('cli.place', lang)}: {_place(e, r, lang)}: {_quoted(e.quote)}", 5)


def _quoted(text: str) -> str:
    """Between quotation marks, unless the place itself stands between some."""
    return text if text[:1] in '“"' and text[-1:] in '”"' and len(text) > 1 else f"“{text}”"


def _place(e: Evidence, r: Screening, lang: str) -> str:
    parts = [r.dossier.files[e.file].name] if len(r.dossier.files) > 1 and e.file < len(r.dossier.files) else []
    if e.page is not None:
        parts.append(say("cli.page", lang, n=e.page))
    if e.block is not None:
        parts.append(say("cli.line", lang, n=e.block + 1))
    return ", ".join(parts)


def _field(r: Screening, lang: str) -> Iterator[str]:
    c = r.classification
    if c is None:
        yield f"  {say('names.field.unknown', lang)}"
        return
    sub = f" – {subfield_name(c.subfield, lang, default_settings().corpus)}" if c.subfield else ""
    yield f"  {say(f'names.field.{c.label}', lang)}{sub} ({c.confidence:.0%})"
    if c.why_unknown:
        yield f"    {say(f'why-unknown.{c.why_unknown}', lang)}"
    if c.evidence:
        yield from _wrap(f"{say('cli.because', lang)}: {', '.join(t.term for t in c.evidence[:8])}", 4)
    if c.declared:
        differs = f" – {say('cli.disagrees', lang)}" if c.agrees is False else ""
        yield from _wrap(say("cli.declared", lang, declared=c.declared) + differs, 4)


def _duplicates(r: Screening, lang: str, lacking: Path | None) -> Iterator[str]:
    if not r.duplicates:
        yield f"  {say('cli.no-duplicates', lang) if lacking is None else say('cli.not-compared', lang, data=lacking)}"
    shown = [d for d in r.duplicates if d.level != "low"]
    for n, d in enumerate(shown, 1):
        yield from _duplicate(n, d, lang)
    leads = [
        f"{d.dossier} ({d.coverage.query:.0%})" if d.coverage.query else d.dossier for d in r.duplicates if d.level == "low"
    ]
    if leads:
        yield from _wrap(f"{say('cli.lead-only', lang)}: {', '.join(leads[:10])}")


def _duplicate(n: int, d: Duplicate, lang: str) -> Iterator[str]:
    about = [say(f"names.duplicate-kind.{d.kind}", lang), *([str(d.year)] if d.year else []), *d.authors[:3]]
    if d.same_author:
        about.append(say("cli.same-author", lang))
    level = say(f"names.duplicate-level.{d.level}", lang).upper()
    yield from _wrap(f"{n}. [{level}] {d.dossier}: {d.title} ({'; '.join(about)})")
    yield from _wrap(coverage_told(d, lang), 5)
    if d.note:
        yield from _wrap(d.note, 5)
    for p in d.passages[:2]:
        for side, e in (("here", p.query), ("there", p.earlier)):
            page = f" ({say('cli.page', lang, n=e.page)})" if e.page is not None else ""
            yield from _wrap(f"{say(f'cli.{side}', lang)}{page}: {_quoted(e.quote)}", 5)
