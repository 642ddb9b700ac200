"""``profiles``, ``rules``, ``doctor``: what is known, what is checked, what works here."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from .app import Data, Json, Lang, app, settings_for


@app.command()
def profiles(
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="Mã mẫu: xem từng phần của mẫu đó.")] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Các mẫu hồ sơ đã biết."""
    settings = settings_for(lang=lang)
    from json import dumps

    from nlp_service.dossier import ConfigurationError
    from nlp_service.messages import say
    from nlp_service.rules import profiles as known

    forms = known(settings.profiles)
    if id is not None and id not in forms:
        raise ConfigurationError("profile-unknown", id=id)
    for p in forms.values() if id is None else [forms[id]]:
        if json:
            typer.echo(dumps(asdict(p), ensure_ascii=False))
        else:
            paper = say(f"names.paper.{p.paper}", settings.lang)
            typer.echo(f"{p.id:<24} {p.name(settings.lang)}\n{'':<24} {paper}; {p.issuer}; {len(p.required)}/{len(p.sections)}")
        if id is not None and not json:
            for s in p.sections:
                name = say("cli.container", settings.lang) if s.id == "-" else say(f"names.section.{s.id}", settings.lang)
                need = say(f"cli.need.{s.need}", settings.lang)
                typer.echo(f"  {name} ({need}){': ' if s.wordings else ''}{' / '.join(s.wordings)}")


@app.command()
def rules(
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="Mã quy định: chỉ xem quy định đó, kèm lời nhắc.")] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Các quy định kiểm tra, mức độ và căn cứ."""
    settings = settings_for(lang=lang)
    from json import dumps

    from nlp_service.dossier import ConfigurationError
    from nlp_service.messages import say
    from nlp_service.rules import RuleBook

    known = [r for r in RuleBook.load(settings.packs).rules if id in (None, r.id)]
    if not known:
        raise ConfigurationError("rule-unknown", id=str(id))
    for r in known:
        if json:
            value = {
                "id": r.id, "pack": r.pack, "version": r.version, "severity": r.severity, "enabled": r.enabled,
                "title": r.title[settings.lang], "valid_from": r.valid_from, "valid_to": r.valid_to,
                "legal_basis": [b.model_dump() for b in r.legal_basis],
            }  # fmt: skip
            typer.echo(dumps(value, ensure_ascii=False, default=str))
        else:
            basis = "; ".join(", ".join(filter(None, (b.clause, b.text))) for b in r.legal_basis)
            on = "" if r.enabled else " (off)"
            severity = say(f"names.severity.{r.severity}", settings.lang)
            typer.echo(f"{r.id:<24} [{severity}]{on} {r.title[settings.lang]}" + (f"\n{'':<24} {basis}" if basis else ""))
            if id is not None:
                for text in filter(None, (_open(r.message[settings.lang]), _open(r.advice[settings.lang]), r.note)):
                    typer.echo(f"{'':<24} {text}")


def _open(text: str) -> str:
    """A message with … where a finding puts its own words."""
    from string import Formatter

    return "".join(said + ("…" if name is not None else "") for said, name, _, _ in Formatter().parse(text))


@app.command()
def doctor(
    data: Data = None,
    deep: Annotated[bool, typer.Option("--deep", help="Kiểm tra cả kho: tệp gốc, nhật ký, chỉ mục.")] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Máy này đọc được gì, thiếu công cụ nào và cách cài."""
    settings = settings_for(data, lang)
    from json import dumps

    from nlp_service.audit import has_register
    from nlp_service.doctor import examine, label, state
    from nlp_service.messages import say

    bad = 0
    for c in examine(settings):
        bad += c.required and not c.works
        if json:
            typer.echo(dumps(asdict(c), ensure_ascii=False))
        else:
            mark = "+" if c.works else "!" if c.required else "-"
            install = f" – {say('cli.install', settings.lang)}: {c.install}" if c.install and not c.works else ""
            typer.echo(
                f"{mark} {label(c, settings.lang):<44} {state(c, settings.lang)}{f' ({c.detail})' if c.detail else ''}{install}"
            )
    if deep and has_register(settings):
        from nlp_service.register import Register

        with Register.open(settings) as register:
            troubles = register.check(settings.lang)
        bad += len(troubles)
        if json:
            whole = {"id": "register", "group": "data", "works": not troubles, "detail": "; ".join(troubles), "required": True}
            typer.echo(dumps({**whole, "install": ""}, ensure_ascii=False))
        else:
            lines = [f"! {trouble}" for trouble in troubles] or [f"+ {say('cli.register-whole', settings.lang)}"]
            typer.echo("\n".join(lines))
    if not json:
        typer.echo(say("cli.doctor-bad", settings.lang, n=bad) if bad else say("cli.doctor-good", settings.lang))
    if bad:
        raise typer.Exit(3)
