"""The little of CSS that matters for reading: fonts, weight, slant, size, centring, and what is not shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

_SIZE = re.compile(r"([\d.]+)\s*(pt|px)")


@dataclass(frozen=True, slots=True)
class Style:
    """What an element looks like; ``size`` in points."""

    font: str | None = None
    bold: bool = False
    italic: bool = False
    size: float | None = None
    centred: bool = False
    hidden: bool = False


class Styles:
    """Rules with simple selectors (``p``, ``.a``, ``p.a``, ``*``) and style attributes."""

    def __init__(self, css: str) -> None:
        self._rules: dict[str, dict[str, str]] = {}
        for rule in _without_comments(css).split("}"):  # no pattern over it all: a damaged sheet must not cost its square
            selectors, _, body = rule.rpartition("{")
            declarations = _declarations(body)
            for selector in selectors.split(","):
                self._rules.setdefault(selector.strip().lower(), {}).update(declarations)

    def of(self, element: Any, base: Style) -> Style:
        """The style of ``element`` when its parent has ``base``."""
        tag = element.tag
        declared: dict[str, str] = dict(self._rules.get(tag, ()))
        for name in (element.get("class") or "").lower().split():
            declared |= self._rules.get(f".{name}", {})
            declared |= self._rules.get(f"{tag}.{name}", {})
        if element.get("style"):
            declared |= _declarations(element.get("style"))
        style = base
        if tag in ("b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"):
            style = replace(style, bold=True)
        elif tag in ("i", "em"):
            style = replace(style, italic=True)
        elif tag == "font" and element.get("face"):
            style = replace(style, font=_first(element.get("face")))
        if tag == "center" or (element.get("align") or "").lower() == "center":
            style = replace(style, centred=True)
        elif element.get("align"):
            style = replace(style, centred=False)
        return _apply(style, declared) if declared else style


def _apply(style: Style, declared: dict[str, str]) -> Style:
    if font := declared.get("font-family"):
        style = replace(style, font=_first(font))
    if weight := declared.get("font-weight"):
        style = replace(style, bold=weight in ("bold", "bolder") or (weight.isdecimal() and int(weight) >= 600))
    if slant := declared.get("font-style"):
        style = replace(style, italic=slant in ("italic", "oblique"))
    if align := declared.get("text-align"):
        style = replace(style, centred=align == "center")
    if size := _SIZE.match(declared.get("font-size", "")):
        points = float(size.group(1)) if size.group(1).count(".") <= 1 and size.group(1) != "." else 0.0
        style = replace(style, size=(points if size.group(2) == "pt" else points * 0.75) or None)
    if declared.get("display") == "none" or declared.get("visibility") == "hidden" or declared.get("mso-hide") == "all":
        style = replace(style, hidden=True)
    return style


def _without_comments(css: str) -> str:
    first, *rest = css.replace("<!--", " ").replace("-->", " ").split("/*")
    return first + " ".join(part.partition("*/")[2] for part in rest)


def _declarations(body: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in body.split(";"))
    return {
        k.strip().lower(): v.strip() if "font-family" in k else v.strip().lower().removesuffix("!important").strip()
        for k, colon, v in pairs
        if colon
    }


def _first(fonts: str) -> str:
    return fonts.split(",")[0].strip().strip("\"'").strip()
