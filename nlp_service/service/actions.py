"""What officers do with a case: waive, correct, screen again, judge a pair, decide.  Each leaves a link in the audit log."""

from __future__ import annotations

import json
from datetime import date
from typing import Literal

from sqlalchemy import Engine, select

from nlp_service.register.audit_log import record
from nlp_service.register.database import writing
from nlp_service.register.models import CorrectionRow, DossierRow

from . import jobs, webhooks
from .clock import now
from .problems import ServiceError
from .tables import CaseRow, DecisionRow, JobRow, ReadingRow, WaiverRow
from .tables_office import RemovalRow

DecisionKind = Literal["forward", "supplement", "return"]
FieldLabel = Literal["education", "administration", "technical"]


def waive(engine: Engine, case: str, finding: str, reason: str, officer: str) -> None:
    """Set a finding aside.

    Raises:
        ServiceError: ``reason-missing``.
    """
    if not reason.strip():
        raise ServiceError("reason-missing", 422)
    with writing(engine) as session:
        session.add(WaiverRow(case=case, finding=finding, reason=reason.strip(), officer=officer, at=now()))
        record(session, officer, "finding.waive", case, finding=finding)


def unwaive(engine: Engine, case: str, finding: str, officer: str) -> None:
    """Take a waived finding up again."""
    with writing(engine) as session:
        wanted = select(WaiverRow).where(WaiverRow.case == case, WaiverRow.finding == finding, WaiverRow.revoked.is_(None))
        for row in session.scalars(wanted):
            row.revoked = now()
        record(session, officer, "finding.unwaive", case, finding=finding)


def correct_field(engine: Engine, case_id: str, label: FieldLabel, officer: str) -> None:
    """Put the field right: in the list, in the register, and as a correction that training can learn from."""
    with writing(engine) as session:
        case = session.scalars(select(CaseRow).where(CaseRow.id == case_id)).one()
        old, case.label = case.label, label
        session.add(
            CorrectionRow(subject=case_id, field="label", old=json.dumps(old), new=json.dumps(label), officer=officer, at=now())
        )
        for row in session.scalars(select(DossierRow).where(DossierRow.id == case_id)):
            row.field = label
        record(session, officer, "field.correct", case_id, old=old, new=label)


def decide(engine: Engine, case_id: str, kind: DecisionKind, note: str, deadline: date | None, officer: str) -> None:
    """Forward, ask for supplements, or return.

    Raises:
        ServiceError: ``not-screened``.
    """
    with writing(engine) as session:
        case = session.scalars(select(CaseRow).where(CaseRow.id == case_id)).one()
        if case.state != "screened":
            raise ServiceError("not-screened", 409, id=case_id)
        case.decision, case.decided = kind, now()
        until = deadline.isoformat() if deadline else None
        session.add(DecisionRow(case=case_id, kind=kind, note=note.strip(), deadline=until, officer=officer, at=now()))
        record(session, officer, "case.decide", case_id, decision=kind)
        webhooks.announce(session, "case.decided", case_id, decision=kind)


def screen_again(
    engine: Engine, case_id: str, officer: str, *, profile: str | None = None, level: str | None = None, keep: bool = False
) -> JobRow:
    """Screen a case once more, with another form or level (``keep``: with the same); nothing is read again.

    Raises:
        ServiceError: ``originals-removed``, there is neither text nor file any more.
    """
    with writing(engine) as session:
        case = session.scalars(select(CaseRow).where(CaseRow.id == case_id)).one()
        if session.get(RemovalRow, case_id) and session.get(ReadingRow, case_id) is None:
            raise ServiceError("originals-removed", 410)
        if not keep:
            case.profile, case.level = profile, level
        kind = "rescreen" if case.state == "screened" else "screening"
        if kind == "screening":
            case.state = "received"
        record(session, officer, "case.screen-again", case_id, profile=case.profile, level=case.level)
        return jobs.put(session, kind, by=officer, case=case_id)
