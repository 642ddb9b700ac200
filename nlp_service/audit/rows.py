"""The tables of an audit, as plain values: the workbook and the page show the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp_service.dossier import Screening
from nlp_service.messages import say

Value = str | int | float | None
_NAMED = 3  # copies told in the row of a dossier; the sheet of copies has them all


@dataclass(frozen=True, slots=True)
class Table:
    """A named table; ``widths`` are in characters."""

    name: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the entry ``id``; the register knew the copies named in ``registered``, the others lie in the folder."""

    id: str
    screening: Screening
    registered: frozenset[str] = frozenset()


def tables(outcomes: Sequence[Outcome], lang: str) -> tuple[Table, ...]:
    """Summary, dossiers, findings, copies and unread files."""
    results = [o.screening for o in outcomes]
    folder = frozenset(o.id for o in outcomes)
    return (
        _table("summary", (44, 12), _summary(results, lang), lang),
        _table("dossiers", (26, 60, 34, 30, 18, 10, 12, 12, 24, 34, 44), (_dossier(o, folder, lang) for o in outcomes), lang),
        _table("findings", (26, 12, 24, 70, 60, 34, 50), (row for r in results for row in _findings(r, lang)), lang),
        _table(
            "copies", (26, 26, 18, 60, 10, 18, 12, 12, 60, 60), (w for o in outcomes for w in _copies(o, folder, lang)), lang
        ),
        _table("files", (26, 40, 12, 16, 70, 60), (row for r in results for row in _files(r, lang)), lang),
    )


def _table(id: str, widths: tuple[int, ...], rows: Iterator[tuple[Value, ...]], lang: str) -> Table:
    columns = tuple(c.strip() for c in say(f"audit.{id}.columns", lang).split("|"))
    return Table(say(f"audit.{id}.name", lang), columns, widths, tuple(rows))


def _summary(results: Sequence[Screening], lang: str) -> Iterator[tuple[Value, ...]]:
    yield say("audit.summary.dossiers", lang), len(results)
    for verdict, n in Counter(r.verdict for r in results).most_common():
        yield say(f"names.verdict.{verdict}", lang), n
    for label, n in Counter(
        r.classification.label for r in results if r.classification and r.verdict != "unreadable"
    ).most_common():
        yield f"{say('audit.summary.field', lang)}: {say(f'names.field.{label}', lang)}", n
    for level in ("high", "medium"):
        n = sum(any(d.level == level for d in r.duplicates) for r in results)
        yield f"{say('audit.summary.copies', lang)}: {say(f'names.duplicate-level.{level}', lang)}", n
    missing = Counter(s.id for r in results for s in r.sections if s.required and s.status in ("missing", "empty"))
    for section, n in missing.most_common():
        yield f"{say('audit.summary.missing', lang)}: {say(f'names.section.{section}', lang)}", n


def _dossier(o: Outcome, folder: frozenset[str], lang: str) -> tuple[Value, ...]:
    r = o.screening
    field = r.classification if r.verdict != "unreadable" else None  # of what nobody read there is nothing to be sure of
    lacking = [say(f"names.section.{s.id}", lang) for s in r.sections if s.required and s.status in ("missing", "empty")]
    return (
        r.dossier.name,
        r.metadata.title,
        "; ".join(a.name for a in r.metadata.authors),
        r.metadata.unit,
        say(f"names.field.{field.label}", lang) if field else None,
        round(field.confidence, 2) if field else None,
        sum(f.severity == "error" for f in r.findings),
        sum(f.severity == "warning" for f in r.findings),
        say(f"names.verdict.{r.verdict}", lang),
        "; ".join(dict.fromkeys(lacking)),
        "; ".join(_best(o, folder, lang)) or None,
    )


def _best(o: Outcome, folder: frozenset[str], lang: str) -> Iterator[str]:
    """The best copies, each with its share and where it lies, and how many more there are."""
    seen = [d for d in o.screening.duplicates if d.level != "low"]
    for d in seen[:_NAMED]:
        yield f"{d.dossier} ({d.coverage.query:.0%}, {_where(d.dossier, o, folder, lang)})"
    if len(seen) > _NAMED:
        yield say("audit.more", lang, n=len(seen) - _NAMED)


def _where(id: str, o: Outcome, folder: frozenset[str], lang: str) -> str:
    places = [*(["folder"] if id in folder else []), *(["register"] if id in o.registered else [])]
    return ", ".join(say(f"audit.where.{place}", lang) for place in places)


def _findings(r: Screening, lang: str) -> Iterator[tuple[Value, ...]]:
    for f in r.findings:
        yield (
            r.dossier.name,
            say(f"names.severity.{f.severity}", lang),
            say(f"names.section.{f.section}", lang) if f.section else None,
            f.message,
            f.advice,
            "; ".join(", ".join(filter(None, (b.clause, b.text))) for b in f.legal_basis),
            " … ".join(e.quote for e in f.evidence),
        )


def _copies(o: Outcome, folder: frozenset[str], lang: str) -> Iterator[tuple[Value, ...]]:
    r = o.screening
    for d in r.duplicates:
        if d.level != "low":
            passage = d.passages[0] if d.passages else None
            yield (
                r.dossier.name,
                d.dossier,
                _where(d.dossier, o, folder, lang),
                d.title,
                say(f"names.duplicate-level.{d.level}", lang),
                say(f"names.duplicate-kind.{d.kind}", lang),
                round(d.coverage.query, 2),
                round(d.coverage.earlier, 2),
                passage.query.quote if passage else None,
                passage.earlier.quote if passage else None,
            )


def _files(r: Screening, lang: str) -> Iterator[tuple[Value, ...]]:
    for f in r.dossier.files:
        for e in f.errors:
            yield r.dossier.name, f.name, f.format, say(f"names.file-status.{f.status}", lang), e.message, e.advice
