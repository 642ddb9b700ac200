"""The one value that pages and API share: settings, register, store, workers."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine, select

from nlp_service.dossier import Screening
from nlp_service.register import Register, screenings
from nlp_service.register.database import reading
from nlp_service.rules import RuleBook
from nlp_service.rules.profile import profiles
from nlp_service.settings import Settings

from . import accounts, jobs
from .clock import today
from .crew import Crew
from .oidc import Provider
from .problems import ServiceError
from .resay import resay
from .roles import LOCAL, Caller
from .tables import CaseRow, JobRow, RoundRow
from .vault import Vault

COOKIE = "nlps_session"
_HERE = ("localhost", "127.0.0.1", "::1")


class Desk:
    """Everything a request needs."""

    def __init__(self, settings: Settings, register: Register, crew: Crew) -> None:
        self.settings, self.register, self.crew = settings, register, crew
        self.vault = Vault(settings.data / "uploads")
        self.provider = Provider(settings)
        self._has_users = False

    @property
    def engine(self) -> Engine:
        """The database."""
        return self.register.engine

    def guarded(self) -> bool:
        """Whether one has to log in: as soon as there is a user or a provider of users, and then for ever."""
        self._has_users = self._has_users or self.provider.on or accounts.has_users(self.engine)
        return self._has_users

    def case(self, id: str, caller: Caller) -> CaseRow:
        """A case that the caller may see.

        Raises:
            ServiceError: ``case-unknown``, also where it is there but not for this caller.
        """
        with reading(self.engine) as session:
            case = session.scalars(select(CaseRow).where(CaseRow.id == id)).one_or_none()
        if case is None or not caller.may_see(case.created_by):
            raise ServiceError("case-unknown", id=id)
        return case

    def visible(self, ids: Sequence[str], caller: Caller) -> tuple[str, ...]:
        """Those of the cases that the caller may see."""
        with reading(self.engine) as session:
            rows = session.execute(select(CaseRow.id, CaseRow.created_by).where(CaseRow.id.in_(ids)))
            owners = {row[0]: row[1] for row in rows}
        return tuple(id for id in ids if id in owners and caller.may_see(owners[id]))

    def screening(self, id: str) -> Screening | None:
        """The result of a case, when there is one."""
        with reading(self.engine) as session:
            return screenings.get(session, id)

    def said(self, id: str, lang: str, caller: Caller) -> Screening | None:
        """The result of a case in ``lang``, whatever language it was made in.

        Who may see their own cases alone is not shown what others wrote: their copies are told without the passages.
        """
        result = self.screening(id)
        if result is None:
            return None
        if "see" not in caller.can:
            bare = tuple(d.model_copy(update={"passages": (), "authors": ()}) for d in result.duplicates)
            result = result.model_copy(update={"duplicates": bare})
        opinions = {d.dossier: self.register.opinion(id, d.dossier) for d in result.duplicates}
        return resay(result, lang, RuleBook.load(self.settings.packs), profiles(self.settings.profiles), opinions)

    def job_of(self, case: str) -> JobRow:
        """The newest job of a case."""
        with reading(self.engine) as session:
            return session.scalars(select(JobRow).where(JobRow.case == case).order_by(JobRow.seq.desc()).limit(1)).one()

    def forms(self, lang: str) -> list[tuple[str, str]]:
        """The forms by name: (id, name)."""
        return sorted(((p.id, p.name(lang)) for p in profiles(self.settings.profiles).values()), key=lambda pair: pair[1])

    def open_rounds(self) -> list[RoundRow]:
        """Rounds that take dossiers today, newest first."""
        day = today().isoformat()
        with reading(self.engine) as session:
            rows = session.scalars(select(RoundRow).order_by(RoundRow.year.desc(), RoundRow.id.desc())).all()
        return [r for r in rows if (not r.opens or r.opens <= day) and (not r.closes or day <= r.closes)]

    def check_wishes(self, profile: str | None, round: int | None) -> None:
        """Whether there is such a form and such a round.

        Raises:
            ServiceError: ``profile-unknown``, ``round-unknown``.
        """
        if profile and profile not in profiles(self.settings.profiles):
            raise ServiceError("profile-unknown", 422, id=profile)
        if round is not None:
            with reading(self.engine) as session:
                if session.get(RoundRow, round) is None:
                    raise ServiceError("round-unknown", 422, id=round)

    def wait(self, job: str, seconds: float) -> JobRow:
        """The job when it has ended, or as it is after so many seconds."""
        end = time.monotonic() + seconds
        while True:
            row = jobs.get(self.engine, job)
            if row is None:
                raise ServiceError("job-unknown", id=job)
            if row.status in jobs.TERMINAL or time.monotonic() > end:
                return row
            time.sleep(0.05)


def desk_of(request: Request) -> Desk:
    """The desk of the application."""
    desk: Desk = request.app.state.desk
    return desk


def caller_of(request: Request) -> Caller:
    """Who asks.

    Raises:
        ServiceError: ``login-needed``, ``token-invalid``, ``desk-closed`` (no users yet, and not from this machine).
    """
    desk = desk_of(request)
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        if caller := accounts.by_token(desk.engine, secret.strip()):
            return caller
        raise ServiceError("token-invalid", 401)
    if not desk.guarded():
        if is_local(request):
            return LOCAL
        raise ServiceError("desk-closed", 403)
    if (cookie := request.cookies.get(COOKIE)) and (caller := accounts.by_session(desk.engine, cookie)):
        return caller
    raise ServiceError("login-needed", 401)


def is_local(request: Request) -> bool:
    """Whether the call comes from this machine and was meant for it (a page elsewhere cannot pretend by a name of its own)."""
    host = (request.url.hostname or "").strip("[]")
    client = request.client.host if request.client else ""
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        return host in _HERE and ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False


class Needs:
    """A dependency: the caller, who must have some abilities."""

    def __init__(self, *abilities: str) -> None:
        self.abilities = frozenset(abilities)

    def __call__(self, request: Request) -> Caller:
        """The caller.

        Raises:
            ServiceError: ``forbidden``.
        """
        caller = caller_of(request)
        if not self.abilities <= caller.can:
            raise ServiceError("forbidden", 403)
        return caller


TheDesk = Annotated[Desk, Depends(desk_of)]
Anyone = Annotated[Caller, Depends(Needs())]
Uploader = Annotated[Caller, Depends(Needs("upload"))]
Seer = Annotated[Caller, Depends(Needs("see"))]
Batcher = Annotated[Caller, Depends(Needs("upload", "see"))]  # hands in many, and sees what became of them
Officer = Annotated[Caller, Depends(Needs("work"))]
Registrar = Annotated[Caller, Depends(Needs("register"))]
Lead = Annotated[Caller, Depends(Needs("lead"))]
Auditor = Annotated[Caller, Depends(Needs("log"))]
Administrator = Annotated[Caller, Depends(Needs("admin"))]
