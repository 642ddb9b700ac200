"""Rounds of filing (đợt xét): when they open and close, which level and form they ask for, which rules hold in them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine, delete, select

from nlp_service.register.audit_log import record
from nlp_service.register.database import reading, writing

from .policies import RulesChoice, keep_in, load, round_key
from .problems import ServiceError
from .tables import OptionRow, RoundRow


def all_rounds(engine: Engine) -> list[RoundRow]:
    """All rounds, newest first."""
    with reading(engine) as session:
        return list(session.scalars(select(RoundRow).order_by(RoundRow.year.desc(), RoundRow.id.desc())))


def put_round(
    engine: Engine, number: int | None, *, name: str, year: int, opens: str | None, closes: str | None, level: str | None,
    profile: str | None, who: str,
) -> RoundRow:  # fmt: skip
    """A new round, or round ``number`` changed.

    Raises:
        ServiceError: ``round-unknown``, ``round-dates`` (there is no such day, or it closes before it opens).
    """
    try:
        days = [date.fromisoformat(d) for d in (opens, closes) if d]
    except ValueError as error:
        raise ServiceError("round-dates", 422) from error
    if days != sorted(days):
        raise ServiceError("round-dates", 422)
    with writing(engine) as session:
        row = RoundRow() if number is None else session.get(RoundRow, number)
        if row is None:
            raise ServiceError("round-unknown", 404, id=str(number))
        row.name, row.year, row.opens, row.closes = name, year, opens or None, closes or None
        row.level, row.profile = level or None, profile or None
        session.add(row)
        session.flush()
        action = "round.add" if number is None else "round.change"
        details = {"opens": opens, "closes": closes, "level": level, "profile": profile}
        record(session, who, action, str(row.id), name=name, year=year, **details)
        return row


def remove_round(engine: Engine, number: int, who: str) -> None:
    """Take a round out with its rules; its dossiers stay.

    Raises:
        ServiceError: ``round-unknown``.
    """
    with writing(engine) as session:
        row = session.get(RoundRow, number)
        if row is None:
            raise ServiceError("round-unknown", 404, id=str(number))
        session.execute(delete(OptionRow).where(OptionRow.key == RulesChoice.key + round_key(number)))
        session.delete(row)
        record(session, who, "round.remove", str(number), name=row.name, year=row.year)


def rules_of_round(engine: Engine, number: int) -> RulesChoice:
    """What a round switches, beside what the office does.

    Raises:
        ServiceError: ``round-unknown``.
    """
    with reading(engine) as session:
        if session.get(RoundRow, number) is None:
            raise ServiceError("round-unknown", 404, id=str(number))
    return load(engine, RulesChoice, round_key(number))


def set_rules_of_round(engine: Engine, number: int, choice: RulesChoice, who: str) -> None:
    """Switch rules for a round.

    Raises:
        ServiceError: ``round-unknown``.
    """
    with writing(engine) as session:
        if session.get(RoundRow, number) is None:
            raise ServiceError("round-unknown", 404, id=str(number))
        keep_in(session, choice, who, round_key(number))
