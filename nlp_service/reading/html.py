"""HTML, also as word processors write it (and as offices save it under .doc)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree, html

from nlp_service.dossier import BlockKind, Cell, Look, ReadingError, SourceFile
from nlp_service.language.legacy import Piece
from nlp_service.settings import Settings

from .builder import BlockBuilder
from .docx.numbering import count_as
from .docx.symbols import plain_symbols
from .drafts import Detail, Draft, assemble, grade
from .html_css import Style, Styles
from .plain import decode_text

_SKIPPED = frozenset(re.split(" ", "script style head template noscript iframe object svg math select"))
_BLOCKS = frozenset(re.split(
    r"\s+",
    """address article aside blockquote body caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5
    h6 header hr html legend li main nav ol p pre section table tbody td tfoot th thead title tr ul""",
))  # fmt: skip
_HEADING = re.compile(r"h([1-6])$")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_LISTS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DEEPEST = 200
_PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Context:
    """What an element inherits."""

    style: Style = _PLAIN
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None
    cell: Cell | None = None
    verbatim: bool = False
    depth: int = 0


def read_html(content: bytes, name: str, settings: Settings) -> SourceFile:
    """Read HTML; scripts are never run and nothing is fetched.

    Raises:
        ReadingError: ``file-damaged``, ``no-text``.
    """
    declared = _CHARSET.search(content[:4096])
    text = decode_text(content, declared.group(1).decode("ascii") if declared else None)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReadingError("file-damaged", name=name, detail=str(error)[:200]) from error
    builder = BlockBuilder()
    walker = _Walker(Styles("\n".join(s.text or "" for s in root.iter("style"))), builder)
    walker.element(root, Context())
    walker.flush(Context())
    encoding = assemble(walker.drafts, builder)
    if not builder.blocks:
        raise ReadingError("no-text", name=name)
    return builder.build(name, "html", encoding=encoding, grade=grade(encoding))


class _Walker:
    def __init__(self, styles: Styles, builder: BlockBuilder) -> None:
        self.drafts: list[Draft] = []
        self._styles, self._builder = styles, builder
        self._pieces: list[Piece] = []
        self._number = ""
        self._letters = self._bold = self._italic = 0
        self._hidden: list[str] = []

    def element(self, element: Any, context: Context) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIPPED or context.depth > _DEEPEST:
            return
        inner = replace(context, style=self._styles.of(element, context.style), depth=context.depth + 1)
        if tag == "br":
            self._pieces.append(("\n", inner.style.font))
        elif tag == "table":
            self._table(element, inner)
        elif tag in ("ul", "ol"):
            self.flush(context)
            self._list(element, inner)
            self.flush(inner)
        elif tag in _BLOCKS:
            self.flush(context)
            heading = _HEADING.match(tag)
            if heading:
                kind = BlockKind.HEADING if inner.cell is None else BlockKind.CELL
                inner = replace(inner, kind=kind, level=int(heading.group(1)))
            inner = replace(inner, verbatim=inner.verbatim or tag == "pre")
            self._inside(element, inner)
            self.flush(inner)
        else:
            self._inside(element, inner)

    def _inside(self, element: Any, context: Context) -> None:
        self._text(element.text, context)
        for child in element:
            self.element(child, context)
            self._text(child.tail, context)

    def _text(self, text: str | None, context: Context) -> None:
        if not text:
            return
        if not context.verbatim:
            text = re.sub(r"[ \t\r\n\f]+", " ", text)
        if context.style.hidden:
            self._hidden.append(text)
            return
        self._pieces.append((plain_symbols(text, context.style.font), context.style.font))
        letters = len(text.strip())
        self._letters += letters
        self._bold += letters * context.style.bold
        self._italic += letters * context.style.italic

    def flush(self, context: Context) -> None:
        """End the paragraph."""
        if any(not t.isspace() for t, _ in self._pieces):
            half = self._letters / 2
            look = Look(self._bold > half, self._italic > half, context.style.centred, context.style.size)
            number: list[Piece] = [(self._number, None)] if self._number else []
            pieces = _collapsed(self._pieces) if not context.verbatim else self._pieces
            self.drafts.append(Draft(pieces, context.kind, context.level, look, context.cell, number=number))
            self._number = ""
        hidden = " ".join("".join(self._hidden).split())
        if hidden:
            remark: tuple[str, Detail] = ("hidden-text", {"how": "hidden", "characters": len(hidden), "quote": hidden[:120]})
            self.drafts.append(Draft([], context.kind, remarks=[remark]))
        self._pieces, self._hidden, self._letters, self._bold, self._italic = [], [], 0, 0, 0

    def _list(self, element: Any, context: Context) -> None:
        kind = BlockKind.LIST_ITEM if context.cell is None else BlockKind.CELL
        start = element.get("start", "1")
        at = int(start) if start.isdecimal() and len(start) < 6 else 1
        for child in element:
            if child.tag == "li":
                self.flush(context)
                number = count_as(at, _LISTS.get(element.get("type", "1"), "decimal")) + "."
                self._number = f"{number} " if element.tag == "ol" else "• "
                at += 1
                self.element(child, replace(context, kind=kind))
                self._number = ""
            else:
                self.element(child, context)

    def _table(self, table: Any, context: Context) -> None:
        self.flush(context)
        number = self._builder.new_table()
        free: dict[int, int] = {}  # column → first row that no cell from above reaches into
        for r, row in enumerate(_rows(table)):
            column = 0
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                while free.get(column, 0) > r:
                    column += 1
                rows, columns = _span(cell, "rowspan"), _span(cell, "colspan")
                free.update(dict.fromkeys(range(column, column + columns), r + rows))
                place = Cell(number, r, column, rows, columns)
                self.element(cell, replace(context, kind=BlockKind.CELL, level=None, cell=place, verbatim=False))
                column += columns


def _rows(table: Any) -> list[Any]:
    rows = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows += [row for row in child if row.tag == "tr"]
    return rows


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1")
    return min(max(int(value), 1), 200) if value.isdecimal() and len(value) < 6 else 1


def _collapsed(pieces: list[Piece]) -> list[Piece]:
    """Blanks at the joints of pieces made one, as a browser shows them."""
    out: list[Piece] = []
    blank = True
    for text, font in pieces:
        shown = text.lstrip(" ") if blank else text
        if shown:
            out.append((shown, font))
            blank = shown[-1] in " \n"
    return out
