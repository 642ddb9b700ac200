"""The body of a docx in reading order: paragraphs, tables, boxes, notes, running headers and footers, as drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from nlp_service.dossier import BlockKind, Cell
from nlp_service.language.legacy import Piece
from nlp_service.reading.drafts import Detail, Draft

from .inline import MC, Content, Inline, chosen, shows_hint
from .numbering import Numbering
from .package import Element, W
from .styles import ParagraphProps, RunProps, Styles, paragraph_props
from .table import table_cells

_P, _TBL, _SDT = f"{W}p", f"{W}tbl", f"{W}sdt"
_PPR, _STYLE, _VAL, _DEL = f"{W}pPr", f"{W}pStyle", f"{W}val", f"{W}del"
_THROUGH = frozenset(f"{W}{tag}" for tag in ("customXml", "sdtContent", "ins", "moveTo", "smartTag"))
_QUOTE = 120  # characters of hidden text that a notice repeats
_DEEPEST = 40  # nested tables, boxes and controls


class Place(NamedTuple):
    """Where a paragraph stands: ``kind`` overrides its own, ``shaded`` says that white letters can be seen there."""

    kind: BlockKind | None = None
    cell: Cell | None = None
    contents: bool = False
    shaded: bool = False
    depth: int = 0


class Walker:
    """Goes through one story after the other and collects drafts."""

    def __init__(self, styles: Styles, numbering: Numbering, new_table: Callable[[], int]) -> None:
        self.drafts: list[Draft] = []
        self.notes: list[tuple[str, str]] = []
        self._styles, self._numbering, self._new_table = styles, numbering, new_table
        self._inline = Inline(styles)
        self._bases: dict[str | None, tuple[ParagraphProps, RunProps]] = {}
        self._joined: list[list[Piece]] = []  # pieces of a paragraph whose mark was deleted: they belong to the next
        self._break = False

    def story(self, root: Element, kind: BlockKind | None = None) -> None:
        """Read the body, a header, a footer or a note."""
        self._inline.fields.clear()
        self.walk(root, Place(kind))

    def walk(self, container: Element, place: Place) -> None:
        """Read the block-level children of ``container``."""
        if place.depth > _DEEPEST:
            return
        for child in container:
            tag = child.tag
            if tag == _P:
                self._paragraph(child, place)
            elif tag == _TBL:
                self._table(child, place)
            elif tag == _SDT:
                inner = child.find(f"{W}sdtContent")
                if inner is not None and not shows_hint(child):
                    self.walk(inner, _deeper(place, contents=place.contents or _is_contents(child)))
            elif tag in _THROUGH:
                self.walk(child, _deeper(place))
            elif tag == f"{MC}AlternateContent":
                self.walk(chosen(child), _deeper(place))

    def _table(self, table: Element, place: Place) -> None:
        number = self._new_table()
        for element, cell, shaded in table_cells(table, number):
            self.walk(element, Place(place.kind, cell, place.contents, shaded, place.depth + 1))

    def _paragraph(self, paragraph: Element, place: Place) -> None:
        # A list of the children and of the properties: an element costs each time it is asked for.
        children = list(paragraph)
        settings = list(children[0]) if children and children[0].tag == _PPR else []
        style = settings[0].get(_VAL) if settings and settings[0].tag == _STYLE else self._styles.default
        bases = self._bases.get(style)
        if bases is None:
            bases = self._bases[style] = (self._styles.paragraph(style), self._styles.run(style))
        own, base = bases
        props = paragraph_props(settings, own) if settings else own
        if props.section is not None:
            self._break |= _new_page(props.section)
        before = self._inline.in_contents if self._inline.fields else False
        content = self._inline.read(children, base)
        self.notes += content.notes
        if props.mark is not None and props.mark.find(_DEL) is not None:
            self._joined += [p for p in content.parts if p]
            return
        if self._joined:
            content.parts[0] = [piece for part in self._joined for piece in part] + content.parts[0]
            self._joined.clear()
        self._add(content, props, base, place, before or (bool(self._inline.fields) and self._inline.in_contents))
        for box in content.boxes:
            self.walk(box, _deeper(place))

    def _add(self, content: Content, props: ParagraphProps, base: RunProps, place: Place, in_contents: bool) -> None:
        number: list[Piece] = []
        if props.number is not None and content.says_something():
            mark = self._styles.run_props(props.mark, base)
            shown, font = self._numbering.number(*props.number, props.style, mark)
            number = [(shown, font)] if shown else []
        remarks = _remarks(content, place, props)
        contents = place.contents or props.contents or (in_contents and _ends_in_number(content))
        kind = _kind(place, props, bool(number), contents)
        look = content.look(props.centred)
        self._break |= props.break_before
        for at, part in enumerate(content.parts):
            self._break |= at > 0
            if part or (at == 0 and remarks):
                self.drafts.append(
                    Draft(part, kind, None if contents else props.level, look, place.cell, self._break, number, remarks)
                )
                number, remarks = [], []
                self._break = self._break and all(t.isspace() for t, _ in part)


def _kind(place: Place, props: ParagraphProps, numbered: bool, contents: bool) -> BlockKind:
    if place.kind is not None:
        return place.kind
    if contents:
        return BlockKind.TOC
    if place.cell is not None:
        return BlockKind.CELL
    if props.level is not None:
        return BlockKind.HEADING
    return BlockKind.LIST_ITEM if numbered else BlockKind.PARAGRAPH


def _remarks(content: Content, place: Place, props: ParagraphProps) -> list[tuple[str, Detail]]:
    if not (content.hidden or content.white or content.inserted or content.deleted):
        return []
    remarks: list[tuple[str, Detail]] = []
    white = () if place.shaded or props.shaded else content.white
    for how, texts in (("hidden", content.hidden), ("white", white)):
        whole = " ".join("".join(texts).split())
        if whole:
            remarks.append(("hidden-text", {"how": how, "characters": len(whole), "quote": whole[:_QUOTE]}))
    if content.inserted or content.deleted:
        remarks.append(("tracked-changes", {"inserted": content.inserted, "deleted": content.deleted}))
    return remarks


def _deeper(place: Place, contents: bool | None = None) -> Place:
    return Place(place.kind, place.cell, place.contents if contents is None else contents, place.shaded, place.depth + 1)


def _is_contents(sdt: Element) -> bool:
    gallery = sdt.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and "table of contents" in gallery.get(f"{W}val", "").lower()


def _ends_in_number(content: Content) -> bool:
    texts = [t for part in content.parts for t, _ in part if not t.isspace()]
    return bool(texts) and texts[-1].rstrip()[-1:].isdecimal()


def _new_page(section: Element) -> bool:
    kind = section.find(f"{W}type")
    return kind is None or kind.get(f"{W}val") not in ("continuous", "nextColumn")


def headers_and_footers(body: Element) -> Iterator[tuple[BlockKind, str]]:
    """Kind and relationship id of each running header and footer, in the order of the sections."""
    from .package import R_ID

    for reference in body.iter(f"{W}headerReference", f"{W}footerReference"):
        kind = BlockKind.HEADER if reference.tag == f"{W}headerReference" else BlockKind.FOOTER
        yield kind, reference.get(R_ID, "")
