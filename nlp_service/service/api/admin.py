"""Administration: users, tokens, rounds, the audit log, how the desk is doing."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from .. import accounts, rounds
from ..desk import Administrator, Auditor, Lead, TheDesk
from ..health import HealthReport, report
from ..roles import SCOPES
from ..tables import RoundRow, TokenRow, UserRow
from .models import ERRORS

router = APIRouter(prefix="/admin", tags=["admin"], responses=ERRORS)
RoleName = Literal["uploader", "officer", "lead", "auditor", "administrator"]
ScopeName = Literal["read", "upload", "write", "admin"]
DAY = r"^\d{4}-\d\d-\d\d$"
RoundId = Annotated[int, Path(ge=1, le=2**31 - 1)]


class UserInfo(BaseModel):
    """A person who works here."""

    name: str = Field(examples=["lan"])
    full_name: str = Field(examples=["Nguyễn Thị Lan"])
    role: RoleName = Field(examples=["officer"])
    unit: str = ""
    active: bool = True

    @classmethod
    def of(cls, row: UserRow) -> UserInfo:
        """A row as it goes over the wire: without password."""
        return cls.model_validate({k: getattr(row, k) for k in cls.model_fields})


class NewUser(BaseModel):
    """A new person."""

    name: str = Field(pattern=r"^[\w.@-]{2,64}$", examples=["lan"])
    password: str = Field(max_length=1000, examples=["mat-khau-dai-2026"])
    role: RoleName = Field("officer", examples=["officer"])
    full_name: str = Field("", max_length=200, examples=["Nguyễn Thị Lan"])
    unit: str = Field("", max_length=200)


class ChangedUser(BaseModel):
    """What changes; nothing said stays as it is."""

    role: RoleName | None = Field(None, examples=["lead"])
    active: bool | None = None
    password: str | None = Field(None, max_length=1000)


class TokenInfo(BaseModel):
    """A token; never its secret."""

    name: str = Field(examples=["cong-dich-vu"])
    scopes: list[str] = Field(examples=[["read", "upload"]])
    created: str
    used: str | None = None
    revoked: str | None = None

    @classmethod
    def of(cls, row: TokenRow) -> TokenInfo:
        """A row as it goes over the wire."""
        return cls.model_validate({k: getattr(row, k) for k in cls.model_fields})


class NewToken(BaseModel):
    """A token to make."""

    name: str = Field(min_length=1, max_length=64, examples=["cong-dich-vu"])
    scopes: list[ScopeName] = Field(min_length=1, max_length=len(SCOPES), examples=[["read", "upload"]])


class MadeToken(BaseModel):
    """A token with its secret, which is told this once."""

    name: str
    token: str = Field(examples=["nlps_…"])


class Round(BaseModel):
    """A session of filing (đợt xét)."""

    name: str = Field(min_length=1, max_length=200, examples=["Đợt 1"])
    year: int = Field(ge=2000, le=2200, examples=[2026])
    opens: str | None = Field(None, pattern=DAY, examples=["2026-03-01"])
    closes: str | None = Field(None, pattern=DAY, examples=["2026-05-31"])
    level: Literal["base", "city"] | None = None
    profile: str | None = Field(None, max_length=64, examples=["hai_phong_description"])


class RoundInfo(Round):
    """A session of filing with its number."""

    id: int

    @classmethod
    def of(cls, row: RoundRow) -> RoundInfo:
        """A row as it goes over the wire."""
        return cls.model_validate({k: getattr(row, k) for k in cls.model_fields})


class LogEntry(BaseModel):
    """A link of the audit log."""

    n: int
    at: str
    who: str
    action: str = Field(examples=["case.decide"])
    subject: str
    details: dict[str, Any]


class LogPage(BaseModel):
    """The newest links."""

    items: list[LogEntry]


@router.get("/users")
def list_users(desk: TheDesk, caller: Administrator) -> list[UserInfo]:
    """All users."""
    return [UserInfo.of(u) for u in accounts.users(desk.engine)]


@router.post("/users", status_code=201)
def add_user(body: NewUser, desk: TheDesk, caller: Administrator) -> UserInfo:
    """A new user."""
    accounts.add_user(desk.engine, **body.model_dump(), who=caller.name)
    return UserInfo(**body.model_dump(exclude={"password"}))


@router.patch("/users/{name}")
def change_user(name: str, body: ChangedUser, desk: TheDesk, caller: Administrator) -> UserInfo:
    """Another role or password, or the account closed; all sessions of the user end."""
    accounts.change_user(desk.engine, name, **body.model_dump(), who=caller.name)
    return next(UserInfo.of(u) for u in accounts.users(desk.engine) if u.name == name)


@router.get("/tokens")
def list_tokens(desk: TheDesk, caller: Administrator) -> list[TokenInfo]:
    """All tokens, also those revoked."""
    return [TokenInfo.of(t) for t in accounts.tokens(desk.engine)]


@router.post("/tokens", status_code=201)
def add_token(body: NewToken, desk: TheDesk, caller: Administrator) -> MadeToken:
    """A new token; its secret is in this answer and nowhere else."""
    return MadeToken(name=body.name, token=accounts.add_token(desk.engine, body.name, body.scopes, who=caller.name))


@router.delete("/tokens/{name}", status_code=204)
def revoke_token(name: str, desk: TheDesk, caller: Administrator) -> Response:
    """End a token."""
    accounts.revoke_token(desk.engine, name, who=caller.name)
    return Response(status_code=204)


@router.get("/rounds")
def list_rounds(desk: TheDesk, caller: Lead) -> list[RoundInfo]:
    """All rounds, newest first."""
    return [RoundInfo.of(r) for r in rounds.all_rounds(desk.engine)]


@router.post("/rounds", status_code=201)
def add_round(body: Round, desk: TheDesk, caller: Lead) -> RoundInfo:
    """A new round."""
    desk.check_wishes(body.profile, None)
    return RoundInfo.of(rounds.put_round(desk.engine, None, **body.model_dump(), who=caller.name))


@router.put("/rounds/{id}")
def change_round(id: RoundId, body: Round, desk: TheDesk, caller: Lead) -> RoundInfo:
    """A round changed."""
    desk.check_wishes(body.profile, None)
    return RoundInfo.of(rounds.put_round(desk.engine, id, **body.model_dump(), who=caller.name))


@router.delete("/rounds/{id}", status_code=204)
def remove_round(id: RoundId, desk: TheDesk, caller: Lead) -> Response:
    """Take a round out; its dossiers stay."""
    rounds.remove_round(desk.engine, id, caller.name)
    return Response(status_code=204)


@router.get("/log")
def log(
    desk: TheDesk, caller: Auditor, subject: Annotated[str | None, Query(max_length=255)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> LogPage:  # fmt: skip
    """The audit log, newest first, or what it says of one thing."""
    entries = desk.register.audit_entries(subject=subject, limit=limit)
    keys = LogEntry.model_fields
    return LogPage(items=[LogEntry.model_validate({k: getattr(e, k) for k in keys}) for e in entries])


@router.get("/health")
def health(desk: TheDesk, caller: Auditor) -> HealthReport:
    """Workers, jobs, disk, the chain of the audit log, failures."""
    return report(desk)
