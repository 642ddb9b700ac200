"""What a council's papers say: votes in minutes, number of a decision."""

from __future__ import annotations

import re

from nlp_service.dossier import Location

from ..understanding import Outlined

_VOTES = re.compile(
    r"(?P<yes>\d{1,3})\s*/\s*(?P<all>\d{1,3})\s*(?:phiếu|thành viên|uỷ viên|ủy viên|người|ý kiến|đồng chí)?"
    r"[^.\n]{0,40}?(?:đồng ý|tán thành|nhất trí|công nhận|thông qua)"
    r"|(?:đồng ý|tán thành|nhất trí|công nhận)\D{0,30}(?P<yes2>\d{1,3})\s*/\s*(?P<all2>\d{1,3})",
    re.I,
)
_NUMBER = re.compile(r"(?:số|Số)\s*:?\s*(?P<number>\d{1,5}\s*(?:/\d{4})?\s*/\s*(?:QĐ|QÐ)[-–]\s?[\wĐđ&.\-]+)")


def votes_of(paper: Outlined) -> tuple[int, int] | None:
    """Votes in favour and votes cast, where minutes or a decision name them."""
    if paper.paper.kind not in ("minutes", "decision", "score_sheet"):
        return None
    for line in paper.lines:
        m = _VOTES.search(line.text)
        if m:
            yes, total = int(m["yes"] or m["yes2"]), int(m["all"] or m["all2"])
            if 0 < total <= 99 and yes <= total:
                return yes, total
    return None


def decision_number(paper: Outlined) -> tuple[str, Location] | None:
    """The number of a decision (``45/QĐ-UBND``) at its head."""
    if paper.paper.kind != "decision":
        return None
    for line in paper.lines[:20]:
        m = _NUMBER.search(line.text)
        if m:
            at = line.start + m.start("number")
            return "".join(m["number"].split()), Location(
                line.file, line.block.page, line.block.index, at, line.start + m.end("number")
            )
    return None
