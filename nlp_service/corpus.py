"""The corpus of invented dossiers (``corpus/dossiers/*.dossier``): its text format, and each as a `Dossier` without a file.

A ``.dossier`` file is UTF-8 text: header lines ``%key: value``, papers opened by ``=== kind``, and one line a paragraph, marked
``@c`` centred, ``@t`` paper title, ``@h1/@h2/@h3 SECTION | text`` heading, ``@f SECTION | label: value`` labelled field,
``@b`` bullet, ``@table`` … ``@end`` rows of ``| cell |``, ``@sign left // right`` signature area (lines split by ``\\\\``),
``@pb`` page break, anything else a body paragraph.  SECTION is a section id, or ``-`` for a heading that is none.
The full description is in corpus/README.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .dossier import Block, BlockKind, Cell, ConfigurationError, Dossier, Look, SourceFile

_MARKED = re.compile(r"@(h1|h2|h3|f)\s+(\S+)\s*\|\s*(.*)")
_PLAIN = re.compile(r"@(c|t|b|sign)\s+(.*)")


@dataclass(slots=True)
class CorpusLine:
    """One line of a paper; ``kind`` is c, t, h1, h2, h3, f, p, b, table, sign or pb."""

    kind: str
    text: str = ""
    section: str | None = None
    rows: list[list[str]] = field(default_factory=list)

    @property
    def columns(self) -> list[list[str]]:
        """A signature area as columns of lines."""
        return [[s.strip() for s in column.split("\\\\")] for column in self.text.split("//")]


@dataclass(slots=True)
class CorpusPaper:
    """One paper of an invented dossier."""

    kind: str
    lines: list[CorpusLine] = field(default_factory=list)

    @property
    def sections(self) -> set[str]:
        """Ids of the sections that stand in it."""
        return {x.section for x in self.lines if x.section and x.section != "-"}


@dataclass(slots=True)
class CorpusDossier:
    """An invented dossier with its truth; ``authors`` are the cells of the ``%author`` lines."""

    id: str
    header: dict[str, str]
    authors: list[list[str]]
    papers: list[CorpusPaper]


def parse_dossier(path: Path) -> CorpusDossier:
    """Read a ``.dossier`` file.

    Raises:
        ConfigurationError: ``data-invalid``, a header line that must be there is missing.
    """
    header: dict[str, str] = {}
    authors: list[list[str]] = []
    papers: list[CorpusPaper] = []
    table: CorpusLine | None = None
    for raw in path.read_text("utf-8").splitlines():
        line = raw.strip()
        if not line:
            continue
        if line.startswith("=== "):
            papers.append(CorpusPaper(line[4:].strip()))
        elif not papers:
            key, _, value = line.removeprefix("%").partition(":")
            if key.strip() == "author":
                authors.append([c.strip() for c in value.split("|")])
            else:
                header[key.strip()] = value.strip()
        elif table is not None:
            if line == "@end":
                table = None
            else:
                table.rows.append([c.strip() for c in line.strip("|").split("|")])
        else:
            parsed = _line(line)
            table = parsed if parsed.kind == "table" else None
            papers[-1].lines.append(parsed)
    for key in ("id", "field", "profile", "title"):
        if key not in header:
            raise ConfigurationError("data-invalid", path=str(path), detail=f"no %{key}")
    return CorpusDossier(header["id"], header, authors, papers)


def _line(line: str) -> CorpusLine:
    if line == "@table":
        return CorpusLine("table")
    if line == "@pb":
        return CorpusLine("pb")
    if m := _MARKED.match(line):
        return CorpusLine(m[1], m[3], m[2])
    if m := _PLAIN.match(line):
        return CorpusLine(m[1], m[2], "signature" if m[1] == "sign" else None)
    return CorpusLine("p", line)


def corpus_dossiers(folder: Path) -> Iterator[CorpusDossier]:
    """All dossiers of ``folder/dossiers`` in order of their names."""
    for path in sorted((folder / "dossiers").glob("*.dossier")):
        yield parse_dossier(path)


def as_dossier(source: CorpusDossier, *, style: str = "bold") -> Dossier:
    """The dossier as reading would give it from one docx; ``style`` is ``headings``, ``bold`` or ``plain``."""
    maker = _Maker(style)
    for n, paper in enumerate(source.papers):
        maker.page_break = n > 0
        for line in paper.lines:
            maker.add(line)
    text = "".join(maker.pieces)
    digest = hashlib.sha256(text.encode()).hexdigest()
    file = SourceFile(f"{source.id}.docx", digest, "docx", "read", text, tuple(maker.blocks), size=len(text))
    return Dossier(source.id, source.id, digest, (file,))


class _Maker:
    """Puts lines together into one text with blocks."""

    def __init__(self, style: str) -> None:
        self.style = style
        self.pieces: list[str] = []
        self.blocks: list[Block] = []
        self.at = 0
        self.tables = 0
        self.page_break = False

    def add(self, line: CorpusLine) -> None:
        """Append the block or blocks of ``line``."""
        if line.kind == "pb":
            self.page_break = True
        elif line.kind == "table":
            self._table([[[cell] for cell in row] for row in line.rows])
        elif line.kind == "sign":
            self._table([line.columns])
        else:
            heading = line.kind in ("h1", "h2", "h3")
            level = int(line.kind[1]) if heading and self.style == "headings" else None
            look = Look(
                bold=(heading or line.kind == "t") and self.style != "plain", centred=line.kind in ("c", "t"), size=13.0
            )
            self._block(line.text, BlockKind.HEADING if level else BlockKind.PARAGRAPH, look, level=level)

    def _table(self, rows: list[list[list[str]]]) -> None:
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                for i, text in enumerate(cell):
                    gap = "\t" if c and not i else "\n"
                    self._block(text, BlockKind.CELL, Look(bold=False, size=13.0), cell=Cell(self.tables, r, c), gap=gap)
        self.tables += 1

    def _block(
        self, text: str, kind: BlockKind, look: Look, *, level: int | None = None, cell: Cell | None = None, gap: str = "\n"
    ) -> None:
        if self.blocks:
            self.pieces.append(gap)
            self.at += 1
        self.pieces.append(text)
        end = self.at + len(text)
        self.blocks.append(
            Block(len(self.blocks), kind, text, self.at, end, level=level, look=look, cell=cell, page_break=self.page_break)
        )
        self.at, self.page_break = end, False
