"""A kept result in the language of whoever looks: findings, problems and notes are said again from code and arguments."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from string import Formatter
from typing import Any

from nlp_service.dossier import ErrorInfo, Finding, LegalBasis, Screening
from nlp_service.duplicates import Opinion
from nlp_service.messages import LANGUAGES, catalogue, say
from nlp_service.rules import Rule, RuleBook
from nlp_service.rules.profile import Profile

_NOTES = "duplicates.note."


def resay(
    result: Screening,
    lang: str,
    rules: RuleBook,
    forms: Mapping[str, Profile],
    opinions: Mapping[str, Opinion | None] | None = None,
) -> Screening:
    """The result in ``lang``; what cannot be said again (a rule that is no more) stays as it was said.

    ``opinions`` are what officers say now of the duplicates, by dossier: they take the place of what the note said then.
    """
    known = {r.id: r for r in rules.rules}
    files = tuple(f.model_copy(update={"errors": tuple(_problem(e, lang) for e in f.errors)}) for f in result.dossier.files)
    duplicates = tuple(
        d.model_copy(update={"note": note(d.note, lang, (opinions or {}).get(d.dossier))}) for d in result.duplicates
    )
    problems = {
        old.message: new.message
        for before, after in zip(result.dossier.files, files, strict=True)
        for old, new in zip(before.errors, after.errors, strict=True)
    }
    findings = tuple(_finding(f, known.get(f.rule), forms, problems, lang) for f in result.findings)
    dossier = result.dossier.model_copy(update={"files": files})
    return result.model_copy(update={"dossier": dossier, "findings": findings, "duplicates": duplicates})


def _finding(
    found: Finding, rule: Rule | None, forms: Mapping[str, Profile], problems: Mapping[str, str], lang: str
) -> Finding:
    if rule is None or lang not in rule.message:
        return found
    words: dict[str, Any] = {k: _name(k, v, lang) for k, v in found.arguments.items()}
    if "reason" in words:  # what the problems of a file say, one after the other
        words["reason"] = "; ".join(problems.get(part, part) for part in str(words["reason"]).split("; "))
    try:
        message, advice = rule.message[lang].format(**words), rule.advice[lang].format(**words)
    except (KeyError, ValueError):  # the rule was written anew since, and asks for what the finding does not have
        return found
    basis = tuple(_law(law, forms, lang) for law in found.legal_basis)
    return found.model_copy(update={"message": message, "advice": advice, "legal_basis": basis})


def _law(law: LegalBasis, forms: Mapping[str, Profile], lang: str) -> LegalBasis:
    """A form is called by its name; laws have but one."""
    form = next((f for f in forms.values() if law.text in (f.vi, f.en)), None)
    return law.model_copy(update={"text": form.name(lang)}) if form else law


#: What an argument of a message names, so that its word in another language is found.
_GROUPS = {"section": "section", "paper": "paper", "predicted": "field", "level": "level"}


@lru_cache(maxsize=8)
def _names(group: str, lang: str) -> dict[str, str]:
    """What is called so in any language → what it is called in ``lang``."""
    wanted, prefix = catalogue(lang), f"names.{group}."
    return {text: wanted[key] for other in LANGUAGES for key, text in catalogue(other).items() if key.startswith(prefix)}


def _name(argument: str, value: object, lang: str) -> object:
    group = _GROUPS.get(argument)
    return _names(group, lang).get(value, value) if group and isinstance(value, str) else value


def _problem(error: ErrorInfo, lang: str) -> ErrorInfo:
    try:
        message, advice = (say(f"errors.{error.code}.{part}", lang, **error.arguments) for part in ("message", "advice"))
    except (KeyError, IndexError):  # a code that is no more, or a result from before arguments were kept
        return error
    return error.model_copy(update={"message": message, "advice": advice})


def note(said: str, lang: str, opinion: Opinion | None) -> str:
    """The note beside a duplicate: whole sentences of the catalogue, and what an officer says of the pair."""
    out = [say(key, lang) for key in _sentences(said)]
    if opinion is not None:
        arguments = {"officer": opinion.officer, "at": opinion.at[:10], "reason": opinion.reason}
        out.append(say(f"{_NOTES}opinion-{opinion.verdict}", lang, **arguments).strip())
    return " ".join(out)


def _sentences(said: str) -> list[str]:
    found = {
        said.index(text): key
        for lang in LANGUAGES
        for key, text in catalogue(lang).items()
        if key.startswith(_NOTES) and text in said and not any(name for _, name, _, _ in Formatter().parse(text))
    }
    return [found[place] for place in sorted(found)]
