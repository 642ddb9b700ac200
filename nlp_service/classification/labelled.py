"""Labelled corpora as people keep them: a folder with one folder a label, or tables of text and label (TSV, CSV).

Which column holds the label is said by a header, or seen from the values: a label comes again and again, a text does not.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from nlp_service.dossier import ConfigurationError

_TABLES = {".tsv": "\t", ".csv": ",", ".txt": "\t"}
_TEXT = {"text", "texts", "sentence", "sentences", "title", "content", "document", "câu", "văn bản", "nội dung", "tên"}
_LABEL = {"label", "labels", "class", "category", "target", "sentiment", "topic", "field", "nhãn", "lớp", "lĩnh vực"}
#: A cell of more words than this is no name of a column.
_NAME_WORDS = 4


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts and the label of each."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]


def read_labelled(path: Path, labels: Collection[str] = ()) -> Labelled:
    """Read a labelled corpus; ``labels`` are those already known (of a training corpus), which help to tell columns apart.

    Folders inside the folder of a label belong to it; hidden files and folders are left out.

    Raises:
        ConfigurationError: ``labelled-empty``, there is nothing labelled at ``path``; ``labelled-encoding``, a file is not
            UTF-8 (nor UTF-16 with its mark); ``labelled-columns``, lines without two columns.
    """
    if path.is_file():
        return _table(path, labels)
    inside = sorted(p for p in path.iterdir() if not p.name.startswith(".")) if path.is_dir() else []
    texts, given = [], []
    for folder in (p for p in inside if p.is_dir()):
        for file in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
            texts.append(_decoded(file))
            given.append(folder.name)
    if not texts:
        tables = [_table(p, labels) for p in inside if p.suffix.lower() in _TABLES and p.is_file()]
        texts, given = [t for p in tables for t in p.texts], [x for p in tables for x in p.labels]
    if not texts:
        raise ConfigurationError("labelled-empty", path=str(path))
    return Labelled(tuple(texts), tuple(given))


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError("labelled-encoding", path=str(path), detail=f"byte {error.start}") from error


def _table(path: Path, labels: Collection[str]) -> Labelled:
    text = _decoded(path)
    delimiter = "\t" if "\t" in text else _TABLES.get(path.suffix.lower(), "\t")
    rows = _rows(text, delimiter)
    if not rows:
        raise ConfigurationError("labelled-empty", path=str(path))
    narrow = next((number for number, row in enumerate(rows, 1) if len(row) < 2), None)
    if narrow is not None:
        raise ConfigurationError("labelled-columns", path=str(path), detail=f"row {narrow}")
    named = _named(rows, labels)
    text_at, label_at = named or _seen(rows, labels)
    body = rows[1:] if named or _is_header(rows, label_at, labels) else rows
    width = max(text_at, label_at)
    if any(len(row) <= width for row in body):
        raise ConfigurationError("labelled-columns", path=str(path), detail=f"fewer than {width + 1} columns")
    return Labelled(tuple(row[text_at] for row in body), tuple(row[label_at].strip() for row in body))


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """Rows of a table.  Quotes count as such only if the whole file keeps to their rules: in plain tables they are text."""
    lines = list(StringIO(text, newline=""))
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter, strict=True) if any(c.strip() for c in row)]
    except csv.Error:
        rows = []
    if len({len(row) for row in rows}) == 1:
        return rows
    plain = [line.rstrip("\r\n") for line in lines]
    return [line.split(delimiter) for line in plain if line.strip()]


def _named(rows: Sequence[Sequence[str]], labels: Collection[str]) -> tuple[int, int] | None:
    """Columns of text and label as a header names them; with two columns one name is enough."""
    names = [c.strip().lower() for c in rows[0]]
    if any(c.strip() in labels for c in rows[0]):
        return None
    text = next((i for i, n in enumerate(names) if n in _TEXT), None)
    label = next((i for i, n in enumerate(names) if n in _LABEL and i != text), None)
    if len(names) == 2 and (text is None) != (label is None):
        text, label = (text, 1 - text) if text is not None else (1 - (label or 0), label)
    if text is None or label is None or any(len(r) > label and r[label] == rows[0][label] for r in rows[1:]):
        return None  # a label may be called "topic": a header never comes again
    return text, label


def _seen(rows: Sequence[Sequence[str]], labels: Collection[str]) -> tuple[int, int]:
    """Of the first two columns that of the text and that of the label, by their values."""

    def likely(column: int) -> tuple[int, int, int]:
        values = [row[column].strip() for row in rows]
        return -sum(v in labels for v in values), len(set(values)), sum(map(len, values))

    label = min((1, 0), key=likely)
    return 1 - label, label


def _is_header(rows: Sequence[Sequence[str]], label: int, labels: Collection[str]) -> bool:
    """Whether line one names columns in words of its own: a label that never comes again, where every other one does."""
    counts = Counter(row[label].strip() for row in rows)
    first = rows[0][label].strip()
    if counts[first] > 1 or first in labels or max(len(c.split()) for c in rows[0]) > _NAME_WORDS:
        return False
    return len(counts) > 2 and all(n > 1 for value, n in counts.items() if value != first)
