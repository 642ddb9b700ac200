"""The initiatives of the corpus: titles with abstracts, one TSV file a sub-field (``corpus/initiatives``), and the lexicon."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import yaml

from nlp_service.dossier import ConfigurationError

from .fields import Fields

COLUMNS = ("id", "field", "subfield", "group", "province", "level", "borderline", "secondary", "reason", "title", "abstract")
LEVELS = ("school", "ward", "district", "department", "city", "enterprise", "ministry")
LEXICON, TITLES, OTHER = "lexicon.yaml", "titles.tsv", "other.tsv"


@dataclass(frozen=True, slots=True)
class Initiative:
    """One item: its label, its title and abstract.  Near-alike items share a ``group`` and never part in a split."""

    id: str
    field: str
    subfield: str
    group: str
    province: str
    level: str
    borderline: bool
    secondary: str | None
    reason: str
    title: str
    abstract: str

    @property
    def text(self) -> str:
        """Title and abstract."""
        return f"{self.title}. {self.abstract}" if self.abstract else self.title


def read_initiatives(folder: Path, fields: Fields) -> list[Initiative]:
    """All items of ``folder/initiatives/*.tsv``, in order of files and lines.

    Raises:
        ConfigurationError: ``data-invalid``, with the file, the line and what is wrong with it.
    """
    items: list[Initiative] = []
    for path in sorted((folder / "initiatives").glob("*.tsv")):
        lines = path.read_text("utf-8").split("\n")
        if tuple(lines[0].split("\t")) != COLUMNS:
            raise ConfigurationError("data-invalid", path=str(path), detail="line 1: columns")
        for number, line in enumerate(lines[1:], 2):
            if line:
                items.append(_item(line, fields, path, number))
    seen: dict[str, str] = {}
    for item in items:
        for key in (item.id, item.title.casefold()):
            if key in seen:
                raise ConfigurationError("data-invalid", path=item.id, detail=f"{key} stands twice")
            seen[key] = item.id
    if not items:
        raise ConfigurationError("data-invalid", path=str(folder / "initiatives"), detail="no items")
    return items


def _item(line: str, fields: Fields, path: Path, number: int) -> Initiative:
    def refuse(detail: str) -> ConfigurationError:
        return ConfigurationError("data-invalid", path=str(path), detail=f"line {number}: {detail}")

    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        raise refuse(f"{len(cells)} columns")
    row = dict(zip(COLUMNS, cells, strict=True))
    if row["subfield"] not in fields.of(row["field"]):
        raise refuse(f"{row['subfield']} is no sub-field of {row['field']}")
    if not row["id"].startswith(f"{row['subfield']}-"):
        raise refuse(f"id {row['id']}")
    if row["level"] not in LEVELS:
        raise refuse(f"level {row['level']}")
    if row["borderline"] not in ("0", "1"):
        raise refuse(f"borderline {row['borderline']}")
    border = row["borderline"] == "1"
    if border and (row["secondary"] not in fields.names or row["secondary"] == row["field"] or not row["reason"]):
        raise refuse("a border-line item needs another field and a reason")
    if not border and (row["secondary"] or row["reason"]):
        raise refuse("only a border-line item has a second field")
    if not row["title"] or line != unicodedata.normalize("NFC", line):
        raise refuse("no title, or not NFC")
    texts = {k: row[k] for k in ("id", "field", "subfield", "group", "province", "level", "reason", "title", "abstract")}
    return Initiative(borderline=border, secondary=row["secondary"] or None, **texts)


def read_titles(path: Path, fields: Fields) -> list[tuple[str, str]]:
    """Short titles without abstracts: pairs of sub-field and title; none where there is no file.

    Raises:
        ConfigurationError: ``data-invalid``, with the line.
    """
    if not path.is_file():
        return []
    known = {s.id for s in fields.subfields}
    pairs = []
    for number, line in enumerate(path.read_text("utf-8").splitlines()[1:], 2):
        subfield, _, title = line.partition("\t")
        if subfield not in known or not title.strip():
            raise ConfigurationError("data-invalid", path=str(path), detail=f"line {number}")
        pairs.append((subfield, title))
    return pairs


def read_other(path: Path) -> list[tuple[str, str]]:
    """Texts that are no initiatives: pairs of the kind of text and the text; none where there is no file.

    Raises:
        ConfigurationError: ``data-invalid``, with the line.
    """
    if not path.is_file():
        return []
    pairs = []
    for number, line in enumerate(path.read_text("utf-8").splitlines()[1:], 2):
        kind, _, text = line.partition("\t")
        if not kind.isidentifier() or not text.strip() or "\t" in text:
            raise ConfigurationError("data-invalid", path=str(path), detail=f"line {number}")
        pairs.append((kind, text))
    return pairs


@dataclass(frozen=True, slots=True)
class CheckTitle:
    """A title that no training reads; ``secondary`` is the field another sensible officer could name."""

    label: str
    secondary: str | None
    source: str
    title: str


def read_check(path: Path) -> list[CheckTitle]:
    """Titles kept apart: columns ``label``, ``secondary`` (may be missing), ``source``, ``title``.

    Raises:
        ConfigurationError: ``data-invalid``, the file is missing or broken.
    """
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    header = lines[0].split("\t") if lines else []
    if [h for h in header if h != "secondary"] != ["label", "source", "title"]:
        raise ConfigurationError("data-invalid", path=str(path), detail="columns label, secondary, source, title")
    found = []
    for number, line in enumerate(lines[1:], 2):
        row = dict(zip(header, line.split("\t"), strict=False))
        if line.count("\t") != len(header) - 1 or not row["label"] or not row["title"]:
            raise ConfigurationError("data-invalid", path=str(path), detail=f"line {number}")
        found.append(CheckTitle(row["label"], row.get("secondary") or None, row["source"], row["title"]))
    return found


def read_lexicon(path: Path, fields: Fields) -> dict[str, tuple[str, ...]]:
    """The lexicon: terms by sub-field; an empty one where the corpus has none.

    Raises:
        ConfigurationError: ``data-invalid``, an unknown sub-field, or a term that stands twice.
    """
    if not path.is_file():
        return {}
    data = yaml.safe_load(path.read_text("utf-8"))
    known = {s.id for s in fields.subfields}
    seen: set[str] = set()
    lexicon = {}
    for concept, terms in data["concepts"].items():
        if concept not in known:
            raise ConfigurationError("data-invalid", path=str(path), detail=f"sub-field {concept}")
        for term in terms:
            if term in seen:
                raise ConfigurationError("data-invalid", path=str(path), detail=f"{term!r} stands twice")
            seen.add(term)
        lexicon[concept] = tuple(str(t) for t in terms)
    return lexicon


def data_hash(folder: Path) -> str:
    """Hash over every file of the corpus that training reads."""
    digest = hashlib.sha256()
    paths = [folder / name for name in ("fields.yaml", LEXICON, TITLES, OTHER)]
    paths += [*(folder / "initiatives").glob("*.tsv"), *(folder / "dossiers").glob("*.dossier")]
    for path in sorted(p for p in paths if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
