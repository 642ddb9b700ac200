"""What an office chooses: which rules hold, from where copying counts, how long originals are kept, what its units are called.

Every choice is a pydantic model kept under its own key in the table of options, written to the audit log when it changes, and
read anew for every screening: a change holds for the next dossier.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from nlp_service.duplicates import Bands
from nlp_service.register.audit_log import record
from nlp_service.register.database import reading, writing
from nlp_service.rules import RuleBook
from nlp_service.settings import Settings

from .problems import ServiceError
from .tables import OptionRow

Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
#: A name stands in a line of its own and among others that semicolons part.
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=2, max_length=200, pattern=r"^[^;\x00-\x1f\x7f-\x9f\u2028\u2029]+$"),
]


class Choice(BaseModel):
    """A choice; ``key`` is what it is kept under."""

    key: ClassVar[str]
    model_config = ConfigDict(frozen=True, extra="forbid")


class RulesChoice(Choice):
    """Rules and packs switched; a rule in ``on`` holds even where its pack is off."""

    key = "rules"
    on: tuple[Id, ...] = Field((), max_length=500, examples=[["share-below-minimum"]])
    off: tuple[Id, ...] = Field((), max_length=500, examples=[["benefit-without-figures"]])
    packs_off: tuple[Id, ...] = Field((), max_length=100, examples=[["local"]])


_USUAL = Bands()


class BandsChoice(Choice):
    """From where a duplicate is high or medium: shares of prose found again (0..1), syllables copied however long the rest."""

    key = "bands"
    high: float = Field(_USUAL.high, gt=0, le=1, examples=[0.4])
    medium: float = Field(_USUAL.medium, gt=0, le=1, examples=[0.12])
    passage: int = Field(_USUAL.passage, ge=20, le=100_000, examples=[100])

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.medium >= self.high:
            raise ValueError("medium must lie below high")
        return self


class RetentionChoice(Choice):
    """After how many months the originals of a decided dossier are removed (``None``: never), and its text with them."""

    key = "retention"
    months: int | None = Field(None, ge=1, le=1200, examples=[36])
    text: bool = Field(False, description="Remove the text for reading too; findings, decision and register entry stay")


class Unit(BaseModel):
    """A unit of the office's area: what it is called, and what dossiers call it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: Name = Field(examples=["Trường THCS Hoa Sen"])
    aliases: tuple[Name, ...] = Field((), max_length=50, examples=[["THCS Hoa Sen", "Trường Hoa Sen"]])


class UnitsChoice(Choice):
    """The units an office knows."""

    key = "units"
    units: tuple[Unit, ...] = Field((), max_length=20_000)


C = TypeVar("C", bound=Choice)


def make(kind: type[C], **values: object) -> C:
    """A choice from what a form says.

    Raises:
        ServiceError: ``policy-invalid``, names the field.
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or kind.key
        raise ServiceError("policy-invalid", 422, field=where) from error


def load(engine: Engine, kind: type[C], suffix: str = "") -> C:
    """The choice of that kind, or what holds where none was made."""
    with reading(engine) as session:
        return load_in(session, kind, suffix)


def load_in(session: Session, kind: type[C], suffix: str = "") -> C:
    """The same inside a session."""
    row = session.get(OptionRow, kind.key + suffix)
    return kind.model_validate(row.value) if row else kind()


def keep(engine: Engine, choice: Choice, who: str, suffix: str = "") -> None:
    """Keep a choice and tell the audit log what it is now."""
    with writing(engine) as session:
        keep_in(session, choice, who, suffix)


def keep_in(session: Session, choice: Choice, who: str, suffix: str = "") -> None:
    """The same inside the caller's transaction."""
    value = choice.model_dump(mode="json")
    session.merge(OptionRow(key=choice.key + suffix, value=value))
    told = {k: v if isinstance(v, int | float | str | bool | None) else _short(v) for k, v in value.items()}
    record(session, who, "policy.set", choice.key + suffix, **told)


def _short(value: Sequence[object]) -> str:
    return " ".join(map(str, value)) if all(isinstance(v, str) for v in value) else f"{len(value)}"


def round_key(round: int) -> str:
    """Behind the key of a choice: it is the one of that round."""
    return f".round.{round}"


def book(engine: Engine, folders: Sequence[Path], round: int | None = None) -> RuleBook:
    """The rules that hold at this office, and in ``round``: first the office's choice, then the round's own."""
    out = RuleBook.load(folders)
    choices = [load(engine, RulesChoice)]
    if round is not None:
        choices.append(load(engine, RulesChoice, round_key(round)))
    for choice in choices:
        out = out.switched(on=choice.on, off=choice.off, packs_off=choice.packs_off)
    return out


def check_rules(choice: RulesChoice, folders: Sequence[Path]) -> None:
    """Whether there are such rules and packs.

    Raises:
        ServiceError: ``rule-unknown``.
    """
    rules = RuleBook.load(folders).rules
    ids, packs = {r.id for r in rules}, {r.pack for r in rules}
    for id in (*choice.on, *choice.off):
        if id not in ids:
            raise ServiceError("rule-unknown", 422, id=id)
    for id in choice.packs_off:
        if id not in packs:
            raise ServiceError("rule-unknown", 422, id=id)


def bands(engine: Engine, settings: Settings) -> Bands:
    """The bands that hold: the office's choice, or those of the settings."""
    with reading(engine) as session:
        row = session.get(OptionRow, BandsChoice.key)
    if row is None:
        return Bands.of(settings)
    choice = BandsChoice.model_validate(row.value)
    return Bands(choice.high, choice.medium, choice.passage)
