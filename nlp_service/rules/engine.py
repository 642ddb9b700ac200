"""Rule packs and their application: one rule is one small YAML file; what it checks is a named function in `checks`.

Folders mirror the norm (``packs/tt18_2013/shares-sum.yaml``).  A rule is in force when the filing date (today, where the
dossier gives none) lies between its ``valid_from`` and ``valid_to``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from nlp_service.dossier import ConfigurationError, Finding, LegalBasis
from nlp_service.messages import say

from .case import Case
from .checks import CHECKS, Hit
from .data import HERE, office_folder, read_yaml

_SEVERITIES = {"error": 0, "warning": 1, "info": 2}
#: rules that still mean something for a text that is no dossier, or that could not be read
_ALWAYS = frozenset({"not-a-dossier", "unreadable", "ocr-poor", "legacy-encoding", "mixed-scripts", "hidden-text"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it checks, how grave a hit is, and what to say."""

    id: str
    version: str
    pack: str
    severity: str
    check: str
    parameters: Mapping[str, Any]
    title: Mapping[str, str]
    message: Mapping[str, str]
    advice: Mapping[str, str]
    legal_basis: tuple[LegalBasis, ...]
    samples: Mapping[str, Mapping[str, Any]]
    valid_from: str | None = None
    valid_to: str | None = None
    enabled: bool = True
    note: str = ""

    def in_force(self, day: date) -> bool:
        """Whether the rule holds on ``day``."""
        iso = day.isoformat()
        return (self.valid_from is None or self.valid_from <= iso) and (self.valid_to is None or iso <= self.valid_to)

    def finding(self, hit: Hit, case: Case) -> Finding:
        """The hit in words, in the language of the case."""
        words = dict(hit.arguments)
        if hit.section is not None:
            words.setdefault("section", say(f"names.section.{hit.section}", case.lang))
        if hit.document is not None:
            words.setdefault("paper", say(f"names.paper.{case.papers[hit.document].kind}", case.lang))
        return Finding(
            rule=self.id, severity=hit.severity or self.severity, section=hit.section, document=hit.document,
            message=self.message[case.lang].format(**words), advice=self.advice[case.lang].format(**words),
            legal_basis=hit.legal_basis or self.legal_basis, evidence=hit.evidence, rule_version=f"{self.pack}/{self.version}",
            arguments=words,
        )  # fmt: skip


def read_rule(path: Path) -> Rule:
    """The rule in a YAML file; its pack is the name of its folder.

    Raises:
        ConfigurationError: ``data-invalid``.
    """
    raw = read_yaml(path, "rule")
    if raw["check"] not in CHECKS:
        raise ConfigurationError("data-invalid", path=str(path), detail=f"unknown check {raw['check']!r}")
    return Rule(
        raw["id"], raw["version"], path.parent.name, raw["severity"], raw["check"], raw.get("parameters", {}), raw["title"],
        raw["message"], raw["advice"], tuple(LegalBasis(**b) for b in raw["legal_basis"]), raw["samples"],
        raw.get("valid_from"), raw.get("valid_to"), raw.get("enabled", True), raw.get("note", ""),
    )  # fmt: skip


@lru_cache(maxsize=8)
def _load(folders: tuple[Path, ...]) -> tuple[tuple[Rule, ...], str]:
    rules: dict[str, Rule] = {}
    digest = hashlib.sha256()
    for folder in (HERE / "packs", *(office_folder(f, "NLP_SERVICE_PACKS") for f in folders)):
        for path in sorted(folder.rglob("*.yaml")):
            rule = read_rule(path)
            rules[rule.id] = rule
            digest.update(path.read_bytes())
    return tuple(sorted(rules.values(), key=lambda r: r.id)), digest.hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of an office: which packs and rules are on; ``version`` changes with their files and with what is on."""

    rules: tuple[Rule, ...]
    version: str
    origin: RuleBook | None = None  # as the files have it, where something was switched

    @classmethod
    def load(cls, folders: Sequence[Path] = ()) -> RuleBook:
        """Our packs and those of further folders (a rule of the same id replaces ours).

        Raises:
            ConfigurationError: ``data-invalid``.
        """
        rules, digest = _load(tuple(map(Path, folders)))
        return cls(rules, digest)

    def switched(self, *, on: Collection[str] = (), off: Collection[str] = (), packs_off: Collection[str] = ()) -> RuleBook:
        """The same book with rules or whole packs switched on or off, as an office or a session wants it.

        What is switched is part of the version: results found under other rules must not pass for the same.
        """
        rules = tuple(
            replace(r, enabled=r.id in on or (r.enabled and r.id not in off and r.pack not in packs_off)) for r in self.rules
        )
        origin = self.origin or self
        if rules == origin.rules:
            return origin
        enabled = " ".join(r.id for r in rules if r.enabled)
        return RuleBook(rules, hashlib.sha256(f"{origin.version} {enabled}".encode()).hexdigest()[:12], origin)

    def check(self, case: Case) -> tuple[Finding, ...]:
        """The findings of all rules in force, gravest first; the order of rules does not matter."""
        day = case.filed or case.today
        usable = case.is_dossier
        found: list[Finding] = []
        for rule in self.rules:
            if rule.enabled and rule.in_force(day) and (usable or rule.id in _ALWAYS):
                found += (rule.finding(hit, case) for hit in CHECKS[rule.check](case, rule.parameters))
        return tuple(sorted(found, key=_rank))


def _rank(finding: Finding) -> tuple[int, int, int, str, str]:
    first = finding.evidence[0] if finding.evidence else None
    return (
        _SEVERITIES[finding.severity],
        finding.document if finding.document is not None else 99,
        first.start if first is not None else 10**9,
        finding.rule,
        finding.section or "",
    )


def verdict(case: Case, findings: Iterable[Finding], duplicates: Iterable[Any] = ()) -> str:
    """What to tell the officer first: complete, needs_supplement, needs_review, not_a_dossier or unreadable."""
    findings = tuple(findings)
    rules = {f.rule for f in findings}
    if not case.dossier.readable:
        return "unreadable"
    if "not-a-dossier" in rules:
        return "not_a_dossier"
    if any(f.severity == "error" for f in findings):
        return "needs_supplement"
    unsure = any(s.status == "unknown" and s.required for s in case.sections)
    seen = any(d.level in ("high", "medium") for d in duplicates)
    label = case.classification.label if case.classification is not None else "unknown"
    if unsure or seen or label == "unknown" or any(f.severity == "warning" for f in findings):
        return "needs_review"
    return "complete"
