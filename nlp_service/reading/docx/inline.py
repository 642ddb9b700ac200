"""The inside of a paragraph: runs, fields, changes, symbols, and what hangs on it (boxes, notes)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from nlp_service.dossier import Look
from nlp_service.language.legacy import Piece
from nlp_service.language.legacy_tables import font_code

from .package import Element, W
from .styles import RunProps, Styles, on
from .symbols import is_symbol_font, plain_symbols, symbol

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_R, _T, _RPR, _PPR = f"{W}r", f"{W}t", f"{W}rPr", f"{W}pPr"
_MOST_FIELDS = 64  # open at once; more only in a file made to harm
_BOX = f"{W}txbxContent"
_SDT, _ALTERNATE, _MATH = f"{W}sdt", f"{MC}AlternateContent", frozenset((f"{M}oMath", f"{M}oMathPara"))
_THROUGH = frozenset(
    f"{W}{tag}" for tag in ("hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo", "ruby", "rubyBase", "sdtContent")
)
_DELETED = frozenset(f"{W}{tag}" for tag in ("del", "moveFrom"))
_INSERTED = frozenset(f"{W}{tag}" for tag in ("ins", "moveTo"))


@dataclass(slots=True)
class Content:
    """What one paragraph holds.  ``parts`` are its pieces, parted by page breaks."""

    parts: list[list[Piece]] = field(default_factory=lambda: [[]])
    letters: dict[int, tuple[RunProps, int]] = field(default_factory=dict)  # by identity: equal ones are added up later
    # Few paragraphs have any of these, so no list is made for them before it is needed.
    hidden: tuple[str, ...] = ()
    white: tuple[str, ...] = ()
    boxes: tuple[Element, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    inserted: int = 0
    deleted: int = 0

    def says_something(self) -> bool:
        """Whether there is anything but white space."""
        return any(not text.isspace() for part in self.parts for text, _ in part)

    def look(self, centred: bool) -> Look:
        """How most letters of the paragraph are set."""
        if len(self.letters) < 2:
            return _look(next((p for p, _ in self.letters.values()), None), centred)
        sizes: dict[float | None, int] = {}
        total = bold = italic = 0
        for props, count in self.letters.values():
            sizes[props.size] = sizes.get(props.size, 0) + count
            total += count
            bold += count * props.bold
            italic += count * props.italic
        return Look(bold > total / 2, italic > total / 2, centred, max(sizes, key=sizes.__getitem__))


@lru_cache(maxsize=1024)
def _look(props: RunProps | None, centred: bool) -> Look:
    return Look(centred=centred) if props is None else Look(props.bold, props.italic, centred, props.size)


@dataclass(slots=True)
class Field:
    """A field that is open: its code while that is being read (``code``), and whether its result has begun."""

    code: str = ""
    shown: bool = False


class Inline:
    """Reads the inside of paragraphs; fields may stay open from one paragraph to the next."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.fields: list[Field] = []

    def read(self, children: Iterable[Element], base: RunProps) -> Content:
        """The content of one ``w:p`` with these ``children``, whose style gives ``base``."""
        content = Content()
        self._children(children, base, content)
        if not self.fields:
            return content
        # A code never goes over the end of a paragraph; one left open by a damaged file must not swallow the rest.
        self.fields = [f for f in self.fields if f.shown]
        return content

    @property
    def in_contents(self) -> bool:
        """Whether a field that makes a table of contents is open."""
        return any(f.code.split()[:1] == ["TOC"] for f in self.fields)

    def _children(self, children: Iterable[Element], base: RunProps, content: Content) -> None:
        for child in children:
            tag = child.tag
            if tag == _R:
                self._run(child, base, content)
            elif tag == _PPR:
                continue
            elif tag in _THROUGH:
                self._children(child, base, content)
            elif tag in _DELETED:
                content.deleted += 1
            elif tag in _INSERTED:
                content.inserted += 1
                self._children(child, base, content)
            elif tag == _SDT:
                self._control(child, base, content)
            elif tag == _ALTERNATE:
                self._children(chosen(child), base, content)
            elif tag in _MATH:
                self._text("".join(t.text or "" for t in child.iter(f"{M}t")), base, content)

    def _control(self, sdt: Element, base: RunProps, content: Content) -> None:
        """A content control; the hint that stands in one not filled in is no text of the author."""
        inner = sdt.find(f"{W}sdtContent")
        if inner is not None and not shows_hint(sdt):
            self._children(inner, base, content)

    def _run(self, run: Element, base: RunProps, content: Content) -> None:
        props = base
        for child in run:
            tag = child.tag
            if tag == _T:
                text = child.text
                if text:
                    self._text(text, props, content)
            elif tag == _RPR:
                props = self._styles.run_props(child, base)
            else:
                handler = _HANDLERS.get(tag)
                if handler is not None:
                    handler(self, child, props, content)

    def _text(self, text: str, props: RunProps, content: Content) -> None:
        if self.fields and not self.fields[-1].shown:
            return
        if props.hidden:
            content.hidden += (text,)
            return
        font = props.font
        content.parts[-1].append((text if text.isascii() else plain_symbols(text, font), font))
        if not text.isspace():
            key = id(props)
            known = content.letters.get(key)
            content.letters[key] = (props, len(text) if known is None else known[1] + len(text))
            if props.white:
                content.white += (text,)

    def _character(self, element: Element, props: RunProps, content: Content) -> None:
        self._text(_CHARACTERS[element.tag], props, content)

    def _break(self, element: Element, props: RunProps, content: Content) -> None:
        if element.get(f"{W}type") == "page":
            content.parts.append([])
        else:
            self._text("\n", props, content)

    def _symbol(self, element: Element, props: RunProps, content: Content) -> None:
        font, code = element.get(f"{W}font"), element.get(f"{W}char", "")
        try:
            value = int(code, 16)
        except ValueError:
            return
        if is_symbol_font(font) or font_code(font) is None:
            self._text(symbol(font if is_symbol_font(font) else "symbol", value), props, content)
        else:
            content.parts[-1].append((chr(value & 0xFF), font))

    def _field_character(self, element: Element, props: RunProps, content: Content) -> None:
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            box = element.find(f"{W}ffData/{W}checkBox")
            if box is not None:
                state = box.find(f"{W}checked")
                state = box.find(f"{W}default") if state is None else state
                self._text("☒" if state is not None and on(state) else "☐", props, content)
            choice = _chosen_entry(element.find(f"{W}ffData/{W}ddList"))
            if choice:
                self._text(choice, props, content)
            if len(self.fields) < _MOST_FIELDS:
                self.fields.append(Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].shown = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _field_code(self, element: Element, props: RunProps, content: Content) -> None:
        if self.fields:
            self.fields[-1].code += element.text or ""

    def _drawing(self, element: Element, props: RunProps, content: Content) -> None:
        content.boxes += tuple(outermost(element, _BOX))

    def _alternate(self, element: Element, props: RunProps, content: Content) -> None:
        side = chosen(element)
        if outermost(side, _BOX):
            self._drawing(side, props, content)
        else:
            for child in side:
                handler = _HANDLERS.get(child.tag)
                if child.tag == f"{W}t":
                    self._text(child.text or "", props, content)
                elif handler is not None:
                    handler(self, child, props, content)

    def _note(self, element: Element, props: RunProps, content: Content) -> None:
        kind = "footnotes" if element.tag == f"{W}footnoteReference" else "endnotes"
        content.notes += ((kind, element.get(f"{W}id", "")),)

    def _changed(self, element: Element, props: RunProps, content: Content) -> None:
        content.deleted += 1


