"""Styles, fonts and the theme: what a run or paragraph inherits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from nlp_service.language.legacy_tables import font_code

from .package import Element, W

_THEME_FONT = re.compile(rb"<\w+:(major|minor)Font>\s*<\w+:latin[^>]*\btypeface=[\"']([^\"'<>]+)")
_STYLE, _VAL = f"{W}pStyle", f"{W}val"
_FONTS, _BOLD, _ITALIC, _SIZE, _CAPS, _VANISH, _COLOUR, _RSTYLE = (
    f"{W}{tag}" for tag in ("rFonts", "b", "i", "sz", "caps", "vanish", "color", "rStyle")
)
_OF_RUNS = frozenset((_BOLD, _ITALIC, _SIZE, _CAPS, _VANISH, _COLOUR, _RSTYLE))
_FONT_NAMES = tuple(f"{W}{name}" for name in ("hAnsi", "hAnsiTheme", "ascii", "asciiTheme"))
_JC, _OUTLINE, _NUMBER, _BREAK, _RPR, _SECTION, _SHADE = (
    f"{W}{tag}" for tag in ("jc", "outlineLvl", "numPr", "pageBreakBefore", "rPr", "sectPr", "shd")
)
_STYLE_BEGIN, _STYLE_END, _OF_TABLES = b"<w:style ", b"</w:style>", b' w:type="table"'
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True)
class RunProps:
    """How a run is set; ``size`` in points."""

    font: str | None = None
    bold: bool = False
    italic: bool = False
    size: float | None = None
    capitals: bool = False
    hidden: bool = False
    white: bool = False  # white letters: not seen on white paper


@dataclass(frozen=True, slots=True)
class ParagraphProps:
    """How a paragraph is set; ``level`` is the outline level from 1, ``number`` is (numId, ilvl)."""

    name: str = ""
    centred: bool = False
    level: int | None = None
    number: tuple[str, int | None] | None = None
    break_before: bool = False
    style: str | None = None  # the id of its style
    mark: Element | None = None  # run properties of the paragraph mark
    section: Element | None = None  # a section ends with it
    shaded: bool = False
    contents: bool = False  # a line of a table of contents


def on(element: Element) -> bool:
    """The value of an on/off property."""
    return element.get(_VAL, "1") not in _OFF


class Styles:
    """Resolves styles by id; unknown ids and circles of ``basedOn`` do no harm."""

    def __init__(self, root: Element | None, theme: bytes | None) -> None:
        self._elements: dict[str, Element] = {}
        self._run: dict[str | None, RunProps] = {}
        # By what is said and the identity of the base, which is kept beside the result: runs set alike share one value.
        self._known: dict[tuple[object, ...], tuple[RunProps, RunProps]] = {}
        self._paragraph: dict[str | None, ParagraphProps] = {}
        self._theme = _theme_fonts(theme)
        self.default: str | None = None
        base = RunProps()
        if root is not None:
            for style in root.iterchildren(f"{W}style"):
                self._elements.setdefault(style.get(f"{W}styleId", ""), style)
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                    self.default = style.get(f"{W}styleId")
            defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
            base = self.run_props(defaults, base)
        self._run[None], self._paragraph[None] = base, ParagraphProps()

    def run(self, style: str | None) -> RunProps:
        """Run properties of a paragraph or character style, everything it is based on included."""
        if style not in self._run:
            base = self._run[None]
            for element in self._chain(style):
                base = self.run_props(element.find(f"{W}rPr"), base)
            self._run[style] = base
        return self._run[style]

    def paragraph(self, style: str | None) -> ParagraphProps:
        """Paragraph properties of a style, everything it is based on included."""
        if style not in self._paragraph:
            props = ParagraphProps(style=style)
            for element in self._chain(style):
                name = element.find(f"{W}name")
                called = "" if name is None else name.get(_VAL, "").lower()
                props = replace(props, name=called, contents=called.startswith("toc"))
                props = paragraph_props(element.find(f"{W}pPr"), props)
            self._paragraph[style] = props
        return self._paragraph[style]

    def element(self, style: str) -> Element | None:
        """The element of a style."""
        return self._elements.get(style)

    def run_props(self, rpr: Element | None, base: RunProps) -> RunProps:
        """``base`` with what ``rpr`` says itself (its character style included)."""
        if rpr is None:
            return base
        said: list[object] = [id(base)]
        for child in rpr:
            tag = child.tag
            if tag == _FONTS:
                said += map(child.get, _FONT_NAMES)
            elif tag in _OF_RUNS:
                said += tag, child.get(_VAL)
        if len(said) == 1:
            return base
        key = tuple(said)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = (base, self._read_run_props(rpr, base))
        return known[1]

    def _read_run_props(self, rpr: Element, base: RunProps) -> RunProps:
        found: dict[str, object] = {}
        for child in rpr:
            tag = child.tag
            if tag == _FONTS:
                found["font"] = self._font(child) or base.font
            elif tag == _BOLD:
                found["bold"] = on(child)
            elif tag == _ITALIC:
                found["italic"] = on(child)
            elif tag == _SIZE:
                found["size"] = _half_points(child)
            elif tag == _CAPS:
                found["capitals"] = on(child)
            elif tag == _VANISH:
                found["hidden"] = on(child)
            elif tag == _COLOUR:
                found["white"] = child.get(_VAL, "").upper() == "FFFFFF"
            elif tag == _RSTYLE:
                base = self._over(child.get(_VAL), base)
        return replace(base, **found) if found else base  # type: ignore[arg-type]  # keys are fields of it

    def _over(self, style: str | None, base: RunProps) -> RunProps:
        for element in self._chain(style):
            base = self.run_props(element.find(f"{W}rPr"), base)
        return base

    def _chain(self, style: str | None) -> list[Element]:
        chain: list[Element] = []
        seen: set[str] = set()
        while style is not None and style in self._elements and style not in seen:
            seen.add(style)
            chain.append(self._elements[style])
            based = self._elements[style].find(f"{W}basedOn")
            style = None if based is None else based.get(f"{W}val")
        return chain[::-1]

    def _font(self, fonts: Element) -> str | None:
        """The font of letters beyond ASCII, unless only the font of ASCII letters is a legacy one."""
        high, high_theme, plain, plain_theme = map(fonts.get, _FONT_NAMES)
        names = [high or self._theme.get(high_theme or ""), plain or self._theme.get(plain_theme or "")]
        return next((n for n in names if font_code(n)), None) or names[0] or names[1]


def paragraph_props(ppr: Iterable[Element] | None, base: ParagraphProps) -> ParagraphProps:
    """``base`` with what ``ppr`` (a ``w:pPr`` or the list of its children) says itself."""
    if ppr is None:
        return base
    found: dict[str, object] = {}
    for child in ppr:
        tag = child.tag
        if tag == _STYLE:
            continue
        if tag == _JC:
            found["centred"] = child.get(_VAL) == "center"
        elif tag == _OUTLINE:
            value = child.get(_VAL, "9")
            found["level"] = int(value) + 1 if value.isdecimal() and int(value) < 9 else None
        elif tag == _NUMBER:
            found["number"] = _number(child, base.number)
        elif tag == _BREAK:
            found["break_before"] = on(child)
        elif tag == _RPR:
            found["mark"] = child
        elif tag == _SECTION:
            found["section"] = child
        elif tag == _SHADE:
            found["shaded"] = True
    return replace(base, **found) if found else base  # type: ignore[arg-type]  # keys are fields of it


def without_table_styles(content: bytes) -> bytes:
    """``styles.xml`` without the styles of tables: no run or paragraph is based on one, and they are most of the part.

    A part that is written in an unusual way (another prefix or encoding, comments) stays whole.
    """
    if b"<!" in content:
        return content
    kept: list[bytes] = []
    *styles, rest = content.split(_STYLE_END)
    for piece in styles:
        start = piece.rfind(_STYLE_BEGIN)
        if start >= 0 and _OF_TABLES in piece[start : piece.find(b">", start)]:
            kept.append(piece[:start])
        else:
            kept += piece, _STYLE_END
    return b"".join((*kept, rest))


def _number(numpr: Element, base: tuple[str, int | None] | None) -> tuple[str, int | None] | None:
    num, level = numpr.find(f"{W}numId"), numpr.find(f"{W}ilvl")
    ident = num.get(f"{W}val") if num is not None else base[0] if base else None
    value = level.get(f"{W}val", "0") if level is not None else ""
    ilvl = int(value) if value.isdecimal() else base[1] if base else None
    return (ident, ilvl) if ident else None


def _half_points(size: Element) -> float | None:
    try:
        return float(size.get(f"{W}val", "")) / 2
    except ValueError:
        return None


def _theme_fonts(theme: bytes | None) -> dict[str, str]:
    """The two Latin fonts of the theme; the rest of that long part says nothing here, so it is not parsed."""
    found = {kind.decode(): font.decode("utf-8", "replace") for kind, font in _THEME_FONT.findall(theme or b"")}
    return {f"{kind}{suffix}": font for kind, font in found.items() for suffix in ("HAnsi", "Ascii")}
