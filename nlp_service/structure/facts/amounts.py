"""Amounts in running text and tables: money, per cent, time, quantities, each with what it was before and per what.

Reads ``350 triệu đồng/năm``, ``1,2 tỷ``, ``từ 62% lên 81%``, ``giảm 3 giờ mỗi tuần``, ``28/35 học sinh``, ``mười phút``.
Numbers that only name something (years, clauses, ``lớp 5A1``, ``bảng 2``, numbers of lists) are none; what tells them apart is
``amounts.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from nlp_service.dossier import ConfigurationError
from nlp_service.rules.data import read_yaml

from ..numbering import parse_number
from .dates import find_dates
from .numbers import NUMBER, SPELLED, read_number, read_words

Kind = Literal["money", "percent", "time", "quantity"]
_DIGIT = re.compile(r"\d")
_CLAUSE = re.compile(r"[,;:.()]\s")
_REACH = 34  # characters before a number in which a word of change is looked for
#: what holds digits and is no amount: numbers of laws, years, class names, clock times, telephones, addresses on the net
_MASKED = re.compile(
    r"\d+(?:/\d{4})?/[A-ZĐ]{1,6}[-–&A-ZĐa-z\d]*|(?i:năm(?: học)?)\s+(?:19|20)\d{2}(?![\d.,]\d)"
    r"|(?<![\d.,])(?:19|20)\d{2}(?:\s*[-–/]\s*(?:19|20)?\d{2,4})?(?!\s*(?:đồng|%|kg|học sinh|lượt|hồ sơ|m2|m²)|[\d.,]\d)"
    r"|(?<!\w)\d{1,2}[A-ZĐ]\d{0,2}(?!\w)|(?<!\w)[A-ZĐ]+[-.]?\d[\w.]*"
    r"|\d{1,2}\s*(?:h|giờ)\s?\d{2}(?!\w)|(?<!\w)0\d{2,3}[ .]?\d{3}[ .]?\d{3,4}(?!\d)|\S+@\S+|https?://\S+"
    r"|ngày\s+\d{1,2}\s*(?:tháng|[/.-])\s*\d{1,2}|(?<![\d/])\d{1,2}/(?:19|20)\d{2}",
)


@dataclass(frozen=True, slots=True)
class Units:
    """The data of ``amounts.yaml``, ready for use."""

    scales: Mapping[str, int]
    units: Mapping[str, tuple[str, str]]  # as written → kind, as shown
    compounds: Mapping[str, frozenset[str]]
    no_units: frozenset[str]
    names: frozenset[str]
    spans: frozenset[str]
    counters: frozenset[str]
    changes: re.Pattern[str]
    pattern: re.Pattern[str]
    passage: re.Pattern[str]


@lru_cache(maxsize=1)
def units() -> Units:
    """The words of ``amounts.yaml``.

    Raises:
        ConfigurationError: ``data-invalid``, a kind that is not known or a part that is missing.
    """
    path = Path(__file__).with_name("amounts.yaml")
    raw = read_yaml(path)
    try:
        if unknown := set(raw["units"]) - set(get_args(Kind)):
            raise ConfigurationError("data-invalid", path=str(path), detail=f"units: {sorted(unknown)}")
        known = {w: (kind, shown) for kind, by in raw["units"].items() for shown, words in by.items() for w in words}
        known |= {w: ("quantity", w) for w in raw["quantities"]}
        scales = {k: int(v) for k, v in raw["scales"].items()}
        scale = "|".join(scales)
        pattern = re.compile(
            rf"(?P<number>(?<![\w.,/]){NUMBER}|(?<!\w){SPELLED}(?!\w))"
            rf"(?:\s?/\s?(?P<all>\d{{1,6}})(?![\d/]))?(?:\s*(?P<scale>{scale})(?!\w))?(?:\s(?P<half>rưỡi)(?!\w))?"
            rf"(?:\s*(?P<unit>{_any(known)})(?!\w)|\s+(?P<word>[^\W\d_]+))?"
            rf"(?:\s*(?:/|(?:trên\s+|cho\s+)?(?:mỗi|một|hàng)\s)\s*(?P<per>[^\W\d_][\w²]*))?",
            re.I,
        )
        return Units(
            scales, known, {k: frozenset(v) for k, v in raw["compounds"].items()}, frozenset(raw["no_units"].split()),
            frozenset(w.replace("_", " ") for w in raw["names"].split()), frozenset(raw["spans"]), frozenset(raw["counters"]),
            re.compile(rf"(?<!\w)(?:(?P<down>{_any(raw['changes']['down'])})|(?P<up>{_any(raw['changes']['up'])}))(?!\w)"),
            pattern,
            re.compile(rf"\s*,?\s*(?:{_any(raw['passages'])})\s*$", re.I),
        )  # fmt: skip
    except KeyError as error:
        raise ConfigurationError("data-invalid", path=str(path), detail=f"missing: {error.args[0]}") from error


def _any(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """An amount and where it stands.

    ``value`` is in ``unit`` (money in whole đồng: ``1,2 tỷ`` is 1200000000); ``of`` is the whole a part is counted from
    (``28/35``); ``before`` is the value it took the place of, in the same unit; ``change`` is ``up`` or ``down``.
    """

    kind: Kind
    value: float
    unit: str
    start: int
    end: int
    per: str | None = None
    of: float | None = None
    before: float | None = None
    change: Literal["up", "down"] | None = None

    def moved(self, by: int) -> FoundAmount:
        """The same amount ``by`` characters further on."""
        return replace(self, start=self.start + by, end=self.end + by)


def find_amounts(text: str) -> Iterator[FoundAmount]:
    """The amounts of one line of running text, in order; two values of one change (``từ 62% lên 81%``) are one amount."""
    known = units()
    number = parse_number(text)
    listed = number is not None and number.style != "bullet" and not text[number.end : number.end + 1].isdigit()
    masked = _mask(text, number.end if number is not None and listed else 0)
    last: FoundAmount | None = None
    for m in known.pattern.finditer(masked):
        found = _amount(m, masked, known)
        if found is None:
            continue
        if last is not None and (joined := _joined(last, found, masked, known)) is not None:
            last = joined
            continue
        if last is not None and _counts(last):
            yield last
        last = found
    if last is not None and _counts(last):
        yield last


def _counts(found: FoundAmount) -> bool:
    """A bare number says something only where it changes, or where nobody would write a year or a number of a list so."""
    return bool(found.unit) or found.change is not None or found.of is not None or found.value != int(found.value)


def _mask(text: str, head: int) -> str:
    """The text with its numbers that are no amounts blotted out, offsets kept."""
    if _DIGIT.search(text) is None:
        return text
    out = list(text)
    places = [(0, head), *((d.start, d.end) for d in find_dates(text)), *(m.span() for m in _MASKED.finditer(text))]
    for start, end in places:
        out[start:end] = ["_" if c.isdigit() else c for c in out[start:end]]
    return "".join(out)


def _amount(m: re.Match[str], text: str, known: Units) -> FoundAmount | None:
    before = text[max(0, m.start() - _REACH) : m.start()]
    words = before.casefold().split()
    value = _value(m, known)
    if value is None:
        return None
    kind, unit, end = _unit(m, text, known)
    spelled = not m["number"][0].isdigit()
    change = _change(before, known)
    if spelled and (kind not in ("money", "percent", "time") or (m["number"].casefold() in ("một", "năm") and change is None)):
        return None  # "một số", "hai bên", "mỗi năm"
    if unit in ("", m["word"]) and _is_named(words, known):
        return None
    if kind == "time" and change is None and words and (words[-1] in known.spans or " ".join(words[-2:]) in known.spans):
        return None
    scale = known.scales.get((m["scale"] or "").casefold(), 1)
    if kind == "quantity" and m["scale"] and unit in ("", m["word"]):
        kind, unit, end = "money", "đồng", m.end("half") if m["half"] else m.end("scale")
    value = (value + (0.5 if m["half"] else 0.0)) * scale
    if kind == "money" and unit == "đồng" and scale == 1 and value != int(value) and len(m["number"].rpartition(",")[2]) == 3:
        value = round(value * 1000)  # 1,200 đồng: nobody pays fractions of a đồng
    whole = float(m["all"]) if m["all"] else None
    if whole is not None and (whole < value or whole == 0):
        return None
    # binary fractions of money are noise
    value = round(value, 6)
    return FoundAmount(kind, value, unit, m.start(), end, m["per"] or None, whole, None, change)


def _value(m: re.Match[str], known: Units) -> float | None:
    text = m["number"]
    if text[0].isdigit():
        return read_number(text)
    return read_words(text)


def _unit(m: re.Match[str], text: str, known: Units) -> tuple[Kind, str, int]:
    """Kind, unit and where the amount ends."""
    if m["unit"]:
        folded = m["unit"].casefold()
        follows = re.match(r"\s+([^\W\d_]+)", text[m.end("unit") :])
        if follows is None or follows[1].casefold() not in known.compounds.get(folded, ()):
            kind, shown = known.units[folded]
            return kind, shown, m.end()  # type: ignore[return-value]  # kinds are checked when read
        return "quantity", "", m.start("unit")
    word = m["word"]
    if word and word[0].islower() and word not in known.no_units:
        return "quantity", word, m.end("word")
    end = m.end("scale") if m["scale"] else m.end("all") if m["all"] else m.end("number")
    return "quantity", "", end


def _is_named(words: list[str], known: Units) -> bool:
    if not words:
        return False
    return words[-1].strip("(“\"'") in known.names or " ".join(words[-2:]) in known.names


def _change(before: str, known: Units) -> Literal["up", "down"] | None:
    """Which way the value goes: by the nearest word of change before it, within its clause."""
    clause = _CLAUSE.split(before.casefold())[-1]
    way: Literal["up", "down"] | None = None
    for m in known.changes.finditer(clause):
        way = "down" if m["down"] else "up"
    return way


def _joined(first: FoundAmount, second: FoundAmount, text: str, known: Units) -> FoundAmount | None:
    """One amount of two values of which the second took the place of the first."""
    between = text[first.end : second.start]
    if not known.passage.fullmatch(between):
        # "từ 45 phút mỗi em xuống còn 20 phút": a few words may stand between
        came = re.search(r"(?<!\w)từ\s+(?:\w+\s+)?$", text[max(0, first.start - 12) : first.start], re.I)
        if came is None or len(between) > 40 or not known.passage.search(between):
            return None
    if first.unit and second.unit and first.kind != second.kind:
        return None
    unit, kind = (second.unit, second.kind) if second.unit else (first.unit, first.kind)
    earlier = first.value
    if kind == "money" and first.kind != "money" and first.value < 1000 <= second.value:
        return None
    change: Literal["up", "down"] | None = "up" if second.value > earlier else "down" if second.value < earlier else None
    return replace(second, kind=kind, unit=unit, before=earlier, start=first.start, change=change)


def cell_amounts(rows: Iterable[Mapping[int, tuple[str, int]]]) -> Iterator[FoundAmount]:
    """Amounts of a table: ``rows`` are cells by column, each its text and offset; the first row may name the columns."""
    known = units()
    header: Mapping[int, str] = {}
    for at, row in enumerate(rows):
        if at == 0:
            header = {c: text.casefold() for c, (text, _) in row.items()}
            continue
        for column, (text, start) in row.items():
            named = header.get(column, "").strip(" .:")
            if named in known.counters:
                continue
            bare = re.fullmatch(rf"\s*(?:~|≈)?\s*({NUMBER})\s*", text)
            if bare is None:
                yield from (found.moved(start) for found in find_amounts(text))
            elif column > 0 and not re.fullmatch(r"(?:19|20)\d{2}", bare[1]):
                unit = "%" if "%" in named or "tỷ lệ" in named or "tỉ lệ" in named else ""
                kind: Kind = "percent" if unit else "quantity"
                yield FoundAmount(kind, read_number(bare[1]), unit, start + bare.start(1), start + bare.end(1))