_CHARACTERS = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "\u00ad",
}  # fmt: skip
_HANDLERS: dict[str, Callable[[Inline, Element, RunProps, Content], None]] = {
    **dict.fromkeys(_CHARACTERS, Inline._character),
    f"{W}br": Inline._break,
    f"{W}sym": Inline._symbol,
    f"{W}fldChar": Inline._field_character,
    f"{W}instrText": Inline._field_code,
    f"{W}drawing": Inline._drawing,
    f"{W}pict": Inline._drawing,
    f"{W}object": Inline._drawing,
    f"{MC}AlternateContent": Inline._alternate,
    f"{W}footnoteReference": Inline._note,
    f"{W}endnoteReference": Inline._note,
    f"{W}delText": Inline._changed,
}


def chosen(alternate: Element) -> Element:
    """The side of an ``mc:AlternateContent`` that holds text: the newer one unless only the older has a text box."""
    choice, fallback = alternate.find(f"{MC}Choice"), alternate.find(f"{MC}Fallback")
    if choice is None:
        return fallback if fallback is not None else alternate.makeelement("none")
    if fallback is not None and choice.find(f".//{_BOX}") is None and fallback.find(f".//{_BOX}") is not None:
        return fallback
    return choice


def outermost(element: Element, tag: str) -> list[Element]:
    """Descendants named ``tag`` that stand in no other of that name; of two alternatives only the chosen one."""
    found: list[Element] = []
    for child in element:
        if child.tag == tag:
            found.append(child)
        elif child.tag == f"{MC}AlternateContent":
            found += outermost(chosen(child), tag)
        else:
            found += outermost(child, tag)
    return found


def shows_hint(sdt: Element) -> bool:
    """Whether a content control shows its placeholder."""
    hint = sdt.find(f"{W}sdtPr/{W}showingPlcHdr")
    return hint is not None and on(hint)


def _chosen_entry(entries: Element | None) -> str:
    if entries is None:
        return ""
    result, values = entries.find(f"{W}result"), entries.findall(f"{W}listEntry")
    at = result.get(f"{W}val", "0") if result is not None else "0"
    return values[int(at)].get(f"{W}val", "") if at.isdecimal() and int(at) < len(values) else ""
