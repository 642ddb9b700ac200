"""Styles, fonts and the theme: what a run or paragraph inherits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nlp_service.language.legacy_tables import font_code

from .package import Element, W

_THEME_FONT = re.compile(rb"<\w+:(major|minor)Font>\s*<\w+:latin[^>]*\btypeface=[\"']([^\"'<>]+)")
_STYLE = f"{W}pStyle"
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


def on(element: Element) -> bool:
    """The value of an on/off property."""
    return element.get(f"{W}val", "1") not in _OFF


class Styles:
    """Resolves styles by id; unknown ids and circles of ``basedOn`` do no harm."""

    def __init__(self, root: Element | None, theme: bytes | None) -> None:
        self._elements: dict[str, Element] = {}
        self._run: dict[str | None, RunProps] = {}
        # By the identity of the base, which is kept beside the result: equal runs share one value and cost one look-up.
        self._known: dict[tuple[int, tuple[tuple[str, object], ...]], tuple[RunProps, RunProps]] = {}
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
                props = replace(props, name="" if name is None else name.get(f"{W}val", "").lower())
                props = paragraph_props(element.find(f"{W}pPr"), props)
            self._paragraph[style] = props
        return self._paragraph[style]

    def element(self, style: str) -> Element | None:
        """The element of a style."""
        return self._elements.get(style)

    def run_props(self, rpr: Element | None, base: RunProps) -> RunProps:
        """``base`` with what ``rpr`` says itself (its character style included)."""
        if rpr is None or not len(rpr):
            return base
        found: dict[str, object] = {}
        for child in rpr:
            tag = child.tag
            if tag == f"{W}rFonts":
                found["font"] = self._font(child) or base.font
            elif tag == f"{W}b":
                found["bold"] = on(child)
            elif tag == f"{W}i":
                found["italic"] = on(child)
            elif tag == f"{W}sz":
                found["size"] = _half_points(child)
            elif tag == f"{W}caps":
                found["capitals"] = on(child)
            elif tag == f"{W}vanish":
                found["hidden"] = on(child)
            elif tag == f"{W}color":
                found["white"] = child.get(f"{W}val", "").upper() == "FFFFFF"
            elif tag == f"{W}rStyle":
                base = self._over(child.get(f"{W}val"), base)
        if not found:
            return base
        key = (id(base), tuple(found.items()))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = (base, replace(base, **found))  # type: ignore[arg-type]
        return known[1]

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
        names = [fonts.get(f"{W}{kind}") or self._theme.get(fonts.get(f"{W}{kind}Theme", "")) for kind in ("hAnsi", "ascii")]
        return next((n for n in names if font_code(n)), None) or names[0] or names[1]


def paragraph_props(ppr: Element | None, base: ParagraphProps) -> ParagraphProps:
    """``base`` with what ``ppr`` says itself."""
    if ppr is None:
        return base
    found: dict[str, object] = {}
    for child in ppr:
        tag = child.tag
        if tag == _STYLE:
            continue
        if tag == f"{W}jc":
            found["centred"] = child.get(f"{W}val") == "center"
        elif tag == f"{W}outlineLvl":
            value = child.get(f"{W}val", "9")
            found["level"] = int(value) + 1 if value.isdecimal() and int(value) < 9 else None
        elif tag == f"{W}numPr":
            found["number"] = _number(child, base.number)
        elif tag == f"{W}pageBreakBefore":
            found["break_before"] = on(child)
        elif tag == f"{W}rPr":
            found["mark"] = child
        elif tag == f"{W}sectPr":
            found["section"] = child
        elif tag == f"{W}shd":
            found["shaded"] = True
    return replace(base, **found) if found else base  # type: ignore[arg-type]


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
