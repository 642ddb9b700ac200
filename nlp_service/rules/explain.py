"""Rules and forms in words: the text of docs/rules.md, and what the commands ``rules`` and ``profiles`` explain.

``python -m nlp_service.rules.explain > docs/rules.md`` writes the page; a test holds it against the packs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from nlp_service.dossier import SECTION_IDS
from nlp_service.messages import say

from .engine import Rule, RuleBook
from .profile import CONTAINER, Profile, profiles

_NEED = {"required": "bắt buộc", "optional": "nếu có", "conditional": "có điều kiện"}


def rule_lines(rule: Rule) -> Iterator[str]:
    """One rule as Markdown."""
    yield f"### `{rule.id}`"
    yield ""
    grave = f"**{say(f'names.severity.{rule.severity}')}** (`{rule.severity}`)"
    yield f"{rule.title['vi']} ({rule.title['en']}). Mức: {grave}, phiên bản {rule.version}."
    if not rule.enabled:
        yield "Tắt theo mặc định (off by default)."
    if rule.valid_from or rule.valid_to:
        yield f"Hiệu lực: từ {rule.valid_from or '…'} đến {rule.valid_to or 'nay'}."
    if rule.legal_basis:
        yield "Căn cứ: " + "; ".join(f"{b.text}{', ' + b.clause if b.clause else ''}" for b in rule.legal_basis) + "."
    if rule.note:
        yield f"Ghi chú: {rule.note}"
    yield ""
    yield f"- Thông báo: {rule.message['vi']}"
    yield f"- Cách khắc phục: {rule.advice['vi']}"
    if rule.parameters:
        yield "- Tham số: " + ", ".join(f"`{name}`" for name in rule.parameters)
    yield ""


def profile_lines(profile: Profile) -> Iterator[str]:
    """One form as Markdown."""
    yield f"### `{profile.id}`"
    yield ""
    since = f" Áp dụng từ {profile.valid_from}." if profile.valid_from else ""
    kind = say(f"names.paper.{profile.paper}")
    yield f"{profile.vi} ({profile.en}). Nơi ban hành: {profile.issuer}. Loại giấy tờ: {kind}.{since}"
    if profile.note:
        yield f"Ghi chú: {profile.note}"
    yield ""
    for section in profile.sections:
        if section.id != CONTAINER:
            told = f" – “{section.wordings[0]}”" if section.wordings else ""
            yield f"- `{section.id}` ({_NEED[section.need]}): {say(f'names.section.{section.id}')}{told}"
    yield ""


def markdown(book: RuleBook, forms: Mapping[str, Profile]) -> str:
    """The page on rules and forms."""
    lines = [
        "# Rules and forms",
        "",
        "Made from the rule packs (`nlp_service/rules/packs`) and forms (`nlp_service/rules/profiles`) by",
        "`python -m nlp_service.rules.explain > docs/rules.md`. An office adds its own in folders named by",
        "`NLP_SERVICE_PACKS` and",
        "`NLP_SERVICE_PROFILES`: a rule or form of the same id replaces ours. A rule is a small YAML file that follows",
        "`rule.schema.json`, with one passing and one failing sample; a form follows `profile.schema.json`.",
        "",
    ]
    for pack, rules in groupby(sorted(book.rules, key=lambda r: (r.pack, r.id)), key=lambda r: r.pack):
        lines += [f"## Pack `{pack}`", ""]
        for rule in rules:
            lines += rule_lines(rule)
    lines += ["## Section ids", "", "What `id` of a form's section may be, whatever the form calls it.", ""]
    lines += [f"- `{id}`: {say(f'names.section.{id}')} ({say(f'names.section.{id}', 'en')})" for id in SECTION_IDS]
    lines += ["", "## Forms", ""]
    for profile in sorted(forms.values(), key=lambda p: p.id):
        lines += profile_lines(profile)
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    print(markdown(RuleBook.load(), profiles()), end="")
