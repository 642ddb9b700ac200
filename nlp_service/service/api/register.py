"""The register of earlier initiatives."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from nlp_service.dossier import RegisterError
from nlp_service.duplicates import Comparable
from nlp_service.register import Entry

from ..desk import Registrar, Seer, TheDesk
from ..intake import manual_id
from ..problems import ServiceError
from .models import ERRORS

router = APIRouter(tags=["register"], responses=ERRORS)
Decision = Literal["recognised", "rejected", "pending"]


class Earlier(BaseModel):
    """An earlier initiative."""

    id: str = Field(examples=["2021-017"])
    title: str = Field(examples=["Số hoá sổ theo dõi tiêm chủng tại trạm y tế"])
    authors: list[str] = []
    unit: str | None = None
    year: int | None = Field(None, examples=[2021])
    field: str | None = Field(None, examples=["technical"])
    level: str | None = None
    decision: str | None = Field(None, examples=["recognised"])


class EarlierList(BaseModel):
    """A page of the register."""

    items: list[Earlier]
    cursor: str | None = None


class NewEarlier(BaseModel):
    """An initiative known by its title only; hand in the dossier as a screening where there are files."""

    id: str | None = Field(None, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$", examples=["2021-017"])
    title: str = Field(min_length=3, max_length=1000, examples=["Số hoá sổ theo dõi tiêm chủng tại trạm y tế"])
    authors: list[Annotated[str, Field(max_length=200)]] = Field(default_factory=list, max_length=50)
    unit: str | None = Field(None, max_length=300)
    year: int | None = Field(None, ge=1975, le=2200)
    field: Literal["education", "administration", "technical"] | None = None
    decision: Decision | None = None


def _wire(entry: Entry) -> Earlier:
    raw = asdict(entry)
    return Earlier.model_validate({**{k: raw[k] for k in Earlier.model_fields}, "authors": list(raw["authors"])})


@router.get("/register")
def list_register(
    desk: TheDesk, caller: Seer, year: Annotated[int | None, Query(ge=1900, le=2200)] = None, decision: Decision | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100, cursor: str | None = None,
) -> EarlierList:  # fmt: skip
    """The register in the order it grew."""
    try:
        rows = desk.register.list(year=year, decision=decision, limit=limit + 1, after=cursor)
    except RegisterError as error:  # the cursor is the id of the last one shown
        raise ServiceError("cursor-invalid", 422) from error
    return EarlierList(items=[_wire(r) for r in rows[:limit]], cursor=rows[limit - 1].id if len(rows) > limit else None)


@router.post("/register", status_code=201)
def add_to_register(body: NewEarlier, desk: TheDesk, caller: Registrar) -> Earlier:
    """Add an earlier initiative by its title."""
    id = body.id or manual_id(body.title)
    comparable = Comparable(id, manual_id(f"{id} {body.title}", 64), body.title, tuple(body.authors), body.unit, body.year)
    desk.register.add(comparable, year=body.year, decision=body.decision, field=body.field, who=caller.name)
    return _wire(desk.register.show(id))


@router.get("/register/search")
def search_register(
    desk: TheDesk, caller: Seer, q: Annotated[str, Query(max_length=300)], limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> EarlierList:
    """Look up words with or without accents, best first."""
    return EarlierList(items=[_wire(r) for r in desk.register.search(q, limit=limit)])


@router.get("/register/{id:path}")
def show_register(id: str, desk: TheDesk, caller: Seer) -> Earlier:
    """One earlier initiative."""
    return _wire(desk.register.show(id))


@router.delete("/register/{id:path}", status_code=204)
def remove_from_register(id: str, desk: TheDesk, caller: Registrar) -> Response:
    """Take one out."""
    desk.register.remove(id, who=caller.name)
    return Response(status_code=204)
